/// @file The embedded processor at work: which programs are due, what they move and compute, how long that takes.
///
/// Its time, one tick: for each program that is due cycles(processor_call), cycles(processor_read) per word fetched, its operations in groups of
/// processor.lanes x cycles(processor_operation), its memory words x cycles(processor_memory), cycles(processor_write) per word put. The
/// NeuroCores wait for it: their update needs what it writes.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "hw_model/chip.h"
#include "hw_model/processor/host_program.h"

namespace aerie::hw {

/// The chip's registers as the processor reaches them. `values` of one element is meant for all neurons of the reference.
class StateAccess {
   public:
    virtual ~StateAccess() = default;
    enum class Use { read, write };
    /// A number for a variable, to be used below. Throws InputError where no register holds it, or where it is a constant of the neurons' programs.
    [[nodiscard]] virtual std::size_t open(const StateRef& ref, Use use) = 0;
    [[nodiscard]] virtual std::size_t size(std::size_t opened) const = 0;
    /// Words that a write of `values` values takes: a shared variable is kept once per NeuroCore.
    [[nodiscard]] virtual std::uint64_t words_of_write(std::size_t opened) const = 0;
    virtual void read(std::size_t opened, std::span<double> values) const = 0;
    virtual void write(std::size_t opened, std::span<const double> values) = 0;
};

/// What one program did in all.
struct ProgramActivity {
    std::string name;
    std::uint64_t runs = 0, words_read = 0, words_written = 0, operations = 0, memory_words = 0, cycles = 0, memory_bytes = 0;
};

class EmbeddedProcessor {
   public:
    /// `state` must outlive it.
    EmbeddedProcessor(const ChipSpec& chip, StateAccess& state) : chip_{&chip}, state_{&state} {}

    /// Throws CapacityError where the chip has no processor, or the programs take more memory than it has.
    void add(std::unique_ptr<HostProgram> program);
    /// Runs what is due in this tick; the cycles it took.
    [[nodiscard]] Cycles run(std::uint64_t tick);
    [[nodiscard]] bool is_idle() const { return programs_.empty(); }
    [[nodiscard]] const HostProgram& program(std::size_t index) const { return *programs_[index].program; }
    [[nodiscard]] std::vector<ProgramActivity> activity() const;
    [[nodiscard]] Counts counts() const;

   private:
    struct Loaded {
        std::unique_ptr<HostProgram> program;
        std::uint64_t period = 1;
        std::vector<std::size_t> reads, writes;      ///< as opened
        std::vector<std::vector<double>> values;     ///< by read
        ProgramActivity activity;
    };
    class Port;
    [[nodiscard]] std::uint64_t run(Loaded& loaded, std::uint64_t tick);
    [[nodiscard]] std::uint64_t cycles_of(const ProgramActivity& one_run) const;

    const ChipSpec* chip_;
    StateAccess* state_;
    std::vector<Loaded> programs_;
};

}  // namespace aerie::hw
