#include "tools/session/fill_record.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "hw_model/energy.h"
#include "tools/cli/version.h"

namespace aerie::session {

namespace {

using hw::Operation;

void fill_mapping(const Prepared& p, tools::RunRecord& record) {
    record.mapping.cores_used = static_cast<std::uint32_t>(p.mapping.use.size());
    record.mapping.cores_available = p.chip.cores();
    record.mapping.hop_weighted_traffic = p.mapping.quality.hop_weighted_traffic;
    record.mapping.random_hop_weighted_traffic = p.mapping.quality.random_hop_weighted_traffic;
    record.mapping.lower_bound = p.mapping.quality.lower_bound;
    record.mesh_width = p.chip.mesh.width;
    record.mesh_height = p.chip.mesh.height;
    record.core_limits = {{"neurons", p.chip.capacity.neurons}, {"axons_in", p.chip.capacity.axons_in}, {"axons_out", p.chip.capacity.axons_out},
                          {"synapse_bits", p.chip.capacity.synapse_bits}};
}

void fill_routing(const hw::RoutingPlan& plan, tools::RunRecord& record) {
    if (!plan.is_multicast()) return;
    tools::RoutingRecord routing{.limit = plan.limit, .trees = plan.trees.size()};
    routing.shared_trees = static_cast<std::uint64_t>(std::count_if(plan.trees.begin(), plan.trees.end(), [](const auto& tree) { return tree.is_shared; }));
    for (const hw::TableUse& use : plan.use) {
        routing.all += use.all;
        routing.turning += use.turning;
        routing.used += use.used;
        routing.fullest_all = std::max<std::uint64_t>(routing.fullest_all, use.all);
        routing.fullest_turning = std::max<std::uint64_t>(routing.fullest_turning, use.turning);
        routing.fullest_used = std::max<std::uint64_t>(routing.fullest_used, use.used);
    }
    record.routing = routing;
}

void fill_cores(const Prepared& p, const hw::Machine& machine, tools::RunRecord& record) {
    std::map<CoreId, hw::CoreUse> use;
    for (const hw::CoreUse& u : p.mapping.use) use[u.core] = u;
    for (const hw::CoreActivity& a : machine.activity()) {
        const hw::CoreUse& u = use[a.core];
        const std::uint32_t node = a.core.index() / p.chip.mesh.cores_per_router;
        record.cores.push_back({.core = a.core.index(), .x = node % p.chip.mesh.width, .y = node / p.chip.mesh.width, .neurons = u.neurons, .axons_in = u.axons_in,
                                .axons_out = u.axons_out, .synapses = u.synapses, .synapse_bits = u.synapse_bits, .busy_cycles = a.busy_cycles,
                                .synaptic_events = a.counts[Operation::synaptic_event], .spikes = a.counts[Operation::spike], .packets_in = a.counts[Operation::axon_lookup]});
    }
}

/// One letter each: the diagonals are n (north-east) and s (south-west).
char letter_of(router::Direction side) {
    if (side == router::Direction::north_east) return 'n';
    if (side == router::Direction::south_west) return 's';
    return router::name_of(side)[0];
}

void fill_traffic(hw::TickTimer& timer, const hw::Counts& counts, tools::RunRecord& record) {
    const router::Mesh& mesh = timer.mesh();
    record.traffic.packets = timer.packets_sent();
    record.traffic.packet_hops = counts[Operation::hop_x] + counts[Operation::hop_y] + counts[Operation::hop_diagonal];
    record.traffic.late = timer.late();
    record.traffic.deliveries = timer.deliveries();
    record.traffic.filtered = counts[Operation::packet_filtered];
    record.traffic.dropped = counts[Operation::packet_dropped];
    record.traffic.unicast_hops = timer.unicast_hops();
    const std::uint32_t width = record.mesh_width;
    for (std::uint32_t n = 0; n < width * record.mesh_height; ++n) {
        for (const router::Direction d : router::ports(mesh.spec().grid())) {
            const std::uint64_t packets = mesh.link_packets(NodeId{n}, d);
            if (packets == 0) continue;
            record.links.push_back({.x = n % width, .y = n / width, .direction = letter_of(d), .packets = packets});
            if (d != router::Direction::local) record.traffic.max_link_packets = std::max(record.traffic.max_link_packets, packets);
        }
    }
    std::uint64_t total = 0;
    double sum = 0.0;
    for (const auto& [latency, count] : timer.latencies()) {
        total += count;
        sum += static_cast<double>(latency) * static_cast<double>(count);
        record.traffic.latency_cycles.max = latency;
    }
    record.traffic.latency_cycles.mean = total == 0 ? 0.0 : sum / static_cast<double>(total);
    /// The least latency that so many of hundred packets do not exceed.
    const auto percentile = [&](std::uint64_t percent) {
        std::uint64_t seen = 0;
        for (const auto& [latency, count] : timer.latencies()) {
            seen += count;
            if (seen * 100 >= total * percent) return latency;
        }
        return std::uint64_t{0};
    };
    record.traffic.latency_cycles.p50 = percentile(50);
    record.traffic.latency_cycles.p95 = percentile(95);
    record.traffic.latency_cycles.p99 = percentile(99);
}

void fill_energy(const Prepared& p, const hw::Counts& counts, tools::RunRecord& record) {
    const bool has_time = record.chip_seconds.has_value();
    const hw::EnergyReport energy = hw::price(counts, p.chip, Seconds{record.chip_seconds.value_or(0.0)});
    for (const hw::CausedEnergy& c : energy.causes) {
        tools::CauseRecord cause{.name = std::string{hw::name_of(c.cause)}, .count = c.times, .energy_pj = std::nullopt};
        if (c.energy) cause.energy_pj = c.energy->count();
        record.causes.push_back(cause);
    }
    record.energy_pj.dynamic = energy.dynamic_known.count();
    if (has_time && energy.static_energy) record.energy_pj.statics = energy.static_energy->count();
    if (has_time && energy.total()) record.energy_pj.total = energy.total()->count();
    for (const Operation op : energy.not_known) record.energy_pj.unknown.emplace_back(hw::name_of(op));
    for (std::size_t k = 0; k < hw::operation_count; ++k) {
        const bool happened = counts[static_cast<Operation>(k)] != 0;
        const auto op = static_cast<Operation>(k);
        const bool is_unknown_hop = (op == Operation::hop_x && p.chip.mesh.hop_cycles_x == 0) || (op == Operation::hop_y && p.chip.mesh.hop_cycles_y == 0);
        if (happened && is_unknown_hop) record.notes.push_back(fmt::format("the latency of '{}' is not known for {}; taken as 1 cycle", hw::name_of(op), p.chip.name));
        const bool needs_cycles = !hw::is_timed_by_mesh(op) && op != Operation::buffer_write && op != Operation::hop_local;
        if (happened && needs_cycles && !p.chip.costs[k].cycles.value) {
            record.notes.push_back(fmt::format("the cycles of '{}' are not known for {}; counted as 0", hw::name_of(static_cast<Operation>(k)), p.chip.name));
        }
    }
}

void fill_processor(const Network& network, const hw::Machine& machine, tools::RunRecord& record) {
    const auto activity = machine.processor().activity();
    for (std::size_t k = 0; k < activity.size(); ++k) {
        const hw::ProgramActivity& a = activity[k];
        tools::ProcessorRecord program{.name = a.name, .outputs = {}, .learns_from_s = {}, .learns_until_s = {}, .runs = a.runs, .operations = a.operations, .memory_words = a.memory_words,
                                       .words_read = a.words_read, .words_written = a.words_written, .memory_bytes = a.memory_bytes, .cycles = a.cycles};
        if (k < network.programs.size()) {   // those of the network come first
            const ProcessorProgram& about = network.programs[k];
            for (const ProcessorOutput& output : about.outputs) program.outputs.push_back(output.name);
            if (about.rls) program.learns_from_s = static_cast<double>(about.rls->start) * network.dt_s;
            if (about.rls && about.rls->stop < total_ticks(network)) program.learns_until_s = static_cast<double>(about.rls->stop) * network.dt_s;
        }
        record.processor.push_back(std::move(program));
    }
}

void fill_lengths(const hw::TickTimer& timer, double dt_s, tools::RunRecord& record) {
    const hw::TickLengths& lengths = timer.lengths();
    for (std::size_t bin = 0; bin < lengths.sum.size(); ++bin) {
        if (lengths.ticks[bin] == 0) continue;
        record.cycles_per_tick.time_s.push_back(static_cast<double>(bin * lengths.ticks_per_bin) * dt_s);
        record.cycles_per_tick.mean.push_back(lengths.sum[bin] / static_cast<double>(lengths.ticks[bin]));
        record.cycles_per_tick.max.push_back(static_cast<double>(lengths.longest[bin]));
    }
}

}  // namespace

void fill_record(const Prepared& p, hw::Machine& machine, tools::RunRecord& record) {
    const hw::Counts counts = machine.counts();
    hw::TickTimer& timer = machine.timer();
    record.network = p.network.name;
    record.chip = p.chip.name;
    record.version = cli::version();
    record.arithmetic = p.images.front().arithmetic == hw::Arithmetic::fixed ? "fixed" : "float64";
    record.schedule = p.network.schedule == Schedule::chip ? "CHIP" : "BRIAN2";
    record.tick_mode = p.chip.tick_mode == hw::TickMode::barrier ? "BARRIER" : "REAL_TIME";
    record.seed = p.seed;
    record.ticks = machine.now().count();
    record.cycles = timer.now().count();
    record.dt_s = p.network.dt_s;
    record.biological_seconds = static_cast<double>(record.ticks) * p.network.dt_s;
    if (p.chip.tick_mode == hw::TickMode::real_time && p.chip.tick_s.value) record.chip_seconds = *p.chip.tick_s.value * static_cast<double>(record.ticks);
    else if (p.chip.cycle_ns.value) record.chip_seconds = *p.chip.cycle_ns.value * 1e-9 * static_cast<double>(record.cycles);
    record.notes = p.notes;
    fill_mapping(p, record);
    fill_routing(p.mapping.routing, record);
    fill_cores(p, machine, record);
    fill_traffic(timer, counts, record);
    record.events = {.synaptic = counts[Operation::synaptic_event], .learning = counts[Operation::learning_event] + counts[Operation::learning_update],
                     .neuron_updates = counts[Operation::neuron_update_active] + counts[Operation::neuron_update_idle], .instructions = counts[Operation::instruction]};
    fill_energy(p, counts, record);
    fill_lengths(timer, p.network.dt_s, record);
    fill_processor(p.network, machine, record);
    if (timer.overruns() != 0) record.notes.push_back(fmt::format("{} ticks needed more cycles than a real-time tick has", timer.overruns()));
    for (const hw::VariableLosses& v : machine.losses()) {
        record.formats[v.name] = v.format;
        record.stores[v.name] = v.stores;
        record.saturations[v.name] = v.saturations;
        record.lost_increments[v.name] = v.lost;
    }
}

}  // namespace aerie::session
