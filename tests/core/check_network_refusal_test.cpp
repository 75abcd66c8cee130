/// @file Every way to write a network wrongly, and the words that must be in the message: what, where, found, allowed.
#include <cmath>
#include <functional>

#include "tests/catch.h"
#include "tests/core/small_spec.h"

using namespace aerie;
using namespace aerie::test;
using What = RecorderSpec::What;
using Rule = ConnectSpec::Rule;

namespace {

struct Refusal {
    std::function<void(NetworkSpec&)> mistake;
    std::vector<std::string> words;
};

void require_refused(const std::vector<Refusal>& refusals) {
    for (std::size_t k = 0; k < refusals.size(); ++k) {
        const std::string text = complaint(refusals[k].mistake);
        INFO("mistake " << k << ": " << text);
        REQUIRE_FALSE(text.empty());
        for (const std::string& word : refusals[k].words) {
            INFO("expected: " << word);
            REQUIRE(text.find(word) != std::string::npos);
        }
    }
}

}  // namespace

TEST_CASE("the small network itself is accepted") { CHECK(complaint([](NetworkSpec&) {}).empty()); }

TEST_CASE("names that are missing, taken or unwritable are refused") {
    require_refused({
        {[](auto& s) { s.name = ""; }, {"a name is missing", "net.txtpb"}},
        {[](auto& s) { s.populations[1].name = ""; }, {"a name is missing", "population ''"}},
        {[](auto& s) { s.populations[1].name = "Exc"; }, {"duplicate name 'Exc'", "population 'Exc'"}},
        {[](auto& s) { s.sources[0].name = "Inh"; }, {"duplicate name 'Inh'", "source 'Inh'", "already the name of population 'Inh'"}},
        {[](auto& s) { s.projections[1].name = "Exc"; }, {"duplicate name", "projection 'Exc'"}},
        {[](auto& s) { s.stimuli.push_back(s.stimuli[0]); }, {"duplicate name 'drive'", "stimulus"}},
        {[](auto& s) { s.recorders[1].name = "spikes"; }, {"duplicate name 'spikes'", "recorder"}},
        {[](auto& s) { s.populations[0].name = "a/b"; }, {"cannot be written", "slashes"}},
        {[](auto& s) { s.populations[0].name = std::string(101, 'x'); }, {"at most 100 bytes"}},
    });
}

TEST_CASE("sizes out of range are refused with the range") {
    require_refused({
        {[](auto& s) { s.populations[0].size = 0; }, {"size out of range", "population 'Exc'", "size: 0", "1 to 2147483648"}},
        {[](auto& s) { s.populations[0].size = (std::uint64_t{1} << 31) + 1; }, {"size: 2147483649", "1 to 2147483648"}},
        {[](auto& s) { s.populations[0].size = std::uint64_t{1} << 63; }, {"size: 9223372036854775808"}},
        {[](auto& s) { s.sources[0].size = 0; }, {"source 'Input'", "size: 0"}},
        {[](auto& s) { s.populations.clear(); }, {"at least one population"}},
    });
}

TEST_CASE("time steps and durations must be positive, finite, whole") {
    require_refused({
        {[](auto& s) { s.dt = ""; }, {"a time is missing", "net.txtpb: dt"}},
        {[](auto& s) { s.dt = "0 ms"; }, {"above zero", "net.txtpb: dt", "0 ms"}},
        {[](auto& s) { s.dt = "-1 ms"; }, {"above zero"}},
        {[](auto& s) { s.dt = "1 mV"; }, {"net.txtpb: dt", "second"}},
        {[](auto& s) { s.dt = "1"; }, {"net.txtpb: dt", "second"}},
        {[](auto& s) { s.dt = "quick"; }, {"net.txtpb: dt", "quick"}},
        {[](auto& s) { s.duration = "100.04 ms"; }, {"not a whole number of ticks", "net.txtpb: duration", "1000.4 ticks", "nearest is 100 ms"}},
        {[](auto& s) { s.duration = "0.04 ms"; }, {"not a whole number of ticks", "nearest is 0.1 ms"}},
        {[](auto& s) { s.duration = "1e300 second"; }, {"too many ticks", "9007199254740992"}},
        {[](auto& s) { s.duration = ""; }, {"a duration is missing", "phases"}},
        {[](auto& s) { s.phases = {{"1 ms", {}}}; }, {"both a duration and phases", "duration: 100 ms"}},
    });
}

