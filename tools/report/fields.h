/// @file The one place that pairs each field of a RunRecord with its name in report.json: the writer and the reader both walk it.
#pragma once

#include <concepts>
#include <type_traits>

#include "tools/report/run_record.h"

namespace aerie::tools {

template <class T, class Record>
concept Is = std::same_as<std::remove_const_t<T>, Record>;

/// Raised by one whenever a field changes its meaning; a file without it is not ours.
inline constexpr std::uint64_t report_format = 1;

void describe(auto& field, Is<PopulationRecord> auto& r) {
    field("name", r.name);
    field("size", r.size);
    field("spikes", r.spikes);
    field("rate_hz", r.rate_hz);
    field("is_source", r.is_source);
    field("lost", r.lost);
}

void describe(auto& field, Is<CoreRecord> auto& r) {
    field("core", r.core);
    field("x", r.x);
    field("y", r.y);
    field("neurons", r.neurons);
    field("axons_in", r.axons_in);
    field("axons_out", r.axons_out);
    field("synapses", r.synapses);
    field("synapse_bits", r.synapse_bits);
    field("busy_cycles", r.busy_cycles);
    field("synaptic_events", r.synaptic_events);
    field("spikes", r.spikes);
    field("packets_in", r.packets_in);
}

void describe(auto& field, Is<LinkRecord> auto& r) {
    field("x", r.x);
    field("y", r.y);
    field("direction", r.direction);
    field("packets", r.packets);
}

void describe(auto& field, Is<SeriesRecord> auto& r) {
    field("name", r.name);
    field("target", r.target);
    field("variable", r.variable);
    field("unit", r.unit);
    field("labels", r.labels);
    field("time_s", r.time_s);
    field("values", r.values);
}

void describe(auto& field, Is<RasterRecord> auto& r) {
    field("population", r.population);
    field("size", r.size);
    field("total", r.total);
    field("time_s", r.time_s);
    field("neuron", r.neuron);
}

void describe(auto& field, Is<ProcessorRecord> auto& r) {
    field("name", r.name);
    field("outputs", r.outputs);
    field("learns_from_s", r.learns_from_s);
    field("learns_until_s", r.learns_until_s);
    field("runs", r.runs);
    field("operations", r.operations);
    field("memory_words", r.memory_words);
    field("words_read", r.words_read);
    field("words_written", r.words_written);
    field("memory_bytes", r.memory_bytes);
    field("cycles", r.cycles);
}

void describe(auto& field, Is<ImageRecord> auto& r) {
    field("projection", r.projection);
    field("variable", r.variable);
    field("unit", r.unit);
    field("target", r.target);
    field("time_s", r.time_s);
    field("rows", r.rows);
    field("columns", r.columns);
    field("values", r.values);
}

void describe(auto& field, Is<RoutingRecord> auto& r) {
    field("limit", r.limit);
    field("trees", r.trees);
    field("shared_trees", r.shared_trees);
    field("all", r.all);
    field("turning", r.turning);
    field("used", r.used);
    field("fullest_all", r.fullest_all);
    field("fullest_turning", r.fullest_turning);
    field("fullest_used", r.fullest_used);
}

void describe(auto& field, Is<LatencyRecord> auto& r) {
    field("mean", r.mean);
    field("p50", r.p50);
    field("p95", r.p95);
    field("p99", r.p99);
    field("max", r.max);
}

/// What was asked and how long it took.
void describe_run(auto& field, Is<RunRecord> auto& r) {
    field("network", r.network);
    field("chip", r.chip);
    field("arithmetic", r.arithmetic);
    field("schedule", r.schedule);
    field("tick_mode", r.tick_mode);
    field("seed", r.seed);
    field("ticks", r.ticks);
    field("cycles", r.cycles);
    field("dt_s", r.dt_s);
    field("biological_seconds", r.biological_seconds);
    field("wall_seconds", r.wall_seconds);
    field("chip_seconds", r.chip_seconds);
    field("threads", r.threads);
    field("version", r.version);
}

/// What was counted. `causes` needs both "operations" (counts) and "energy_pj.by_cause", so each visitor treats it itself.
void describe_counts(auto& field, Is<RunRecord> auto& r) {
    field("populations", r.populations);
    field.group("mapping", [&r](auto& mapping) {
        mapping("cores_used", r.mapping.cores_used);
        mapping("cores_available", r.mapping.cores_available);
        mapping("hop_weighted_traffic", r.mapping.hop_weighted_traffic);
        mapping("random_hop_weighted_traffic", r.mapping.random_hop_weighted_traffic);
        mapping("lower_bound", r.mapping.lower_bound);
    });
    field.group("traffic", [&r](auto& traffic) {
        traffic("packets", r.traffic.packets);
        traffic("packet_hops", r.traffic.packet_hops);
        traffic("max_link_packets", r.traffic.max_link_packets);
        traffic("late", r.traffic.late);
        traffic("deliveries", r.traffic.deliveries);
        traffic("filtered", r.traffic.filtered);
        traffic("dropped", r.traffic.dropped);
        traffic("lost", r.traffic.lost);
        traffic("unicast_hops", r.traffic.unicast_hops);
        traffic("latency_cycles", r.traffic.latency_cycles);
    });
    field("routing", r.routing);
    field.group("events", [&r](auto& events) {
        events("synaptic", r.events.synaptic);
        events("learning", r.events.learning);
        events("neuron_updates", r.events.neuron_updates);
        events("instructions", r.events.instructions);
    });
    field.group("energy_pj", [&r](auto& energy) {
        energy("total", r.energy_pj.total);
        energy("dynamic", r.energy_pj.dynamic);
        energy("static", r.energy_pj.statics);
        energy("unknown", r.energy_pj.unknown);
    });
    field("processor", r.processor);
    field.causes(r.causes);
    field("saturations", r.saturations);
    field("lost_increments", r.lost_increments);
    field("stores", r.stores);
    field("formats", r.formats);
    field("notes", r.notes);
}

/// What a picture needs.
void describe_pictures(auto& field, Is<RunRecord> auto& r) {
    field("mesh_width", r.mesh_width);
    field("mesh_height", r.mesh_height);
    field("core_limits", r.core_limits);
    field("cores", r.cores);
    field("links", r.links);
    field.group("cycles_per_tick", [&r](auto& cycles) {
        cycles("time_s", r.cycles_per_tick.time_s);
        cycles("mean", r.cycles_per_tick.mean);
        cycles("max", r.cycles_per_tick.max);
    });
    field("series", r.series);
    field("rasters", r.rasters);
    field("images", r.images);
}

void describe(auto& field, Is<RunRecord> auto& r) {
    describe_run(field, r);
    describe_counts(field, r);
    describe_pictures(field, r);
}

}  // namespace aerie::tools
