/// @file Loops through the embedded processor on a machine: the point of the tick at which it acts, what it does to time, any mapping.
#include "core/error.h"
#include "hw_model/abilities.h"
#include "tests/catch.h"
#include "tests/hw_model/machine/rig.h"

using namespace aerie;
using namespace aerie::test;
using Course = std::vector<double>;

namespace {

/// x takes the value of `drive` in each tick; the processor writes twice the sum of x to `drive`.
NetworkSpec doubling(Schedule schedule, std::uint64_t size = 1, const std::string& flag = " (shared)") {
    NetworkSpec spec = empty_network(schedule);
    spec.populations = {cells("n", size, "x : 1 [-1024, 1023]\ndrive : 1 [-1024, 1023]" + flag)};
    spec.populations[0].on_tick = "x = drive";
    spec.populations[0].initial = {setting("x", "1 + i")};
    ProcessorSpec program;
    program.name = "loop";
    program.from = "n";
    program.variable = "x";
    program.outputs = {{.name = "z", .weights = setting("", "2"), .target = "", .to = "n", .variable = "drive", .indices = {}}};
    spec.programs = {program};
    return spec;
}

/// What a person would write for a controller: holds the rate of change proportional to the distance from a set point.
class Thermostat final : public hw::HostProgram {
   public:
    explicit Thermostat(std::uint64_t period) : period_{period} {}
    [[nodiscard]] const std::string& name() const override { return name_; }
    [[nodiscard]] std::uint64_t period_ticks() const override { return period_; }
    [[nodiscard]] std::vector<hw::StateRef> reads() const override { return {{PopulationId{0}, "v"}}; }
    [[nodiscard]] std::vector<hw::StateRef> writes() const override { return {{PopulationId{0}, "heat"}}; }
    [[nodiscard]] std::uint64_t memory_bytes() const override { return 8; }
    hw::ProcessorWork run(hw::ProcessorPort& port) override {
        std::vector<double> heat;
        for (const double v : port.read(0)) heat.push_back((3.0 - v) * 8.0);
        port.write(0, heat);
        return {2 * heat.size(), 0};
    }

   private:
    std::string name_ = "thermostat";
    std::uint64_t period_;
};

std::uint64_t cycles_after(const NetworkSpec& spec, std::uint64_t ticks, const std::function<void(hw::ChipSpec&)>& change = [](hw::ChipSpec&) {}) {
    Rig rig{spec, {.change = change}};
    rig.run_to(ticks);
    return rig.machine().timer().now().count();
}

}  // namespace

TEST_CASE("the processor reads before a tick's update, which sees what it wrote, under both schedules and in both arithmetics") {
    for (const auto schedule : {Schedule::chip, Schedule::brian2}) {
        for (const auto arithmetic : {hw::Arithmetic::float64, hw::Arithmetic::fixed}) {
            Rig rig{doubling(schedule), {.arithmetic = arithmetic}};
            CHECK(rig.course(0, "x", 6) == Course{1, 2, 4, 8, 16, 32});
        }
    }
}

TEST_CASE("a tick can begin before it runs, so that recorders see what the processor wrote, and beginning twice changes nothing") {
    Rig rig{doubling(Schedule::brian2)};
    rig.run_to(2);
    CHECK(rig.value(0, "drive") == 4.0);
    for (int k = 0; k < 2; ++k) {
        rig.machine().begin_tick();
        CHECK(rig.value(0, "drive") == 8.0);
        CHECK(rig.machine().program_values(ProgramId{0}, "z", {0}) == Course{8.0});
        CHECK(rig.value(0, "x") == 4.0);
    }
    rig.run_to(3);
    CHECK(rig.value(0, "x") == 8.0);
}

TEST_CASE("a period leaves the ticks between alone") {
    NetworkSpec spec = doubling(Schedule::chip);
    spec.programs[0].period = "3 ms";
    Rig rig{spec};
    CHECK(rig.course(0, "x", 8) == Course{1, 2, 2, 2, 4, 4, 4, 8});
}

TEST_CASE("an output can go to some neurons alone") {
    NetworkSpec spec = doubling(Schedule::chip, 3, "");
    spec.programs[0].outputs[0].weights = listed("", {1, 0, 0}, "");
    spec.programs[0].outputs[0].indices = {0, 2};
    Rig rig{spec};
    rig.run_to(1);
    CHECK(rig.value(0, "x", 0) == 1.0);
    CHECK(rig.value(0, "x", 1) == 0.0);
    CHECK(rig.value(0, "x", 2) == 1.0);
}

TEST_CASE("what the processor writes is rounded to nearest and saturates, and both are counted") {
    Rig rig{doubling(Schedule::chip, 2), {.arithmetic = hw::Arithmetic::fixed}};
    rig.run_to(12);   // 3, then 6, 12, 24 per neuron, times 2 each: beyond 1024 before tick 12
    for (const hw::VariableLosses& v : rig.machine().losses()) {
        if (v.name != "n.drive") continue;
        CHECK(v.stores == 2 * 12);
        CHECK(v.saturations > 0);
        CHECK(v.saturations % 2 == 0);
    }
    CHECK(rig.value(0, "drive") == Approx(1024.0).margin(1e-3));
}

