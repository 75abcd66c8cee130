#include "tests/catch.h"
#include "tests/tools/formats/complaint_of.h"
#include "tests/scratch_directory.h"
#include "tests/tools/golden/sample.h"
#include "tools/formats/chip_file.h"
#include "tools/formats/file_bytes.h"
#include "tools/golden/check.h"

using namespace aerie;
using namespace aerie::tests;
using golden::Comparison;
using Catch::Matchers::Contains;

namespace {

constexpr std::size_t no_limit = std::size_t{1} << 30;
const std::filesystem::path goldens = AERIE_GOLDENS;

session::Request request_for(const std::string& network, std::vector<std::string> overrides) {
    session::Request request;
    request.network = goldens / network;
    request.overrides = std::move(overrides);
    return request;
}

session::Request chain() {
    session::Request request = request_for("chain.txtpb", {"mesh.width=2", "mesh.height=1"});
    request.mapping = goldens / "chain.mapping.txtpb";
    return request;
}

session::Request balanced() {
    session::Request request = request_for("balanced.txtpb", {"mesh.width=3", "mesh.height=3"});
    request.map.min_cores = 9;
    return request;
}

/// The run of a golden through a router that was changed in one place.
template <class Change>
Comparison check_with_router(const std::filesystem::path& golden, Change change) {
    golden::Surroundings planted;
    planted.at_start = [&](hw::Machine& machine) {
        router::MeshSpec spec = machine.timer().mesh().spec();
        change(spec);
        machine.timer().mesh() = router::Mesh{spec};
    };
    return golden::check(golden, {}, planted);
}

}  // namespace

TEST_CASE("every cycle of the chain is as the chip's table says") {
    const ScratchDirectory scratch{"golden-run"};
    const auto file = scratch / "chain.golden";
    golden::bless(chain(), file);
    const std::vector<TracedPacket> packets = all<TracedPacket>(file);
    REQUIRE(packets.size() == 6);
    const std::unique_ptr<session::Prepared> prepared = session::prepare(chain());
    const std::uint64_t update = prepared->images.front().populations[0].update.instructions();
    // hw_model/chips/aerie.txtpb: an instruction 1 cycle per group of lanes, spike 1, packet_sent 1, host_event 1, barrier 32; a packet is served in
    // axon_lookup 2 + one row_word 1. router/README.md: granted 1 cycle after acceptance, then 1 per hop; served from the cycle after ejection.
    const std::uint64_t served = 1 + 2 + 1;
    std::uint64_t start = 2 * (update + 32);                    // ticks 0 and 1 are silent
    const auto is_local = [&](const TracedPacket& p, std::uint64_t offered) {
        CHECK(p.offered == offered);
        CHECK(p.accepted == offered);
        CHECK(p.hops == std::vector<golden::Hop>{{router::Direction::local, offered + 1}});
        CHECK(p.ejected == offered + 1);
        CHECK(p.done == offered + 1 + served);
    };
    for (const std::size_t first : {0, 3}) {
        is_local(packets[first], start + 2);                    // tick 2: the host's event, its packet
        start += std::max(update, std::uint64_t{3} + served) + 32;
        is_local(packets[first + 1], start + update + 2);       // tick 3: update, spike, packet; to its own NeuroCore
        start += update + 3 + served + 32;
        const std::uint64_t offered = start + update + 2;       // tick 4: one hop east
        CHECK(packets[first + 2].offered == offered);
        CHECK(packets[first + 2].hops == std::vector<golden::Hop>{{router::Direction::east, offered + 1}, {router::Direction::local, offered + 2}});
        CHECK(packets[first + 2].done == offered + 2 + served);
        CHECK(packets[first + 2].core == CoreId{1});
        start += update + 4 + served + 32;
        start += update + 32;                                   // tick 5: the last neuron fires and has no target; no packet
    }
}

TEST_CASE("bless twice gives the same bytes") {
    const ScratchDirectory scratch{"golden-run"};
    golden::bless(balanced(), scratch / "a.golden");
    golden::bless(balanced(), scratch / "b.golden");
    CHECK(formats::read_file(scratch / "a.golden", no_limit) == formats::read_file(scratch / "b.golden", no_limit));
}

