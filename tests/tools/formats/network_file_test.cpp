#include "tools/formats/network_file.h"

#include <limits>

#include "tests/catch.h"
#include "tests/tools/formats/complaint_of.h"
#include "tests/scratch_directory.h"
#include "tools/formats/hdf5.h"

using Catch::Matchers::Contains;
using namespace aerie;
using namespace aerie::formats;
using aerie::tests::complaint_of;
using aerie::tests::ScratchDirectory;

namespace {

const std::string head = "name: \"n\" dt: \"1 ms\" duration: \"1 s\"\n";

NetworkSpec read(const std::string& body) { return parse_network(head + body, "net.txtpb"); }
Complaint refusal(const std::string& body) {
    return complaint_of([&] { static_cast<void>(read(body)); });
}
std::string projection(const std::string& connect) { return "projection { name: \"P\" from: \"A\" to: \"B\" connect { " + connect + " } }"; }

}  // namespace

TEST_CASE("every part of a network arrives in its place") {
    const NetworkSpec spec = parse_network(R"net(
        name: "all" description: "every field" dt: "0.1 ms" seed: 7 schedule: BRIAN2
        phase { duration: "1 s" }
        phase { duration: "2 s" change { of: "A" name: "tau" value: "5 ms" } change { of: "S" name: "rate" values: [1, 2] } }
        stimulus { name: "x" dt: "10 ms" values: [1, 2, 3, 4] columns: 2 unit: "Hz" }
        population {
          name: "A" size: 3 equations: "dv/dt = -v / tau : 1" equations: "y = 2 * v : 1" threshold: "v > 1"
          reset: ["v = 0", "y = 1"] refractory: "1 ms" method: EXPONENTIAL_EULER on_tick: "z = 1" functions: "f(x) = x^2" rate_window: "10 s"
          parameter { name: "tau" value: "10 ms" }
          initial { name: "v" value: "rand()" } initial { name: "u" values: [1, 2, 3] unit: "mV" }
        }
        source { name: "S" size: 2 poisson { rate: "x(t)" } }
        source { name: "T" size: 2 spikes { neuron: [0, 1] tick: [5, 6] } }
        source { name: "R" size: 1 regular { period: "20 ms" start: "1 ms" } }
        projection { name: "P" from: "S" to: "A" connect { all_to_all {} allow_self: false }
          equations: "w : 1" on_pre: "v_post += w" on_post: "w = 1" on_tick: "w = w" functions: "g(x) = x" method: EXACT delay: "2 ms"
          parameter { name: "k" value: "2" } initial { name: "w" value: "0.5" } }
        recorder { name: "r" of: "A" spikes {} indices: [2, 0] range { begin: 5 end: 7 } }
        recorder { of: "P" variable: "w" period: "10 ms" }
        recorder { of: "A" rate {} period: "100 ms" })net", "dir/net.txtpb");
    CHECK(spec.file == "dir/net.txtpb");
    CHECK(spec.name == "all");
    CHECK(spec.description == "every field");
    CHECK(spec.dt == "0.1 ms");
    CHECK(spec.seed == 7);
    CHECK(spec.schedule == Schedule::brian2);
    CHECK(spec.duration.empty());

    REQUIRE(spec.phases.size() == 2);
    REQUIRE(spec.phases[1].changes.size() == 2);
    CHECK(spec.phases[1].duration == "2 s");
    CHECK(spec.phases[1].changes[0].target == "A");
    CHECK(spec.phases[1].changes[0].name == "tau");
    CHECK(spec.phases[1].changes[0].value == "5 ms");
    CHECK(spec.phases[1].changes[1].values == std::vector<double>{1, 2});

    REQUIRE(spec.stimuli.size() == 1);
    CHECK(spec.stimuli[0].values == std::vector<double>{1, 2, 3, 4});
    CHECK(spec.stimuli[0].columns == 2);
    CHECK(spec.stimuli[0].unit == "Hz");

    REQUIRE(spec.populations.size() == 1);
    const PopulationSpec& a = spec.populations[0];
    CHECK(a.size == 3);
    CHECK(a.equations == "dv/dt = -v / tau : 1\ny = 2 * v : 1");
    CHECK(a.threshold == "v > 1");
    CHECK(a.reset == "v = 0\ny = 1");
    CHECK(a.refractory == "1 ms");
    CHECK(a.method == "exponential_euler");
    CHECK(a.on_tick == "z = 1");
    CHECK(a.functions == "f(x) = x^2");
    CHECK(a.rate_window == "10 s");
    CHECK(a.parameters[0].value == "10 ms");
    CHECK(a.initial[1].values == std::vector<double>{1, 2, 3});
    CHECK(a.initial[1].unit == "mV");

    REQUIRE(spec.sources.size() == 3);
    CHECK(spec.sources[0].poisson->rate == "x(t)");
    CHECK(spec.sources[1].spikes->tick == std::vector<std::uint64_t>{5, 6});
    CHECK(spec.sources[2].regular->period == "20 ms");
    CHECK(spec.sources[2].regular->start == "1 ms");

    REQUIRE(spec.projections.size() == 1);
    const ProjectionSpec& p = spec.projections[0];
    CHECK(p.from == "S");
    CHECK(p.to == "A");
    CHECK_FALSE(p.connect.allow_self);
    CHECK(p.equations == "w : 1");
    CHECK(p.on_pre == "v_post += w");
    CHECK(p.on_post == "w = 1");
    CHECK(p.on_tick == "w = w");
    CHECK(p.functions == "g(x) = x");
    CHECK(p.method == "exact");
    CHECK(p.delay == "2 ms");
    CHECK(p.parameters[0].name == "k");
    CHECK(p.initial[0].value == "0.5");

    REQUIRE(spec.recorders.size() == 3);
    CHECK(spec.recorders[0].indices == std::vector<std::uint64_t>{2, 0, 5, 6});
    CHECK(spec.recorders[1].name == "P_w");
    CHECK(spec.recorders[1].what == RecorderSpec::What::variable);
    CHECK(spec.recorders[2].name == "A_rate");
}

