/// @file A network running on a chip. Functional pass and timing pass of each tick; the same spikes, states and weights for any mapping and any
/// number of threads.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "core/connect.h"
#include "hw_model/compile/image.h"
#include "hw_model/machine/tick_timer.h"
#include "hw_model/mapping/mapping.h"
#include "hw_model/processor/embedded_processor.h"

namespace aerie::hw {

/// Everything a machine is built from. All of it must outlive the machine.
struct MachineParts {
    const Network& network;
    const ChipSpec& chip;
    const std::vector<NetworkImage>& images;          ///< one per phase; the first also fixes all formats
    const Mapping& mapping;
    const std::vector<Connectivity>& connectivity;    ///< by projection
    std::uint64_t seed = 1;
    std::uint32_t threads = 1;
};

struct Spike {
    std::uint64_t tick = 0;
    Address address;
    auto operator<=>(const Spike&) const = default;
};

/// What one NeuroCore did in all.
struct CoreActivity {
    CoreId core;
    std::uint64_t busy_cycles = 0;
    Counts counts;
};

/// How often one variable was written, and what it lost.
struct VariableLosses {
    std::string name;                 ///< "population.variable"
    std::string format;
    std::uint64_t stores = 0, saturations = 0, lost = 0;
};

class Machine {
   public:
    virtual ~Machine() = default;
    /// Throws CapacityError where an accumulator could overflow.
    [[nodiscard]] static std::unique_ptr<Machine> build(const MachineParts& parts);

    /// One more program for the embedded processor, behind those of the network; before the first tick. Throws CapacityError.
    virtual void attach(std::unique_ptr<HostProgram> program) = 0;
    /// The start slot of tick now(): a new phase begins, the embedded processor runs. run_until() does it where nobody has; recorders ask for it
    /// first, so that they see what it wrote.
    virtual void begin_tick() = 0;
    /// Runs ticks [now, end), through phase borders. Spikes are appended to spikes(), which the caller empties.
    virtual void run_until(Ticks end) = 0;
    [[nodiscard]] virtual Ticks now() const = 0;
    [[nodiscard]] virtual std::vector<Spike>& spikes() = 0;
    /// The timing pass; complete up to now().
    [[nodiscard]] virtual TickTimer& timer() = 0;

    /// Current values, SI, by name. `indices` are neurons, or synapses in projection order.
    [[nodiscard]] virtual std::vector<double> neuron_values(PopulationId population, const std::string& variable, const std::vector<std::uint32_t>& indices) const = 0;
    [[nodiscard]] virtual std::vector<double> synapse_values(ProjectionId projection, const std::string& variable, const std::vector<std::uint32_t>& indices) = 0;
    /// What a program of the network computed when it ran last, under the names that recorders use.
    [[nodiscard]] virtual std::vector<double> program_values(ProgramId program, const std::string& variable, const std::vector<std::uint32_t>& indices) const = 0;
    [[nodiscard]] virtual std::vector<CoreActivity> activity() const = 0;
    [[nodiscard]] virtual const EmbeddedProcessor& processor() const = 0;
    [[nodiscard]] virtual std::vector<VariableLosses> losses() const = 0;
    [[nodiscard]] virtual std::size_t synapse_bytes() const = 0;
    /// All counts of NeuroCores, mesh and barrier.
    [[nodiscard]] virtual Counts counts() = 0;
};

}  // namespace aerie::hw
