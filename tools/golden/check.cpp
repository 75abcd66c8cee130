#include "tools/golden/check.h"

#include "tools/formats/golden_file.h"
#include "tools/golden/recipe.h"
#include "tools/golden/recorder.h"

namespace aerie::golden {
namespace {

namespace fs = std::filesystem;

session::Request with(session::Request request, const CheckOptions& options) {
    request.threads = options.threads;
    request.overrides.insert(request.overrides.end(), options.overrides.begin(), options.overrides.end());
    return request;
}

/// Every frame is looked at before a run is begun.
Header open_golden(const fs::path& golden) {
    Header header = formats::read_golden_header(golden);
    formats::check_golden_file(golden);
    return header;
}

}  // namespace

Blessed bless(const session::Request& request, const fs::path& golden, const Surroundings& surroundings) {
    const std::unique_ptr<session::Prepared> prepared = session::prepare(request);
    if (surroundings.on_prepared) surroundings.on_prepared(*prepared);
    Recorder recorder{golden, request, *prepared};
    session::RunOptions options{.threads = request.threads, .progress = surroundings.progress, .at_start = surroundings.at_start};
    recorder.join(options);
    const tools::RunRecord record = session::run(*prepared, options);
    recorder.publish();
    return {.packets = recorder.packets(), .spikes = recorder.spikes(), .ticks = record.ticks};
}

Blessed bless_again(const fs::path& from, const fs::path& golden, std::uint32_t threads, const Surroundings& surroundings) {
    const UnpackedRecipe recipe{open_golden(from).recipe, from};
    const session::Request request = with(recipe.request(), {.threads = threads});
    return recipe.blame_golden([&] { return bless(request, golden, surroundings); });
}

Comparison check(const fs::path& golden, const CheckOptions& options, const Surroundings& surroundings) {
    const UnpackedRecipe recipe{open_golden(golden).recipe, golden};
    const Workplace workplace;
    const fs::path now = workplace.path() / "now.golden";
    recipe.blame_golden([&] { bless(with(recipe.request(), options), now, surroundings); });
    return compare(golden, now, options.context);
}

}  // namespace aerie::golden
