#include "tools/trace/waveform.h"

#include <fmt/format.h>

#include <bit>

#include "router/mesh.h"
#include "tools/cli/version.h"

namespace aerie::trace {
namespace {

using router::Direction;
constexpr std::uint32_t number_bits = 64;
enum Phase : std::uint64_t { idle, updates, learns };

std::vector<std::string> comments_of(const Scene& scene) {
    std::vector<std::string> comments = scene.heading();
    if (!scene.period().is_known()) comments.push_back("1 ns stands for one cycle");
    comments.push_back("grant_d: the granted input, one bit each, from bit 0: N E S W L NE SW; 0: none. phase: 0 idle, 1 update, 2 learning");
    comments.push_back("pkt_d, inject, drop, serve: number of the packet as in --packets, z: none");
    return comments;
}

std::uint32_t bits_for(std::uint32_t largest) { return std::max(1U, static_cast<std::uint32_t>(std::bit_width(largest))); }

}  // namespace

Waveform::Waveform(const std::filesystem::path& path, const Scene& scene)
    : scene_{scene}, vcd_{path}, timeline_{scene.window(), *this}, channels_{scene.mesh().policy.channels}, probes_(scene.mesh().nodes()), core_probes_(scene.cores().size()) {
    vcd_.write_head(fmt::format("Aerie {}", cli::version()), comments_of(scene), scene.period().femtoseconds);
    vcd_.open_scope("aerie");
    tick_ = declare("tick", number_bits, VcdFile::none);
    barrier_ = declare("barrier", 1, 0);
    processor_ = declare("processor", 1, 0);
    for (std::uint32_t n = 0; n < scene.mesh().nodes(); ++n) {
        if (scene.routers().contains(NodeId{n})) declare_router(NodeId{n});
    }
    vcd_.close_scope();
}

Timeline::Signal Waveform::declare(const std::string& name, std::uint32_t width, std::uint64_t initial) {
    vcd_.add_signal(name, width);
    return timeline_.add(initial);
}

void Waveform::declare_router(NodeId node) {
    const std::uint32_t width = scene_.mesh().width;
    Probes& probes = probes_[node.index()];
    vcd_.open_scope(fmt::format("r_{}_{}", node.index() % width, node.index() / width));
    declare_ports(node, probes);
    probes.inject = declare("inject", number_bits, VcdFile::none);
    if (scene_.mesh().policy.drops) probes.drop = declare("drop", number_bits, VcdFile::none);
    for (std::size_t slot = 0; slot < core_probes_.size(); ++slot) {
        const CoreId core = scene_.cores()[slot];
        if (scene_.router_of(core) != node) continue;
        vcd_.open_scope(fmt::format("core_{}", core.index()));
        core_probes_[slot] = {.phase = declare("phase", 2, idle), .busy = declare("busy", 1, 0), .serve = declare("serve", number_bits, VcdFile::none)};
        vcd_.close_scope();
    }
    vcd_.close_scope();
}

/// Credits as a mesh begins with them; sides without a neighbour have no signals.
void Waveform::declare_ports(NodeId node, Probes& probes) {
    const router::MeshSpec& mesh = scene_.mesh();
    const std::size_t ports = router::ports(mesh.grid()).size() * channels_;
    for (auto* signals : {&probes.occupancy, &probes.credits, &probes.grant, &probes.packet}) signals->assign(ports, 0);
    for (const Direction side : router::ports(mesh.grid())) {
        if (!router::has_link(mesh, node, side)) continue;
        const bool is_local = side == Direction::local;
        const std::uint32_t places = !is_local ? mesh.fifo_depth : mesh.policy.consumer == router::ConsumerKind::direct ? 1 : mesh.consumer_depth;
        for (std::uint32_t c = 0; c < channels_; ++c) {
            const std::string name = channels_ == 1 ? std::string{router::name_of(side)} : fmt::format("{}_v{}", router::name_of(side), c);
            probes.occupancy[port(side, c)] = declare("occ_" + name, bits_for(mesh.fifo_depth), 0);
            probes.credits[port(side, c)] = declare("cred_" + name, bits_for(places), places);
        }
        const std::string name{router::name_of(side)};
        probes.grant[port(side, 0)] = declare("grant_" + name, static_cast<std::uint32_t>(ports), 0);
        probes.packet[port(side, 0)] = declare("pkt_" + name, number_bits, VcdFile::none);
    }
}

void Waveform::pulse(Signal signal, Cycles cycle, std::uint64_t value, std::uint64_t rest) {
    timeline_.set(signal, cycle, value);
    timeline_.set(signal, cycle + Cycles{1}, rest);
}

void Waveform::on_tick(const hw::TickStart& tick) {
    timeline_.set(tick_, tick.begin, tick.tick);
    if (tick.processor_end == tick.begin) return;
    timeline_.set(processor_, tick.begin, 1);
    timeline_.set(processor_, tick.processor_end, 0);
}

void Waveform::on_tick_end(const hw::TickEnd& tick) {
    if (tick.barrier == tick.end) return;
    timeline_.set(barrier_, tick.barrier, 1);
    timeline_.set(barrier_, tick.end, 0);
}

/// In one cycle the last value told stays: an empty phase leaves no trace.
void Waveform::on_work(const hw::CoreWork& work) {
    const Signal phase = core_probes_[work.slot].phase;
    timeline_.set(phase, work.begin, updates);
    timeline_.set(phase, work.learning, learns);
    timeline_.set(phase, work.end, idle);
}

void Waveform::on_handover(const Handover& h) { pulse(probes_[h.at.index()].inject, h.accepted, h.number, VcdFile::none); }

void Waveform::on_grant(std::uint64_t number, const router::Hop& hop) {
    const Probes& probes = probes_[hop.node.index()];
    pulse(probes.grant[port(hop.out, 0)], hop.cycle, std::uint64_t{1} << port(hop.in, hop.channel_in), 0);
    pulse(probes.packet[port(hop.out, 0)], hop.cycle, number, VcdFile::none);
}

void Waveform::on_occupancy(const router::Occupancy& o) { timeline_.set(probes_[o.node.index()].occupancy[port(o.in, o.channel)], o.cycle, o.packets); }

void Waveform::on_credits(const router::CreditLevel& c) { timeline_.set(probes_[c.node.index()].credits[port(c.out, c.channel)], c.cycle, c.credits); }

void Waveform::on_uptake(const Uptake& uptake) {
    const CoreProbes& probes = core_probes_[uptake.slot];
    timeline_.set(probes.serve, uptake.begin, uptake.number);
    timeline_.set(probes.serve, uptake.done, VcdFile::none);
    timeline_.set(probes.busy, uptake.begin, 1);
    timeline_.set(probes.busy, uptake.done, 0);
}

void Waveform::on_end(Cycles end) {
    timeline_.finish(end);
    vcd_.write_end(std::min(end, scene_.window().end()).count());
}

}  // namespace aerie::trace
