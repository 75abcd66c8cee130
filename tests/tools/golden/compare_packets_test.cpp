#include "tests/catch.h"
#include "tests/tools/golden/sample.h"
#include "tools/golden/compare_packets.h"

using namespace aerie;
using namespace aerie::tests;
using golden::PacketDivergence;
using Catch::Matchers::Contains;

namespace {

using Packets = std::vector<TracedPacket>;

golden::PacketStream stream_of(const Packets& packets) {
    return [packets, at = std::size_t{0}]() mutable { return at == packets.size() ? std::optional<TracedPacket>{} : std::optional{packets[at++]}; };
}

std::optional<PacketDivergence> compare(const Packets& a, const Packets& b, std::size_t context = 5) {
    return golden::compare_packets(stream_of(a), stream_of(b), golden::Names{sample_header()}, context);
}

Packets two() { return {sample_packet(1, 0, 100), sample_packet(1, 1, 103)}; }

}  // namespace

TEST_CASE("equal traces do not diverge, nor do empty ones") {
    CHECK_FALSE(compare(two(), two()));
    CHECK_FALSE(compare({}, {}));
}

TEST_CASE("a grant one cycle later names its router, its output and both cycles") {
    Packets late = two();
    late[1].hops[0].cycle += 1;   // 104 -> 105 at router (0,0), east
    late[1].hops[1].cycle += 1;
    late[1].ejected += 1;
    late[1].done += 1;
    const auto d = compare(two(), late);
    REQUIRE(d);
    CHECK(d->cycle == 104);
    CHECK(d->tick == 1);
    CHECK(d->packet == "exc[1] -> NeuroCore 1 at router (1,0)");
    CHECK(d->component == "router (0,0), output E");
    CHECK(d->expected == "cycle 104");
    CHECK(d->got == "cycle 105");
    CHECK(d->note.empty());
}

TEST_CASE("a grant one cycle earlier diverges in the cycle of what was got") {
    Packets late = two();
    late[0].hops[1].cycle += 1;
    late[0].ejected += 1;
    late[0].done += 1;
    const auto d = compare(late, two());
    REQUIRE(d);
    CHECK(d->cycle == 102);
    CHECK(d->component == "router (1,0), output L");
    CHECK(d->expected == "cycle 103");
    CHECK(d->got == "cycle 102");
}

TEST_CASE("each step of a packet has its component") {
    const auto component = [](auto change) {
        Packets changed = two();
        change(changed[1]);
        return compare(two(), changed).value().component;
    };
    CHECK(component([](TracedPacket& p) { p.offered -= 1; }) == "NeuroCore at router (0,0): neuron exc[1]");
    CHECK(component([](TracedPacket& p) { p.accepted += 1; }) == "router (0,0), injection");
    CHECK(component([](TracedPacket& p) { p.ejected += 1; }) == "router (1,0), ejection");
    CHECK(component([](TracedPacket& p) { p.done += 1; }) == "NeuroCore 1 at router (1,0), synapse pipeline");
    CHECK(component([](TracedPacket& p) { p.is_late = true; }) == "NeuroCore 1 at router (1,0), synapse pipeline");
}

TEST_CASE("a packet of a source comes from the host port") {
    Packets a = two(), b = two();
    a[1].source.population = b[1].source.population = PopulationId{2};
    b[1].offered += 1;
    CHECK(compare(a, b).value().component == "host port at router (0,0)");
}

TEST_CASE("a missing packet and one too many are said to be so") {
    const Packets one{two()[0]};
    const auto missing = compare(two(), one);
    REQUIRE(missing);
    CHECK(missing->cycle == 103);
    CHECK(missing->got == "no such packet");
    const auto extra = compare(one, two());
    REQUIRE(extra);
    CHECK(extra->expected == "no such packet");
    CHECK(extra->got == "cycle 103");
}

TEST_CASE("a packet that went around is no packet that is missing") {
    Packets other = two();
    other[1].hops = {{router::Direction::south, 104}, {router::Direction::east, 105}, {router::Direction::north, 106}, {router::Direction::local, 107}};
    other[1].ejected = 107;
    other[1].done = 111;
    const auto d = compare(two(), other);
    REQUIRE(d);
    CHECK(d->cycle == 104);
    CHECK(d->expected == "cycle 104");
    CHECK(d->got == "the packet went another way");
}

TEST_CASE("the earliest cycle counts, not the first delivery") {
    // exc[2] is offered before all others and delivered last; its injection is a cycle late, and so is the delivery of exc[0] by another cause.
    Packets a = two(), b = two();
    a.push_back(sample_packet(1, 2, 90));
    a.back().accepted = 91;
    a.back().hops[0].cycle = 110;
    a.back().hops[1].cycle = a.back().ejected = 111;
    a.back().done = 115;
    b.push_back(a.back());
    b[0].done += 1;
    b[2].accepted = 92;
    const auto d = compare(a, b);
    REQUIRE(d);
    CHECK(d->cycle == 91);
    CHECK(d->packet == "exc[2] -> NeuroCore 1 at router (1,0)");
    CHECK(d->component == "router (0,0), injection");
}

TEST_CASE("a whole tick that starts later points to the ticks before it") {
    const Packets a{sample_packet(1, 0, 100), sample_packet(2, 0, 200), sample_packet(2, 1, 203)};
    const Packets b{sample_packet(1, 0, 100), sample_packet(2, 0, 201), sample_packet(2, 1, 204)};
    const auto d = compare(a, b);
    REQUIRE(d);
    CHECK(d->cycle == 200);
    CHECK_THAT(d->note, Contains("all packets of tick 2 are offered +1 cycles"));
    const Packets single{sample_packet(1, 0, 100), sample_packet(2, 0, 201), sample_packet(2, 1, 203)};
    CHECK(compare(a, single).value().note.empty());
}

TEST_CASE("the lines around show what both have, what is missing and what is new") {
    Packets late = two();
    late[1].done += 1;   // 109 -> 110
    const auto d = compare(two(), late, 2);
    REQUIRE(d);
    REQUIRE(d->around.size() == 4);
    CHECK(d->around[0].mark == ' ');
    CHECK(d->around[1].mark == ' ');
    CHECK(d->around[2].mark == '-');
    CHECK_THAT(d->around[2].text, Contains("cycle      109  tick     1  exc[1] -> NeuroCore 1  served"));
    CHECK(d->around[3].mark == '+');
    CHECK_THAT(d->around[3].text, Contains("cycle      110"));
    CHECK(compare(two(), late, 0).value().around.size() == 1);
}

TEST_CASE("a difference behind thousands of equal packets is found") {
    Packets a;
    for (std::uint32_t n = 0; n < 5000; ++n) a.push_back(sample_packet(n, 0, 100 + 50 * std::uint64_t{n}));
    Packets b = a;
    b[4321].done += 3;
    const auto d = compare(a, b);
    REQUIRE(d);
    CHECK(d->tick == 4321);
    CHECK(d->cycle == 100 + 50 * 4321 + 6);
}
