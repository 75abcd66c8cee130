/// @file The BookSim policies against the published rules spelled out, where the samples of the originals do not reach: full buffers, several channels.
#include <fmt/format.h>

#include "tests/catch.h"
#include "tests/router/slow_booksim.h"
#include "tests/router/traffic.h"

using namespace aerie;
using namespace aerie::router;
using namespace aerie::router::test;

namespace {

std::map<std::uint32_t, SlowPassage> passages_of(const MeshSpec& spec, const std::vector<Packet>& packets) {
    Mesh mesh{spec};
    for (const Packet& p : packets) mesh.offer(p);
    mesh.drain();
    std::map<std::uint32_t, SlowPassage> passages;
    for (const Delivery& d : mesh.deliveries()) passages[d.tag] = {d.accepted.count(), d.ejected.count()};
    return passages;
}

/// Every packet's injection and ejection cycle, from quiet to far beyond saturation.
void compare(const std::string& policy, std::uint32_t channels, std::uint32_t depth, std::uint32_t side, std::uint64_t cycles) {
    const MeshSpec spec = mesh_spec(policy, side, side + side % 2, depth, channels);
    std::uint64_t seed = channels * 100 + depth;
    for (const char* pattern : {"uniform", "transpose", "hot spot"})
        for (const double load : {0.1, 0.35, 0.9}) {
            const std::vector<Packet> packets = traffic(pattern, load, cycles, spec, ++seed);
            SlowBooksim slow{spec, policy == "booksim-b3"};
            for (const Packet& p : packets) slow.offer(p);
            INFO(fmt::format("{} {}x{} {} load {}", policy, channels, depth, pattern, load));
            REQUIRE(packets.size() > 50);
            REQUIRE(passages_of(spec, packets) == slow.run());
        }
}

}  // namespace

TEST_CASE("far beyond saturation, with every number of channels, BookSim policies do to each packet what the published rules say") {
    for (const char* policy : {"booksim-b3", "booksim-a4"})
        for (const std::uint32_t channels : {1U, 2U, 4U})
            for (const std::uint32_t depth : {1U, 4U, 8U}) compare(policy, channels, depth, 4, 120);
}

TEST_CASE("on 8x8, for long", "[.full]") {
    for (const char* policy : {"booksim-b3", "booksim-a4"})
        for (const std::uint32_t channels : {1U, 2U, 4U})
            for (const std::uint32_t depth : {4U, 8U}) compare(policy, channels, depth, 8, 500);
}