TEST_CASE("a program of one's own closes a loop over per-neuron variables, in any mapping") {
    NetworkSpec spec = empty_network(Schedule::chip);
    spec.populations = {cells("n", 6, "dv/dt = heat / tau : 1 [-16, 15]\nheat : 1 [-256, 255]")};
    spec.populations[0].parameters = {setting("tau", "64 ms")};
    spec.populations[0].initial = {setting("v", "i")};
    std::vector<Course> results;
    for (const auto& cores : {std::vector<std::uint32_t>{0, 0, 0, 0, 0, 0}, {5, 4, 3, 2, 1, 0}, {9, 1, 9, 1, 9, 1}}) {
        Rig rig{spec, {.cores = {cores}, .host_access = {{PopulationId{0}, "heat", true}}}};
        rig.machine().attach(std::make_unique<Thermostat>(1));
        rig.run_to(100);
        Course now;
        for (std::uint32_t n = 0; n < 6; ++n) now.push_back(rig.value(0, "v", n));
        results.push_back(now);
        CHECK(rig.machine().processor().activity()[0].words_written == 600);
    }
    CHECK(results[0] == results[1]);
    CHECK(results[0] == results[2]);
    for (const double v : results[0]) CHECK(v == Approx(3.0).margin(1e-4));   // each tick leaves 7/8 of the distance: (7/8)^100 = 1.6e-6
}

TEST_CASE("a program of one's own cannot write what nobody announced") {
    NetworkSpec spec = empty_network(Schedule::chip);
    spec.populations = {cells("n", 1, "dv/dt = heat / tau : 1 [-16, 15]\nheat : 1 [-256, 255]")};
    spec.populations[0].parameters = {setting("tau", "64 ms")};
    Rig rig{spec};
    CHECK_THROWS_WITH(rig.machine().attach(std::make_unique<Thermostat>(1)), Catch::Contains("built into the neurons' programs"));
}

TEST_CASE("a BARRIER tick is longer by exactly the processor's cycles") {
    NetworkSpec with = doubling(Schedule::chip, 20), without = with;
    without.programs.clear();
    with.programs[0].period = "2 ms";
    // 20 words read, 20 weights of 64 bits in groups of 16 lanes, one word written to the one core that holds the shared variable.
    const std::uint64_t run = 100 + 20 * 1 + (2 * 20 + 15) / 16 * 1 + 1 * 1;
    // drive is folded as a constant where nobody writes it: compare the run with a processor that costs nothing.
    const auto free = [](hw::ChipSpec& chip) {
        for (const char* cost : {"call", "operation", "read", "write"}) hw::apply_override(chip, "cost.processor_" + std::string{cost} + ".cycles=0");
    };
    for (const std::uint64_t ticks : {1u, 2u, 7u, 8u}) CHECK(cycles_after(with, ticks) - cycles_after(with, ticks, free) == (ticks + 1) / 2 * run);
}

TEST_CASE("a REAL_TIME tick keeps its length: a processor that needs more of it makes NeuroCores late, and is counted") {
    const auto real_time = [](std::uint64_t tick_cycles) {
        return [tick_cycles](hw::ChipSpec& chip) {
            chip.tick_mode = hw::TickMode::real_time;
            chip.tick_cycles = tick_cycles;
        };
    };
    const NetworkSpec spec = doubling(Schedule::chip);
    for (const auto& [length, overruns] : {std::pair<std::uint64_t, std::uint64_t>{10'000, 0}, {90, 10}}) {   // a run takes 103 cycles
        Rig rig{spec, {.change = real_time(length)}};
        rig.run_to(10);
        CHECK(rig.machine().timer().now() == Cycles{10 * length});
        CHECK(rig.machine().timer().overruns() == overruns);
    }
}

TEST_CASE("a shared variable takes one word per NeuroCore that holds it, any other one per neuron") {
    for (const auto& [flag, words] : {std::pair{" (shared)", 3u}, {"", 6u}}) {
        Rig rig{doubling(Schedule::chip, 6, flag), {.cores = {{0, 0, 1, 1, 2, 2}}}};
        rig.run_to(10);
        CHECK(rig.machine().counts()[hw::Operation::processor_write] == 10 * words);
        CHECK(rig.machine().counts()[hw::Operation::processor_read] == 60);
    }
}

TEST_CASE("chips without an embedded processor, or with too little memory, say so before anything runs") {
    const Network network = check_network(doubling(Schedule::chip));
    CHECK(hw::unmet(network, formats::load_chip("aerie")).empty());
    const auto truenorth = hw::unmet(network, formats::load_chip("truenorth"));
    CHECK(std::any_of(truenorth.begin(), truenorth.end(), [](const std::string& line) { return line.find("has no embedded processor") != std::string::npos; }));
    hw::ChipSpec small = formats::load_chip("aerie");
    hw::apply_override(small, "processor.memory_bytes=11");   // one weight of 8 bytes and one value of 4
    const auto found = hw::unmet(network, small);
    REQUIRE(found.size() == 1);
    CHECK(found[0].find("too little memory") != std::string::npos);
    hw::apply_override(small, "processor.memory_bytes=12");
    CHECK(hw::unmet(network, small).empty());
}
