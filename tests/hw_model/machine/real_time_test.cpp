/// @file Ticks of a fixed length: what is late, by how much, and what each policy makes of it. And sums that could leave their accumulator.
#include "tests/catch.h"
#include "tests/hw_model/machine/cycle_schedule.h"

using namespace aerie;
using namespace aerie::test;
using TickList = std::vector<std::uint64_t>;

namespace {

std::function<void(hw::ChipSpec&)> ticking(std::uint64_t cycles, hw::LatePolicy late) {
    return [=](hw::ChipSpec& chip) {
        chip.tick_mode = hw::TickMode::real_time;
        chip.tick_cycles = cycles;
        chip.tick_s.value = 1e-3;
        chip.late = late;
    };
}

/// A fires in tick 0; its packet is done at offer I+2, one hop, service 3: cycle I + 8.
std::uint64_t done_of_one_to_one() {
    Rig rig{one_to_one(), {.cores = {{0}, {1}}}};
    rig.run_to(1);
    return lives(rig)[1].at(0).done;
}

}  // namespace

TEST_CASE("REAL_TIME: every tick has its cycles, with packets or without") {
    Rig rig{one_to_one(), {.cores = {{0}, {1}}, .change = ticking(500, hw::LatePolicy::apply_late)}};
    rig.run_to(4);
    CHECK(cycles(rig) == 2000);
    CHECK(rig.machine().timer().late() == 0);
    CHECK(rig.machine().timer().overruns() == 0);
    CHECK(rig.value(1, "v") == 0.25 / 8);   // due in 1: halved in 1, 2 and 3, as in barrier mode
    CHECK(rig.machine().counts()[hw::Operation::barrier] == 0);
}

TEST_CASE("REAL_TIME: a packet done with the tick's last cycle is in time, one cycle later is late") {
    const std::uint64_t done = done_of_one_to_one();
    Rig in_time{one_to_one(), {.cores = {{0}, {1}}, .change = ticking(done, hw::LatePolicy::apply_late)}};
    in_time.run_to(3);
    CHECK(in_time.machine().timer().late() == 0);
    CHECK(in_time.value(1, "v") == 0.0625);
    Rig late{one_to_one(), {.cores = {{0}, {1}}, .change = ticking(done - 1, hw::LatePolicy::apply_late)}};
    late.run_to(3);
    CHECK(late.machine().timer().late() == 1);
    CHECK(late.machine().timer().packets().at(0).is_late);
}

TEST_CASE("REAL_TIME: late packets are applied a tick later, dropped, or only counted, as the chip says") {
    const std::uint64_t length = done_of_one_to_one() - 1;
    const auto course = [&](hw::LatePolicy policy) {
        Rig rig{one_to_one(), {.cores = {{0}, {1}}, .change = ticking(length, policy)}};
        const std::vector<double> v = rig.course(1, "v", 5);
        CHECK(rig.machine().timer().late() == 1);
        return v;
    };
    CHECK(course(hw::LatePolicy::apply_late) == std::vector<double>{0, 0, 0, 0.125, 0.0625});   // due in 1, there in 2
    CHECK(course(hw::LatePolicy::drop) == std::vector<double>{0, 0, 0, 0, 0});
    CHECK(course(hw::LatePolicy::count_only) == std::vector<double>{0, 0, 0.125, 0.0625, 0.03125});   // as if in time
}

TEST_CASE("REAL_TIME: a synaptic delay hides lateness, for rows that learn as for those that do not") {
    const std::uint64_t length = done_of_one_to_one() - 1;
    for (const bool learns : {false, true}) {
        NetworkSpec spec = one_to_one();
        spec.projections[0].delay = "3 ms";
        if (learns) spec.projections[0].on_post = "w = clip(w - 0.125, 0, 1)";
        Rig rig{spec, {.cores = {{0}, {1}}, .change = ticking(length, hw::LatePolicy::apply_late)}};
        CHECK(rig.course(1, "v", 6) == std::vector<double>{0, 0, 0, 0, 0.125, 0.0625});   // due in 3 all the same
        CHECK(rig.machine().timer().late() == 1);
    }
}

