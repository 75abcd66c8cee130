#include "tools/trace/tracing.h"

#include <spdlog/spdlog.h>

#include "core/error.h"
#include "tools/trace/packet_list.h"
#include "tools/trace/perfetto_trace.h"
#include "tools/trace/waveform.h"

namespace aerie::trace {

namespace fs = std::filesystem;

void check(const TraceRequest& request) {
    const auto refuse_alone = [&](const char* option, const std::string& value) {
        throw InputError{{std::string{"nothing is traced"}, option, value, "--vcd FILE, --perfetto FILE or --packets FILE with it"}};
    };
    if (!request.is_wanted() && !request.window.empty()) refuse_alone("--window", request.window);
    if (!request.is_wanted() && !request.routers.empty()) refuse_alone("--routers", request.routers.front());
    std::vector<fs::path> taken;
    for (const fs::path& path : {request.vcd, request.perfetto, request.packets}) {
        if (path.empty()) continue;
        const fs::path full = fs::weakly_canonical(fs::absolute(path));
        for (const fs::path& other : taken) {
            if (other == full) throw InputError{{"two traces in one file", "--vcd, --perfetto and --packets", path.string(), "a file for each"}};
        }
        taken.push_back(full);
    }
}

Tracing::Tracing(const TraceRequest& request, const session::Prepared& prepared) : scene_{prepared, request.window, request.routers}, feed_{scene_} {
    open<Waveform>(request.vcd);
    open<PerfettoTrace>(request.perfetto);
    open<PacketList>(request.packets);
    if (!request.packets.empty()) feed_.follow_packets();
}

template <class Format>
void Tracing::open(const fs::path& path) {
    if (path.empty()) return;
    auto format = std::make_unique<Format>(path, scene_);
    feed_.add(*format);
    files_.push_back(&format->file());
    sinks_.push_back(std::move(format));
}

void Tracing::check_files() const {
    for (const formats::StreamFile* file : files_) file->check();
}

void Tracing::join(session::RunOptions& options) {
    options.at_start = [this, before = std::move(options.at_start)](hw::Machine& machine) {
        if (before) before(machine);
        const std::vector<hw::CoreActivity> used = machine.activity();
        AERIE_ASSERT(used.size() == scene_.cores().size());
        for (std::size_t slot = 0; slot < used.size(); ++slot) AERIE_ASSERT(used[slot].core == scene_.cores()[slot]);
        machine.timer().watch(feed_);
    };
    options.progress = [this, before = std::move(options.progress)](Ticks done) {
        check_files();   // a full disk ends the run soon, not at its end
        before(done);
    };
}

void Tracing::finish() {
    feed_.end();
    if (scene_.window().begin() >= feed_.end_of_run()) spdlog::warn("the run ended in cycle {}, before the window of --window began: the traces are empty", feed_.end_of_run().count());
    check_files();
    for (formats::StreamFile* file : files_) file->finish();
}

}  // namespace aerie::trace
