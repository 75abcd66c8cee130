#include <map>

#include "hw_model/machine/machine.h"
#include "tests/catch.h"
#include "tests/tools/session/small_network.h"
#include "tools/session/run.h"

using namespace aerie;
using namespace aerie::tests;

TEST_CASE("a variable is stored once per neuron and tick by its equation, and once more where input or a reset writes it") {
    const SmallRequest small{small_network};
    const auto prepared = session::prepare(small.request);
    const tools::RunRecord record = session::run(*prepared, {});
    std::uint64_t spikes = 0, source_spikes = 0;
    for (const tools::PopulationRecord& p : record.populations) (p.is_source ? source_spikes : spikes) += p.spikes;
    REQUIRE(spikes > 0);
    const std::uint64_t updates = 200 * 4;
    CHECK(record.stores.at("A.v") >= updates + spikes);
    CHECK(record.stores.at("A.v") <= updates + spikes + source_spikes);   // each source spike reaches one neuron, the last one perhaps after the end
    CHECK(record.stores.at("P.w") == spikes);                             // on_post, one synapse per neuron
    CHECK(record.stores.at("P.trace") >= source_spikes - 4);
    CHECK(record.stores.at("P.trace") <= source_spikes);
    for (const auto& [name, stores] : record.stores) {
        CHECK(record.saturations.at(name) <= stores);
        CHECK(record.lost_increments.at(name) <= stores);
    }
}
