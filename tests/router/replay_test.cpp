/// @file The published routers' own logs against our policies, and faults that the comparison must see.
#include <algorithm>
#include <filesystem>

#include "core/error.h"
#include "tests/catch.h"
#include "tests/scratch_directory.h"
#include "tools/noc/noc_command.h"
#include "tools/noc/packet_log.h"

using namespace aerie;
using namespace aerie::router;
using namespace aerie::tools;

namespace {

const std::filesystem::path data = AERIE_ROUTER_TEST_DATA;

constexpr const char* logs[] = {"booksim_A4_k8_v1_b4_t0", "booksim_B3_k8_v1_b4_t0", "rtl_bsg_4x4_d2_load0.45_ready0.7",
                                "rtl_catalyst_4x4_d4_load0.25_ready0.8"};

MeshSpec spec_of(const std::filesystem::path& file) {
    const LogName name = parse_log_name(file);
    return mesh_spec(*name.policy, *name.width, *name.height, *name.fifo_depth, name.channels.value_or(1));
}

Replay replay_with(const MeshSpec& spec, const std::filesystem::path& file) {
    const auto beside = stalls_beside(file);
    return replay(spec, read_packet_log(file), beside ? read_stalls(*beside) : std::vector<Stall>{}, file.string());
}

}  // namespace

TEST_CASE("every packet of every published log agrees in every cycle") {
    for (const std::string log : logs) {
        const auto file = data / (log + ".csv.gz");
        const Replay result = replay_with(spec_of(file), file);
        INFO(log);
        REQUIRE(result.packets > 500);
        REQUIRE(result.compared_cycles > result.packets);
        REQUIRE(result.agrees());
    }
}

TEST_CASE("one mechanism, four routers: each log tells its router from the others") {
    for (const std::string log : logs)
        for (const std::string& other : router_policy_names()) {
            const auto file = data / (log + ".csv.gz");
            MeshSpec spec = spec_of(file);
            if (other == spec.policy.name || router_policy(other).drops) continue;   // consumers of routers that drop do not stall
            MeshSpec wrong = mesh_spec(other, spec.width, spec.height, spec.fifo_depth);
            if (stalls_beside(file)) wrong.policy.consumer = ConsumerKind::direct;
            INFO(log << " through " << other);
            REQUIRE_FALSE(replay_with(wrong, file).agrees());
        }
}

TEST_CASE("a small change of a published router shows in its log") {
    const auto bsg = data / "rtl_bsg_4x4_d2_load0.45_ready0.7.csv.gz";
    MeshSpec spec = spec_of(bsg);
    SECTION("reversed scan") { std::reverse(spec.policy.port_order.begin(), spec.policy.port_order.end()); }
    SECTION("one place more") { spec.fifo_depth = 3; }
    SECTION("one place fewer") { spec.fifo_depth = 1; }
    SECTION("credit a cycle late") { spec.credit_latency = Cycles{2}; }
    SECTION("hop a cycle late") { spec.hop_latency_x = Cycles{2}; }
    SECTION("y before x") { spec.routing = Routing::yx; }
    REQUIRE_FALSE(replay_with(spec, bsg).agrees());
}

TEST_CASE("the first differing packet is named with both its cycles") {
    const MeshSpec spec = mesh_spec("bsg", 2, 1, 2);
    // Alone: accepted when offered, ejected Manhattan + 1 later. Packet 8 is logged one cycle late.
    const std::vector<LoggedPacket> log{{7, NodeId{0}, NodeId{1}, Cycles{0}, Cycles{0}, Cycles{2}}, {8, NodeId{0}, NodeId{1}, Cycles{10}, Cycles{10}, Cycles{13}}};
    const Replay result = replay(spec, log, {}, "log");
    REQUIRE(result.differing_packets == 1);
    REQUIRE(result.first->logged.id == 8);
    REQUIRE(result.first->ejected == Cycles{12});
}

TEST_CASE("what a log leaves open must not happen before its end") {
    const MeshSpec spec = mesh_spec("bsg", 2, 1, 2);
    std::vector<LoggedPacket> log{{1, NodeId{0}, NodeId{1}, Cycles{0}, Cycles{0}, std::nullopt}, {2, NodeId{1}, NodeId{1}, Cycles{0}, Cycles{0}, Cycles{1}}};
    REQUIRE(replay(spec, log, {}, "log").agrees());  // the log ends in cycle 1, packet 1 leaves in cycle 2
    log.push_back({3, NodeId{1}, NodeId{1}, Cycles{5}, Cycles{5}, Cycles{6}});
    REQUIRE_FALSE(replay(spec, log, {}, "log").agrees());  // now it had time to
}

