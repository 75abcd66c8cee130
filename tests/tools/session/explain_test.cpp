#include "tests/catch.h"
#include "tests/tools/session/small_network.h"
#include "tools/session/explain.h"

using namespace aerie;
using namespace aerie::tests;

namespace {

std::string explained(const std::string& text, const std::string& chip = "aerie") {
    SmallRequest small{text};
    small.request.chip = chip;
    const auto prepared = session::prepare(small.request);
    return session::explain(prepared->network, prepared->chip, prepared->images);
}

std::size_t count(const std::string& text, const std::string& part) {
    std::size_t times = 0;
    for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++times;
    return times;
}

}  // namespace

TEST_CASE("each variable is named with its format, its bits and the place where it lives") {
    const std::string text = explained(small_network);
    CHECK(text.find("population 'A': 4 neurons") != std::string::npos);
    CHECK(text.find("bits, per synapse") != std::string::npos);   // w
    CHECK(text.find("bits, per axon") != std::string::npos);      // a trace of the sender alone
    CHECK(text.find("decays by 0.95") != std::string::npos);      // exp(-1/20) = 0.951229
    CHECK(text.find("bits of state per neuron") != std::string::npos);
}

TEST_CASE("each program that exists is listed with its instructions and cycles, and no other") {
    const std::string text = explained(small_network);
    for (const char* program : {"apply (", "update (", "reset (", "axon_pre (", "row_post ("}) {
        INFO(program);
        CHECK(count(text, program) == 1);
    }
    CHECK(count(text, "clock_synapse (") == 0);
    CHECK(text.find("cycles per") != std::string::npos);
    CHECK(text.find("microcode words in all") != std::string::npos);
    CHECK(text.find("fired (written)") != std::string::npos);
}

TEST_CASE("programs of the embedded processor are explained beside the neurons'") {
    session::Request request;
    request.network = AERIE_EXAMPLES "/force.txtpb";
    const auto prepared = session::prepare(request);
    const std::string text = session::explain(prepared->network, prepared->chip, prepared->images);
    CHECK(text.find("processor program 'readout': every 0.05 ms\n  reads r of all of reservoir") != std::string::npos);
    CHECK(text.find("z = sum of weight x r, 2,000 multiplications") != std::string::npos);
    CHECK(text.find("every 2.5 ms from 5002.5 ms to 10000 ms") != std::string::npos);   // reference.md section 3
    CHECK(count(explained(small_network), "processor program") == 0);
}

TEST_CASE("of a later phase only what changed is printed") {
    const std::string phased = changed(small_network, "duration: \"200 ms\"",
                                       "phase { duration: \"100 ms\" } phase { duration: \"100 ms\" change { of: \"A\" name: \"tau\" value: \"20 ms\" } }");
    const std::string text = explained(phased);
    CHECK(count(text, "in phase 2: population 'A'") == 1);
    CHECK(count(text, "in phase 2: projection 'P'") == 0);
    CHECK(count(explained(small_network), "in phase") == 0);
}

TEST_CASE("sums over synapses and numbers that a population shares are listed by name") {
    const std::string text = explained("name: \"n\" dt: \"1 ms\" duration: \"10 ms\"\n"
                                       "population { name: \"A\" size: 2 equations: [\"v = rand() : 1 (shared)\", \"u = randn() : 1 (shared)\", \"drive : 1 [0, 8]\"]"
                                       "  threshold: \"drive + v + u > 1\" }\n"
                                       "projection { name: \"P\" from: \"A\" to: \"A\" connect { all_to_all {} }"
                                       "  equations: [\"w : 1 [0, 1]\", \"drive_post = w : 1 (summed)\"] on_pre: \"w = 0.5 * w\" initial { name: \"w\" value: \"0.5\" } }\n");
    CHECK(count(text, "sum (each tick before the update") == 1);
    CHECK(count(text, "apply (each tick before the update") == 1);
    CHECK(text.find("to the sum drive_post") != std::string::npos);
    CHECK(text.find("sum for drive: collected") != std::string::npos);
    CHECK(count(text, "rand(), one for all: the constant of instruction") == 1);
    CHECK(count(text, "randn(), one for all: the constant of instruction") == 1);
}
