#include "tools/golden/recorder.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "core/error.h"
#include "tools/golden/recipe.h"

namespace aerie::golden {
namespace {

/// Zero is what every counter is that is not named.
void count(std::vector<Counter>& counters, std::string name, std::uint64_t value) {
    if (value != 0) counters.push_back({std::move(name), value});
}

void count_operations(std::vector<Counter>& counters, const std::string& whose, const hw::Counts& counts) {
    for (std::size_t k = 0; k < hw::operation_count; ++k) {
        const auto operation = static_cast<hw::Operation>(k);
        count(counters, whose + std::string{hw::name_of(operation)}, counts[operation]);
    }
}

void count_links(std::vector<Counter>& counters, const router::Mesh& mesh) {
    const router::MeshSpec& spec = mesh.spec();
    for (std::uint32_t n = 0; n < spec.nodes(); ++n) {
        for (const router::Direction side : router::ports(spec.grid())) {
            count(counters, fmt::format("router ({},{}) {}: packets", n % spec.width, n / spec.width, router::name_of(side)), mesh.link_packets(NodeId{n}, side));
            count(counters, fmt::format("router ({},{}) {}: stall cycles", n % spec.width, n / spec.width, router::name_of(side)), mesh.stall_cycles(NodeId{n}, side));
        }
    }
}

}  // namespace

/// A packet that was dropped comes again by Local, from wherever it had come before.
std::vector<Hop> HopListener::way_to(const std::vector<Copy>& copies, NodeId node, router::Direction in) {
    const Copy* best = nullptr;
    for (const Copy& c : copies) {
        if (c.node == node && (c.in == in || (best == nullptr && in == router::Direction::local))) best = &c;
    }
    return best == nullptr ? std::vector<Hop>{} : best->hops;
}

void HopListener::on_hop(const router::Hop& hop) {
    std::vector<Copy>& copies = copies_[hop.packet.tag];
    std::vector<Hop> hops = way_to(copies, hop.node, hop.in);
    hops.push_back({hop.out, hop.cycle.count()});
    if (hop.out == router::Direction::local) leaving_[{hop.packet.tag, hop.node}] = std::move(hops);
    else copies.push_back({*router::neighbour(grid_, hop.node, hop.out), router::opposite(hop.out), std::move(hops)});
}

void HopListener::on_delivery(const router::Delivery& delivery) {
    const auto found = leaving_.find({delivery.tag, delivery.target});
    AERIE_ASSERT(found != leaving_.end());
    delivered_[{delivery.target, delivery.ejected.count()}] = std::move(found->second);
    leaving_.erase(found);
}

const std::vector<Hop>& HopListener::take(NodeId at, std::uint64_t ejected) {
    const Place place{at, ejected};
    if (taken_ && *taken_ != place) delivered_.erase(*taken_);
    taken_ = place;
    const auto found = delivered_.find(place);
    AERIE_ASSERT(found != delivered_.end());
    return found->second;
}

Recorder::Recorder(const std::filesystem::path& file, const session::Request& request, const session::Prepared& prepared)
    : prepared_{prepared}, writer_{file, header_of(request, prepared)} {}

void Recorder::join(session::RunOptions& options) {
    options.at_start = [this, before = std::move(options.at_start)](hw::Machine& machine) {
        if (before) before(machine);
        start(machine);
    };
    options.spikes = [this, before = std::move(options.spikes)](const std::vector<hw::Spike>& spikes) {
        if (before) before(spikes);
        for (const hw::Spike& s : spikes) writer_.add(s);
        spikes_ += spikes.size();
    };
    options.packets = [this, before = std::move(options.packets)](const std::vector<hw::PacketRecord>& packets) {
        if (before) before(packets);
        for (const hw::PacketRecord& p : packets) take(p);
    };
    options.at_end = [this, before = std::move(options.at_end)](hw::Machine& machine) {
        if (before) before(machine);
        take_weights(machine);
        take_counters(machine);
    };
}

void Recorder::start(hw::Machine& machine) {
    for (const hw::CoreActivity& a : machine.activity()) cores_.push_back(a.core);   // slots number the used NeuroCores upwards
    hops_.listen_on(machine.timer().mesh().spec().grid());
    machine.timer().watch(hops_);
}

void Recorder::take(const hw::PacketRecord& p) {
    TracedPacket packet{.tick = p.tick, .source = p.source, .core = cores_.at(p.slot), .from = p.from, .to = p.to, .offered = p.offered, .accepted = p.accepted,
                        .ejected = p.ejected, .done = p.done, .is_late = p.is_late};
    packet.hops = hops_.take(p.to, p.ejected);
    writer_.add(packet);
    ++packets_;
}

void Recorder::take_weights(hw::Machine& machine) {
    for (std::uint32_t p = 0; p < prepared_.network.projections.size(); ++p) {
        const hw::SynapseImage& image = prepared_.images.front().projections[p];
        if (image.is_static) continue;
        const Connectivity& c = prepared_.problem.connectivity[p];
        for (const hw::StoredVariable& v : image.synapse) {
            for (std::uint32_t pre = 0; pre + 1 < c.begin.size(); ++pre) {
                std::vector<std::uint32_t> indices(c.begin[pre + 1] - c.begin[pre]);
                std::iota(indices.begin(), indices.end(), static_cast<std::uint32_t>(c.begin[pre]));
                const std::vector<double> values = machine.synapse_values(ProjectionId{p}, v.name, indices);
                for (std::size_t k = 0; k < indices.size(); ++k) writer_.add({ProjectionId{p}, v.name, pre, c.post[indices[k]], values[k]});
            }
        }
    }
}

void Recorder::take_counters(hw::Machine& machine) {
    std::vector<Counter> counters;
    hw::TickTimer& timer = machine.timer();
    count(counters, "ticks", machine.now().count());
    count(counters, "cycles", timer.now().count());
    count(counters, "packets", timer.packets_sent());
    count(counters, "late packets", timer.late());
    for (std::uint32_t p = 0; p < prepared_.network.populations.size() + prepared_.network.sources.size(); ++p) {
        count(counters, prepared_.network.name_of(PopulationId{p}) + ": lost deliveries", timer.lost(PopulationId{p}));
    }
    count(counters, "overrun ticks", timer.overruns());
    count_operations(counters, "", machine.counts());
    for (const hw::CoreActivity& a : machine.activity()) {
        const std::string core = fmt::format("core {}: ", a.core.index());
        count(counters, core + "busy cycles", a.busy_cycles);
        count_operations(counters, core, a.counts);
    }
    count_links(counters, timer.mesh());
    for (const hw::VariableLosses& v : machine.losses()) {
        count(counters, v.name + ": saturations", v.saturations);
        count(counters, v.name + ": lost increments", v.lost);
    }
    writer_.add(counters);
}

}  // namespace aerie::golden
