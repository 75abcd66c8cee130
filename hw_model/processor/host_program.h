/// @file What a program of the embedded processor is, and what it sees of the chip while it runs.
///
/// A program runs in the start slot of a tick, every period_ticks() ticks: what it reads is what the neurons hold before the tick's input and
/// update, what it writes is there for the tick's update. Programs of one tick run one after the other, in the order in which they were added.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "core/quantity.h"

namespace aerie::hw {

/// A variable of the neurons of a population.
struct StateRef {
    PopulationId population;
    std::string variable;
    std::vector<std::uint32_t> neurons{};   ///< ascending; empty: all
};

/// What one run computed, for cycles and energy. Words and operations are of 32 bit; one in 64 bit counts as two.
struct ProcessorWork {
    std::uint64_t operations = 0;
    std::uint64_t memory_words = 0;         ///< between the processor and its own memory
    ProcessorWork& operator+=(const ProcessorWork& other) {
        operations += other.operations;
        memory_words += other.memory_words;
        return *this;
    }
};

/// One run's view of the chip.
class ProcessorPort {
   public:
    virtual ~ProcessorPort() = default;
    [[nodiscard]] virtual std::uint64_t tick() const = 0;
    /// Values of reads()[k], SI, by ascending neuron; fixed point converts exactly.
    [[nodiscard]] virtual std::span<const double> read(std::size_t k) const = 0;
    /// Puts one value into all neurons of writes()[k], or one into each. In fixed point it is rounded to nearest, and saturates.
    virtual void write(std::size_t k, double value) = 0;
    virtual void write(std::size_t k, std::span<const double> values) = 0;
};

class HostProgram {
   public:
    virtual ~HostProgram() = default;
    [[nodiscard]] virtual const std::string& name() const = 0;
    [[nodiscard]] virtual std::uint64_t period_ticks() const = 0;
    [[nodiscard]] virtual std::vector<StateRef> reads() const = 0;
    [[nodiscard]] virtual std::vector<StateRef> writes() const = 0;
    /// What it keeps in the processor's memory.
    [[nodiscard]] virtual std::uint64_t memory_bytes() const = 0;
    virtual ProcessorWork run(ProcessorPort& port) = 0;
};

}  // namespace aerie::hw
