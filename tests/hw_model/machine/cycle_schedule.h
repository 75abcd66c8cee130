/// @file What the derivations of cycle schedules are written in: the costs of chip 'aerie' and the life of one packet.
///
/// The laws (hw_model/machine/timetable.h, router/README.md), for chip 'aerie' with 1 cycle per instruction and group of 16 lanes:
///   soma      a slice of n neurons keeps the soma busy for I * ceil(n / 16) cycles, I = instructions of its update program (G groups: G * I)
///   offer     a neuron that fired: max(its group's end, the offer before) + 1 (spike), then + 1 per packet (packet_sent)
///   host      + 1 (host event), then + 1 per packet, from the tick's first cycle
///   mesh      accepted = offered when the Local FIFO has room; alone, ejected = accepted + 1 + hops
///   service   begins at ejected + 1, or when the packet before is done; lasts 2 (axon) + 1 per word, per row
///   tick      ends at the latest of soma + learning and of all services, plus 32 for the barrier
#pragma once

#include "tests/hw_model/machine/rig.h"

namespace aerie::test {

struct Life {
    std::uint64_t offered = 0, accepted = 0, ejected = 0, done = 0;
    bool operator==(const Life&) const = default;
};

inline std::ostream& operator<<(std::ostream& out, const Life& life) {
    return out << "offered " << life.offered << " accepted " << life.accepted << " ejected " << life.ejected << " done " << life.done;
}

/// A packet that meets nothing on its way.
inline Life alone(std::uint64_t offered, std::uint64_t hops, std::uint64_t service) { return {offered, offered, offered + 1 + hops, offered + 2 + hops + service}; }

inline constexpr std::uint64_t barrier = 32, spike = 1, packet_sent = 1, axon_lookup = 2;

/// Lives of all packets so far, by destination core and then offer.
inline std::map<std::uint32_t, std::vector<Life>> lives(Rig& rig) {
    std::map<std::uint32_t, std::vector<Life>> by_target;
    for (const hw::PacketRecord& p : rig.machine().timer().packets()) by_target[p.to.index()].push_back({p.offered, p.accepted, p.ejected, p.done});
    for (auto& [target, list] : by_target) std::sort(list.begin(), list.end(), [](const Life& a, const Life& b) { return a.offered < b.offered; });
    return by_target;
}

inline std::uint64_t cycles(Rig& rig) { return rig.machine().timer().now().count(); }

/// Neurons of A with v = 2 at the start fire in tick 0 and never again; those with 0 stay silent. `firing` may be all of them.
inline PopulationSpec firing(std::string name, std::uint64_t size, const std::vector<std::uint32_t>& which) {
    PopulationSpec p = halving(std::move(name), size);
    std::vector<double> v(size);
    for (const std::uint32_t n : which) v[n] = 2.0;
    p.initial = {listed("v", v, "1")};
    return p;
}

/// A of 1 neuron that fires in tick 0, B silent, one wire, weights too small to fire B.
inline NetworkSpec one_to_one() {
    NetworkSpec spec = empty_network(Schedule::chip);
    spec.populations = {firing("A", 1, {0}), halving("B", 1)};
    spec.projections = {wires("wire", "A", "B", "0.25")};
    return spec;
}

}  // namespace aerie::test
