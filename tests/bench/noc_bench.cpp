/// @file How fast the mesh runs: packet-hops, router-cycles and cycles per second of processor time, over sizes and loads; and against the plain twins of
/// the tests, which look at every router in every cycle as BookSim does.
///
///     noc_bench [SECONDS]     processor time per figure, 0.2 when absent
#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <vector>

#include "router/mesh.h"
#include "tests/router/slow_booksim.h"
#include "tests/router/slow_mesh.h"

using namespace aerie;
using namespace aerie::router;

namespace {

double processor_seconds() {
    timespec time{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return static_cast<double>(time.tv_sec) + 1e-9 * static_cast<double>(time.tv_nsec);
}

/// Uniform traffic that costs little to make: the time of making it counts.
class Traffic {
   public:
    Traffic(Mesh& mesh, double load) : mesh_{mesh}, per_cycle_{load * mesh.spec().nodes()} {}
    template <class Take>
    void make_until(Cycles end, Take&& take) {
        for (Cycles cycle = mesh_.now(); cycle < end; cycle += Cycles{1})
            for (owed_ += per_cycle_; owed_ >= 1; owed_ -= 1) take(Packet{.source = NodeId{draw()}, .target = NodeId{draw()}, .offered = cycle});
    }
    void offer_until(Cycles end) {
        make_until(end, [this](const Packet& packet) { mesh_.offer(packet); });
    }

   private:
    std::uint32_t draw() {
        state_ = state_ * 6364136223846793005ULL + 1442695040888963407ULL;  // Knuth, MMIX
        return static_cast<std::uint32_t>((state_ >> 33) % mesh_.spec().nodes());
    }
    Mesh& mesh_;
    double per_cycle_;
    double owed_ = 0;
    std::uint64_t state_ = 1;
};

void advance(Mesh& mesh, Traffic& traffic, Cycles cycles) {
    constexpr Cycles chunk{16};
    for (const Cycles end = mesh.now() + cycles; mesh.now() < end;) {
        traffic.offer_until(mesh.now() + chunk);
        mesh.advance_to(mesh.now() + chunk);
        mesh.clear_deliveries();
    }
}

void bench(const MeshSpec& spec, double load, double seconds) {
    Mesh mesh{spec};
    Traffic traffic{mesh, load};
    advance(mesh, traffic, Cycles{1'000});
    const MeshCounters before = mesh.counters();
    const Cycles first = mesh.now();
    const double start = processor_seconds();
    double spent = 0;
    while ((spent = processor_seconds() - start) < seconds) advance(mesh, traffic, Cycles{256});
    const double cycles = static_cast<double>((mesh.now() - first).count());
    const double hops = static_cast<double>(mesh.counters().hops() - before.hops());
    std::printf("%-10s %ux%u  %9s:%2ux%-2u load %5.3f  %10.0f cycles/s  %6.2f M router-cycles/s  %6.2f M packet-hops/s  %6.1f ns/hop\n", spec.policy.name.c_str(),
                spec.policy.channels, spec.fifo_depth, name_of(spec.topology).data(), spec.width, spec.height, load, cycles / spent, cycles * spec.nodes() / spent / 1e6, hops / spent / 1e6,
                1e9 * spent / hops);
}

using Cycle = std::array<std::uint64_t, 2>;   ///< of one packet: accepted, ejected

std::vector<Cycle> play_fast(const MeshSpec& spec, const std::vector<Packet>& packets) {
    Mesh mesh{spec};
    for (const Packet& p : packets) mesh.offer(p);
    mesh.drain();
    std::vector<Cycle> cycles(packets.size());
    for (const Delivery& d : mesh.deliveries()) cycles[d.tag] = {d.accepted.count(), d.ejected.count()};
    return cycles;
}

std::vector<Cycle> play_plainly(const MeshSpec& spec, const std::vector<Packet>& packets) {
    std::vector<Cycle> cycles(packets.size());
    if (spec.policy.consumer == ConsumerKind::sink) {
        test::SlowBooksim twin{spec, spec.policy.channel_rule == ChannelRule::piggyback};
        for (const Packet& p : packets) twin.offer(p);
        for (const auto& [tag, passage] : twin.run()) cycles[tag] = {passage.accepted, passage.ejected};
    } else {
        test::SlowMesh twin{spec};
        for (const Packet& p : packets) twin.offer(p);
        const auto is_through = [](const auto& of_packet) { return of_packet.second[2] != 0; };
        do {   // looked at now and then: it is not the twin's work
            for (int k = 0; k < 100; ++k) twin.step();
        } while (twin.times().size() < packets.size() || !std::ranges::all_of(twin.times(), is_through));
        for (const auto& [tag, times] : twin.times()) cycles[tag] = {times[0], times[1]};
    }
    return cycles;
}

/// The same packets through both, in turns, the least of three; says whether each took the same cycles.
bool bench_against_twin(const MeshSpec& spec, double load, std::uint64_t cycles) {
    Mesh mesh{spec};   // for its traffic alone
    std::vector<Packet> packets;
    Traffic traffic{mesh, load};
    traffic.make_until(Cycles{cycles}, [&](Packet p) {
        p.tag = static_cast<std::uint32_t>(packets.size());
        packets.push_back(p);
    });
    double fast = 1e9, plain = 1e9;
    for (int round = 0; round < 3; ++round) {
        const double start = processor_seconds();
        const auto ours = play_fast(spec, packets);
        const double between = processor_seconds();
        const auto theirs = play_plainly(spec, packets);
        fast = std::min(fast, between - start);
        plain = std::min(plain, processor_seconds() - between);
        if (ours != theirs) {
            std::fprintf(stderr, "%s %ux%u load %.3f: the twins differ\n", spec.policy.name.c_str(), spec.width, spec.height, load);
            return false;
        }
    }
    std::printf("%-10s %ux%u  %2ux%-2u load %5.3f, %zu packets: ratio %.4f of the plain twin (%.2f against %.1f ms)\n", spec.policy.name.c_str(), spec.policy.channels, spec.fifo_depth,
                spec.width, spec.height, load, packets.size(), fast / plain, 1e3 * fast, 1e3 * plain);
    return true;
}

/// One packet in flight at a time, each to its opposite corner's column 7 hops away, whatever the mesh: the cost of the silent rest.
void bench_one_packet(std::uint32_t side, double seconds) {
    Mesh mesh{MeshSpec{.width = side, .height = side}};
    std::uint64_t hops = 0;
    const double start = processor_seconds();
    double spent = 0;
    while ((spent = processor_seconds() - start) < seconds)
        for (int k = 0; k < 100; ++k) {
            mesh.offer({.source = NodeId{0}, .target = NodeId{7}, .offered = mesh.now()});
            mesh.drain();
            mesh.clear_deliveries();
            hops += 7;
        }
    std::printf("aerie, one packet in flight, %2ux%-2u  %6.1f ns/hop\n", side, side, 1e9 * spent / static_cast<double>(hops));
}

void bench_idle_calls(double seconds) {
    Mesh mesh{MeshSpec{.width = 32, .height = 32}};
    std::uint64_t calls = 0;
    const double start = processor_seconds();
    double spent = 0;
    while ((spent = processor_seconds() - start) < seconds)
        for (int k = 0; k < 10'000; ++k, ++calls) mesh.advance_to(mesh.now() + Cycles{1'000});
    std::printf("advance_to on an empty 32x32 mesh    %6.1f ns/call\n", 1e9 * spent / static_cast<double>(calls));
}

}  // namespace

int main(int argc, char** argv) {
    const double seconds = argc > 1 ? std::atof(argv[1]) : 0.2;
    bench_idle_calls(seconds);
    for (const std::uint32_t side : {8U, 64U}) bench_one_packet(side, seconds);
    for (const double load : {0.01, 0.2})
        for (const std::uint32_t side : {8U, 16U})
            for (const MeshSpec& spec : {mesh_spec("aerie", side, side, 4), mesh_spec("booksim-b3", side, side, 8, 4)})
                if (!bench_against_twin(spec, load, 1'000)) return 1;
    for (const bool booksim : {false, true})
        for (const std::uint32_t side : {8U, 16U, 32U, 64U})
            for (const double load : {0.001, 0.01, 0.1, 0.2, 0.9}) {  // 0.9 saturates every one of them
                const MeshSpec spec = booksim ? mesh_spec("booksim-b3", side, side, 8, 4) : mesh_spec("aerie", side, side, 4);
                bench(spec, load, seconds);
            }
    for (const Topology topology : {Topology::mesh, Topology::torus, Topology::hex_torus})
        for (const double load : {0.01, 0.1, 0.9}) {
            MeshSpec spec = mesh_spec("aerie", 16, 16, 4);
            spec.topology = topology;
            bench(spec, load, seconds);
        }
    for (const double load : {0.001, 0.01, 0.03}) bench(mesh_spec("spinnaker1", 16, 16, 4), load, seconds);   // links of 21 cycles are full near 0.05
}