TEST_CASE("REAL_TIME: a core that needs more than a tick is counted, and what it sends after the tick's end is late") {
    NetworkSpec spec = empty_network(Schedule::chip);
    spec.populations = {firing("A", 33, {32}), halving("B", 1)};
    spec.projections = {wires("wire", "A", "B", "0.25")};
    const auto cores = std::vector<std::vector<std::uint32_t>>{std::vector<std::uint32_t>(33, 0), {1}};
    const std::uint64_t i = Rig{spec, {.cores = cores}}.instructions(0);
    // Neuron 32 is ready at 3 I and offered at 3 I + 2; a tick has 2 I cycles: it leaves in tick 1 or later and is done at 3 I + 8.
    Rig rig{spec, {.cores = cores, .change = ticking(2 * i, hw::LatePolicy::apply_late)}};
    rig.run_to(5);
    CHECK(rig.machine().timer().overruns() == 5);
    REQUIRE(rig.machine().timer().packets().size() == 1);
    const hw::PacketRecord packet = rig.machine().timer().packets()[0];
    CHECK(packet.offered == 3 * i + 2);
    CHECK(packet.done == 3 * i + 8);
    CHECK(packet.tick == 0);
    CHECK(packet.is_late);
    CHECK(rig.machine().timer().late() == 1);
    const std::uint64_t applied_in = (3 * i + 8 - 1) / (2 * i) + 1;   // the tick after the one that holds its last cycle of service
    REQUIRE(applied_in < 5);
    CHECK(rig.value(1, "v") == std::ldexp(0.25, -static_cast<int>(5 - applied_in)));   // halved in that tick and in each one up to 4
}

TEST_CASE("REAL_TIME: a core that is behind does not start the next tick before it is through") {
    NetworkSpec spec = empty_network(Schedule::chip);
    spec.populations = {cells("A", 33, "v : 1 [0, 4]", "v > 1", "v = 2"), halving("B", 1)};
    std::vector<double> v(33);
    v[0] = v[32] = 2.0;
    spec.populations[0].initial = {listed("v", v, "1")};   // neurons 0 and 32 fire in every tick
    spec.projections = {wires("wire", "A", "B", "0.0078125")};
    const auto cores = std::vector<std::vector<std::uint32_t>>{std::vector<std::uint32_t>(33, 0), {1}};
    const std::uint64_t i = Rig{spec, {.cores = cores}}.instructions(0), length = 2 * i;
    Rig rig{spec, {.cores = cores, .change = ticking(length, hw::LatePolicy::apply_late)}};
    rig.run_to(40);
    std::uint64_t before = 0;
    bool is_in_order = true, starts_when_through = true;
    for (const hw::PacketRecord& p : rig.machine().timer().packets()) {
        is_in_order = is_in_order && p.offered >= before;   // one core offers in order
        before = p.offered;
        // Tick k of a core with 3 I of work per tick of 2 I begins at 3 I k at the earliest.
        const std::uint64_t start = 3 * i * p.tick;
        starts_when_through = starts_when_through && p.offered >= start + (p.source.neuron.index() == 0 ? i : 3 * i) + 2;
    }
    CHECK(rig.machine().timer().packets().size() > 20);
    CHECK(is_in_order);
    CHECK(starts_when_through);
    CHECK(rig.machine().timer().overruns() == 40);
}

TEST_CASE("REAL_TIME: lateness does not depend on threads") {
    NetworkSpec spec = empty_network(Schedule::chip);
    spec.populations = {halving("A", 40), halving("B", 40)};
    spec.sources = {poisson("in", 20, "200 Hz")};
    spec.projections = {wires("drive", "in", "A", "0.5"), wires("on", "A", "B", "0.25"), wires("back", "B", "A", "0.125")};
    std::optional<std::vector<hw::Spike>> first;
    for (const std::uint32_t threads : {1u, 2u, 4u}) {
        Rig rig{spec, {.map = {.partition = hw::PartitionMethod::blocks, .min_cores = 6, .anneal_moves = 100, .restarts = 1}, .threads = threads, .change = ticking(150, hw::LatePolicy::apply_late)}};
        rig.run_to(200);
        CHECK(rig.machine().timer().late() > 100);
        if (!first) first = rig.machine().spikes();
        CHECK(rig.machine().spikes() == *first);
    }
}

TEST_CASE("an accumulator that one tick could overflow is refused before the run, with population, sum and limit") {
    NetworkSpec spec = empty_network(Schedule::chip);
    spec.populations = {halving("n", 1)};
    spec.sources = {at_ticks("in", 5, {0}, {0})};
    spec.projections = {wires("wire", "in", "n", "1")};
    spec.projections[0].equations = "w : 1 [0, 4]";
    spec.projections[0].on_post = "w = clip(w + 0.5, 0, 4)";   // it learns: any synapse may reach the end of its range
    spec.projections[0].initial = {listed("w", {1, 2, 1, 2, 1}, "1")};
    const auto wide = [](hw::ChipSpec& chip) { chip.weight.bits = 32; };
    // A 32-bit signed weight reaches 2^31 - 1 quanta; five of them leave 32 bits, at 16 bits they do not.
    CHECK_NOTHROW(Rig{spec, {.arithmetic = hw::Arithmetic::fixed}});
    CHECK_NOTHROW(Rig{spec, {.arithmetic = hw::Arithmetic::float64, .change = wide}});
    CHECK_THROWS_AS((Rig{spec, {.arithmetic = hw::Arithmetic::fixed, .change = wide}}), CapacityError);
    CHECK_THROWS_WITH((Rig{spec, {.arithmetic = hw::Arithmetic::fixed, .change = wide}}), Catch::Contains("population 'n'") && Catch::Contains("2147483647"));
}
