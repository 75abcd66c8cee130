#include "tests/catch.h"
#include "tests/tools/formats/complaint_of.h"
#include "tests/tools/golden/sample.h"
#include "tools/formats/golden_columns.h"

#include <limits>

using namespace aerie;
using namespace aerie::tests;
using formats::from_columns;
using formats::to_columns;

namespace {

namespace v1 = golden::v1;
const std::string place = "x.golden: frame 2 at byte 99";

v1::Packets packet_columns() { return to_columns(std::vector{sample_packet(3, 1, 50), sample_packet(3, 2, 40), sample_packet(4, 0, 90)}); }

/// The complaint about packet columns that were changed.
template <class Change>
Complaint refused(Change change) {
    v1::Packets columns = packet_columns();
    change(columns);
    return complaint_of([&] { (void)from_columns(columns, place); });
}

}  // namespace

TEST_CASE("columns hold small differences, forwards and backwards") {
    const v1::Packets columns = packet_columns();
    CHECK(columns.tick(0) == 3);
    CHECK(columns.tick(1) == 0);
    CHECK(columns.offered(1) == -10);
    CHECK(columns.ejected(2) == 2);
    CHECK(columns.hop(0) == 1 * 8 + 1);   // one cycle after acceptance, east
    CHECK(columns.hop(1) == 1 * 8 + 4);   // one cycle later, local
    CHECK(from_columns(columns, place) == std::vector{sample_packet(3, 1, 50), sample_packet(3, 2, 40), sample_packet(4, 0, 90)});
}

TEST_CASE("a column that is shorter or longer than the others is refused with its place") {
    for (const Complaint& complaint : {refused([](v1::Packets& c) { c.mutable_population()->RemoveLast(); }), refused([](v1::Packets& c) { c.mutable_late()->RemoveLast(); }),
                                       refused([](v1::Packets& c) { c.add_done(1); }), refused([](v1::Packets& c) { c.mutable_hops()->RemoveLast(); })}) {
        CHECK(complaint.what == "columns of a golden differ in length");
        CHECK(complaint.where == place);
        CHECK(complaint.allowed == "3");
    }
}

TEST_CASE("grants that are missing, left over or promised by the billion are refused") {
    CHECK(refused([](v1::Packets& c) { c.mutable_hop()->RemoveLast(); }).found == "5 entries");
    CHECK(refused([](v1::Packets& c) { c.add_hop(9); }).found == "7 entries");
    CHECK(refused([](v1::Packets& c) { c.set_hops(2, std::numeric_limits<std::uint32_t>::max()); }).found == "6 entries");
}

TEST_CASE("a router has seven outputs at most") {
    v1::Packets columns = packet_columns();
    columns.set_hop(0, 8 + 6);
    CHECK(from_columns(columns, place).front().hops.front() == golden::Hop{router::Direction::south_west, 51});
    CHECK(refused([&](v1::Packets& c) { c.set_hop(0, 8 + 7); }).what == "unknown output of a router");
}

TEST_CASE("spikes are checked like packets") {
    v1::Spikes columns = to_columns(std::vector<hw::Spike>{{5, {PopulationId{1}, NeuronId{2}}}, {9, {PopulationId{0}, NeuronId{7}}}});
    CHECK(columns.tick(1) == 4);
    CHECK(from_columns(columns, place).back() == hw::Spike{9, {PopulationId{0}, NeuronId{7}}});
    columns.add_neuron(1);
    CHECK_THROWS_AS(from_columns(columns, place), InputError);
}

TEST_CASE("weights keep their bits, those of no number too") {
    const double odd = std::numeric_limits<double>::quiet_NaN();
    const auto back = from_columns(to_columns(std::vector<golden::FinalWeight>{{ProjectionId{2}, "w", ~0U, 0, odd}, {ProjectionId{2}, "w", 0, ~0U, 5e-324}}), place);
    REQUIRE(back.size() == 2);
    CHECK(std::isnan(back[0].value));
    CHECK(back[0].pre == ~0U);
    CHECK(back[1].post == ~0U);
    CHECK(back[1].value == 5e-324);
    CHECK(back[1].projection == ProjectionId{2});
}

TEST_CASE("a synapse between neurons beyond 32 bits is refused") {
    v1::Weights columns = to_columns(std::vector<golden::FinalWeight>{{ProjectionId{0}, "w", 1, 1, 0.5}});
    columns.set_post(0, std::int64_t{1} << 32);
    CHECK(complaint_of([&] { (void)from_columns(columns, place); }).what == "a synapse's neurons are out of range");
    columns.set_post(0, -1);
    CHECK_THROWS_AS(from_columns(columns, place), InputError);
}
