/// @file Programs of the embedded processor in network files: every field in its place, every omission with its words.
#include "tests/catch.h"
#include "tests/tools/formats/complaint_of.h"
#include "tools/formats/network_file.h"

namespace aerie::formats {
using tests::complaint_of;

namespace {

NetworkSpec read(const std::string& program) {
    return parse_network("name: \"n\" dt: \"1 ms\" duration: \"1 s\" population { name: \"A\" size: 3 } processor_program { " + program + " }", "net.txtpb");
}
Complaint refusal(const std::string& program) {
    return complaint_of([&] { static_cast<void>(read(program)); });
}
const std::string opening = "name: \"p\" from: \"A\" variable: \"x\" ";

}  // namespace

TEST_CASE("every part of a processor program arrives in its place") {
    const ProcessorSpec p = read(opening + R"net(
        period: "2 ms"
        output { name: "z" weights { value: "normal(0, 1)" } target: "sin(t/second)" to: "A" variable: "y" indices: 0 range { begin: 1 end: 3 } }
        output { name: "q" weights { values: [1, 2, 3] unit: "mV" } }
        rls { period: "4 ms" start: "1 s" stop: "2 s" alpha: "1e-3" precision: FLOAT32 gain: PRIOR }
        weight_format { bits: 12 limit: "0.5" rounding: STOCHASTIC })net").programs.at(0);
    CHECK(p.name == "p");
    CHECK(p.from == "A");
    CHECK(p.variable == "x");
    CHECK(p.period == "2 ms");
    REQUIRE(p.outputs.size() == 2);
    CHECK(p.outputs[0].weights.value == "normal(0, 1)");
    CHECK(p.outputs[0].target == "sin(t/second)");
    CHECK(p.outputs[0].to == "A");
    CHECK(p.outputs[0].variable == "y");
    CHECK(p.outputs[0].indices == std::vector<std::uint64_t>{0, 1, 2});
    CHECK(p.outputs[1].weights.values == std::vector<double>{1, 2, 3});
    CHECK(p.outputs[1].weights.unit == "mV");
    REQUIRE(p.rls.has_value());
    CHECK(p.rls->period == "4 ms");
    CHECK(p.rls->start == "1 s");
    CHECK(p.rls->stop == "2 s");
    CHECK(p.rls->alpha == "1e-3");
    CHECK(p.rls->is_single);
    CHECK(p.rls->has_prior_gain);
    REQUIRE(p.weight_format.has_value());
    CHECK(p.weight_format->bits == 12);
    CHECK(p.weight_format->limit == "0.5");
    CHECK(p.weight_format->rounding == fixed::Rounding::stochastic);
}

TEST_CASE("what may be left out of a processor program has the value that the language says") {
    const ProcessorSpec readout = read(opening + "output { name: \"z\" weights { value: \"1\" } } linear_readout {}").programs.at(0);
    CHECK_FALSE(readout.rls.has_value());
    CHECK_FALSE(readout.weight_format.has_value());
    CHECK(readout.period.empty());
    const ProcessorSpec learns = read(opening + "output { name: \"z\" } rls { alpha: \"1\" } weight_format { bits: 8 limit: \"1\" }").programs.at(0);
    CHECK_FALSE(learns.rls->is_single);
    CHECK_FALSE(learns.rls->has_prior_gain);
    CHECK(learns.weight_format->rounding == fixed::Rounding::nearest);
}

TEST_CASE("processor programs without what they need are refused by the field") {
    CHECK(refusal("from: \"A\" variable: \"x\" linear_readout {}").what == "field 'name' is missing");
    CHECK(refusal("name: \"p\" variable: \"x\" linear_readout {}").what == "field 'from' is missing");
    CHECK(refusal("name: \"p\" from: \"A\" linear_readout {}").what == "field 'variable' is missing");
    CHECK(refusal(opening).allowed.find("linear_readout, rls") != std::string::npos);
    CHECK(refusal(opening + "output { name: \"z\" to: \"A\" } linear_readout {}").where.find("output 'z'") != std::string::npos);
    CHECK(refusal(opening + "output { weights { value: \"1\" } } linear_readout {}").what == "field 'name' is missing");
    CHECK(refusal(opening + "output { name: \"z\" weights { name: \"w\" value: \"1\" } } linear_readout {}").found == "w");
    CHECK(refusal(opening + "rls {}").what == "field 'alpha' is missing");
    CHECK(refusal(opening + "linear_readout {} weight_format { bits: 8 }").what == "field 'limit' is missing");
    CHECK(refusal(opening + "output { name: \"z\" range { begin: 3 end: 3 } } linear_readout {}").what.find("range of indices") != std::string::npos);
}

}  // namespace aerie::formats