TEST_CASE("stimuli need whole rows of finite values on a grid of whole ticks") {
    require_refused({
        {[](auto& s) { s.stimuli[0].dt = "0.25 ms"; }, {"stimulus 'drive': dt", "2.5 ticks"}},
        {[](auto& s) { s.stimuli[0].values.clear(); }, {"stimulus 'drive'", "0 values"}},
        {[](auto& s) { s.stimuli[0].columns = 2; }, {"3 values in 2 columns", "a multiple of 2"}},
        {[](auto& s) { s.stimuli[0].columns = 0; }, {"columns: 0", "1 to"}},
        {[](auto& s) { s.stimuli[0].values[1] = std::nan(""); }, {"not finite", "values[1]: nan"}},
        {[](auto& s) { s.stimuli[0].unit = "Hertzz"; }, {"stimulus 'drive': unit"}},
        {[](auto& s) { s.stimuli[0].name = "my drive"; }, {"can call", "my drive"}},
        {[](auto& s) { s.stimuli[0].name = "exp"; }, {"no function"}},
    });
}

TEST_CASE("equations are refused with their population, line and column") {
    require_refused({
        {[](auto& s) { s.populations[0].equations = "dv/dt = -v / tauu : volt"; }, {"'tauu'", "population 'Exc'", "nearest known name: 'tau'"}},
        {[](auto& s) { s.populations[0].equations = "dv/dt = -v / tau + 1*ms : volt"; }, {"population 'Exc'", "line 1"}},
        {[](auto& s) { s.populations[0].parameters[0].value = "20 mss"; }, {"population 'Exc'", "tau"}},
        {[](auto& s) { s.populations[0].parameters.push_back(setting("tau", "1 ms")); }, {"tau", "population 'Exc'"}},
        {[](auto& s) { s.populations[0].parameters[0].values = {1, 2}; }, {"tau", "population 'Exc'"}},
        {[](auto& s) { s.projections[0].on_pre = "v_pst += w"; }, {"projection 'in'"}},
        {[](auto& s) { s.populations[0].method = "eulre"; }, {"eulre", "euler"}},
    });
}

TEST_CASE("start values must be of a settable variable, once, of the right length and unit") {
    const auto initial = [](Setting value) { return [value](NetworkSpec& s) { s.populations[0].initial = {value}; }; };
    require_refused({
        {initial(setting("vv", "1 mV")), {"unknown variable 'vv'", "population 'Exc': initial 'vv'", "nearest known name: 'v'"}},
        {initial(setting("v", "1 ms")), {"population 'Exc'", "volt"}},
        {initial(setting("v", "")), {"a value is missing", "initial 'v'"}},
        {initial(setting("v", "1 mV +")), {"population 'Exc'"}},
        {initial(listed("v", {1, 2, 3}, "mV")), {"wrong length", "3 values", "4 values"}},
        {initial(listed("v", {1, 2, 3, 4}, "")), {"wrong unit", "pure numbers", "volt"}},
        {initial(listed("v", {1, 2, 3, 4}, "ms")), {"wrong unit", "unit: ms", "volt"}},
        {initial(listed("v", {1, 2, INFINITY, 4}, "mV")), {"not finite", "values[2]"}},
        {initial({"v", "1 mV", {1, 2, 3, 4}, "mV"}), {"both a value and a list"}},
        {initial({"v", "1 mV", {}, "mV"}), {"a unit without a list"}},
        {[](auto& s) { s.populations[0].initial = {setting("v", "1 mV"), setting("v", "2 mV")}; }, {"set twice", "initial 'v'"}},
        {[](auto& s) {
             s.populations[0].equations += "\nx = 2*v : volt";
             s.populations[0].initial = {setting("x", "1 mV")};
         },
         {"'x' is computed"}},
    });
}

