/// @file Programs of the embedded processor: what a right one means, and every way to write a wrong one.
#include <functional>

#include "core/lang/evaluate.h"
#include "tests/catch.h"
#include "tests/core/small_spec.h"

using namespace aerie;
using namespace aerie::test;

namespace {

/// small_spec with a population of rates, and a program that learns to drive it.
NetworkSpec with_program() {
    NetworkSpec spec = small_spec();
    PopulationSpec p = lif("Res", 5);
    p.equations = "dx/dt = (amp_to_one*push - x)/tau : 1\npush : amp (shared)\nown : 1\nfixed : 1 (constant)\nis_on : boolean\ntwice = 2*x : 1";
    p.threshold = "x > 1";
    p.reset = "x = 0";
    p.parameters.push_back(setting("amp_to_one", "1/amp"));
    spec.populations.push_back(p);
    ProcessorSpec program;
    program.name = "loop";
    program.from = "Res";
    program.variable = "x";
    program.period = "2 ms";
    program.outputs = {{.name = "z", .weights = setting("", "i * 1 mA"), .target = "sin(2*pi*5*Hz*t) * amp", .to = "Res", .variable = "push", .indices = {}},
                       {.name = "free", .weights = {}, .target = "t/second", .to = "", .variable = "", .indices = {}}};
    program.rls = ProcessorSpec::Rls{.period = "4 ms", .start = "10 ms", .stop = "0.1 s", .alpha = "0.5"};
    spec.programs = {program};
    return spec;
}

std::string complaint_of(const std::function<void(NetworkSpec&)>& mistake) {
    NetworkSpec spec = with_program();
    mistake(spec);
    try {
        static_cast<void>(check_network(spec));
    } catch (const InputError& error) {
        return error.what();
    }
    return "";
}

void require_refused(const std::function<void(NetworkSpec&)>& mistake, const std::vector<std::string>& words) {
    const std::string text = complaint_of(mistake);
    INFO(text);
    REQUIRE_FALSE(text.empty());
    for (const std::string& word : words) CHECK(text.find(word) != std::string::npos);
}

ProcessorSpec& program(NetworkSpec& spec) { return spec.programs[0]; }

}  // namespace

TEST_CASE("a program's names, times and units are resolved") {
    const Network network = check_network(with_program());
    REQUIRE(network.programs.size() == 1);
    const ProcessorProgram& p = network.programs[0];
    CHECK(network.name_of(p.from) == "Res");
    const double dt_ms = network.dt_s * 1e3;
    CHECK(static_cast<double>(p.period_ticks) * dt_ms == Approx(2.0));
    CHECK(static_cast<double>(p.rls->period_ticks) * dt_ms == Approx(4.0));
    CHECK(static_cast<double>(p.rls->start) * dt_ms == Approx(10.0));
    CHECK(static_cast<double>(p.rls->stop) * dt_ms == Approx(100.0));
    CHECK(p.rls->alpha == 0.5);
    CHECK(p.outputs[0].to == p.from);
    CHECK_FALSE(p.outputs[1].to.has_value());
    lang::Environment environment;
    environment.name = [](const lang::Expr&) { return 0.05; };   // t
    CHECK(lang::evaluate(*p.outputs[0].target, environment) == Approx(1.0));
}

TEST_CASE("times that are left out mean every run, from the first to the last") {
    NetworkSpec spec = with_program();
    program(spec).period = "";
    program(spec).rls = ProcessorSpec::Rls{.period = "", .start = "", .stop = "", .alpha = "1"};
    const ProcessorProgram p = check_network(spec).programs[0];
    CHECK(p.period_ticks == 1);
    CHECK(p.rls->period_ticks == 1);
    CHECK(p.rls->start == 0);
    CHECK(p.rls->stop > std::uint64_t{1} << 50);
}

TEST_CASE("outputs are recorded under their names") {
    NetworkSpec spec = with_program();
    for (const char* variable : {"z", "z_target", "z_error", "z_weights", "free"}) {
        spec.recorders.push_back({.name = "", .target = "loop", .what = RecorderSpec::What::variable, .variable = variable, .period = "2 ms", .indices = {}});
    }
    const Network network = check_network(spec);
    const std::size_t first = network.recorders.size() - 5;
    for (std::size_t k = 0; k < 5; ++k) {
        CHECK(network.recorders[first + k].program == ProgramId{0});
        CHECK(network.recorders[first + k].indices.size() == (k == 3 ? 5 : 1));   // a weight for each neuron that is read
    }
    CHECK(network.recorders[first].name == "loop_z");
}

TEST_CASE("a program that reads or writes what is not there is refused") {
    require_refused([](auto& s) { program(s).from = ""; }, {"reads nothing", "processor program 'loop'"});
    require_refused([](auto& s) { program(s).from = "Ras"; }, {"unknown population 'Ras'", "Res"});
    require_refused([](auto& s) { program(s).from = s.sources[0].name; }, {"a source has no variables"});
    require_refused([](auto& s) { program(s).variable = "y"; }, {"unknown variable 'y'", "x"});
    require_refused([](auto& s) { program(s).variable = "is_on"; }, {"true or false"});
    require_refused([](auto& s) { program(s).outputs[0].to = "Nobody"; }, {"unknown population 'Nobody'", "output 'z'"});
    require_refused([](auto& s) { program(s).outputs[0].variable = "twice"; }, {"computed in every tick", "(shared)"});
    require_refused([](auto& s) { program(s).outputs[0].variable = "fixed"; }, {"(constant)"});
    require_refused([](auto& s) { program(s).outputs[0].indices = {1}; }, {"shared by all neurons"});
    require_refused([](auto& s) { program(s).outputs[1].indices = {1}; }, {"not written anywhere"});
    require_refused([](auto& s) { program(s).outputs.clear(); }, {"without an output"});
}