TEST_CASE("what may be left out has the value that the language says") {
    const NetworkSpec spec = read("population { name: \"A\" size: 1 }" + projection("one_to_one {}"));
    CHECK(spec.seed == 1);
    CHECK(spec.schedule == Schedule::chip);
    CHECK(spec.duration == "1 s");
    CHECK(spec.populations[0].method.empty());
    CHECK(spec.projections[0].connect.allow_self);
    CHECK_FALSE(spec.projections[0].connect.allow_multiple);
}

TEST_CASE("every connection rule arrives with its number") {
    using Rule = ConnectSpec::Rule;
    const auto rule = [](const std::string& text) { return read(projection(text)).projections[0].connect; };
    CHECK(rule("one_to_one {}").rule == Rule::one_to_one);
    CHECK(rule("all_to_all {}").rule == Rule::all_to_all);
    CHECK(rule("fixed_probability { probability: 0.25 }").probability == 0.25);
    CHECK(rule("fixed_in_degree { degree: 9 }").degree == 9);
    CHECK(rule("fixed_in_degree { degree: 9 }").rule == Rule::fixed_in_degree);
    CHECK(rule("fixed_out_degree { degree: 9 } allow_multiple: true").rule == Rule::fixed_out_degree);
    CHECK(rule("fixed_out_degree { degree: 9 } allow_multiple: true").allow_multiple);
    CHECK(rule("pairs { pre: [1, 2] post: [3, 4] }").post == std::vector<std::uint32_t>{3, 4});
    CHECK(rule("pairs {}").rule == Rule::pairs);
}

TEST_CASE("what is missing is named with its place") {
    CHECK(complaint_of([] { static_cast<void>(parse_network("dt: \"1 ms\"", "net.txtpb")); }).what == "field 'name' is missing");
    CHECK(complaint_of([] { static_cast<void>(parse_network("name: \"n\"", "net.txtpb")); }).what == "field 'dt' is missing");
    CHECK(complaint_of([] { static_cast<void>(parse_network("name: \"n\" dt: \"1 ms\"", "net.txtpb")); }).what == "no duration is given");
    CHECK(refusal("phase { duration: \"1 s\" }").what == "both duration and phases are given");
    CHECK(refusal("population { size: 1 }").where == "net.txtpb: population number 1");
    const Complaint size = refusal("population { name: \"A\" }");
    CHECK(size.what == "field 'size' is missing");
    CHECK(size.where == "net.txtpb: population 'A'");
    CHECK(refusal("source { name: \"S\" size: 1 }").allowed == "exactly one of poisson, spikes, regular");
    CHECK(refusal("source { name: \"S\" size: 1 poisson {} }").where == "net.txtpb: source 'S': poisson");
    CHECK(refusal("source { name: \"S\" size: 1 regular {} }").what == "field 'period' is missing");
    CHECK(refusal("stimulus { name: \"x\" dt: \"1 ms\" }").allowed == "exactly one of values, file");
    CHECK(refusal(projection("")).what == "no connection rule is given");
    CHECK(refusal(projection("fixed_in_degree {}")).what == "field 'degree' is missing");
    CHECK(refusal(projection("fixed_probability {}")).what == "field 'probability' is missing");
    CHECK(refusal("projection { name: \"P\" from: \"A\" to: \"B\" }").what == "field 'connect' is missing");
    CHECK(refusal("recorder { of: \"A\" }").what == "field 'spikes, variable or rate' is missing");
    CHECK(refusal("population { name: \"A\" size: 1 parameter { name: \"tau\" } }").where == "net.txtpb: population 'A': parameter: 'tau'");
}

