#include "tools/session/synapse_images.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/lang/check.h"
#include "core/lang/dimension.h"

namespace aerie::session {

namespace {

std::optional<Shape> shape_of(const Network& network, PopulationId id) {
    return network.is_source(id) ? network.sources[id.index() - network.populations.size()].shape : network.populations[id.index()].shape;
}

struct Gathering {
    const Prepared& prepared;
    hw::Machine& machine;
};

/// One empty image per target that is shown.
std::vector<tools::ImageRecord> blank_images(const Gathering& from, const Recorder& recorder, Shape shape) {
    const Network& network = from.prepared.network;
    const Projection& projection = network.projections[recorder.projection->index()];
    const lang::Variable* variable = lang::find_variable(projection.model.variables, recorder.variable);
    const std::size_t each = std::size_t{shape.rows} * shape.columns;
    const std::size_t targets = std::min({std::size_t{network.size_of(projection.to)}, most_images, most_image_values / each});
    std::vector<tools::ImageRecord> images;
    for (std::size_t t = 0; t < targets; ++t) {
        images.push_back({.projection = projection.name, .variable = recorder.variable, .unit = "1", .target = fmt::format("{}[{}]", network.name_of(projection.to), t),
                          .time_s = static_cast<double>(from.machine.now().count()) * network.dt_s, .rows = shape.rows, .columns = shape.columns,
                          .values = std::vector<double>(each, NAN)});
        if (variable != nullptr && !variable->dimension.is_pure()) images.back().unit = lang::to_string(variable->dimension);
    }
    return images;
}

/// Recorded synapses stand in order of (pre, post): one walk over the rows finds both ends of each.
void fill(std::vector<tools::ImageRecord>& images, const Gathering& from, const Recorder& recorder) {
    const Connectivity& c = from.prepared.problem.connectivity[recorder.projection->index()];
    const std::vector<double> values = from.machine.synapse_values(*recorder.projection, recorder.variable, recorder.indices);
    std::uint32_t pre = 0;
    for (std::size_t k = 0; k < recorder.indices.size(); ++k) {
        while (c.begin[std::size_t{pre} + 1] <= recorder.indices[k]) ++pre;
        const std::uint32_t post = c.post[recorder.indices[k]];
        if (post < images.size()) images[post].values[pre] = values[k];
    }
}

}  // namespace

std::vector<tools::ImageRecord> synapse_images(const Prepared& prepared, hw::Machine& machine) {
    std::vector<tools::ImageRecord> all;
    const Gathering from{prepared, machine};
    for (const Recorder& recorder : prepared.network.recorders) {
        if (!recorder.projection) continue;
        const std::optional<Shape> shape = shape_of(prepared.network, prepared.network.projections[recorder.projection->index()].from);
        if (!shape) continue;
        std::vector<tools::ImageRecord> images = blank_images(from, recorder, *shape);
        fill(images, from, recorder);
        all.insert(all.end(), images.begin(), images.end());
    }
    return all;
}

std::vector<tools::ImageRecord> start_and_end(const std::vector<tools::ImageRecord>& start, const std::vector<tools::ImageRecord>& end) {
    std::vector<tools::ImageRecord> both;
    for (std::size_t first = 0; first < start.size();) {
        std::size_t last = first + 1;
        while (last < start.size() && start[last].projection == start[first].projection && start[last].variable == start[first].variable) ++last;
        for (const auto* moment : {&start, &end}) {
            both.insert(both.end(), moment->begin() + static_cast<std::ptrdiff_t>(first), moment->begin() + static_cast<std::ptrdiff_t>(last));
        }
        first = last;
    }
    return both;
}

}  // namespace aerie::session
