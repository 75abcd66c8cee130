#include "tools/trace/perfetto_trace.h"

#include <fmt/format.h>

#include <algorithm>

namespace aerie::trace {
namespace {

using formats::PerfettoSlice;
using formats::PerfettoTrack;

constexpr std::uint64_t chip_track = 1, ticks_track = 2, cores_track = 3;
/// Tracks of routers and NeuroCores are numbered in blocks of this size.
constexpr std::uint64_t block = 1'000'000'000;
enum Block : std::uint64_t { of_cores = 1, of_synapses, of_groups, of_sources, of_drops, of_queues };
constexpr std::uint64_t id_in(Block which, std::uint64_t number) { return which * block + number; }

std::size_t digits(std::uint64_t largest) { return std::to_string(largest).size(); }

}  // namespace

PerfettoTrace::PerfettoTrace(const std::filesystem::path& path, const Scene& scene)
    : scene_{scene}, file_{path}, queues_{scene.window(), *this}, ns_per_cycle_{std::max<std::uint64_t>(1, scene.period().nanoseconds())} {
    std::string name = fmt::format("{} on chip {}", scene.network().name, scene.chip().name);
    if (scene.period().nanoseconds() == 0) name += " (1 ns stands for 1 cycle)";
    declared({.kind = PerfettoTrack::Kind::process, .id = chip_track, .name = name});
    declared({.id = ticks_track, .parent = chip_track, .name = "ticks"});
    const std::size_t queues = std::size_t{scene.mesh().nodes()} * router::ports(scene.mesh().grid()).size() * scene.mesh().policy.channels;
    for (std::size_t q = 0; q < queues; ++q) queues_.add(0);
}

std::uint64_t PerfettoTrace::declared(PerfettoTrack track) {
    if (declared_.insert(track.id).second) file_.add(track);
    return track.id;
}

/// The viewer sorts tracks by name.
std::string PerfettoTrace::padded_place(NodeId node) const {
    const router::MeshSpec& mesh = scene_.mesh();
    return fmt::format("({:0{}},{:0{}})", node.index() % mesh.width, digits(mesh.width - 1), node.index() / mesh.width, digits(mesh.height - 1));
}

std::uint64_t PerfettoTrace::core_track(std::uint32_t slot, Pipeline pipeline) {
    const CoreId core = scene_.cores()[slot];
    const std::uint64_t parent = declared({.id = cores_track, .parent = chip_track, .name = "NeuroCores"});
    const std::string name = fmt::format("NeuroCore {:0{}} at {}", core.index(), digits(scene_.chip().cores() - 1), padded_place(scene_.router_of(core)));
    if (pipeline == Pipeline::soma) return declared({.id = id_in(of_cores, slot), .parent = parent, .name = name});
    return declared({.id = id_in(of_synapses, slot), .parent = parent, .name = name + " synapses"});
}

std::uint64_t PerfettoTrace::group(NodeId node) {
    return declared({.id = id_in(of_groups, node.index()), .parent = chip_track, .name = "router " + padded_place(node)});
}

std::uint64_t PerfettoTrace::source_track(NodeId node) {
    const std::uint64_t parent = group(node);
    return declared({.id = id_in(of_sources, node.index()), .parent = parent, .name = padded_place(node) + " sends"});
}

std::uint64_t PerfettoTrace::drop_track(NodeId node) {
    const std::uint64_t parent = group(node);
    return declared({.id = id_in(of_drops, node.index()), .parent = parent, .name = padded_place(node) + " drops"});
}

std::uint64_t PerfettoTrace::queue_track(Timeline::Signal queue) {
    const std::uint32_t channels = scene_.mesh().policy.channels, ports = static_cast<std::uint32_t>(router::ports(scene_.mesh().grid()).size());
    const std::uint32_t port = queue / channels, channel = queue % channels;
    const NodeId node{port / ports};
    const auto side = static_cast<router::Direction>(port % ports);
    const std::uint64_t parent = group(node);
    const std::string of_channel = channels == 1 ? "" : fmt::format(" channel {}", channel);
    return declared({.kind = PerfettoTrack::Kind::counter, .id = id_in(of_queues, queue), .parent = parent,
                     .name = fmt::format("{} queue {}{}", padded_place(node), router::name_of(side), of_channel)});
}

bool PerfettoTrace::cut(Cycles& begin, Cycles& end) const {
    begin = std::max(begin, scene_.window().begin());
    end = std::min(end, scene_.window().end());
    return begin < end;
}

void PerfettoTrace::draw(std::uint64_t track, Cycles begin, Cycles end, PerfettoSlice slice) {
    slice.track = track;
    slice.begin_ns = ns(begin);
    slice.end_ns = ns(end);
    file_.begin(slice);
    file_.end(slice);
}

void PerfettoTrace::on_tick_end(const hw::TickEnd& tick) {
    Cycles begin = tick_.begin, end = tick.end, processor = tick_.begin, processor_end = tick_.processor_end, barrier = tick.barrier, barrier_end = tick.end;
    if (!cut(begin, end)) return;
    PerfettoSlice whole{.track = ticks_track, .begin_ns = ns(begin), .end_ns = ns(end), .name = fmt::format("tick {}", tick.tick)};
    file_.begin(whole);
    if (cut(processor, processor_end)) draw(ticks_track, processor, processor_end, {.name = "processor", .is_name_common = true});
    if (cut(barrier, barrier_end)) draw(ticks_track, barrier, barrier_end, {.name = "barrier", .is_name_common = true});
    file_.end(whole);
}

void PerfettoTrace::on_work(const hw::CoreWork& work) {
    Cycles update = work.begin, update_end = work.learning, learning = work.learning, learning_end = work.end;
    if (cut(update, update_end)) draw(core_track(work.slot, Pipeline::soma), update, update_end, {.name = "update", .is_name_common = true});
    if (cut(learning, learning_end)) draw(core_track(work.slot, Pipeline::soma), learning, learning_end, {.name = "learning", .is_name_common = true});
}

/// Flows are named by the uptake, so that a multicast packet is one flow from its sender to each NeuroCore that takes it. 0 names none.
void PerfettoTrace::on_handover(const Handover& h) {
    Cycles begin = h.accepted, end = h.accepted + Cycles{1};
    if (!cut(begin, end)) return;
    PerfettoSlice slice{.name = fmt::format("packet {}", h.number)};
    slice.notes = {{"source", scene_.neuron(h.source)}, {"tick", h.tick}, {"offered", h.offered.count()}, {"accepted", h.accepted.count()}};
    for (std::uint64_t u = 0; u < h.uptakes; ++u) slice.flows_from.push_back(h.first_uptake + u + 1);
    draw(source_track(h.at), begin, end, std::move(slice));
}

void PerfettoTrace::on_uptake(const Uptake& u) {
    Cycles begin = u.begin, end = u.done;
    if (!cut(begin, end)) return;
    PerfettoSlice slice{.name = fmt::format("packet {}", u.number)};
    slice.notes = {{"ejected", u.ejected.count()}, {"done", u.done.count()}};
    if (u.is_late) slice.notes.emplace_back("late", std::uint64_t{1});
    slice.flows_to = {u.uptake + 1};
    draw(core_track(u.slot, Pipeline::synapses), begin, end, std::move(slice));
}

void PerfettoTrace::on_occupancy(const router::Occupancy& o) {
    const std::size_t port = o.node.index() * router::ports(scene_.mesh().grid()).size() + router::index_of(o.in);
    queues_.set(static_cast<Timeline::Signal>(port * scene_.mesh().policy.channels + o.channel), o.cycle, o.packets);
}

void PerfettoTrace::on_drop(std::uint64_t number, const router::Drop& drop) {
    Cycles begin = drop.cycle, end = drop.cycle + Cycles{1};
    if (!cut(begin, end)) return;
    PerfettoSlice slice{.name = fmt::format("packet {}", number)};
    slice.notes = {{"is_lost", std::uint64_t{drop.is_reinjected ? 0U : 1U}}};
    draw(drop_track(drop.node), begin, end, std::move(slice));
}

/// Queues that are empty when the window begins start with their first packet.
void PerfettoTrace::on_start(Cycles begin, const std::vector<std::uint64_t>& values) {
    for (Timeline::Signal q = 0; q < values.size(); ++q) {
        if (values[q] != 0) on_change(begin, q, values[q]);
    }
}

void PerfettoTrace::on_change(Cycles cycle, Timeline::Signal queue, std::uint64_t packets) { file_.count(queue_track(queue), ns(cycle), static_cast<std::int64_t>(packets)); }

}  // namespace aerie::trace
