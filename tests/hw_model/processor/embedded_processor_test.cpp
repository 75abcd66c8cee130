/// @file Accounts of the embedded processor: what is due, words, operations, cycles, memory.
#include "hw_model/processor/embedded_processor.h"

#include "core/error.h"
#include "hw_model/chips/settings.h"
#include "tests/catch.h"
#include "tools/formats/chip_file.h"

using namespace aerie;
using namespace aerie::hw;

namespace {

/// Registers of one population of `neurons`; neuron n holds 10 n. A shared variable has three copies.
class FakeRegisters final : public StateAccess {
   public:
    explicit FakeRegisters(std::size_t neurons) : neurons_{neurons} {}
    [[nodiscard]] std::size_t open(const StateRef& ref, Use) override {
        refs_.push_back(ref);
        return refs_.size() - 1;
    }
    [[nodiscard]] std::size_t size(std::size_t opened) const override { return refs_[opened].neurons.empty() ? neurons_ : refs_[opened].neurons.size(); }
    [[nodiscard]] std::uint64_t words_of_write(std::size_t opened) const override { return refs_[opened].variable == "shared" ? 3 : size(opened); }
    void read(std::size_t opened, std::span<double> values) const override {
        for (std::size_t k = 0; k < values.size(); ++k) values[k] = 10.0 * static_cast<double>(refs_[opened].neurons.empty() ? k : refs_[opened].neurons[k]);
    }
    void write(std::size_t opened, std::span<const double> values) override { written.emplace_back(refs_[opened].variable, std::vector<double>{values.begin(), values.end()}); }

    std::vector<std::pair<std::string, std::vector<double>>> written;

   private:
    std::size_t neurons_;
    std::vector<StateRef> refs_;
};

/// Reads two neurons, writes their sum to a shared variable and twice each to themselves.
class Sum final : public HostProgram {
   public:
    explicit Sum(std::uint64_t period, std::uint64_t memory = 100) : period_{period}, memory_{memory} {}
    [[nodiscard]] const std::string& name() const override { return name_; }
    [[nodiscard]] std::uint64_t period_ticks() const override { return period_; }
    [[nodiscard]] std::vector<StateRef> reads() const override { return {{PopulationId{0}, "x", {1, 4}}}; }
    [[nodiscard]] std::vector<StateRef> writes() const override { return {{PopulationId{0}, "shared"}, {PopulationId{0}, "y", {1, 4}}}; }
    [[nodiscard]] std::uint64_t memory_bytes() const override { return memory_; }
    ProcessorWork run(ProcessorPort& port) override {
        const auto x = port.read(0);
        port.write(0, x[0] + x[1]);
        const std::vector<double> twice{2 * x[0], 2 * x[1]};
        port.write(1, twice);
        return {33, 7};
    }

   private:
    std::string name_ = "sum";
    std::uint64_t period_, memory_;
};

ChipSpec priced_chip() {
    ChipSpec chip = formats::load_chip("aerie");
    for (const char* change : {"processor.lanes=16", "processor.memory_bytes=250", "cost.processor_call.cycles=100", "cost.processor_operation.cycles=2",
                               "cost.processor_memory.cycles=3", "cost.processor_read.cycles=5", "cost.processor_write.cycles=7"}) {
        apply_override(chip, change);
    }
    return chip;
}

std::string refusal(const ChipSpec& chip, std::uint64_t memory, int programs) {
    FakeRegisters registers{5};
    EmbeddedProcessor processor{chip, registers};
    try {
        for (int k = 0; k < programs; ++k) processor.add(std::make_unique<Sum>(1, memory));
    } catch (const CapacityError& error) {
        return error.what();
    }
    return "";
}

}  // namespace

TEST_CASE("a program runs in the ticks that its period divides, and in no other") {
    FakeRegisters registers{5};
    EmbeddedProcessor processor{priced_chip(), registers};
    processor.add(std::make_unique<Sum>(3));
    for (std::uint64_t tick = 0; tick < 10; ++tick) {
        const bool is_due = tick % 3 == 0;
        CHECK((processor.run(tick).count() > 0) == is_due);
    }
    CHECK(processor.activity()[0].runs == 4);
    REQUIRE(registers.written.size() == 8);
    CHECK(registers.written[0] == std::pair{std::string{"shared"}, std::vector<double>{50.0}});
    CHECK(registers.written[1] == std::pair{std::string{"y"}, std::vector<double>{20.0, 80.0}});
}

TEST_CASE("the cycles of a run are those of its call, words, groups of operations and memory") {
    const ChipSpec chip = priced_chip();
    FakeRegisters registers{5};
    EmbeddedProcessor processor{chip, registers};
    processor.add(std::make_unique<Sum>(1));
    processor.add(std::make_unique<Sum>(2));
    const std::uint64_t one = 100 + 2 * 5 + 3 * 2 /* 33 operations in groups of 16 */ + 7 * 3 + (3 + 2) * 7;
    CHECK(processor.run(0) == Cycles{2 * one});   // one after the other
    CHECK(processor.run(1) == Cycles{one});
    const ProgramActivity first = processor.activity()[0];
    CHECK(first.cycles == 2 * one);
    CHECK(first.words_read == 4);
    CHECK(first.words_written == 10);
    const Counts counts = processor.counts();
    CHECK(counts[Operation::processor_call] == 3);
    CHECK(counts[Operation::processor_operation] == 99);
    CHECK(counts[Operation::processor_memory] == 21);
    CHECK(counts[Operation::processor_read] == 6);
    CHECK(counts[Operation::processor_write] == 15);
}

TEST_CASE("programs that take more memory than the processor has are refused, all of them counted") {
    CHECK(refusal(priced_chip(), 250, 1).empty());
    CHECK(refusal(priced_chip(), 125, 2).empty());
    CHECK(refusal(priced_chip(), 126, 2).find("252 bytes") != std::string::npos);
    ChipSpec unlimited = priced_chip();
    apply_override(unlimited, "processor.memory_bytes=0");
    CHECK(refusal(unlimited, 1u << 30, 2).empty());
}

TEST_CASE("a chip without an embedded processor refuses programs") {
    CHECK(refusal(formats::load_chip("truenorth"), 1, 1).find("no embedded processor") != std::string::npos);
}
