/// @file Open-loop measurement of a mesh as the literature does it: every source creates packets by chance whatever the mesh does; packets
/// created after the warm-up are measured; traffic goes on until the last of them has arrived.
#pragma once

#include <span>

#include "router/mesh.h"
#include "tools/noc/pattern.h"

namespace aerie::tools {

struct MeasurePlan {
    Cycles warm_up{5'000};
    Cycles measure{10'000};
    Cycles drain_limit{100'000};   ///< a point whose measured packets have not all arrived by then is saturated
    std::uint32_t seed = 1;
};

struct LoadPoint {
    double load = 0;                ///< asked for: packets per node and cycle
    double offered = 0;             ///< created in the measured cycles, per node and cycle
    double accepted = 0;            ///< ejected in the measured cycles, per node and cycle
    double accepted_min = 0;        ///< handed over in the measured cycles by the node that got rid of fewest
    std::uint64_t packets = 0;      ///< measured
    std::uint64_t dropped = 0;      ///< times that a router gave up a measured packet; a reinjected one may be dropped again
    std::uint64_t lost = 0;         ///< measured packets that never arrive for that
    bool is_saturated = false;      ///< the drain limit was reached; latencies are of those that arrived
    double mean_latency = 0;        ///< cycles from creation to ejection
    std::uint64_t p50_latency = 0, p95_latency = 0, p99_latency = 0, max_latency = 0;   ///< by nearest rank
};

[[nodiscard]] LoadPoint measure(const router::MeshSpec& spec, const Pattern& pattern, double load, const MeasurePlan& plan);

/// The load at which the mean latency is three times that of zero load, by bisection to `precision`; 1 when it never is.
[[nodiscard]] double saturation_load(const router::MeshSpec& spec, const Pattern& pattern, const MeasurePlan& plan, double precision);

/// "0.01..0.5" in `steps` equal steps, or "0.1,0.2,0.4". Throws InputError.
[[nodiscard]] std::vector<double> parse_loads(const std::string& text, std::uint32_t steps);

}  // namespace aerie::tools
