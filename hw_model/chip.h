/// @file A virtual chip as plain values: what it holds, what it can do, how its numbers look, what everything costs. Each figure carries its
/// source and grade; a figure that nobody published is absent, and the report says "not known", never zero.
#pragma once

#include <array>
#include <cmath>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "hw_model/microcode/program.h"
#include "hw_model/operation.h"

namespace aerie::hw {

/// Where a figure comes from. Grades as in the fact collection: A read in primary source code or data sheet, B paper, C abstract or
/// secondary, M from memory, D a design decision of Aerie (virtual chips only).
struct Provenance {
    std::string source;
    char grade = 'D';
    std::string note;
};

/// A number that may be unknown. `value` absent: nobody published it.
struct Figure {
    std::optional<double> value;
    Provenance provenance;
};

enum class TickMode { barrier, real_time };
enum class LatePolicy { apply_late, drop, count_only };     ///< real_time: what happens to packets after the deadline
enum class NeuronAbility { programmable, linear_lif };      ///< linear_lif: linear equations with constant coefficients, reset to constants
enum class PlasticityAbility { none, pair_rule, programmable };   ///< pair_rule: w changed by sums of products of traces and constants on spikes
enum class WeightGrid { power_of_two, free_scale };         ///< LSB of a weight: a power of two, or any number chosen per projection
enum class Cast { unicast, multicast };
enum class RoutingOrder { xy, yx };

struct NumberKind {
    int bits = 32;
    bool is_signed = true;
    Rounding rounding = Rounding::nearest;
    bool saturates = true;       ///< else wraps
};

struct MeshParameters {
    std::uint32_t width = 1, height = 1;       ///< routers
    std::uint32_t cores_per_router = 1;
    std::uint32_t fifo_depth = 4;
    std::uint32_t hop_cycles_x = 1, hop_cycles_y = 1;   ///< x: also diagonal links; 0: nobody published it, the mesh takes its least, 1, and reports say so
    std::uint32_t link_cycles = 0;             ///< routers that drop: from a packet on a link to the next, at least 1
    std::uint32_t wait1_cycles = 0, wait2_cycles = 0;   ///< routers that drop: until a packet goes round a closed link, from then until it is dropped
    std::uint32_t reinject_cycles = 0;         ///< routers that drop: from a drop until the packet is sent again; 0: never
    std::uint32_t credit_cycles = 1;
    std::uint32_t ingress_depth = 4;           ///< packets a NeuroCore can hold before it pushes back
    RoutingOrder order = RoutingOrder::xy;
    Cast cast = Cast::unicast;
    std::string router = "aerie";              ///< router policy
    std::string topology = "mesh";
    std::uint32_t host_x = 0, host_y = 0;      ///< the router at which host events enter
};

/// Per NeuroCore; 0 means "no such limit".
struct Capacity {
    std::uint64_t neurons = 0;
    std::uint64_t axons_in = 0;                ///< distinct incoming (source neuron, projection) rows
    std::uint64_t axons_out = 0;               ///< (neuron, destination core) pairs
    std::uint64_t synapse_bits = 0;            ///< synapse memory
    std::uint64_t routing_entries = 0;         ///< multicast: entries per router
    std::uint64_t max_delay_ticks = 0;
    std::uint64_t destinations_per_neuron = 0; ///< truenorth: 1
    std::uint64_t microcode_words = 0;
};

/// How synapses are packed: bits = per_row + words * word_bits, words = ceil(synapses * synapse_bits / word_bits); crossbar chips store a bit
/// per (axon, neuron) whatever the network, so synapse_bits there is 1 and the row is `neurons` wide.
struct SynapsePacking {
    std::uint32_t row_bits = 32;               ///< per row header
    std::uint32_t static_bits = 32;
    std::uint32_t plastic_bits = 64;
    std::uint32_t word_bits = 32;
    bool is_crossbar = false;
};

/// The processor beside the NeuroCores that closes loops between ticks. It counts the chip's cycles.
struct ProcessorParameters {
    bool is_present = false;
    std::uint32_t lanes = 1;                   ///< 32-bit operations that it does at once
    std::uint64_t memory_bytes = 0;            ///< its own; 0: no such limit
};

/// What one operation costs.
struct Cost {
    Figure cycles;
    Figure energy_pj;
};

struct ChipSpec {
    std::string name, title, description;
    std::vector<Provenance> references;        ///< what the sources of the figures are; `source` is the key, `note` the citation
    std::map<std::string, Provenance> provenance;   ///< of the plain fields below, by setting: "capacity.neurons" (hw_model/chips/settings.h)
    TickMode tick_mode = TickMode::barrier;
    LatePolicy late = LatePolicy::apply_late;
    Figure cycle_ns;                           ///< period of the clock that Aerie counts in
    std::uint64_t tick_cycles = 0;             ///< real_time: cycles per tick
    Figure tick_s;                             ///< real_time: fixed length of a tick on the chip's wall clock
    MeshParameters mesh;
    Capacity capacity;
    SynapsePacking packing;
    NeuronAbility neuron = NeuronAbility::programmable;
    PlasticityAbility plasticity = PlasticityAbility::programmable;
    bool has_random = true;                    ///< rand(), randn() in neuron or synapse programs
    bool has_functions = true;                 ///< exp, log, sqrt, division by variables, tables
    bool has_clock_driven_synapses = true;
    NumberKind state, trace, weight, accumulator;
    WeightGrid weight_grid = WeightGrid::power_of_two;
    std::uint32_t lanes = 1;                   ///< neurons that one instruction covers per cycle
    ProcessorParameters processor;
    std::array<Cost, operation_count> costs{}; ///< by Operation
    Figure static_power_w;                     ///< of the whole chip
    std::vector<std::pair<std::string, Figure>> facts;   ///< further published facts, shown by `aerie chips NAME`, not used

    [[nodiscard]] const Cost& cost(Operation operation) const { return costs[static_cast<std::size_t>(operation)]; }
    /// 0 where nobody published it; the report names those that happened.
    [[nodiscard]] std::uint64_t cycles(Operation operation) const {
        const std::optional<double>& known = cost(operation).cycles.value;
        return known ? static_cast<std::uint64_t>(std::llround(*known)) : 0;
    }
    [[nodiscard]] std::uint32_t cores() const { return mesh.width * mesh.height * mesh.cores_per_router; }
};

}  // namespace aerie::hw
