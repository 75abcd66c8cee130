#include "tools/golden/compare_packets.h"

#include <algorithm>
#include <deque>
#include <set>

#include "core/error.h"

namespace aerie::golden {
namespace {

constexpr std::size_t most_packets = 200000;   // read behind the first difference

/// The packets of both traces around the first one that differs.
struct Window {
    std::vector<TracedPacket> expected, got;
};

void read_on(const PacketStream& stream, std::uint64_t last_tick, std::vector<TracedPacket>& window) {
    for (std::size_t n = 0; n < most_packets; ++n) {
        std::optional<TracedPacket> p = stream();
        if (!p) return;
        const bool is_enough = p->tick > last_tick;
        window.push_back(std::move(*p));
        if (is_enough) return;
    }
}

/// Nothing when all packets are equal.
std::optional<Window> find_window(const PacketStream& expected, const PacketStream& got) {
    std::deque<TracedPacket> before;
    std::optional<TracedPacket> a = expected(), b = got();
    while (a && b && *a == *b) {
        before.push_back(std::move(*a));
        while (before.front().tick + ticks_kept < before.back().tick) before.pop_front();
        a = expected();
        b = got();
    }
    if (!a && !b) return std::nullopt;
    const std::uint64_t last_tick = std::max(a ? a->tick : 0, b ? b->tick : 0) + ticks_kept;
    Window window{{before.begin(), before.end()}, {before.begin(), before.end()}};
    for (auto [first, stream, packets] : {std::tuple{&a, &expected, &window.expected}, std::tuple{&b, &got, &window.got}}) {
        if (!*first) continue;
        packets->push_back(std::move(**first));
        read_on(*stream, last_tick, *packets);
    }
    return window;
}

/// Both lists merged from the first difference on, up to `context` lines, after `context` lines in which they agree.
std::vector<ListedLine> listing(const std::vector<Event>& a, const std::vector<Event>& b, std::size_t first, std::size_t context, const Names& names) {
    std::vector<ListedLine> lines;
    for (std::size_t k = first - std::min(first, context); k < first; ++k) lines.push_back({' ', to_line(a[k], names)});
    std::size_t i = first, j = first;
    for (std::size_t n = 0; n <= context && (i < a.size() || j < b.size()); ++n) {
        const bool takes_a = j == b.size() || (i < a.size() && a[i] <= b[j]);
        const bool takes_b = i == a.size() || (j < b.size() && b[j] <= a[i]);
        lines.push_back({takes_a && takes_b ? ' ' : takes_a ? '-' : '+', to_line(takes_a ? a[i] : b[j], names)});
        i += takes_a ? 1 : 0;
        j += takes_b ? 1 : 0;
    }
    return lines;
}

/// What the other trace says of the same step.
std::string account_of(const Event& event, const std::vector<Event>& events) {
    const auto same = std::find_if(events.begin(), events.end(), [&](const Event& e) { return e.is_same_step(event); });
    if (same != events.end()) return fmt::format("cycle {}{}", same->cycle, same->is_late ? ", late" : "");
    const bool has_packet = std::any_of(events.begin(), events.end(), [&](const Event& e) { return e.is_same_packet(event); });
    return has_packet ? "the packet went another way" : "no such packet";
}

/// How much later the offers of a tick are, when it is the same for all of them.
std::optional<std::int64_t> common_shift(const std::vector<Event>& a, const std::vector<Event>& b, std::uint64_t tick) {
    std::map<std::pair<Address, CoreId>, std::uint64_t> offers;
    for (const Event& e : a) {
        if (e.step == Step::offered && e.tick == tick) offers[{e.source, e.core}] = e.cycle;
    }
    std::set<std::int64_t> shifts;
    std::size_t matched = 0;
    for (const Event& e : b) {
        if (e.step != Step::offered || e.tick != tick) continue;
        const auto found = offers.find({e.source, e.core});
        if (found == offers.end()) return std::nullopt;
        shifts.insert(static_cast<std::int64_t>(e.cycle - found->second));
        ++matched;
    }
    if (shifts.size() != 1 || matched != offers.size()) return std::nullopt;
    return *shifts.begin();
}

std::string note_on(const Event& event, const Window& window, const std::vector<Event>& a, const std::vector<Event>& b) {
    if (event.step != Step::offered) return "";
    const auto shift = common_shift(a, b, event.tick);
    if (!shift || *shift == 0) return "";
    const bool is_first_tick = window.expected.front().tick == event.tick && event.tick == 0;
    if (is_first_tick) return "";
    return fmt::format("all packets of tick {} are offered {:+} cycles: if no spike differs, a tick before it had another length (busy NeuroCores, or the barrier)", event.tick, *shift);
}

}  // namespace

std::optional<PacketDivergence> compare_packets(const PacketStream& expected, const PacketStream& got, const Names& names, std::size_t context) {
    const std::optional<Window> window = find_window(expected, got);
    if (!window) return std::nullopt;
    const std::vector<Event> a = events_of(window->expected, names), b = events_of(window->got, names);
    const auto [at_a, at_b] = std::mismatch(a.begin(), a.end(), b.begin(), b.end());
    const auto first = static_cast<std::size_t>(at_a - a.begin());
    if (at_a == a.end() && at_b == b.end()) {
        const Event& e = a.back();
        return PacketDivergence{.cycle = e.cycle, .tick = e.tick, .packet = packet_name(e, names), .component = "order of deliveries", .expected = "the same cycles",
                                .got = "the same cycles, in another order"};
    }
    const bool is_in_a = at_b == b.end() || (at_a != a.end() && *at_a < *at_b);
    const Event& event = is_in_a ? *at_a : *at_b;
    PacketDivergence out{.cycle = event.cycle, .tick = event.tick, .packet = packet_name(event, names), .component = component(event, names), .expected = account_of(event, a),
                         .got = account_of(event, b)};
    out.note = note_on(event, *window, a, b);
    out.around = listing(a, b, first, context, names);
    return out;
}

}  // namespace aerie::golden