TEST_CASE("sizes outside 1 to 2^32 - 1 are refused with the number") {
    const Complaint zero = refusal("population { name: \"A\" size: 0 }");
    CHECK(zero.found == "0");
    CHECK(zero.allowed == "1 to 4294967295");
    CHECK(refusal("population { name: \"A\" size: 9223372036854775808 }").found == "9223372036854775808");   // 2^63
    CHECK(refusal("source { name: \"A\" size: 4294967296 regular { period: \"1 ms\" } }").found == "4294967296");
    CHECK(refusal("recorder { of: \"A\" spikes {} range { end: 9223372036854775808 } }").found == "begin 0 end 9223372036854775808");
    CHECK(refusal("recorder { of: \"A\" spikes {} range { begin: 3 end: 3 } }").found == "begin 3 end 3");
}

TEST_CASE("lists that contradict each other are refused") {
    const auto spikes = [](const std::string& list) { return refusal("source { name: \"S\" size: 1 spikes { " + list + " } }"); };
    CHECK(spikes("neuron: [0, 0] tick: [1]").found == "2 neurons and 1 times");
    CHECK(spikes("neuron: [0] tick: [1] time_ms: [1]").found == "time_ms and tick");
    CHECK(spikes("file: \"a.csv\" neuron: [0] tick: [1]").allowed == "a list or a file");
    CHECK(refusal(projection("pairs { pre: [1] }")).found == "1 and 0 entries");
    CHECK(refusal("population { name: \"A\" size: 1 initial { name: \"v\" value: \"1\" values: [1] } }").what == "more than one value is given");
    CHECK(refusal("population { name: \"A\" size: 1 initial { name: \"v\" value: \"1\" unit: \"mV\" } }").found == "mV");
}

TEST_CASE("lists come from CSV files beside the network") {
    const ScratchDirectory scratch{"csv-lists"};
    scratch.file("spikes.csv", "# two spikes\nneuron,tick\n0,5\n1,6\n");
    scratch.file("times.csv", "time_ms, neuron\r\n0.5, 1\r\n");
    scratch.file("pairs.csv", "pre,post\n3,4\n");
    scratch.file("values.csv", "v,u\n1,10\n2,20\n");
    scratch.file("rates.csv", "rate\n50\n");
    const auto net = scratch.file("net.txtpb", head + R"(
        source { name: "S" size: 2 spikes { file: "spikes.csv" } }
        source { name: "T" size: 2 spikes { file: "times.csv" } }
        source { name: "U" size: 1 poisson { file: "rates.csv" } }
        stimulus { name: "x" dt: "1 ms" file: "values.csv:v" }
        population { name: "A" size: 2 initial { name: "u" file: "values.csv:u" unit: "mV" } }
        projection { name: "P" from: "S" to: "A" connect { pairs { file: "pairs.csv" } } })");
    const NetworkSpec spec = read_network(net);
    CHECK(spec.sources[0].spikes->tick == std::vector<std::uint64_t>{5, 6});
    CHECK(spec.sources[1].spikes->time_ms == std::vector<double>{0.5});
    CHECK(spec.sources[1].spikes->neuron == std::vector<std::uint32_t>{1});
    CHECK(spec.sources[2].poisson->rates_hz == std::vector<double>{50});
    CHECK(spec.stimuli[0].values == std::vector<double>{1, 2});
    CHECK(spec.populations[0].initial[0].values == std::vector<double>{10, 20});
    CHECK(spec.projections[0].connect.pre == std::vector<std::uint32_t>{3});
}