TEST_CASE("Poisson sources need one kind of rate, neither negative nor above one spike per tick") {
    const auto rate = [](std::string text) { return [text](NetworkSpec& s) { s.sources[0] = poisson("Input", 5, text); }; };
    const auto rates = [](std::vector<double> hz) { return [hz](NetworkSpec& s) { s.sources[0].poisson = SourceSpec::Poisson{"", hz}; }; };
    require_refused({
        {rate(""), {"a rate is missing", "source 'Input'"}},
        {rate("10001 Hz"), {"source 'Input': rate", "10001 Hz", "0 to 10000 Hz"}},
        {rate("-1 Hz"), {"-1 Hz", "0 to 10000 Hz"}},
        {rate("5 mV"), {"source 'Input'"}},
        {rate("driv(t)"), {"source 'Input'", "drive"}},
        {rate("drive(t) - 15*Hz"), {"-5 Hz", "at tick 0"}},
        {rate("1000 * drive(t)"), {"20000 Hz", "at tick 100"}},
        {rate("i * 3000 * Hz"), {"12000 Hz", "i = 4"}},
        {rates({1, 2, 3}), {"wrong length", "3 rates", "5 rates"}},
        {rates({1, 2, 3, 4, 10001}), {"10001 Hz for i = 4"}},
        {rates({1, 2, 3, 4, std::nan("")}), {"nan Hz"}},
        {[](auto& s) { s.sources[0].poisson->rates_hz = {1, 2, 3, 4, 5}; }, {"both a rate and a list"}},
        {[](auto& s) { s.sources[0].poisson.reset(); }, {"a source of no kind", "exactly one of poisson, spikes, regular"}},
        {[](auto& s) { s.sources[0].regular = SourceSpec::Regular{"1 ms", "0 ms"}; }, {"a source of several kinds"}},
    });
}

TEST_CASE("spike lists need existing neurons, times from 0 and one spike per neuron and tick") {
    const auto list = [](SourceSpec::SpikeList l) { return [l](NetworkSpec& s) { s.sources[0] = spike_list("Input", 5, l); }; };
    require_refused({
        {list({{0, 5}, {1, 2}, {}}), {"no such neuron", "neuron[1]: 5", "0 to 4"}},
        {list({{0, 1}, {1}, {}}), {"different length", "2 neurons, 1 times"}},
        {list({{0}, {1}, {1}}), {"both time_ms and tick"}},
        {list({{0}, {-0.06}, {}}), {"outside of time", "time_ms[0]: -0.06"}},
        {list({{0}, {std::nan("")}, {}}), {"outside of time", "nan"}},
        {list({{0}, {1e300}, {}}), {"outside of time"}},
        {list({{0}, {}, {~std::uint64_t{0}}}), {"outside of time", "tick[0]: 18446744073709551615"}},
        {list({{3, 3}, {1.01, 1.04}, {}}), {"fires twice", "neuron 3 at tick 10 (1 ms)"}},
        {list({{3, 3}, {}, {7, 7}}), {"fires twice", "neuron 3 at tick 7"}},
    });
}

TEST_CASE("regular sources need a period of at least one tick") {
    const auto train = [](std::string period, std::string start) { return [=](NetworkSpec& s) { s.sources[0] = regular("Input", 5, period, start); }; };
    require_refused({
        {train("", "0 ms"), {"a period is missing", "source 'Input': regular"}},
        {train("0 ms", ""), {"source 'Input': regular: period"}},
        {train("0.25 ms", ""), {"not a whole number", "2.5 ticks"}},
        {train("i * 1 ms", ""), {"out of range", "0 ms for i = 0"}},
        {train("1 ms", "-1 ms"), {"source 'Input': regular: start"}},
        {train("1 mV", ""), {"source 'Input'"}},
    });
}

