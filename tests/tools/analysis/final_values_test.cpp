#include "tools/analysis/final_values.h"

#include "core/error.h"
#include "tests/tools/analysis/small_run.h"

using namespace aerie;
using namespace aerie::test;
using analysis::final_values;
using analysis::FinalOptions;
using Numbers = std::vector<double>;

namespace {

/// Projection "p" from in (4) to b (3): synapses (0, 2), (1, 0), (3, 1).
void write_weights(const SmallRun& run) {
    formats::WeightsFile file{run.directory() / "weights.h5", {{.name = "p", .from = "in", .to = "b", .variables = {"w", "w_initial", "k", "k_initial"}},
                                                               {.name = "q", .from = "in", .to = "a", .variables = {"w", "w_initial"}}}};
    file.append_row(0, 0, {2}, {{0.5}, {0}, {7}, {0}});
    file.append_row(0, 1, {0}, {{0.25}, {0}, {8}, {0}});
    file.append_row(0, 3, {1}, {{-1}, {0}, {9}, {0}});
    file.append_row(1, 2, {1}, {{4}, {3}});
    file.commit();
}

std::string complaint(const SmallRun& run, const FinalOptions& options) {
    try {
        (void)final_values(run.directory(), options);
    } catch (const InputError& error) {
        return error.what();
    }
    return {};
}

}  // namespace

TEST_CASE("final values stand against the sender's index, the w of every projection when none is named") {
    const SmallRun run;
    write_weights(run);
    const tools::plot::CurvePicture picture = final_values(run.directory(), {});
    REQUIRE(picture.curves.size() == 2);
    CHECK(picture.curves[0].label == "p.w");
    CHECK(picture.curves[0].x == Numbers{0, 1, 3});
    CHECK(picture.curves[0].y == Numbers{0.5, 0.25, -1});
    CHECK(picture.curves[1].label == "q.w");
    CHECK(picture.curves[1].y == Numbers{4});
    CHECK(picture.x_label == "i");
}

TEST_CASE("the axis is any expression of the indices, points ascend along it, and a curve can stand beside") {
    const SmallRun run;
    write_weights(run);
    const tools::plot::CurvePicture picture = final_values(run.directory(), {.variables = {"p.k"}, .x = "j - N_post", .x_label = "receiver", .beside = "x * x + 10 * i + N_pre"});
    REQUIRE(picture.curves.size() == 2);
    CHECK(picture.curves[0].x == Numbers{-3, -2, -1});
    CHECK(picture.curves[0].y == Numbers{8, 9, 7});
    CHECK(picture.curves[1].is_reference);
    CHECK(picture.curves[1].y == Numbers{9 + 10 + 4, 4 + 30 + 4, 1 + 0 + 4});
    CHECK(picture.x_label == "receiver");
    CHECK(picture.y_label == "p.k");
    CHECK(tools::plot::draw(picture).find("receiver") != std::string::npos);
}

TEST_CASE("unknown variables and expressions that are none are refused with what would do") {
    const SmallRun run;
    write_weights(run);
    CHECK(complaint(run, {.variables = {"p.v"}}).find("unknown synapse variable 'p.v'") != std::string::npos);
    CHECK(complaint(run, {.variables = {"p.w_initial"}}).find("unknown synapse variable") != std::string::npos);
    CHECK(complaint(run, {.x = "lag"}).find("unknown name 'lag'") != std::string::npos);
    CHECK(complaint(run, {.x = "i > 2"}).find("boolean") != std::string::npos);
    CHECK(complaint(run, {.x = "i +"}).find("--x") != std::string::npos);
    CHECK(complaint(run, {.x = "rand()"}).find("rand") != std::string::npos);
    CHECK(complaint(run, {.x = "3 * ms"}).find("second") != std::string::npos);
    CHECK(complaint(run, {.beside = "y"}).find("--beside") != std::string::npos);
}

TEST_CASE("a run without plasticity has nothing to show") {
    const SmallRun run;
    {
        formats::WeightsFile file{run.directory() / "weights.h5", {}};
        file.commit();
    }
    CHECK(complaint(run, {}).find("nothing to plot") != std::string::npos);
}
