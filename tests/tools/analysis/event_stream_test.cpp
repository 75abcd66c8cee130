#include "tools/analysis/event_stream.h"

#include "core/error.h"
#include "tests/tools/analysis/small_run.h"

using namespace aerie;
using namespace aerie::test;
using analysis::EventStream;

namespace {

void write_spikes(const SmallRun& run) {
    formats::SpikesFile file{run.directory() / "spikes.h5", {"a", "in", "b"}};
    file.append(0, 0.3, {0, 1});
    file.append(2, 0.3, {2});
    file.append(1, 0.7000000000000001, {3});
    file.append(2, 0.7, {0, 1});
    file.append(2, 12.4, {1});
    file.commit();
}

std::vector<std::pair<double, std::uint64_t>> plain(const std::vector<analysis::Event>& events) {
    std::vector<std::pair<double, std::uint64_t>> out;
    for (const analysis::Event& e : events) out.emplace_back(e.time_ms, e.address);
    return out;
}

}  // namespace

TEST_CASE("the stream is ordered by tick, then by address: populations as the network lists them, then neurons") {
    const SmallRun run;
    write_spikes(run);
    const EventStream stream{run.directory()};
    const auto at = [&](const char* population, std::uint32_t neuron) { return stream.address({population, neuron}); };
    const std::vector<analysis::Event> all = stream.of({"in", "a", "b", "a"});
    REQUIRE(all.size() == 7);
    const std::vector<std::uint64_t> order{at("b", 2), at("a", 0), at("a", 1), at("b", 0), at("b", 1), at("in", 3), at("b", 1)};
    for (std::size_t k = 0; k < order.size(); ++k) CHECK(all[k].address == order[k]);
    CHECK(all[3].time_ms == all[5].time_ms);   // one tick is one time, however it was rounded
    CHECK(plain(stream.of({"b"})).size() == 4);
    CHECK(stream.seconds() == 2);
}

TEST_CASE("spikes that cannot be those of the run are refused") {
    const SmallRun run;
    {
        formats::SpikesFile file{run.directory() / "spikes.h5", {"b"}};
        file.append(0, 0.1, {3});
        file.commit();
    }
    CHECK_THROWS_WITH(EventStream{run.directory()}, Catch::Contains("the spikes of 'b' are not those of this run"));
}

TEST_CASE("populations and neurons that do not exist or were not recorded are refused by name") {
    const SmallRun run;
    {
        formats::SpikesFile file{run.directory() / "spikes.h5", {"b"}};
        file.commit();
    }
    const EventStream stream{run.directory()};
    CHECK_THROWS_WITH(stream.of({"c"}), Catch::Contains("unknown population 'c'"));
    CHECK_THROWS_WITH(stream.of({"a"}), Catch::Contains("not recorded") && Catch::Contains("recorder"));
    CHECK_THROWS_WITH(stream.address({"b", 3}), Catch::Contains("no neuron 3") && Catch::Contains("0 to 2"));
    CHECK_THROWS_AS(EventStream{run.directory() / "nowhere"}, InputError);
}