TEST_CASE("a stall holds a packet back for exactly its cycles") {
    const MeshSpec spec = mesh_spec("bsg", 2, 1, 2);
    const std::vector<LoggedPacket> log{{1, NodeId{0}, NodeId{1}, Cycles{0}, Cycles{0}, Cycles{4}}};
    const std::vector<Stall> stalls{{Cycles{2}, NodeId{1}}, {Cycles{3}, NodeId{1}}, {Cycles{5}, NodeId{1}}};
    REQUIRE(replay(spec, log, stalls, "log").agrees());
}

TEST_CASE("a log that cannot be of this mesh is refused and the packet named") {
    const std::vector<LoggedPacket> outside{{3, NodeId{0}, NodeId{9}, Cycles{0}, Cycles{0}, Cycles{4}}};
    REQUIRE_THROWS_WITH(replay(mesh_spec("bsg", 2, 2, 2), outside, {}, "x.csv"), Catch::Contains("x.csv: packet 3") && Catch::Contains("0 to 3"));
    const std::vector<LoggedPacket> backwards{{1, NodeId{0}, NodeId{1}, Cycles{5}, {}, {}}, {2, NodeId{0}, NodeId{1}, Cycles{4}, {}, {}}};
    REQUIRE_THROWS_AS(replay(mesh_spec("bsg", 2, 2, 2), backwards, {}, "x.csv"), InputError);
    const std::vector<Stall> stalls{{Cycles{1}, NodeId{0}}};
    REQUIRE_THROWS_WITH(replay(mesh_spec("booksim-b3", 2, 2, 4), {}, stalls, "x.csv"), Catch::Contains("cannot stall"));
}

TEST_CASE("the name of a log says its router, mesh, channels and depth") {
    const LogName booksim = parse_log_name("/some/where/booksim_B3_k8_v2_b4_t1.csv.gz");
    REQUIRE(booksim.policy == "booksim-b3");
    REQUIRE((booksim.width == 8 && booksim.height == 8 && booksim.channels == 2 && booksim.fifo_depth == 4));
    const LogName rtl = parse_log_name("rtl_catalyst_4x6_d8_load0.25_ready0.8.csv");
    REQUIRE(rtl.policy == "catalyst");
    REQUIRE((rtl.width == 4 && rtl.height == 6 && !rtl.channels && rtl.fifo_depth == 8));
    REQUIRE_FALSE(parse_log_name("mylog.csv").policy.has_value());
}

TEST_CASE("the command replays a log by its name alone, and says where options are missing") {
    NocOptions options{.replay = (data / "rtl_bsg_4x4_d2_load0.45_ready0.7.csv.gz").string()};
    REQUIRE(run_noc(options).agrees);
    options.fifo_depth = 4;
    const NocResult wrong = run_noc(options);
    REQUIRE_FALSE(wrong.agrees);
    REQUIRE_THAT(wrong.text, Catch::Contains("first differing packet"));
    const tests::ScratchDirectory scratch{"replay"};
    const auto copy = scratch / "log.csv.gz";   // a name that says nothing of a router
    std::filesystem::copy_file(options.replay, copy);
    REQUIRE_THROWS_WITH(run_noc({.replay = copy.string()}), Catch::Contains("mesh"));
    NocOptions said{.replay = copy.string(), .stalls = (data / "rtl_bsg_4x4_d2_load0.45_ready0.7.stall.csv.gz").string(), .routers = {"bsg"}, .topologies = {"mesh:4x4"},
                    .fifo_depth = 2};
    REQUIRE(run_noc(said).agrees);
}

TEST_CASE("damaged logs are refused with file and line") {
    const tests::ScratchDirectory scratch{"replay"};
    const auto with = [&](const char* text) { return scratch.file("log.csv", text); };
    REQUIRE_THROWS_WITH(read_packet_log(with("a,b\n")), Catch::Contains("line 1") && Catch::Contains("offer_cycle"));
    REQUIRE_THROWS_WITH(read_packet_log(with("id,src,dst,offer_cycle,accept_cycle,eject_cycle\n1,2,3\n")), Catch::Contains("line 2"));
    REQUIRE_THROWS_WITH(read_packet_log(with("id,src,dst,offer_cycle,accept_cycle,eject_cycle\n1,2,3,x,4,5\n")), Catch::Contains("offer_cycle"));
    REQUIRE_THROWS_AS(read_packet_log("/nowhere.csv"), InputError);
    REQUIRE(read_packet_log(with("id,src,dst,offer_cycle,accept_cycle,eject_cycle\r\n1,2,3,4,-1,-1\r\n")).size() == 1);
}
