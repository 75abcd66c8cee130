/// @file What the compiler hands to the machine: programs with the roles of their lane arrays, and the formats of all variables.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include "core/model.h"
#include "hw_model/compile/number_format.h"
#include "hw_model/microcode/program.h"

namespace aerie::hw {

enum class Arithmetic { fixed, float64 };

/// What a lane array is. `index` tells which one of its kind.
enum class Role : std::uint8_t {
    variable,           ///< neuron variable `index` of the population (in synapse programs: of the target population)
    synapse,            ///< per-synapse variable `index` of the projection
    pre_trace,          ///< axon-located variable `index` of the projection
    pre_trace_tick,     ///< when it was last written
    post_trace,         ///< target-located variable `index` of the projection
    post_trace_tick,
    accumulator,        ///< the input collected for this tick by accumulator `index` of the population
    active_from,        ///< first tick at which the neuron is no longer refractory
    last_spike,         ///< tick of the neuron's last spike; no_spike before the first (synapse programs: of the target)
    last_spike_pre,
    fired,              ///< mask: crossed threshold in this tick
    spike_count,        ///< spikes within the rate window
    lane_index,         ///< i: index of the neuron in its population
    post_index,
    shared_pre,         ///< what synapses of one axon have in common in this tick: result `index` of the program shared_axon
    shared_post,        ///< the same of one target: result `index` of shared_neuron
    contribution,       ///< output of a synapse program: what synapse `k` adds to accumulator `index`
    stimulus            ///< row of stimulus `index` for this tick, gathered by neuron
};
struct StreamRef {
    Role role = Role::variable;
    std::uint16_t index = 0;
    bool is_written = false;
    constexpr bool operator==(const StreamRef&) const = default;
};

inline constexpr std::int32_t no_spike = -(1 << 29);   ///< "last spike" before the first one

/// A constant of a program that the machine rewrites each tick.
struct TickConstant {
    enum class Kind : std::uint8_t { tick, stimulus, uniform, normal } kind = Kind::tick;   ///< uniform, normal: one draw for all lanes
    std::uint16_t stimulus = 0;      ///< Kind::stimulus
    std::uint16_t constant = 0;      ///< index into Program::constants
    std::uint32_t draw = 0;          ///< Kind::uniform, Kind::normal: draw number
    int frac = 0;                    ///< fixed: raw = nearest(value * 2^frac); a tick has none
};

/// A program, what its lane arrays are, and what it costs.
struct Compiled {
    Program program;
    std::vector<StreamRef> streams;
    std::vector<TickConstant> tick_constants;
    std::uint32_t table_lookups = 0;       ///< per lane
    bool draws = false;                    ///< uses identities
    [[nodiscard]] bool empty() const { return program.code.empty(); }
    [[nodiscard]] std::size_t results(Role role) const {   ///< how many lane arrays of a role it writes
        return static_cast<std::size_t>(std::count_if(streams.begin(), streams.end(), [role](const StreamRef& s) { return s.role == role && s.is_written; }));
    }
    [[nodiscard]] std::uint32_t instructions() const { return static_cast<std::uint32_t>(program.code.size()); }
};

/// One variable as the machine stores it.
struct StoredVariable {
    std::string name;
    lang::Dimension dimension;
    NumberFormat format;
    bool is_boolean = false;
    double decay_per_tick = 1.0;           ///< event-driven traces
    Interval declared = Interval::everything();   ///< what the format was chosen for; the register may hold more
};

/// Input that arrives in one raw unit for one variable: each synapse adds its code; `apply` adds code * unit to the variable, or sets a variable that
/// is a sum over synapses.
struct Accumulator {
    std::uint16_t variable = 0;            ///< of the population
    double unit = 1.0;                     ///< value of one raw unit
    bool is_sum = false;                   ///< collected anew before every update, not by spikes
    Compiled apply{};
};

struct NeuronImage {
    std::vector<StoredVariable> variables; ///< index = Role::variable index
    std::vector<Accumulator> accumulators;
    Compiled update;                       ///< integrates, tests the threshold
    Compiled reset;                        ///< over the neurons that fired
    bool has_threshold = false;
    std::uint64_t refractory_ticks = 0;    ///< 0: none
    std::uint64_t rate_window_ticks = 0;
};

/// How a projection reaches accumulators on on_pre.
struct Delivery {
    std::uint16_t accumulator = 0;         ///< of the target population
    bool is_linear = true;                 ///< adds the weight code (variable `weight`) or 1; else the program's contribution
    std::int16_t weight = -1;              ///< synapse variable whose code is added; -1: a constant one
    bool after_program = false;            ///< linear: reads the weight after on_pre changed it
    std::int32_t sign = 1;
};

struct SynapseImage {
    std::vector<StoredVariable> synapse;   ///< stored per synapse
    std::vector<StoredVariable> pre;       ///< stored per axon
    std::vector<StoredVariable> post;      ///< stored per target neuron
    std::vector<Delivery> deliveries;
    bool is_static = false;                ///< only linear deliveries of one never-written weight: rows of packed words suffice
    bool has_clock = false;
    bool needs_last_spike_pre = false;
    Compiled row_pre, axon_pre;            ///< at a presynaptic event: over the row, then once for the axon
    Compiled row_post, neuron_post;        ///< at a postsynaptic spike: over the column, then for the neuron
    Compiled shared_axon, shared_neuron;                ///< each tick before clock_synapse: what it reads of one side alone, computed once per axon, per target
    Compiled clock_synapse, clock_axon, clock_neuron;   ///< each tick; the latter two after all synapses, which read traces as they were
    Compiled sum;                          ///< each tick before the update: contributions deliveries.size() + k
    std::vector<std::uint16_t> sums;       ///< accumulators of the contributions of `sum`
    [[nodiscard]] bool walks_columns() const { return has_clock || !sums.empty(); }
};

struct NetworkImage {
    Arithmetic arithmetic = Arithmetic::fixed;
    std::vector<NeuronImage> populations;
    std::vector<SynapseImage> projections;
};

}  // namespace aerie::hw
