#include "router/policy.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "core/error.h"

namespace aerie::router {
namespace {

using enum Direction;

/// This project's default: arbiters scan N, E, S, W, Local.
RouterPolicy aerie() { return {.name = "aerie", .port_order = {north, east, south, west, local}}; }

/// bsg_mesh_router_buffered of BaseJump STL. Its arbiters scan ports P=0 W=1 E=2 N=3 S=4 downwards from below the last winner and start at
/// the highest: the same as scanning S N E W P upwards from behind the last winner and starting at S. Smaller y is N there too.
RouterPolicy bsg() {
    return {.name = "bsg", .port_order = {south, north, east, west, local}, .consumer = ConsumerKind::direct};
}

/// async_router of catalyst-n1: ports Local=0 N=1 S=2 E=3 W=4, where its N is towards larger y.
RouterPolicy catalyst() {
    return {.name = "catalyst",
            .port_order = {local, south, north, east, west},
            .pointer_rule = PointerRule::free_running,
            .output_register = true,
            .consumer = ConsumerKind::direct};
}

/// SpiNNaker's router: one packet at a time, links round from east; wait, go round the triangle, drop (SpiNNaker datasheet, version 2.02, 2011: router control
/// registers, error handling). wait1 is SARK's setting 0x40, 256 cycles, and wait2 its 0. A link of 250 Mbit/s takes 21 cycles of 133 MHz for 40 bit.
/// That a monitor needs 133 cycles, 1 us, to offer a packet again is our choice: what a processor is said to need per packet, 0.2 to 1 us.
RouterPolicy spinnaker1() { return {.name = "spinnaker1", .port_order = {east, north, west, south, local}, .drops = DropRule{}}; }

/// BookSim2's input-queued router: ports face x+1, x-1, y+1, y-1, then source and ejection. SA to SA is 3 cycles: switch, link, write.
RouterPolicy booksim(std::string_view name, std::uint32_t channels, ChannelRule rule) {
    return {.name = std::string{name},
            .port_order = {east, west, south, north, local},
            .channels = channels,
            .channel_rule = rule,
            .injection_latency = Cycles{2},
            .hop_latency = Cycles{3},
            .credit_latency = Cycles{2},
            .ejection_latency = Cycles{3},
            .ejection_credit = Cycles{5},
            .consumer = ConsumerKind::sink};
}

}  // namespace

std::vector<std::string> router_policy_names() { return {"aerie", "bsg", "catalyst", "booksim-b3", "booksim-a4", "spinnaker1"}; }

RouterPolicy router_policy(std::string_view name, std::uint32_t channels) {
    const bool booksim_like = name.starts_with("booksim-");
    if (channels != 1 && !(booksim_like && (channels == 2 || channels == 4)))
        throw InputError{{.what = fmt::format("router '{}' cannot have {} virtual channels", name, channels), .where = "router policy",
                          .found = std::to_string(channels), .allowed = booksim_like ? "1, 2 or 4" : "1"}};
    if (name == "aerie") return aerie();
    if (name == "bsg") return bsg();
    if (name == "catalyst") return catalyst();
    if (name == "spinnaker1") return spinnaker1();
    if (name == "booksim-b3") return booksim(name, channels, ChannelRule::piggyback);
    if (name == "booksim-a4") return booksim(name, channels, ChannelRule::allocated);
    throw InputError{{.what = fmt::format("unknown router '{}'", name), .where = "router policy", .found = std::string{name},
                      .allowed = fmt::format("{}", fmt::join(router_policy_names(), ", "))}};
}

}  // namespace aerie::router
