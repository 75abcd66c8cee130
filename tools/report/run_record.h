/// @file Everything that a run says about itself, as plain values: the source of report.json, counters.csv, the one-screen summary and report.html.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace aerie::tools {

struct PopulationRecord {
    std::string name{};
    std::uint64_t size = 0, spikes = 0;
    double rate_hz = 0;
    bool is_source = false;
    std::uint64_t lost = 0;                          ///< of its spikes, one for each NeuroCore that a dropped packet did not reach
};

struct CoreRecord {              ///< one used NeuroCore
    std::uint32_t core = 0, x = 0, y = 0;
    std::uint64_t neurons = 0, axons_in = 0, axons_out = 0, synapses = 0, synapse_bits = 0;
    std::uint64_t busy_cycles = 0;
    std::uint64_t synaptic_events = 0, spikes = 0, packets_in = 0;
};

struct LinkRecord {              ///< one directed link of the mesh that carried something
    std::uint32_t x = 0, y = 0;  ///< router it leaves
    char direction = 'E';        ///< N E S W, n (north-east), s (south-west), or L for delivery to the core
    std::uint64_t packets = 0;
};

struct CauseRecord {             ///< one operation of hw_model/operation.h
    std::string name{};
    std::uint64_t count = 0;
    std::optional<double> energy_pj{};   ///< absent: price not known
};

struct SeriesRecord {            ///< a recorded variable or rate, decimated for the page; the full data is in states.h5
    std::string name{}, target{}, variable{}, unit{};
    std::vector<double> time_s{};
    std::vector<std::string> labels{};               ///< one per curve: "w[0]"
    std::vector<std::vector<double>> values{};       ///< [curve][time]
};

struct RasterRecord {            ///< spikes for the page, thinned above a cap; the full data is in spikes.h5
    std::string population{};
    std::uint64_t size = 0, total = 0;
    std::vector<double> time_s{};
    std::vector<std::uint32_t> neuron{};
};

/// One program of the embedded processor. Its outputs are recorded as series with its name as target: "z", "z_target", "z_error", "z_weights".
struct ProcessorRecord {
    std::string name{};
    std::vector<std::string> outputs{};
    std::optional<double> learns_from_s{}, learns_until_s{};   ///< absent: never; to the end
    std::uint64_t runs = 0, operations = 0, memory_words = 0, words_read = 0, words_written = 0, memory_bytes = 0, cycles = 0;
};

struct ImageRecord {             ///< a synapse variable of one target neuron at one moment, arranged as the source population is
    std::string projection{}, variable{}, unit{};
    std::string target{};                            ///< "exc[0]"
    double time_s = 0;
    std::uint64_t rows = 0, columns = 0;
    std::vector<double> values{};                    ///< by row; NaN where there is no synapse
};

/// Tables of a multicast chip, in entries.
struct RoutingRecord {
    std::uint64_t limit = 0;                         ///< per router; 0: none
    std::uint64_t trees = 0, shared_trees = 0;       ///< shared: for senders of different destinations, whose packets are filtered
    std::uint64_t all = 0, turning = 0, used = 0;    ///< of all routers: one per block of keys, less those that go straight on, as loaded
    std::uint64_t fullest_all = 0, fullest_turning = 0, fullest_used = 0;   ///< of the router that has most
};

struct LatencyRecord { double mean = 0; std::uint64_t p50 = 0, p95 = 0, p99 = 0, max = 0; };

struct RunRecord {
    std::string network, chip, arithmetic, schedule, tick_mode;
    std::uint64_t seed = 0, ticks = 0, cycles = 0;
    double dt_s = 0, biological_seconds = 0, wall_seconds = 0;
    std::optional<double> chip_seconds;            ///< cycles x cycle time, when that is known
    std::uint32_t threads = 1;
    std::string version;
    std::vector<PopulationRecord> populations;
    struct { std::uint32_t cores_used = 0, cores_available = 0; double hop_weighted_traffic = 0, random_hop_weighted_traffic = 0, lower_bound = 0; } mapping;
    struct {
        std::uint64_t packets = 0, packet_hops = 0, max_link_packets = 0, late = 0;
        std::uint64_t deliveries = 0;                ///< to NeuroCores; unicast: as many as packets
        std::uint64_t filtered = 0;                  ///< of these, by NeuroCores without a row for it
        std::uint64_t dropped = 0, lost = 0;         ///< copies that routers gave up; deliveries that never came
        std::uint64_t unicast_hops = 0;              ///< multicast: what one packet per destination would have taken
        LatencyRecord latency_cycles;
    } traffic;
    std::optional<RoutingRecord> routing;            ///< multicast chips
    struct { std::uint64_t synaptic = 0, learning = 0, neuron_updates = 0, instructions = 0; } events;
    struct { std::optional<double> total, statics; double dynamic = 0; std::vector<std::string> unknown; } energy_pj;   ///< unknown: causes without a price
    std::vector<CauseRecord> causes;
    std::map<std::string, std::uint64_t> saturations, lost_increments, stores;   ///< by "population.variable"; stores: how often it was written
    std::map<std::string, std::string> formats;    ///< by "population.variable": "Q4.27"
    std::vector<std::string> notes;                ///< what the user must know: assumed figures, unknown prices, calibrated ranges
    std::uint32_t mesh_width = 1, mesh_height = 1;
    std::vector<CoreRecord> cores;
    std::vector<LinkRecord> links;
    std::map<std::string, std::uint64_t> core_limits;            ///< "neurons", "axons_in", "axons_out", "synapse_bits"; 0: none
    struct { std::vector<double> time_s; std::vector<double> mean, max; } cycles_per_tick;   ///< binned
    std::vector<ProcessorRecord> processor;        ///< programs in the order in which they run
    std::vector<SeriesRecord> series;
    std::vector<RasterRecord> rasters;
    std::vector<ImageRecord> images;               ///< by recorder: all targets at the start, then all at the end
};

/// report.json has every field above under the names of issue 2: network, chip, arithmetic, seed, ticks, cycles, wall_seconds, populations[], mapping{},
/// traffic{latency_cycles{}}, events{}, energy_pj{total, dynamic, static, by_cause{}}, saturations{}, lost_increments{}; unknown values are null.
[[nodiscard]] std::string to_json(const RunRecord& record);
[[nodiscard]] RunRecord from_json(const std::string& text, const std::string& where);
/// "cause,count,energy_pj" lines, then per-core lines in a second block.
[[nodiscard]] std::string to_csv(const RunRecord& record);
/// One screen of text for the terminal.
[[nodiscard]] std::string summary(const RunRecord& record);
/// One self-contained page: no network access, light and dark, wide and narrow.
[[nodiscard]] std::string to_html(const RunRecord& record);

}  // namespace aerie::tools