TEST_CASE("lists come from HDF5 files beside the network") {
    const ScratchDirectory scratch{"hdf5-lists"};
    {
        const h5::File file = h5::create_file(scratch / "lists.h5");
        h5::write_dataset(file, "/spikes/S/node_ids", std::vector<std::uint64_t>{1, 0});
        h5::write_dataset(file, "/spikes/S/timestamps", std::vector<double>{0.5, 1.5});
        h5::write_attribute(file, "/spikes/S/timestamps", "units", "ms");
        h5::write_dataset(file, "/edges/P/source_node_id", std::vector<std::uint64_t>{7});
        h5::write_dataset(file, "/edges/P/target_node_id", std::vector<std::uint64_t>{8});
        h5::write_dataset(file, "/initial/w", std::vector<double>{0.25});
    }
    const auto net = scratch.file("net.txtpb", head + R"(
        source { name: "S" size: 2 spikes { file: "lists.h5" } }
        source { name: "T" size: 2 spikes { file: "lists.h5:/spikes/S" } }
        projection { name: "P" from: "S" to: "A" connect { pairs { file: "lists.h5:/edges/P" } } initial { name: "w" file: "lists.h5:/initial/w" } })");
    const NetworkSpec spec = read_network(net);
    CHECK(spec.sources[0].spikes->time_ms == std::vector<double>{0.5, 1.5});
    CHECK(spec.sources[1].spikes->neuron == std::vector<std::uint32_t>{1, 0});
    CHECK(spec.projections[0].connect.post == std::vector<std::uint32_t>{8});
    CHECK(spec.projections[0].initial[0].values == std::vector<double>{0.25});
}

TEST_CASE("a list file that is wrong is refused from where it was named") {
    const ScratchDirectory scratch{"bad-lists"};
    scratch.file("words.csv", "neuron,tick\n0,five\n");
    scratch.file("negative.csv", "neuron,tick\n-1,5\n");
    scratch.file("names.csv", "neuron,ticks\n1,5\n");
    scratch.file("text.h5", "this is not HDF5");
    const auto refused = [&](const std::string& reference) {
        const auto net = scratch.file("net.txtpb", head + "source { name: \"S\" size: 2 spikes { file: \"" + reference + "\" } }");
        return complaint_of([&] { static_cast<void>(read_network(net)); });
    };
    CHECK_THAT(refused("missing.csv").where, Contains("net.txtpb: source 'S': spikes: ") && Contains("missing.csv"));
    CHECK_THAT(refused("words.csv").where, Contains("words.csv: line 2"));
    CHECK(refused("words.csv").found == "five");
    CHECK(refused("negative.csv").found == "-1");
    CHECK_THAT(refused("names.csv").allowed, Contains("'ticks'"));
    CHECK_THAT(refused("text.h5").found, Contains("not a complete HDF5 file"));
    CHECK(refused("missing.h5").found == "no such file");
    CHECK_THAT(refused("spikes.txt").allowed, Contains(".csv"));
}

TEST_CASE("HDF5 lists of the wrong kind, sign, length or unit are refused") {
    const ScratchDirectory scratch{"bad-hdf5"};
    const auto net = scratch.file("net.txtpb", head + "source { name: \"S\" size: 2 spikes { file: \"lists.h5\" } }");
    const auto refused = [&](const std::vector<std::uint64_t>& ids, const std::vector<double>& times, const std::string& unit) {
        {
            const h5::File file = h5::create_file(scratch / "lists.h5");
            h5::write_dataset(file, "/spikes/S/node_ids", ids);
            h5::write_dataset(file, "/spikes/S/timestamps", times);
            h5::write_attribute(file, "/spikes/S/timestamps", "units", unit);
        }
        return complaint_of([&] { static_cast<void>(read_network(net)); });
    };
    CHECK(refused({0, 1}, {0.5}, "ms").found == "2 and 1 entries");
    CHECK(refused({std::uint64_t{1} << 32}, {0.5}, "ms").found == "4294967296");
    CHECK(refused({0}, {std::numeric_limits<double>::infinity()}, "ms").found == "inf");
    CHECK(refused({0}, {0.5}, "s").allowed == "ms");
    {
        const h5::File file = h5::create_file(scratch / "lists.h5");
        h5::write_dataset(file, "/spikes/S/node_ids", std::vector<double>{0.5});
    }
    CHECK_THAT(complaint_of([&] { static_cast<void>(read_network(net)); }).allowed, Contains("whole numbers"));
}
