#include <fmt/format.h>

#include "core/connect.h"
#include "tests/tools/formats/complaint_of.h"
#include "tests/tools/session/small_network.h"
#include "tools/session/admit.h"
#include "tools/session/programs.h"

using namespace aerie;
using namespace aerie::session;
using namespace aerie::tests;

namespace {

Complaint refused(const std::string& text, const std::string& chip = "aerie") {
    SmallRequest small{text};
    small.request.chip = chip;
    return complaint_of([&] {
        try {
            static_cast<void>(prepare(small.request));
        } catch (const CapacityError&) {
            throw;
        } catch (const InputError& error) {
            FAIL("not a matter of capacity: " << error.what());
        }
    });
}

bool says(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

}  // namespace

TEST_CASE("a billion neurons are refused before memory is spent, with the number that fits") {
    const Complaint c = refused(changed(small_network, "name: \"A\" size: 4", "name: \"A\" size: 1000000000"));
    CHECK(says(c.what, "population 'A'"));
    CHECK(says(c.found, "1,000,000,000 neurons"));
    CHECK(says(c.allowed, "65,536 neurons on its 64 NeuroCores"));
    CHECK(says(c.allowed, "chips that come with Aerie would fit"));
}

TEST_CASE("four billion spike sources are refused before a train is made for each") {
    const Complaint c = refused(changed(changed(small_network, "name: \"S\" size: 4", "name: \"S\" size: 4000000000"), "one_to_one {}", "all_to_all {}"));
    CHECK(says(c.what, "axons"));
}

TEST_CASE("connectivity that would take 100 GB is refused before it is drawn") {
    const std::string large = changed(changed(small_network, "name: \"A\" size: 4", "name: \"A\" size: 60000"), "name: \"S\" size: 4", "name: \"S\" size: 60000");
    for (const char* rule : {"all_to_all {}", "fixed_probability { probability: 0.9 }", "fixed_in_degree { degree: 50000 }", "fixed_out_degree { degree: 50000 }"}) {
        INFO(rule);
        const Complaint c = refused(changed(large, "one_to_one {}", rule));
        CHECK(says(c.what, "projection 'P'"));
        CHECK(says(c.found, "synapses"));
    }
}

TEST_CASE("the expected number of synapses is the number that a fixed rule makes") {
    for (const char* rule : {"one_to_one {}", "all_to_all {}", "fixed_in_degree { degree: 3 }", "fixed_out_degree { degree: 2 }", "pairs { pre: [0, 1, 1] post: [0, 1, 3] }"}) {
        const SmallRequest small{changed(small_network, "one_to_one {}", rule)};
        const Network network = load_network(small.request);
        CHECK(expected_synapses(network, network.projections[0]) == static_cast<double>(connect(network, ProjectionId{0}).post.size()));
    }
}

TEST_CASE("what a chip cannot do is refused with the chips that can") {
    const Complaint c = refused(changed(small_network, "-v / tau", "-v * v / tau"), "loihi1");
    CHECK(says(c.what, "loihi1"));
    CHECK(says(c.allowed, "chips that can: 'aerie'"));
}

TEST_CASE("what the mapper refuses ends with the chips that may fit") {
    SmallRequest small{changed(changed(small_network, "name: \"S\" size: 4", "name: \"S\" size: 200"), "one_to_one {}", "all_to_all {}")};
    small.request.overrides = {"capacity.axons_in=100"};
    const Complaint c = complaint_of([&] { static_cast<void>(prepare(small.request)); });
    CHECK(says(c.found, "200 axons in"));
    CHECK(says(c.allowed, "may fit"));
}

TEST_CASE("programs that a NeuroCore has no room for are refused with the words they need, and one word more is enough") {
    SmallRequest small{small_network};
    const hw::NetworkImage image = prepare(small.request)->images.front();
    std::uint64_t needed = 0;
    for (const hw::NeuronImage& n : image.populations) needed += n.update.instructions() + n.reset.instructions();
    for (const hw::NeuronImage& n : image.populations) for (const hw::Accumulator& a : n.accumulators) needed += a.apply.instructions();
    for (const hw::SynapseImage& s : image.projections) needed += microcode_words(programs_of(s));
    REQUIRE(needed > 1);
    small.request.overrides = {fmt::format("capacity.microcode_words={}", needed - 1)};
    const Complaint c = complaint_of([&] { static_cast<void>(prepare(small.request)); });
    CHECK(says(c.what, "the programs of NeuroCore"));
    CHECK(says(c.found, fmt::format("{} microcode words", needed)));
    CHECK(says(c.allowed, fmt::format("at most {} words", needed - 1)));
    small.request.overrides = {fmt::format("capacity.microcode_words={}", needed)};
    CHECK_NOTHROW(prepare(small.request));
}
