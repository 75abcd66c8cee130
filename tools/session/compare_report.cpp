#include "tools/session/compare_report.h"

#include <fmt/format.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "tools/report/units.h"
#include "tools/session/quantity_text.h"

namespace aerie::session {

namespace {

using Json = nlohmann::ordered_json;
using tools::grouped;

std::string error_text(double error, const VariableError& e) {
    return fmt::format("{} = {} quanta", quantity(error, e.dimension), tools::plain(e.quantum > 0.0 ? error / e.quantum : 0.0));
}

std::string variables_text(const Comparison& c) {
    std::string text = fmt::format("\nVARIABLES, looked at every {} ticks\n  {:<22} {:<18} {:>8}  {:<28} {:<28} {:<14} {}\n", grouped(c.period_ticks), "variable", "format", "members",
                                   "RMS error", "worst error", "worst at", "RMS of its span");
    for (const VariableError& e : c.variables) {
        const double span = e.reference.high - e.reference.low;
        text += fmt::format("  {:<22} {:<18} {:>8}  {:<28} {:<28} {:<14} {}\n", e.name, e.format, grouped(e.members), error_text(e.rms, e), error_text(e.worst, e),
                            e.worst == 0.0 ? "-" : tools::with_unit(static_cast<double>(e.worst_tick) * c.dt_s, "s"), tools::share(e.rms, span));
    }
    return text;
}

std::string spikes_text(const Comparison& c) {
    std::string text = fmt::format("\nSPIKES\n  {:<16} {:>9} {:>12} {:>12} {:>10} {:>12} {:>12} {:>11} {:>10}\n", "population", "neurons", "fixed", "float64", "same tick", "rate fixed",
                                   "rate float64", "rate error", "distance");
    for (const TrainError& t : c.populations) {
        const double error = t.rate_fixed_hz - t.rate_float64_hz;
        const std::string percent = error == 0.0 ? "0 %" : t.rate_float64_hz > 0.0 ? fmt::format("{:+.2g} %", 100.0 * error / t.rate_float64_hz) : "-";
        text += fmt::format("  {:<16} {:>9} {:>12} {:>12} {:>10} {:>12} {:>12} {:>11} {:>10}\n", t.name, grouped(t.size), grouped(t.spikes_fixed), grouped(t.spikes_float64),
                            tools::share(static_cast<double>(t.same), static_cast<double>(t.spikes_float64)), tools::plain(t.rate_fixed_hz) + " Hz",
                            tools::plain(t.rate_float64_hz) + " Hz", percent, tools::plain(t.distance));
    }
    text += fmt::format("  distance: van Rossum (2001), time constant {}, mean over neurons; one spike more or less is 0.707\n", tools::with_unit(c.time_constant_s, "s"));
    if (!c.first) return text + "  every spike has the same neuron and tick in both\n";
    return text + fmt::format("  first difference: neuron {} of '{}' fires at tick {} ({}) in {} only\n", c.first->neuron, c.first->population, grouped(c.first->tick),
                              tools::with_unit(static_cast<double>(c.first->tick) * c.dt_s, "s"), c.first->is_in_fixed ? "fixed point" : "float64");
}

std::string losses_text(const Comparison& c) {
    std::string text = fmt::format("\nLOSSES of the fixed-point run\n  {:<22} {:>14} {:>14} {:>10} {:>16} {:>10}\n", "variable", "stores", "saturations", "", "lost increments", "");
    for (const hw::VariableLosses& l : c.losses) {
        const auto stores = static_cast<double>(l.stores);
        text += fmt::format("  {:<22} {:>14} {:>14} {:>10} {:>16} {:>10}\n", l.name, grouped(l.stores), grouped(l.saturations), tools::share(static_cast<double>(l.saturations), stores),
                            grouped(l.lost), tools::share(static_cast<double>(l.lost), stores));
    }
    return text;
}

Json number(double value) { return std::isfinite(value) ? Json(value) : Json(nullptr); }

Json to_node(const VariableError& e) {
    return {{"name", e.name}, {"unit", lang::to_string(e.dimension)}, {"format", e.format}, {"quantum", number(e.quantum)}, {"members", e.members}, {"samples", e.samples},
            {"rms_error", number(e.rms)}, {"worst_error", number(e.worst)}, {"rms_quanta", number(e.rms / e.quantum)}, {"worst_quanta", number(e.worst / e.quantum)},
            {"worst_tick", e.worst_tick}, {"reference_low", number(e.reference.low)}, {"reference_high", number(e.reference.high)}};
}

Json to_node(const TrainError& t) {
    return {{"name", t.name}, {"size", t.size}, {"spikes_fixed", t.spikes_fixed}, {"spikes_float64", t.spikes_float64}, {"same_spikes", t.same},
            {"rate_fixed_hz", number(t.rate_fixed_hz)}, {"rate_float64_hz", number(t.rate_float64_hz)}, {"rate_error_hz", number(t.rate_fixed_hz - t.rate_float64_hz)},
            {"van_rossum_distance", number(t.distance)}, {"first_difference_tick", t.first_tick ? Json(*t.first_tick) : Json(nullptr)}};
}

}  // namespace

std::string to_text(const Comparison& c) {
    std::string text = fmt::format("{} on {}: fixed point beside float64, the same draws (seed {}), {} ticks\n", c.network, c.chip, c.seed, grouped(c.ticks));
    text += variables_text(c) + spikes_text(c) + losses_text(c);
    for (const std::string& note : c.notes) text += "\nnote: " + note;
    return c.notes.empty() ? text : text + "\n";
}

std::string to_json(const Comparison& c) {
    Json root{{"network", c.network}, {"chip", c.chip}, {"seed", c.seed}, {"ticks", c.ticks}, {"dt_s", c.dt_s}, {"period_ticks", c.period_ticks}, {"time_constant_s", c.time_constant_s}};
    for (const char* list : {"variables", "populations", "losses", "notes"}) root[list] = Json::array();
    for (const VariableError& e : c.variables) root["variables"].push_back(to_node(e));
    for (const TrainError& t : c.populations) root["populations"].push_back(to_node(t));
    root["first_difference"] = nullptr;
    if (c.first) root["first_difference"] = {{"tick", c.first->tick}, {"population", c.first->population}, {"neuron", c.first->neuron}, {"only_in", c.first->is_in_fixed ? "fixed" : "float64"}};
    for (const hw::VariableLosses& l : c.losses) {
        root["losses"].push_back({{"name", l.name}, {"format", l.format}, {"stores", l.stores}, {"saturations", l.saturations}, {"lost_increments", l.lost}});
    }
    for (const std::string& note : c.notes) root["notes"].push_back(note);
    return root.dump(2) + "\n";
}

}  // namespace aerie::session
