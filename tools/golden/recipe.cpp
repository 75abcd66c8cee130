#include "tools/golden/recipe.h"

#include <fmt/format.h>
#include <stdlib.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "core/nearest_name.h"
#include "hw_model/chips/settings.h"
#include "tools/formats/chip_file.h"
#include "tools/formats/file_bytes.h"
#include "tools/formats/mapping_file.h"
#include "tools/formats/network_files.h"

namespace aerie::golden {
namespace {

namespace fs = std::filesystem;
constexpr std::size_t largest_file = std::size_t{1} << 29;

std::string text_of(const hw::Mapping& mapping, const Network& network) {
    const Workplace workplace;
    const fs::path file = workplace.path() / "mapping.txtpb";
    formats::write_mapping(file, mapping, network);
    return formats::read_file(file, largest_file);
}

Recipe recipe_of(const session::Request& request, const session::Prepared& prepared) {
    Recipe recipe{.network_file = request.network.filename().string(), .chip = request.chip, .overrides = request.overrides};
    for (formats::NamedBytes& file : formats::network_files(request.network)) recipe.files.push_back({std::move(file.name), std::move(file.bytes)});
    const std::vector<std::string> known = formats::known_chips();
    if (std::find(known.begin(), known.end(), request.chip) == known.end()) {
        recipe.chip_file = Attachment{fs::path{request.chip}.filename().string(), formats::read_file(request.chip, largest_file)};
        recipe.chip.clear();
    }
    recipe.mapping = text_of(prepared.mapping, prepared.network);
    if (!request.ranges.empty()) recipe.ranges = formats::read_file(request.ranges, largest_file);
    recipe.seed = prepared.seed;
    recipe.duration = request.duration;
    recipe.arithmetic = request.arithmetic;
    return recipe;
}

void replace_all(std::string& text, const std::string& what, const std::string& with) {
    for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + with.size())) text.replace(at, what.size(), with);
}

void require_chip(const Recipe& recipe, const fs::path& golden) {
    const std::vector<std::string> known = formats::known_chips();
    if (recipe.chip_file || std::find(known.begin(), known.end(), recipe.chip) != known.end()) return;
    throw InputError{{fmt::format("the chip '{}' of the golden does not exist any more", recipe.chip), golden.string(), recipe.chip,
                      suggest_name(recipe.chip, known) + "; bless the network again on one of them"}};
}

}  // namespace

Workplace::Workplace() {
    std::string name = (fs::temp_directory_path() / "aerie-golden-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) throw InputError{{"cannot make a temporary directory", name, std::strerror(errno), "a writable TMPDIR with room on its disk"}};
    path_ = name;
}

Workplace::~Workplace() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
}

Header header_of(const session::Request& request, const session::Prepared& prepared) {
    const Network& network = prepared.network;
    Header header{.recipe = recipe_of(request, prepared), .network = network.name};
    for (const Population& p : network.populations) header.populations.push_back(p.name);
    for (const Source& s : network.sources) header.sources.push_back(s.name);
    for (const Projection& p : network.projections) header.projections.push_back(p.name);
    for (const hw::ChipSetting& s : hw::chip_settings()) header.settings.push_back(s.key + "=" + s.read(prepared.chip));
    header.mesh_width = prepared.chip.mesh.width;
    header.cores_per_router = prepared.chip.mesh.cores_per_router;
    return header;
}

UnpackedRecipe::UnpackedRecipe(const Recipe& recipe, fs::path golden) : golden_{std::move(golden)} {
    require_chip(recipe, golden_);
    for (const Attachment& file : recipe.files) {
        const fs::path place = put("network", file.name, file.content);
        if (file.name == recipe.network_file) request_.network = place;
    }
    if (request_.network.empty()) throw InputError{{"the golden does not hold its network", golden_.string(), recipe.network_file, "a file of that name among its files"}};
    request_.chip = recipe.chip_file ? put("chip", recipe.chip_file->name, recipe.chip_file->content).string() : recipe.chip;
    request_.overrides = recipe.overrides;
    request_.mapping = put("mapping", "mapping.txtpb", recipe.mapping);
    if (!recipe.ranges.empty()) request_.ranges = put("ranges", "ranges.txt", recipe.ranges);
    request_.seed = recipe.seed;
    request_.duration = recipe.duration;
    request_.arithmetic = recipe.arithmetic;
}

fs::path UnpackedRecipe::put(const std::string& folder, const std::string& name, const std::string& content) const {
    const fs::path inside = fs::path{name}.lexically_normal();
    if (inside.empty() || inside.is_absolute() || *inside.begin() == ".." || !inside.has_filename()) {
        throw InputError{{"a file of the golden would be unpacked elsewhere", golden_.string(), name, "a path below the network's folder"}};
    }
    const fs::path place = workplace_.path() / folder / inside;
    fs::create_directories(place.parent_path());
    formats::write_file(place, content);
    return place;
}

/// "/tmp/.../network/chain.txtpb: population 'a'" becomes "x.golden: chain.txtpb: population 'a'".
Complaint UnpackedRecipe::in_golden(Complaint complaint) const {
    for (const char* folder : {"network/", "chip/", "mapping/", "ranges/"}) {
        for (std::string* part : {&complaint.what, &complaint.where, &complaint.found, &complaint.allowed}) {
            replace_all(*part, (workplace_.path() / folder).string(), "");
        }
    }
    complaint.where = complaint.where.empty() ? golden_.string() : golden_.string() + ": " + complaint.where;
    return complaint;
}

}  // namespace aerie::golden
