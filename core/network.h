/// @file The network as its author wrote it: names, numbers with units and equations, all still text. Nothing is checked here;
/// see core/model.h for what it means. One-to-one with tools/formats/network.proto.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/fixed/format.h"

namespace aerie {

/// A named value as text: a quantity "10 ms", or for initial values any expression with rand(), randn(), uniform(a, b), normal(m, s), i, j, N.
struct Setting {
    std::string name;
    std::string value;
    std::vector<double> values;   ///< instead of `value`: one number per neuron or synapse, in `unit`
    std::string unit;             ///< of `values`; empty: pure numbers
};

enum class Schedule { chip, brian2 };

struct PopulationSpec {
    std::string name;
    std::uint64_t size = 0;
    std::string equations, threshold, reset, refractory, on_tick, functions;
    std::string method;                    ///< euler (default), exponential_euler, midpoint, exact
    std::string rate_window;               ///< "10 s"; empty: none
    std::vector<Setting> parameters;       ///< one value for all neurons; constants of the equations
    std::vector<Setting> initial;          ///< start values of variables
    std::vector<std::uint64_t> shape{};    ///< rows, columns; empty: a line
};

/// Spike trains that come from outside the chip, through its host port. Exactly one of poisson, spikes, regular.
struct SourceSpec {
    std::string name;
    std::uint64_t size = 0;
    struct Poisson {
        std::string rate;                  ///< "50 Hz", or an expression in stimulus arrays, i, t: "varying(t)"
        std::vector<double> rates_hz;      ///< or one per source
    };
    struct SpikeList {
        std::vector<std::uint32_t> neuron;
        std::vector<double> time_ms;       ///< rounded to the nearest tick; or `tick` instead
        std::vector<std::uint64_t> tick;
    };
    struct Regular {
        std::string period, start;         ///< "20 ms", "0 ms" ; may be expressions of i
    };
    std::optional<Poisson> poisson;
    std::optional<SpikeList> spikes;
    std::optional<Regular> regular;
    std::vector<std::uint64_t> shape{};    ///< rows, columns; empty: a line
};

/// Rows of values shown one after the other: name(t) in equations and rates; what comes last holds on.
struct StimulusSpec {
    std::string name;
    std::string dt;                        ///< how long each row is shown
    std::vector<double> values;            ///< columns by time; for two-dimensional name(t, i): row-major [time][index]
    std::uint64_t columns = 1;
    std::string unit;
    std::string pause{};                   ///< after each row; empty: none
    std::optional<double> pause_value{};   ///< in `unit`
    bool is_shuffled = false;              ///< all rows in random order, another in each repetition
    std::optional<std::uint64_t> repeat{}; ///< how often all rows are shown; once when absent
    std::string order_like{};              ///< an earlier stimulus whose order this one shares
};

struct ConnectSpec {
    enum class Rule { one_to_one, all_to_all, fixed_probability, fixed_in_degree, fixed_out_degree, pairs };
    Rule rule = Rule::all_to_all;
    double probability = 0.0;
    std::uint64_t degree = 0;
    std::vector<std::uint32_t> pre, post;  ///< Rule::pairs
    bool allow_self = true;                ///< autapses, where both ends are one population
    bool allow_multiple = false;           ///< multapses in the fixed-degree rules
};

struct ProjectionSpec {
    std::string name;
    std::string from, to;
    ConnectSpec connect;
    std::string equations, on_pre, on_post, on_tick, functions;
    std::string method;
    std::string delay;                     ///< "1.5 ms", expression allowed; empty: the schedule's least delay
    std::vector<Setting> parameters;
    std::vector<Setting> initial;
};

/// A program of the chip's embedded processor: weighted sums of what neurons hold, written back to neurons. With `rls` it learns its weights.
struct ProcessorSpec {
    struct Output {
        std::string name;
        Setting weights;                   ///< one per neuron that is read; empty: zeros, if they are learnt
        std::string target;                ///< an expression of t and stimuli; empty: none
        std::string to, variable;          ///< where each result is written; empty: nowhere
        std::vector<std::uint64_t> indices;   ///< neurons of `to` that get it; empty: all
    };
    struct WeightFormat {
        std::uint32_t bits = 0;
        std::string limit;                 ///< greatest magnitude that fits
        fixed::Rounding rounding = fixed::Rounding::nearest;
    };
    struct Rls {
        std::string period, start, stop;   ///< learns from start on until before stop; empty: every run, from the first, to the last
        std::string alpha;                 ///< the matrix starts as alpha times the identity
        bool has_prior_gain = false;       ///< weights move along the matrix as it was before the sample, else as it is after it
        bool is_single = false;            ///< the matrix is kept in 32-bit floating point, else in 64-bit
    };
    std::string name;
    std::string from, variable;            ///< what is read: a variable of all neurons of a population
    std::string period;                    ///< empty: every tick
    std::vector<Output> outputs;
    std::optional<WeightFormat> weight_format;   ///< absent: weights are kept in 64-bit floating point
    std::optional<Rls> rls;
};

struct RecorderSpec {
    enum class What { spikes, variable, rate };
    std::string name;
    std::string target;                    ///< population, source, projection or processor program
    What what = What::spikes;
    std::string variable;
    std::string period;                    ///< variable: empty means every tick; rate: bin width
    std::vector<std::uint64_t> indices;    ///< empty: all
};

/// Run for `duration` after making the changes.
struct PhaseSpec {
    struct Change {
        std::string target;                ///< population, source or projection
        std::string name;                  ///< parameter, or "rate" of a Poisson source
        std::string value;
        std::vector<double> values;        ///< instead of `value`: rates in Hz one per source
    };
    std::string duration;
    std::vector<Change> changes;
};

struct NetworkSpec {
    std::string file;                      ///< where it was read from, for messages
    std::string name, description;
    std::string dt;                        ///< "0.1 ms"
    std::uint64_t seed = 1;
    Schedule schedule = Schedule::chip;
    std::vector<StimulusSpec> stimuli;
    std::vector<PopulationSpec> populations;
    std::vector<SourceSpec> sources;
    std::vector<ProjectionSpec> projections;
    std::vector<ProcessorSpec> programs;
    std::vector<RecorderSpec> recorders;
    std::string duration;                  ///< one phase without changes; or
    std::vector<PhaseSpec> phases;
};

}  // namespace aerie