TEST_CASE("a golden holds for any number of threads, and after it has moved away from its network") {
    const ScratchDirectory scratch{"golden-run"};
    golden::bless(balanced(), scratch / "a.golden");
    for (const std::uint32_t threads : {1, 2, 4}) {
        INFO(threads << " threads");
        CHECK(golden::check(scratch / "a.golden", {.threads = threads}).is_same());
    }
}

TEST_CASE("a router that is one cycle slower is caught at its first grant") {
    const ScratchDirectory scratch{"golden-run"};
    const auto file = scratch / "chain.golden";
    golden::bless(chain(), file);
    const TracedPacket first = all<TracedPacket>(file).front();
    CHECK(check_with_router(file, [](router::MeshSpec&) {}).is_same());
    const Comparison slow = check_with_router(file, [](router::MeshSpec& spec) { spec.policy.injection_latency = Cycles{2}; });
    REQUIRE(slow.packets);
    CHECK(slow.packets->cycle == first.accepted + 1);
    CHECK(slow.packets->component == "router (0,0), output L");
    CHECK(slow.packets->expected == "cycle " + std::to_string(first.accepted + 1));
    CHECK(slow.packets->got == "cycle " + std::to_string(first.accepted + 2));
    CHECK_FALSE(slow.spikes);   // time alone moved
}

TEST_CASE("a hop that takes one cycle more is caught at the first packet that leaves its router") {
    const ScratchDirectory scratch{"golden-run"};
    const auto file = scratch / "chain.golden";
    golden::bless(chain(), file);
    const TracedPacket east = all<TracedPacket>(file).at(2);
    const Comparison slow = golden::check(file, {.overrides = {"mesh.hop_cycles_x=2"}});
    REQUIRE(slow.packets);
    CHECK(slow.packets->cycle == east.hops[1].cycle);
    CHECK(slow.packets->tick == 4);
    CHECK(slow.packets->packet == "link[1] -> NeuroCore 1 at router (1,0)");
    CHECK(slow.packets->component == "router (1,0), output L");
    REQUIRE(slow.notes.size() == 1);
    CHECK_THAT(slow.notes[0], Contains("was mesh.hop_cycles_x=1, is mesh.hop_cycles_x=2"));
    CHECK(golden::check(file, {.overrides = {"mesh.hop_cycles_y=2"}}).is_same());   // nothing goes north or south
}

TEST_CASE("changes that only contention shows are caught where routers contend") {
    const ScratchDirectory scratch{"golden-run"};
    const auto file = scratch / "balanced.golden";
    session::Request request = balanced();
    request.overrides.insert(request.overrides.end(), {"mesh.fifo_depth=1", "mesh.ingress_depth=1"});
    golden::bless(request, file);
    const Comparison credit = check_with_router(file, [](router::MeshSpec& spec) { spec.credit_latency = Cycles{2}; });
    const Comparison scan = check_with_router(file, [](router::MeshSpec& spec) { std::reverse(spec.policy.port_order.begin(), spec.policy.port_order.end()); });
    for (const Comparison* c : {&credit, &scan}) {
        REQUIRE(c->packets);
        CHECK_THAT(c->packets->component, Contains("router ("));
        CHECK_FALSE(c->spikes);
        CHECK_FALSE(c->weights);
    }
}

TEST_CASE("a changed weight shows as spikes, weights and counts") {
    const ScratchDirectory scratch{"golden-run"};
    golden::bless(balanced(), scratch / "a.golden");
    session::Request other = balanced();
    other.seed = 8;
    golden::bless(other, scratch / "b.golden");
    const Comparison c = golden::compare(scratch / "a.golden", scratch / "b.golden", 3);
    CHECK(c.spikes);
    CHECK(c.packets);
    CHECK(c.weights);
    CHECK(c.counters);
}

TEST_CASE("a chip file travels with its golden, a known chip does not") {
    const ScratchDirectory scratch{"golden-run"};
    const std::filesystem::path chips = goldens.parent_path().parent_path() / "hw_model" / "chips";
    session::Request request = chain();
    request.chip = scratch.file("mine.txtpb", formats::read_file(chips / "aerie.txtpb", no_limit)).string();
    golden::bless(request, scratch / "a.golden");
    std::filesystem::remove(scratch / "mine.txtpb");
    CHECK(golden::check(scratch / "a.golden", {}).is_same());
    CHECK_FALSE(formats::read_golden_header(scratch / "a.golden").recipe.files.empty());
}

