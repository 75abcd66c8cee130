#include "tools/session/run.h"

#include <fmt/format.h>

#include <chrono>
#include <numeric>

#include "core/error.h"
#include "hw_model/energy.h"
#include "tools/formats/file_bytes.h"
#include "tools/session/fill_record.h"
#include "tools/session/recording.h"
#include "tools/session/stimulus_table.h"
#include "tools/session/synapse_images.h"

namespace aerie::session {

namespace {

constexpr std::uint64_t most_ticks_at_once = 500;   // between two looks at progress and interruption

/// Final and initial values of everything that learns.
void write_weights(const Prepared& prepared, hw::Machine& machine, const std::filesystem::path& directory) {
    const Network& network = prepared.network;
    std::vector<formats::SynapseTable> tables;
    std::vector<std::uint32_t> projections;
    for (std::uint32_t p = 0; p < network.projections.size(); ++p) {
        const hw::SynapseImage& image = prepared.images.front().projections[p];
        if (image.is_static || image.synapse.empty()) continue;
        const Projection& projection = network.projections[p];
        formats::SynapseTable table{.name = projection.name, .from = network.name_of(projection.from), .to = network.name_of(projection.to)};
        for (const hw::StoredVariable& v : image.synapse) table.variables.insert(table.variables.end(), {v.name, v.name + "_initial"});
        tables.push_back(std::move(table));
        projections.push_back(p);
    }
    formats::WeightsFile file{directory / "weights.h5", tables};
    for (std::size_t t = 0; t < tables.size(); ++t) {
        const ProjectionId id{projections[t]};
        const Connectivity& c = prepared.problem.connectivity[id.index()];
        for (std::uint32_t pre = 0; pre + 1 < c.begin.size(); ++pre) {
            if (c.begin[pre] == c.begin[pre + 1]) continue;
            std::vector<std::uint32_t> indices(c.begin[pre + 1] - c.begin[pre]);
            std::iota(indices.begin(), indices.end(), static_cast<std::uint32_t>(c.begin[pre]));
            std::vector<std::vector<double>> values;
            for (const hw::StoredVariable& v : prepared.images.front().projections[id.index()].synapse) {
                values.push_back(machine.synapse_values(id, v.name, indices));
                values.push_back(initial_row(network, id, v.name, c, pre));
            }
            file.append_row(t, pre, {c.post.begin() + static_cast<std::ptrdiff_t>(c.begin[pre]), c.post.begin() + static_cast<std::ptrdiff_t>(c.begin[pre + 1])}, values);
        }
    }
    file.commit();
}

void hand_on(hw::Machine& machine, Recording& recording, const RunOptions& options) {
    recording.take(machine.spikes());
    if (options.spikes) options.spikes(machine.spikes());
    machine.spikes().clear();
    if (options.packets) {
        options.packets(machine.timer().packets());
        machine.timer().packets().clear();
    }
}

/// Spikes that routers dropped for good, by who sent them.
void note_lost(const hw::TickTimer& timer, tools::RunRecord& record) {
    for (std::uint32_t p = 0; p < record.populations.size(); ++p) {
        record.populations[p].lost = timer.lost(PopulationId{p});
        record.traffic.lost += record.populations[p].lost;
        if (record.populations[p].lost != 0) record.notes.push_back(fmt::format("'{}': {} deliveries of its spikes were dropped and never came", record.populations[p].name, record.populations[p].lost));
    }
}

}  // namespace

tools::RunRecord run(const Prepared& prepared, const RunOptions& options) {
    const hw::MachineParts parts{prepared.network, prepared.chip, prepared.images, prepared.mapping, prepared.problem.connectivity, prepared.seed, options.threads};
    const std::unique_ptr<hw::Machine> machine = hw::Machine::build(parts);
    machine->timer().record_packets(static_cast<bool>(options.packets));
    if (options.at_start) options.at_start(*machine);
    Recording recording{prepared.network, options.directory};
    const std::vector<tools::ImageRecord> images = synapse_images(prepared, *machine);
    const std::uint64_t total = total_ticks(prepared.network);
    const auto start = std::chrono::steady_clock::now();
    while (machine->now().count() < total) {
        if (machine->now().count() == recording.next_sample()) recording.sample(*machine);
        const std::uint64_t now = machine->now().count();
        machine->run_until(Ticks{std::min({total, recording.next_sample(), now + most_ticks_at_once})});
        hand_on(*machine, recording, options);
        options.progress(machine->now());
    }
    const std::chrono::duration<double> wall = std::chrono::steady_clock::now() - start;
    tools::RunRecord record;
    fill_record(prepared, *machine, record);
    record.threads = options.threads;
    record.wall_seconds = wall.count();
    recording.finish(total, record);
    note_lost(machine->timer(), record);
    record.images = start_and_end(images, synapse_images(prepared, *machine));
    if (options.directory) {
        write_weights(prepared, *machine, *options.directory);
        const std::string shown = stimulus_table(prepared.network, total);
        if (!shown.empty()) formats::write_file(*options.directory / "stimuli.csv", shown);
    }
    if (options.at_end) options.at_end(*machine);
    return record;
}

}  // namespace aerie::session
