/// @file How fast the mesh runs: packet-hops, router-cycles and cycles per second of processor time, over sizes and loads.
///
///     noc_bench [SECONDS]     processor time per figure, 0.2 when absent
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <vector>

#include "router/mesh.h"

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
    void offer_until(Cycles end) {
        for (Cycles cycle = mesh_.now(); cycle < end; cycle += Cycles{1})
            for (owed_ += per_cycle_; owed_ >= 1; owed_ -= 1) mesh_.offer({.source = NodeId{draw()}, .target = NodeId{draw()}, .offered = cycle});
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
