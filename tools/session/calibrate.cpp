#include "tools/session/calibrate.h"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <sstream>

#include "core/error.h"
#include "hw_model/machine/machine.h"

namespace aerie::session {

namespace {

/// One variable under watch.
struct Watch {
    CalibratedRange range;
    std::optional<PopulationId> population{};
    std::optional<ProjectionId> projection{};
    std::string variable{};
    std::vector<std::uint32_t> indices{};
};

std::vector<std::uint32_t> evenly_spread(std::uint64_t count, std::uint64_t most) {
    std::vector<std::uint32_t> indices;
    const std::uint64_t step = std::max<std::uint64_t>(1, (count + most - 1) / most);
    for (std::uint64_t k = 0; k < count; k += step) indices.push_back(static_cast<std::uint32_t>(k));
    return indices;
}

Interval widened(Interval seen, double margin) {
    const double room = margin * std::max(std::abs(seen.low), std::abs(seen.high));
    return {seen.low < 0.0 ? seen.low - room : 0.0, seen.high > 0.0 ? seen.high + room : 0.0};
}

void add_watches(const Prepared& prepared, const CalibrationOptions& options, std::vector<Watch>& watches) {
    const Network& network = prepared.network;
    const hw::NetworkImage& image = prepared.images.front();
    const auto add = [&](const std::string& group, const hw::StoredVariable& v, std::uint64_t members) -> Watch& {
        Watch& watch = watches.emplace_back();
        watch.range.name = group + "." + v.name;
        watch.variable = v.name;
        watch.indices = evenly_spread(members, options.most_members);
        return watch;
    };
    for (std::uint32_t p = 0; p < network.populations.size(); ++p) {
        for (const hw::StoredVariable& v : image.populations[p].variables) {
            if (!v.is_boolean) add(network.populations[p].name, v, network.populations[p].size).population = PopulationId{p};
        }
    }
    for (std::uint32_t p = 0; p < network.projections.size(); ++p) {
        const hw::SynapseImage& synapses = image.projections[p];
        if (synapses.is_static) continue;
        for (const auto* list : {&synapses.synapse, &synapses.pre, &synapses.post}) {
            for (const hw::StoredVariable& v : *list) add(network.projections[p].name, v, prepared.problem.connectivity[p].post.size()).projection = ProjectionId{p};
        }
    }
}

void look(hw::Machine& machine, std::vector<Watch>& watches, bool is_first) {
    for (Watch& w : watches) {
        const std::vector<double> values = w.population ? machine.neuron_values(*w.population, w.variable, w.indices)
                                                        : machine.synapse_values(*w.projection, w.variable, w.indices);
        if (values.empty()) continue;
        const auto [low, high] = std::minmax_element(values.begin(), values.end());
        const Interval now{*low, *high};
        w.range.seen = is_first ? now : hull(w.range.seen, now);
    }
}

}  // namespace

std::vector<CalibratedRange> calibrate(const Request& request, const CalibrationOptions& options) {
    Request reference = request;
    reference.arithmetic = hw::Arithmetic::float64;
    reference.mapping.clear();
    const std::unique_ptr<Prepared> prepared = prepare(reference);
    const hw::MachineParts parts{prepared->network, prepared->chip, prepared->images, prepared->mapping, prepared->problem.connectivity, prepared->seed, request.threads};
    const std::unique_ptr<hw::Machine> machine = hw::Machine::build(parts);
    std::vector<Watch> watches;
    add_watches(*prepared, options, watches);
    look(*machine, watches, true);
    const std::uint64_t end = std::min(total_ticks(prepared->network), options.most_ticks);
    for (std::uint64_t tick = 1; tick <= end; ++tick) {
        machine->run_until(Ticks{tick});
        machine->spikes().clear();
        look(*machine, watches, false);
    }
    const std::vector<std::string> missing = hw::variables_without_range(prepared->network, prepared->chip);
    std::vector<CalibratedRange> out;
    for (Watch& w : watches) {
        w.range.proposed = widened(w.range.seen, options.margin);
        w.range.is_declared = std::find(missing.begin(), missing.end(), w.range.name) == missing.end();
        out.push_back(w.range);
    }
    return out;
}

hw::RangeTable find_ranges(const Request& request, const Network& network, const hw::ChipSpec& chip, std::vector<std::string>& notes) {
    hw::RangeTable table;
    if (!request.ranges.empty()) table = read_ranges(request.ranges);
    std::vector<std::string> missing = hw::variables_without_range(network, chip);
    std::erase_if(missing, [&](const std::string& name) { return table.contains(name); });
    if (missing.empty()) return table;
    const CalibrationOptions options;
    spdlog::info("{} variables declare no range; calibrating them in float64", missing.size());
    for (const CalibratedRange& r : calibrate(request, options)) {
        if (!r.is_declared && !table.contains(r.name)) table[r.name] = r.proposed;
    }
    for (const std::string& name : missing) {
        if (!table.contains(name)) {
            throw InputError{{"the range of '" + name + "' is not declared and cannot be calibrated", network.file, "", "declare it in the equation: `: [low, high]`"}};
        }
        notes.push_back(fmt::format("range of {} calibrated to [{:.4g}, {:.4g}] by a float64 run of {} ticks; declare it to fix it", name, table[name].low, table[name].high,
                                    std::min(total_ticks(network), options.most_ticks)));
    }
    return table;
}

std::string to_text(const std::vector<CalibratedRange>& ranges) {
    std::string text = "# ranges in SI units: name low high\n";
    for (const CalibratedRange& r : ranges) text += fmt::format("{} {:.9g} {:.9g}\n", r.name, r.proposed.low, r.proposed.high);
    return text;
}

hw::RangeTable read_ranges(const std::filesystem::path& path) {
    std::ifstream in{path};
    if (!in) throw InputError{{"the ranges file cannot be read", path.string(), "", "a file written by `aerie calibrate NET -o FILE`"}};
    hw::RangeTable table;
    std::string line;
    for (int number = 1; std::getline(in, line); ++number) {
        if (line.empty() || line[0] == '#') continue;
        std::istringstream words{line};
        std::string name, rest;
        Interval range;
        const bool is_read = static_cast<bool>(words >> name >> range.low >> range.high) && !(words >> rest);
        if (!is_read || !range.is_finite() || range.low > range.high) {
            throw InputError{{"a line of the ranges file is malformed", fmt::format("{}: line {}", path.string(), number), line, "`population.variable low high` with low <= high"}};
        }
        table[name] = range;
    }
    return table;
}

}  // namespace aerie::session
