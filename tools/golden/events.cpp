#include "tools/golden/events.h"

#include <algorithm>

namespace aerie::golden {

std::vector<Event> events_of(const std::vector<TracedPacket>& packets, const Names& names) {
    std::vector<Event> events;
    for (const TracedPacket& p : packets) {
        const auto add = [&](std::uint64_t cycle, Step step, NodeId at, router::Direction out = {}) -> Event& {
            return events.emplace_back(Event{.cycle = cycle, .step = step, .at = at, .out = out, .tick = p.tick, .source = p.source, .core = p.core});
        };
        add(p.offered, Step::offered, p.from);
        add(p.accepted, Step::accepted, p.from);
        NodeId at = p.from;
        for (const Hop& hop : p.hops) {
            add(hop.cycle, Step::granted, at, hop.out);
            at = names.behind(at, hop.out);
        }
        add(p.ejected, Step::ejected, p.to);
        add(p.done, Step::done, p.to).is_late = p.is_late;
    }
    std::sort(events.begin(), events.end());
    return events;
}

std::string packet_name(const Event& e, const Names& names) { return fmt::format("{} -> {}", names.neuron(e.source), names.core(e.core)); }

std::string component(const Event& e, const Names& names) {
    const std::string router = "router " + names.router(e.at);
    switch (e.step) {
        case Step::offered:
            return names.is_source(e.source.population) ? "host port at " + router : fmt::format("NeuroCore at {}: neuron {}", router, names.neuron(e.source));
        case Step::accepted: return router + ", injection";
        case Step::granted: return fmt::format("{}, output {}", router, router::name_of(e.out));
        case Step::ejected: return router + ", ejection";
        case Step::done: return names.core(e.core) + ", synapse pipeline";
    }
    return router;
}

namespace {

std::string what_happened(const Event& e, const Names& names) {
    const std::string router = names.router(e.at);
    switch (e.step) {
        case Step::offered: return "offered at " + router;
        case Step::accepted: return "accepted by " + router;
        case Step::granted: return fmt::format("granted {} by {}", router::name_of(e.out), router);
        case Step::ejected: return "ejected by " + router;
        case Step::done: return e.is_late ? "served, late" : "served";
    }
    return router;
}

}  // namespace

std::string to_line(const Event& e, const Names& names) {
    return fmt::format("cycle {:>8}  tick {:>5}  {} -> NeuroCore {}  {}", e.cycle, e.tick, names.neuron(e.source), e.core.index(), what_happened(e, names));
}

std::string to_line(const TracedPacket& p, const Names& names) {
    std::string line = fmt::format("tick {}  {} -> {}: offered {}, accepted {}", p.tick, names.neuron(p.source), names.core(p.core), p.offered, p.accepted);
    NodeId at = p.from;
    for (const Hop& hop : p.hops) {
        line += fmt::format(", {}{} {}", names.router(at), router::name_of(hop.out), hop.cycle);
        at = names.behind(at, hop.out);
    }
    return line + fmt::format(", ejected {}, done {}{}", p.ejected, p.done, p.is_late ? ", late" : "");
}

}  // namespace aerie::golden
