#include "tools/session/calibrate.h"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <cmath>
#include <sstream>

#include "core/error.h"
#include "core/nearest_name.h"
#include "hw_model/machine/machine.h"
#include "tools/cli/interrupt.h"
#include "tools/formats/file_bytes.h"
#include "tools/session/quantity_text.h"
#include "tools/session/watch.h"

namespace aerie::session {

namespace {

Interval widened(Interval seen, double margin) {
    const double room = margin * std::max(std::abs(seen.low), std::abs(seen.high));
    const Interval wide{seen.low < 0.0 ? rounded_outward(seen.low - room) : 0.0, seen.high > 0.0 ? rounded_outward(seen.high + room) : 0.0};
    return wide.low < wide.high ? wide : Interval{-1.0, 1.0};
}

struct Seen {
    Watch watch;
    Interval range;
};

std::vector<Seen> first_look(const Prepared& prepared, hw::Machine& machine, std::uint64_t most_members) {
    std::vector<Seen> all;
    for (Watch& watch : watch_variables(prepared, most_members)) {
        const std::vector<double> values = values_of(machine, watch);
        if (values.empty()) continue;
        const auto [low, high] = std::minmax_element(values.begin(), values.end());
        all.push_back({std::move(watch), {*low, *high}});
    }
    return all;
}

/// A value that is not finite has no range: the model itself runs away.
void look(hw::Machine& machine, std::vector<Seen>& all, const Network& network) {
    for (Seen& s : all) {
        for (const double v : values_of(machine, s.watch)) {
            if (!std::isfinite(v)) {
                throw InputError{{fmt::format("'{}' grows without bound in float64", s.watch.name), network.file, fmt::format("{} after {} ticks", v, machine.now().count()),
                                  "equations that stay finite; a shorter dt or another method may help"}};
            }
            const double peak = s.watch.decay_per_tick > 0.0 ? v / s.watch.decay_per_tick : v;   // as a trace stood before it was decayed to this tick
            s.range = {std::min({s.range.low, v, peak}), std::max({s.range.high, v, peak})};
        }
    }
}

/// A name in a ranges file that is no variable of the network would be a setting ignored.
void check_names(const hw::RangeTable& table, const Network& network, const std::filesystem::path& file) {
    std::vector<std::string> names;
    for (const Population& p : network.populations) {
        for (const lang::Variable& v : p.model.variables) names.push_back(p.name + "." + v.name);
    }
    for (const Projection& p : network.projections) {
        for (const lang::Variable& v : p.model.variables) names.push_back(p.name + "." + v.name);
    }
    for (const auto& [name, range] : table) {
        if (std::find(names.begin(), names.end(), name) == names.end()) {
            throw InputError{{"the ranges file names a variable that the network does not have", file.string(), name, suggest_name(name, names)}};
        }
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
    std::vector<Seen> seen = first_look(*prepared, *machine, options.most_members);
    look(*machine, seen, prepared->network);
    const std::uint64_t end = std::min(total_ticks(prepared->network), options.most_ticks);
    for (std::uint64_t tick = 1; tick <= end; ++tick) {
        cli::stop_if_interrupted();
        machine->run_until(Ticks{tick});
        machine->spikes().clear();
        look(*machine, seen, prepared->network);
    }
    const std::vector<std::string> missing = hw::variables_without_range(prepared->network, prepared->chip);
    std::vector<CalibratedRange> out;
    for (const Seen& s : seen) {
        const bool needs_range = std::find(missing.begin(), missing.end(), s.watch.name) != missing.end();
        out.push_back({.name = s.watch.name, .dimension = s.watch.dimension, .seen = s.range, .proposed = widened(s.range, options.margin), .declared = s.watch.declared,
                       .is_declared = !needs_range});
    }
    return out;
}

hw::RangeTable find_ranges(const Request& request, const Network& network, const hw::ChipSpec& chip, std::vector<std::string>& notes) {
    hw::RangeTable table;
    if (!request.ranges.empty()) table = read_ranges(request.ranges);
    check_names(table, network, request.ranges);
    std::vector<std::string> missing = hw::variables_without_range(network, chip);
    for (const auto& [name, range] : table) {
        if (std::find(missing.begin(), missing.end(), name) == missing.end()) notes.push_back(fmt::format("the range of {} in {} is not used: the network says it", name, request.ranges.string()));
    }
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

std::map<std::string, hw::NumberFormat> formats_under(const Network& network, const hw::ChipSpec& chip, const std::vector<CalibratedRange>& ranges) {
    hw::RangeTable table;
    for (const CalibratedRange& r : ranges) {
        if (!r.is_declared) table[r.name] = r.proposed;
    }
    const hw::NetworkImage image = hw::compile_network(network, chip, hw::Arithmetic::fixed, table);
    std::map<std::string, hw::NumberFormat> formats;
    for (std::size_t p = 0; p < network.populations.size(); ++p) {
        for (const hw::StoredVariable& v : image.populations[p].variables) formats[network.populations[p].name + "." + v.name] = v.format;
    }
    for (std::size_t p = 0; p < network.projections.size(); ++p) {
        for (const auto* list : {&image.projections[p].synapse, &image.projections[p].pre, &image.projections[p].post}) {
            for (const hw::StoredVariable& v : *list) formats[network.projections[p].name + "." + v.name] = v.format;
        }
    }
    return formats;
}

std::string to_text(const std::vector<CalibratedRange>& ranges) {
    std::string text = "# ranges in SI units: name low high; what the network declares or knows itself is a comment here\n";
    for (const CalibratedRange& r : ranges) {
        const Interval range = r.declared.value_or(r.proposed);
        text += fmt::format("{}{} {:.9g} {:.9g}\n", r.is_declared ? "# " : "", r.name, range.low, range.high);
    }
    return text;
}

hw::RangeTable read_ranges(const std::filesystem::path& path) {
    constexpr std::size_t largest = std::size_t{1} << 24;   // bytes; a line has less than a hundred
    std::istringstream in{formats::read_file(path, largest)};
    hw::RangeTable table;
    std::string line;
    for (int number = 1; std::getline(in, line); ++number) {
        if (line.empty() || line[0] == '#') continue;
        std::istringstream words{line};
        std::string name, rest;
        Interval range;
        const bool is_read = static_cast<bool>(words >> name >> range.low >> range.high) && !(words >> rest);
        if (!is_read || !range.is_finite() || range.low >= range.high) {
            throw InputError{{"a line of the ranges file is malformed", fmt::format("{}: line {}", path.string(), number), line, "`population.variable low high` with low < high"}};
        }
        if (!table.emplace(name, range).second) {
            throw InputError{{"a variable stands twice in the ranges file", fmt::format("{}: line {}", path.string(), number), name, "each variable once"}};
        }
    }
    return table;
}

}  // namespace aerie::session