TEST_CASE("a golden whose chip is gone says so and what there is") {
    const ScratchDirectory scratch{"golden-run"};
    SampleGolden sample = sample_golden();
    sample.header.recipe.chip = "aerei";
    const Complaint complaint = complaint_of([&] { (void)golden::check(write(sample, scratch / "a.golden"), {}); });
    CHECK_THAT(complaint.what, Contains("the chip 'aerei' of the golden does not exist any more"));
    CHECK_THAT(complaint.where, Contains("a.golden"));
    CHECK_THAT(complaint.allowed, Contains("'aerie'"));
}

TEST_CASE("what is wrong inside a golden is said of the golden, not of a temporary file") {
    const ScratchDirectory scratch{"golden-run"};
    const SampleGolden sample = sample_golden();   // its network has a name and nothing else
    const Complaint complaint = complaint_of([&] { (void)golden::check(write(sample, scratch / "a.golden"), {}); });
    CHECK_THAT(complaint.where, Contains("a.golden: n.txtpb"));
    CHECK_THAT(to_string(complaint), !Contains("/network/"));
}

TEST_CASE("a golden cannot write outside its own folder") {
    const ScratchDirectory scratch{"golden-run"};
    for (const char* name : {"../n.txtpb", "/tmp/n.txtpb", "a/../../n.txtpb", "", "folder/"}) {
        SampleGolden sample = sample_golden();
        sample.header.recipe.files[1].name = name;
        INFO(name);
        CHECK_THAT(complaint_of([&] { (void)golden::check(write(sample, scratch / "a.golden"), {}); }).what, Contains("unpacked elsewhere"));
    }
}

TEST_CASE("a damaged golden is refused before anything runs") {
    const ScratchDirectory scratch{"golden-run"};
    const std::string bytes = formats::read_file(write(sample_golden(), scratch / "a.golden"), no_limit);
    golden::Surroundings never;
    never.at_start = [](hw::Machine&) { FAIL("it ran"); };
    const auto cut = scratch.file("cut.golden", bytes.substr(0, bytes.size() - 1));
    CHECK_THAT(complaint_of([&] { (void)golden::check(cut, {}, never); }).what, Contains("cut short"));
}

TEST_CASE("to bless again keeps recipe and mapping") {
    const ScratchDirectory scratch{"golden-run"};
    golden::bless(balanced(), scratch / "a.golden");
    golden::bless_again(scratch / "a.golden", scratch / "b.golden", 2);
    CHECK(formats::read_file(scratch / "a.golden", no_limit) == formats::read_file(scratch / "b.golden", no_limit));
}

TEST_CASE("lists that a network names travel with the golden") {
    const ScratchDirectory scratch{"golden-run"};
    std::string text = formats::read_file(goldens / "chain.txtpb", no_limit);
    const std::string list = "neuron: [0, 0] tick: [2, 6]";
    text.replace(text.find(list), list.size(), "file: \"in.csv\"");
    session::Request request = chain();
    request.network = scratch.file("chain.txtpb", text);
    scratch.file("in.csv", "neuron,tick\n0,2\n0,6\n");
    golden::bless(request, scratch / "a.golden");
    std::filesystem::remove(scratch / "in.csv");
    CHECK(golden::check(scratch / "a.golden", {}).is_same());
    golden::bless(chain(), scratch / "b.golden");
    CHECK(golden::compare(scratch / "a.golden", scratch / "b.golden", 3).is_same());   // the same spikes from a list and from the file itself
}

TEST_CASE("float64 runs and chips with real-time ticks have goldens too") {
    const ScratchDirectory scratch{"golden-run"};
    session::Request real = balanced();
    real.arithmetic = hw::Arithmetic::float64;
    golden::bless(real, scratch / "float64.golden");
    CHECK(golden::check(scratch / "float64.golden", {}).is_same());
    session::Request late = chain();
    late.overrides.insert(late.overrides.end(), {"tick_mode=real_time", "tick_cycles=8"});   // shorter than a packet's way: some are late
    golden::bless(late, scratch / "late.golden");
    CHECK(golden::check(scratch / "late.golden", {}).is_same());
    const Comparison c = golden::check(scratch / "late.golden", {.overrides = {"mesh.hop_cycles_x=2"}});
    CHECK_FALSE(c.is_same());
}
