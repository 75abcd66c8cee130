/// @file What a network means: every name resolved, every quantity in SI units or ticks, every equation checked. The value that mapping,
/// compilation and the machine start from. Populations and sources share one numbering: populations first, then sources, each in file order.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/lang/model.h"
#include "core/network.h"
#include "core/quantity.h"

namespace aerie {

struct InitialValue {
    std::string variable;
    lang::ExprPtr expression;              ///< checked; may call rand, randn, uniform, normal; or
    std::vector<double> values;            ///< SI, one per neuron or synapse (synapses in (pre, post) order)
};

/// How members stand in an image: i in row i / columns.
struct Shape {
    std::uint32_t rows = 1, columns = 1;
};

struct Population {
    std::string name;
    std::uint32_t size = 0;
    lang::NeuronModel model;
    std::vector<InitialValue> initial;
    std::optional<Shape> shape{};
};

struct Source {
    std::string name;
    std::uint32_t size = 0;
    enum class Kind { poisson, spikes, regular } kind = Kind::poisson;
    lang::ExprPtr rate;                    ///< poisson: Hz; an expression of stimulus arrays, i, t, numbers; null when rates_hz is set
    std::vector<double> rates_hz;
    std::vector<std::vector<std::uint64_t>> ticks;   ///< spikes: per neuron, ascending, no duplicates
    std::vector<std::uint64_t> period, start;        ///< regular: per neuron, in ticks
    std::optional<Shape> shape{};
};

struct Stimulus {
    std::string name;
    std::uint64_t dt_ticks = 1;            ///< how long a row is shown
    std::uint32_t columns = 1;
    std::vector<double> values;            ///< SI, [row][column]
    lang::Dimension dimension;
    std::uint64_t pause_ticks = 0;         ///< of pause_value after each row
    double pause_value = 0.0;
    std::vector<std::uint32_t> order{};    ///< rows as they are shown, all repetitions; empty: each once as listed. See core/stimulus.h
    [[nodiscard]] std::uint64_t rows() const { return values.size() / columns; }
};

struct Projection {
    std::string name;
    PopulationId from, to;                 ///< `to` is a population
    ConnectSpec connect;
    lang::SynapseModel model;
    lang::ExprPtr delay;                   ///< seconds; checked; null: the schedule's least delay
    std::vector<InitialValue> initial;
};

/// One number that a program computes in each run: the sum of weight x value over the neurons it reads.
struct ProcessorOutput {
    std::string name;
    lang::Dimension dimension;             ///< of the result
    InitialValue weights;                  ///< SI, one per neuron that is read; neither expression nor values: zeros
    lang::ExprPtr target;                  ///< of t, stimuli and numbers; null: none
    std::optional<PopulationId> to;        ///< absent: the result is only recorded
    std::string variable;                  ///< of `to`
    std::vector<std::uint32_t> indices;    ///< neurons of `to`, ascending; empty: all
};

/// Recursive least squares: from tick `start` on, every `period` ticks, until before `stop`.
struct LeastSquares {
    std::uint64_t period_ticks = 1, start = 0, stop = 0;
    double alpha = 0.0;                    ///< the inverse correlation matrix starts as alpha x identity
    bool has_prior_gain = false;           ///< weights move by P x with P from before the sample (Nicola and Clopath 2017), else from after it
    bool is_single = false;                ///< that matrix in float32
};

/// A program of the embedded processor. It runs in the start slot of a tick: it reads what the neurons hold before this tick's input and update,
/// and what it writes is there for this tick's update.
struct ProcessorProgram {
    std::string name;
    PopulationId from;
    std::string variable;
    std::uint64_t period_ticks = 1;
    std::vector<ProcessorOutput> outputs;
    std::optional<fixed::Format> weight_format;   ///< absent: doubles
    fixed::Rounding weight_rounding = fixed::Rounding::nearest;
    std::optional<LeastSquares> rls;
};

/// What a host program of the caller's own reads or writes: said before the network is compiled, since a variable that nobody writes is built into
/// the neurons' programs as a constant.
struct HostAccess {
    PopulationId population;
    std::string variable;
    bool is_written = false;
};

/// What can be recorded of an output, by the name of the recorded variable: "z", "z_target", "z_error", "z_weights".
struct OutputField {
    enum class What { result, target, error, weights } what = What::result;
    std::size_t output = 0;
};
[[nodiscard]] std::optional<OutputField> find_output_field(const ProcessorProgram& program, const std::string& variable);

struct Recorder {
    std::string name;
    RecorderSpec::What what = RecorderSpec::What::spikes;
    std::optional<PopulationId> population;
    std::optional<ProjectionId> projection;
    std::optional<ProgramId> program;
    std::string variable;
    std::uint64_t period_ticks = 1;
    std::vector<std::uint32_t> indices;    ///< ascending; never empty
};

/// A run of `duration` under fixed models. `network` changes are already applied to the models it names.
struct Phase {
    Ticks duration{};
    struct PopulationChange { PopulationId id; lang::NeuronModel model; };
    struct ProjectionChange { ProjectionId id; lang::SynapseModel model; };
    struct RateChange { PopulationId id; lang::ExprPtr rate; std::vector<double> rates_hz; };
    std::vector<PopulationChange> populations;
    std::vector<ProjectionChange> projections;
    std::vector<RateChange> rates;
};

struct Network {
    std::string name, file;
    double dt_s = 1e-3;
    std::uint64_t seed = 1;
    Schedule schedule = Schedule::chip;
    std::vector<Population> populations;
    std::vector<Source> sources;           ///< PopulationId = populations.size() + index here
    std::vector<Stimulus> stimuli;
    std::vector<Projection> projections;
    std::vector<ProcessorProgram> programs;   ///< run in this order
    std::vector<HostAccess> host_access;   ///< of programs that a caller will attach to the machine; no file says this
    std::vector<Recorder> recorders;
    std::vector<Phase> phases;

    [[nodiscard]] bool is_source(PopulationId id) const { return id.index() >= populations.size(); }
    [[nodiscard]] std::uint32_t size_of(PopulationId id) const {
        return is_source(id) ? sources[id.index() - populations.size()].size : populations[id.index()].size;
    }
    [[nodiscard]] const std::string& name_of(PopulationId id) const {
        return is_source(id) ? sources[id.index() - populations.size()].name : populations[id.index()].name;
    }
};

/// Checks everything the text says. Throws InputError naming file, population or projection, field, line and column.
[[nodiscard]] Network check_network(const NetworkSpec& spec);

}  // namespace aerie
