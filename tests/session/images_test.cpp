/// @file What a run says of stimuli and of populations with a shape: which row was shown when, and synapses arranged as their sources are.
#include <cmath>

#include "tests/catch.h"
#include "tests/core/small_spec.h"
#include "tools/formats/chip_file.h"
#include "tools/session/run.h"
#include "tools/session/stimulus_table.h"

using namespace aerie;
using namespace aerie::test;

namespace {

/// A retina of 2 by 3 on two neurons; weight 10 i + j, halved by the only spike of source 4. Sources 0 and 3 do not reach neuron 1.
NetworkSpec retina() {
    NetworkSpec spec;
    spec.file = "net.txtpb";
    spec.name = "retina";
    spec.dt = "1 ms";
    spec.duration = "20 ms";
    PopulationSpec p = lif("n", 2);
    p.equations = "dv/dt = -v / tau : 1 [-128, 127]";
    p.threshold = "v > 1000";
    p.refractory.clear();
    p.reset = "v = 0";
    p.parameters = {setting("tau", "2 ms")};
    spec.populations = {p};
    SourceSpec::SpikeList list;
    list.neuron = {4};
    list.tick = {3};
    spec.sources = {spike_list("eye", 6, list)};
    spec.sources[0].shape = {2, 3};
    ProjectionSpec wire = projection("wire", "eye", "n");
    wire.connect.rule = ConnectSpec::Rule::pairs;
    wire.connect.pre = {0, 1, 1, 2, 2, 3, 4, 4, 5, 5};
    wire.connect.post = {0, 0, 1, 0, 1, 0, 0, 1, 0, 1};
    wire.equations = "w : 1 [0, 64]";
    wire.on_pre = "v_post += w; w = w / 2";
    wire.initial = {setting("w", "10*i + j")};
    spec.projections = {wire};
    spec.recorders = {recorder("w", "wire", RecorderSpec::What::variable, "w")};
    return spec;
}

tools::RunRecord run(const NetworkSpec& spec) {
    session::Prepared p;
    p.network = check_network(spec);
    p.chip = formats::load_chip("aerie");
    p.images = session::compile_phases(p.network, p.chip, hw::Arithmetic::float64, {});
    session::fill_problem(p);
    p.mapping = hw::map_network(p.problem, {});
    return session::run(p, {});
}

void check_values(const tools::ImageRecord& image, const std::vector<double>& expected) {
    REQUIRE(image.values.size() == expected.size());
    for (std::size_t k = 0; k < expected.size(); ++k) CHECK((std::isnan(expected[k]) ? std::isnan(image.values[k]) : image.values[k] == expected[k]));
}

}  // namespace

TEST_CASE("synapses from a population with a shape stand in images where their sources stand, at the start and at the end") {
    const tools::RunRecord record = run(retina());
    REQUIRE(record.images.size() == 4);
    for (const auto& image : record.images) {
        CHECK(image.rows == 2);
        CHECK(image.columns == 3);
        CHECK(image.projection == "wire");
    }
    CHECK(record.images[1].target == "n[1]");
    CHECK(record.images[1].time_s == 0);
    CHECK(record.images[2].target == "n[0]");
    CHECK(record.images[2].time_s == Approx(0.02));
    check_values(record.images[0], {0, 10, 20, 30, 40, 50});
    check_values(record.images[1], {NAN, 11, 21, NAN, 41, 51});
    check_values(record.images[2], {0, 10, 20, 30, 20, 50});
    check_values(record.images[3], {NAN, 11, 21, NAN, 20.5, 51});
}

TEST_CASE("only recorded synapses are shown, and without a shape there is no image") {
    NetworkSpec spec = retina();
    spec.recorders[0].indices = {2, 9};
    const tools::RunRecord record = run(spec);
    check_values(record.images[0], std::vector<double>(6, NAN));
    check_values(record.images[1], {NAN, 11, NAN, NAN, NAN, 51});
    spec.sources[0].shape.clear();
    CHECK(run(spec).images.empty());
}

TEST_CASE("which row was shown when stands in a table, as far as the run went, and pauses do not") {
    NetworkSpec spec = retina();
    StimulusSpec s{"image", "4 ms", {5, 6}, 1, ""};
    s.pause = "3 ms";
    s.pause_value = 0;
    s.repeat = 3;
    spec.stimuli = {s, {"plain", "4 ms", {1, 2}, 1, ""}};
    CHECK(session::stimulus_table(check_network(spec), 16) == "stimulus,row,start_ms,end_ms\nimage,0,0,4\nimage,1,7,11\nimage,0,14,16\n");
    spec.stimuli.erase(spec.stimuli.begin());
    CHECK(session::stimulus_table(check_network(spec), 16).empty());
}
