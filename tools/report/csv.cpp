/// @file Writes counters.csv: the causes, an empty line, then the cores.
#include <fmt/format.h>

#include <cmath>

#include "tools/report/csv_cell.h"
#include "tools/report/run_record.h"

namespace aerie::tools {

std::string csv_cell(const std::string& text) {
    if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
    std::string quoted = "\"";
    for (const char letter : text) quoted.append(letter == '"' ? 2 : 1, letter);
    quoted += '"';
    return quoted;
}

std::string csv_cell(const std::optional<double>& value) {
    return value && std::isfinite(*value) ? fmt::format("{}", *value) : "";
}

std::string to_csv(const RunRecord& record) {
    std::string text = "cause,count,energy_pj\n";
    for (const auto& cause : record.causes) text += fmt::format("{},{},{}\n", csv_cell(cause.name), cause.count, csv_cell(cause.energy_pj));
    text += fmt::format("static,,{}\n", csv_cell(record.energy_pj.statics));
    text += "\ncore,x,y,neurons,axons_in,axons_out,synapses,synapse_bits,busy_cycles,synaptic_events,spikes,packets_in\n";
    for (const auto& c : record.cores) {
        text += fmt::format("{},{},{},{},{},{},{},{},{},{},{},{}\n", c.core, c.x, c.y, c.neurons, c.axons_in, c.axons_out, c.synapses, c.synapse_bits,
                            c.busy_cycles, c.synaptic_events, c.spikes, c.packets_in);
    }
    return text;
}

}  // namespace aerie::tools