TEST_CASE("two outputs may write one variable of different neurons alone") {
    const auto write_own = [](NetworkSpec& s, std::vector<std::uint64_t> first, std::vector<std::uint64_t> second) {
        for (auto& output : program(s).outputs) {
            output.to = "Res";
            output.variable = "own";
            output.target = "1";
            output.weights = {};
        }
        program(s).outputs[0].indices = std::move(first);
        program(s).outputs[1].indices = std::move(second);
    };
    CHECK(complaint_of([&](auto& s) { write_own(s, {0, 1}, {2, 4}); }).empty());
    require_refused([&](auto& s) { write_own(s, {0, 1}, {1}); }, {"two outputs write 'own' of neuron 1", "'z' and 'free'"});
    require_refused([&](auto& s) { write_own(s, {}, {4}); }, {"neuron 4"});
    require_refused([&](auto& s) { write_own(s, {5}, {0}); }, {"no such neuron", "0 to 4"});
    require_refused([&](auto& s) { write_own(s, {0, 0}, {1}); }, {"listed twice"});
}

TEST_CASE("names, weights, targets and units that do not fit are refused") {
    require_refused([](auto& s) { program(s).name = "Exc"; }, {"duplicate name 'Exc'"});
    require_refused([](auto& s) { program(s).outputs[1].name = "z"; }, {"under one name"});
    require_refused([](auto& s) { program(s).outputs[1].name = "z_error"; }, {"under one name", "z_error"});
    require_refused([](auto& s) { program(s).outputs[0].name = "a b"; }, {"recorders can call"});
    require_refused([](auto& s) { program(s).outputs[0].target = "sin(2*pi*5*Hz*t)"; }, {"amp"});
    require_refused([](auto& s) { program(s).outputs[0].target = "i * amp"; }, {"'i'"});
    require_refused([](auto& s) { program(s).outputs[0].target = "rand() * amp"; }, {"rand"});
    require_refused([](auto& s) { program(s).outputs[0].weights = setting("", "1"); }, {"amp"});
    require_refused([](auto& s) { program(s).outputs[0].weights = listed("", {1, 2}, "mA"); }, {"2 values", "5 values"});
    require_refused([](auto& s) { program(s).rls.reset(); }, {"without weights", "output 'free'"});
}

TEST_CASE("learning that cannot happen is refused") {
    require_refused([](auto& s) { program(s).rls->period = "3 ms"; }, {"does not run whenever it is to learn", "multiple"});
    require_refused([](auto& s) { program(s).rls->stop = "10 ms"; }, {"stops before it starts"});
    require_refused([](auto& s) { program(s).rls->alpha = ""; }, {"alpha is missing"});
    require_refused([](auto& s) { program(s).rls->alpha = "0"; }, {"above zero"});
    require_refused([](auto& s) { program(s).rls->alpha = "1 mV"; }, {"volt"});
    require_refused([](auto& s) { program(s).outputs[1].target = ""; }, {"needs a target", "output 'free'"});
    require_refused([](auto& s) { program(s).period = "0.15 ms"; }, {"ticks"});
}

TEST_CASE("weight formats hold their limit, and have bits and one unit") {
    NetworkSpec spec = with_program();
    program(spec).outputs.pop_back();
    program(spec).weight_format = ProcessorSpec::WeightFormat{16, "0.9 amp"};
    const fixed::Format format = *check_network(spec).programs[0].weight_format;
    CHECK(format == fixed::Format{16, 15, true});   // Q0.15 is the finest that holds 0.9
    const auto with = [&](std::uint32_t bits, const std::string& limit) {
        return [bits, limit](NetworkSpec& s) {
            program(s).outputs.pop_back();
            program(s).weight_format = ProcessorSpec::WeightFormat{bits, limit};
        };
    };
    require_refused(with(1, "1 amp"), {"2 to 32"});
    require_refused(with(33, "1 amp"), {"2 to 32"});
    require_refused(with(8, "0 amp"), {"above zero"});
    require_refused(with(8, "1"), {"amp"});
    require_refused([](auto& s) { program(s).weight_format = ProcessorSpec::WeightFormat{8, "1 amp"}; }, {"different units"});
}

TEST_CASE("recorders of a program name its outputs, and nothing else") {
    const auto record = [](const std::string& variable, RecorderSpec::What what) {
        return [variable, what](NetworkSpec& s) { s.recorders.push_back({.name = "r", .target = "loop", .what = what, .variable = variable, .period = {}, .indices = {}}); };
    };
    require_refused(record("y", RecorderSpec::What::variable), {"unknown output 'y'", "z"});
    require_refused(record("", RecorderSpec::What::spikes), {"a processor program has no spikes"});
    require_refused([](auto& s) { s.recorders.push_back({.name = "r", .target = "lop", .what = RecorderSpec::What::variable, .variable = "z", .period = {}, .indices = {}}); },
                    {"processor program 'lop'", "loop"});
}