TEST_CASE("projections need ends that exist, and a population to end in") {
    require_refused({
        {[](auto& s) { s.projections[0].from = "Inpt"; }, {"unknown population 'Inpt'", "projection 'in': from", "nearest known name: 'Input'"}},
        {[](auto& s) { s.projections[0].to = ""; }, {"an end is missing", "projection 'in': to"}},
        {[](auto& s) { s.projections[0].to = "Input"; }, {"a source cannot receive", "'Exc', 'Inh'"}},
        {[](auto& s) { s.projections[0].connect.rule = Rule::one_to_one; }, {"projection 'in': connect", "5 to 4 neurons"}},
        {[](auto& s) { s.projections[0].connect.rule = Rule::fixed_probability; s.projections[0].connect.probability = 2; }, {"0 to 1"}},
        {[](auto& s) { s.projections[0].connect.probability = 0.5; }, {"'probability' means nothing to rule all_to_all"}},
        {[](auto& s) { s.projections[0].connect.rule = Rule::fixed_in_degree; s.projections[0].connect.degree = 6; }, {"1 to 5"}},
        {[](auto& s) { s.projections[0].initial = {listed("w", {1, 2}, "mV")}; }, {"wrong length", "20 values"}},
        {[](auto& s) { s.projections[0].initial.clear(); }, {"never set", "projection 'in'"}},
    });
}

TEST_CASE("delays below the schedule's least are refused, at both edges") {
    const auto delay = [](std::string text, Schedule schedule) { return [=](NetworkSpec& s) { s.projections[0].delay = text; s.schedule = schedule; }; };
    require_refused({
        {delay("0 ms", Schedule::chip), {"projection 'in': delay", "0 ticks", "1 to 4294967295", "BRIAN2 allows 0"}},
        {delay("0.04 ms", Schedule::chip), {"0 ticks"}},
        {delay("-1 ms", Schedule::brian2), {"projection 'in': delay"}},
        {delay("1 mV", Schedule::chip), {"projection 'in'", "delay"}},
    });
    CHECK(complaint(delay("0.1 ms", Schedule::chip)).empty());
    CHECK(complaint(delay("0 ms", Schedule::brian2)).empty());
}

TEST_CASE("recorders need a target, a variable that exists, members that exist") {
    require_refused({
        {[](auto& s) { s.recorders[0].target = ""; }, {"without a target"}},
        {[](auto& s) { s.recorders[0].target = "Ex"; }, {"unknown population, source, projection or processor program 'Ex'", "nearest known name: 'Exc'", "'lateral'"}},
        {[](auto& s) { s.recorders[0].target = "in"; }, {"a projection has no spikes", "recorder 'spikes'"}},
        {[](auto& s) { s.recorders[1].variable = "V_m"; }, {"unknown variable 'V_m'", "recorder 'v'"}},
        {[](auto& s) { s.recorders[1].target = "Input"; }, {"unknown variable 'v'", "none is known"}},
        {[](auto& s) { s.recorders[0].variable = "v"; }, {"variable: v", "spikes"}},
        {[](auto& s) { s.recorders[0].period = "1 ms"; }, {"without a period"}},
        {[](auto& s) { s.recorders[1].period = "0.15 ms"; }, {"recorder 'v': period", "1.5 ticks"}},
        {[](auto& s) { s.recorders[0].what = What::rate; }, {"width of its bins"}},
        {[](auto& s) { s.recorders[1].indices = {4}; }, {"no such member", "index 4", "0 to 3"}},
        {[](auto& s) { s.recorders[1].indices = {std::uint64_t{1} << 40}; }, {"no such member"}},
        {[](auto& s) { s.recorders[1].indices = {2, 1, 2}; }, {"listed twice", "index 2"}},
        {[](auto& s) { s.recorders[0].name = ""; s.recorders.push_back(s.recorders[0]); }, {"duplicate name 'Exc_spikes'"}},
        {[](auto& s) { s.populations[1].size = std::uint64_t{1} << 31; s.projections.clear(); s.recorders[1].target = "Inh"; }, {"too many members", "2147483648"}},
        {[](auto& s) {
             s.populations[1].size = std::uint64_t{1} << 31;
             s.projections = {projection("many", "Inh", "Exc")};
             s.projections[0].connect.rule = Rule::fixed_probability;
             s.recorders = {recorder("w", "many", What::variable, "w")};
         },
         {"too many synapses to record", "2.147e+09 neurons"}},
    });
}

