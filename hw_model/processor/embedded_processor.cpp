#include "hw_model/processor/embedded_processor.h"

#include <fmt/format.h>

#include "core/error.h"

namespace aerie::hw {

class EmbeddedProcessor::Port final : public ProcessorPort {
   public:
    Port(const Loaded& loaded, StateAccess& state, std::uint64_t tick) : loaded_{loaded}, state_{state}, tick_{tick} {}

    [[nodiscard]] std::uint64_t tick() const override { return tick_; }
    [[nodiscard]] std::span<const double> read(std::size_t k) const override { return loaded_.values.at(k); }
    void write(std::size_t k, double value) override { put(loaded_.writes.at(k), {&value, 1}); }
    void write(std::size_t k, std::span<const double> values) override {
        AERIE_ASSERT(values.size() == state_.size(loaded_.writes.at(k)));
        put(loaded_.writes[k], values);
    }
    [[nodiscard]] std::uint64_t words() const { return words_; }

   private:
    void put(std::size_t opened, std::span<const double> values) {
        state_.write(opened, values);
        words_ += state_.words_of_write(opened);
    }

    const Loaded& loaded_;
    StateAccess& state_;
    std::uint64_t tick_;
    std::uint64_t words_ = 0;
};

void EmbeddedProcessor::add(std::unique_ptr<HostProgram> program) {
    const std::string where = fmt::format("processor program '{}' on chip '{}'", program->name(), chip_->name);
    if (!chip_->processor.is_present) throw CapacityError{{"the chip has no embedded processor", where, "", "a chip with one"}};
    std::uint64_t memory = program->memory_bytes();
    for (const Loaded& other : programs_) memory += other.activity.memory_bytes;
    if (chip_->processor.memory_bytes != 0 && memory > chip_->processor.memory_bytes) {
        throw CapacityError{{"the embedded processor has too little memory", where, fmt::format("{} bytes", memory), fmt::format("at most {} bytes", chip_->processor.memory_bytes)}};
    }
    Loaded loaded;
    loaded.period = program->period_ticks();
    AERIE_ASSERT(loaded.period > 0);
    for (const StateRef& ref : program->reads()) {
        loaded.reads.push_back(state_->open(ref, StateAccess::Use::read));
        loaded.values.emplace_back(state_->size(loaded.reads.back()));
    }
    for (const StateRef& ref : program->writes()) loaded.writes.push_back(state_->open(ref, StateAccess::Use::write));
    loaded.activity.name = program->name();
    loaded.activity.memory_bytes = program->memory_bytes();
    loaded.program = std::move(program);
    programs_.push_back(std::move(loaded));
}

Cycles EmbeddedProcessor::run(std::uint64_t tick) {
    std::uint64_t cycles = 0;
    for (Loaded& loaded : programs_) {
        if (tick % loaded.period == 0) cycles += run(loaded, tick);
    }
    return Cycles{cycles};
}

std::uint64_t EmbeddedProcessor::run(Loaded& loaded, std::uint64_t tick) {
    ProgramActivity now;
    for (std::size_t k = 0; k < loaded.reads.size(); ++k) {
        state_->read(loaded.reads[k], loaded.values[k]);
        now.words_read += loaded.values[k].size();
    }
    Port port{loaded, *state_, tick};
    const ProcessorWork work = loaded.program->run(port);
    now.words_written = port.words();
    now.operations = work.operations;
    now.memory_words = work.memory_words;
    now.cycles = cycles_of(now);
    ProgramActivity& all = loaded.activity;
    ++all.runs;
    all.words_read += now.words_read;
    all.words_written += now.words_written;
    all.operations += now.operations;
    all.memory_words += now.memory_words;
    all.cycles += now.cycles;
    return now.cycles;
}

std::uint64_t EmbeddedProcessor::cycles_of(const ProgramActivity& run) const {
    const std::uint64_t lanes = chip_->processor.lanes, groups = (run.operations + lanes - 1) / lanes;
    return chip_->cycles(Operation::processor_call) + run.words_read * chip_->cycles(Operation::processor_read) +
           groups * chip_->cycles(Operation::processor_operation) + run.memory_words * chip_->cycles(Operation::processor_memory) +
           run.words_written * chip_->cycles(Operation::processor_write);
}

std::vector<ProgramActivity> EmbeddedProcessor::activity() const {
    std::vector<ProgramActivity> all;
    for (const Loaded& loaded : programs_) all.push_back(loaded.activity);
    return all;
}

Counts EmbeddedProcessor::counts() const {
    Counts counts;
    for (const Loaded& loaded : programs_) {
        const ProgramActivity& a = loaded.activity;
        counts.add(Operation::processor_call, a.runs);
        counts.add(Operation::processor_operation, a.operations);
        counts.add(Operation::processor_memory, a.memory_words);
        counts.add(Operation::processor_read, a.words_read);
        counts.add(Operation::processor_write, a.words_written);
    }
    return counts;
}

}  // namespace aerie::hw
