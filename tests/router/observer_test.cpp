/// @file What an observer is told, added up, is what the registers of the mesh are: in every cycle, at every router, for every policy.
#include <map>
#include <tuple>

#include "tests/catch.h"
#include "tests/router/traffic.h"

using namespace aerie;
using namespace aerie::router;
using namespace aerie::router::test;

namespace {

using Place = std::tuple<NodeId, Direction, std::uint32_t>;

/// Levels by place, each from the cycle in which it holds.
class Levels : public Observer {
   public:
    void on_occupancy(const Occupancy& o) override { occupancy_[{o.node, o.in, o.channel}][o.cycle] = o.packets; }
    void on_credits(const CreditLevel& c) override { credits_[{c.node, c.out, c.channel}][c.cycle] = c.credits; }

    /// The level at that place in that cycle; `initial` where nothing was told before.
    [[nodiscard]] std::uint32_t occupancy(const Place& place, Cycles cycle) const { return level(occupancy_, place, cycle, 0); }
    [[nodiscard]] std::uint32_t credits(const Place& place, Cycles cycle, std::uint32_t initial) const { return level(credits_, place, cycle, initial); }

   private:
    using History = std::map<Place, std::map<Cycles, std::uint32_t>>;
    static std::uint32_t level(const History& history, const Place& place, Cycles cycle, std::uint32_t initial) {
        const auto found = history.find(place);
        if (found == history.end()) return initial;
        const auto next = found->second.upper_bound(cycle);
        return next == found->second.begin() ? initial : std::prev(next)->second;
    }
    History occupancy_, credits_;
};

struct Registers {
    std::uint32_t occupancy = 0, credits = 0;
};

std::map<Place, Registers> registers_of(const Mesh& mesh) {
    std::map<Place, Registers> all;
    for (std::uint32_t node = 0; node < mesh.spec().nodes(); ++node)
        for (const Direction side : all_directions)
            for (std::uint32_t c = 0; c < mesh.spec().policy.channels; ++c)
                all[{NodeId{node}, side, c}] = {mesh.occupancy(NodeId{node}, side, c), mesh.credits(NodeId{node}, side, c)};
    return all;
}

/// Plays the packets with an observer, notes the registers at the start of each cycle and compares in the end: a cycle is told while it passes.
void compare_with_registers(const MeshSpec& spec, const std::vector<Packet>& packets) {
    Mesh mesh{spec};
    Levels levels;
    mesh.watch(&levels);
    const std::map<Place, Registers> initial = registers_of(mesh);
    for (const Packet& p : packets) mesh.offer(p);
    std::vector<std::map<Place, Registers>> seen;   // by cycle, from 1
    while (mesh.in_flight() > 0) {
        mesh.advance_to(mesh.now() + Cycles{1});
        seen.push_back(registers_of(mesh));
    }
    mesh.advance_to(mesh.now() + Cycles{1});
    std::uint64_t wrong = 0;
    for (std::uint64_t cycle = 1; cycle <= seen.size(); ++cycle)
        for (const auto& [place, r] : seen[cycle - 1]) {
            wrong += levels.occupancy(place, Cycles{cycle}) != r.occupancy ? 1 : 0;
            wrong += levels.credits(place, Cycles{cycle}, initial.at(place).credits) != r.credits ? 1 : 0;
        }
    CHECK(wrong == 0);
    CHECK(seen.size() > 100);
}

}  // namespace

TEST_CASE("occupancies and credits that are told are those of the registers in every cycle, for every policy") {
    const std::vector<std::tuple<std::string, std::uint32_t, std::uint32_t>> policies{{"aerie", 4, 1}, {"aerie", 1, 1}, {"bsg", 2, 1}, {"catalyst", 2, 1},
                                                                                     {"booksim-b3", 4, 2}, {"booksim-a4", 4, 4}};
    for (const auto& [policy, depth, channels] : policies)
        for (const double load : {0.05, 0.4}) {
            const MeshSpec spec = mesh_spec(policy, 4, 3, depth, channels);
            INFO(policy << " at load " << load);
            compare_with_registers(spec, traffic("uniform", load, 150, spec, 7));
        }
}

TEST_CASE("slow links, late credits and busy consumers are told in their own cycles") {
    MeshSpec spec = mesh_spec("aerie", 3, 3, 2);
    spec.hop_latency_x = Cycles{3};
    spec.hop_latency_y = Cycles{12};
    spec.credit_latency = Cycles{9};
    compare_with_registers(spec, traffic("bursts", 0.3, 100, spec, 3));
}