TEST_CASE("phases change what exists, once each, in its unit, without moving ranges") {
    const auto change = [](PhaseSpec::Change c) { return [c](NetworkSpec& s) { s.duration = ""; s.phases = {{"1 ms", {}}, {"1 ms", {c}}}; }; };
    require_refused({
        {change({"Excc", "tau", "1 ms", {}}), {"unknown population, source or projection 'Excc'", "phase 2", "nearest known name: 'Exc'"}},
        {change({"Exc", "taw", "1 ms", {}}), {"unknown parameter 'taw'", "phase 2", "nearest known name: 'tau'"}},
        {change({"Exc", "tau", "1 mV", {}}), {"a change of unit", "volt", "second"}},
        {change({"Exc", "tau", "0 ms", {}}), {"division by zero", "phase 2: change of 'tau' of 'Exc': equations line 1"}},
        {change({"Exc", "tau", "", {}}), {"one value for all"}},
        {change({"Exc", "tau", "1 ms", {1}}), {"one value for all"}},
        {change({"Input", "rte", "1 Hz", {}}), {"'rte'", "nearest known name: 'rate'"}},
        {change({"Input", "rate", "20 kHz", {}}), {"20000 Hz", "phase 2"}},
        {change({"Input", "rate", "", {1, 2}}), {"wrong length", "5 rates"}},
        {change({"in", "tau", "1 ms", {}}), {"unknown parameter 'tau'", "none is known"}},
        {[](auto& s) { s.duration = ""; s.phases = {{"0.15 ms", {}}}; }, {"phase 1: duration", "1.5 ticks"}},
        {[](auto& s) { s.duration = ""; s.phases = {{"", {}}}; }, {"a time is missing", "phase 1"}},
        {[](auto& s) {
             s.duration = "";
             s.phases = {{"1 ms", {{"Exc", "tau", "1 ms", {}}, {"Exc", "tau", "2 ms", {}}}}};
         },
         {"changed twice", "'tau' of 'Exc'"}},
        {[](auto& s) {
             s.duration = "";
             s.sources[0] = regular("Input", 5, "1 ms", "");
             s.phases = {{"1 ms", {{"Input", "rate", "1 Hz", {}}}}};
         },
         {"only Poisson sources"}},
        {[](auto& s) {
             s.duration = "";
             s.populations[0].equations = "dv/dt = -v / tau : volt [-top, top]";
             s.populations[0].parameters.push_back(setting("top", "1 mV"));
             s.recorders.clear();
             s.phases = {{"1 ms", {{"Exc", "top", "2 mV", {}}}}};
         },
         {"declared range of 'v'", "phase 1"}},
    });
}

TEST_CASE("a variable that is a sum over synapses belongs to one projection alone") {
    const auto sum = [](NetworkSpec& s) { s.projections[0].equations = "w : volt\nh_post = w / mV : 1 (summed)"; };
    CHECK(complaint(sum).empty());
    require_refused({
        {[&](auto& s) { sum(s), s.populations[0].on_tick = "h = 3"; }, {"'h' of population 'Exc' is a sum over synapses", "on_tick", "projection 'in'"}},
        {[&](auto& s) { sum(s), s.populations[0].reset = "v = 0*mV; h += 1"; }, {"is a sum over synapses", "reset"}},
        {[&](auto& s) { sum(s), s.projections[0].on_pre = "h_post += 1"; }, {"is a sum over synapses", "on_pre"}},
        {[&](auto& s) { sum(s), s.projections[1].to = "Exc", s.projections[1].on_pre = "h_post += 1"; }, {"is a sum over synapses", "projection 'lateral'"}},
        {[&](auto& s) { sum(s), s.projections[1].to = "Exc", s.projections[1].equations = s.projections[0].equations; }, {"is a sum over synapses", "projection 'in'"}},
        {[&](auto& s) { s.projections[0].on_pre = "h_post += 1", s.projections[1] = s.projections[0], s.projections[1].name = "b", s.projections[1].equations = "w : volt\nh_post = w / mV : 1 (summed)", s.projections[1].on_pre = ""; },
         {"is a sum over synapses", "projection 'in'"}},
    });
}
