#include "tools/report/profile.h"

#include <fmt/format.h>

#include <algorithm>

#include "tools/report/csv_cell.h"
#include "tools/report/key_figures.h"
#include "tools/report/links.h"
#include "tools/report/units.h"

namespace aerie::tools {

namespace {

/// "(3 of 40 shown)" when a list is cut.
std::string cut_note(std::size_t shown, std::size_t all) { return shown < all ? fmt::format("  ({} of {} shown, see --top)", shown, all) : ""; }

std::string per_tick(std::uint64_t count, const RunRecord& r) {
    return r.ticks > 0 ? plain(static_cast<double>(count) / static_cast<double>(r.ticks)) : "-";
}

std::string traffic_part(const RunRecord& r) {
    const auto& t = r.traffic;
    std::string text = "TRAFFIC\n";
    text += fmt::format("  packets          {:>16}   {} a tick\n", grouped(t.packets), per_tick(t.packets, r));
    text += fmt::format("  packet-hops      {:>16}   {} hops each\n", grouped(t.packet_hops),
                        t.packets > 0 ? plain(static_cast<double>(t.packet_hops) / static_cast<double>(t.packets)) : "-");
    text +=
        fmt::format("  late packets     {:>16}   {} of all\n", grouped(t.late), share(static_cast<double>(t.late), static_cast<double>(t.packets)));
    const auto& l = t.latency_cycles;
    if (t.packets == 0) return text + "  latency          no packet crossed the mesh\n";
    return text + fmt::format("  latency (cycles)  mean {}, p50 {}, p95 {}, p99 {}, max {}\n", plain(l.mean), grouped(l.p50), grouped(l.p95),
                              grouped(l.p99), grouped(l.max));
}

std::string links_part(const RunRecord& r, std::size_t top) {
    const auto links = busiest_links(r);
    if (links.empty()) return "";
    const std::size_t shown = std::min(top, links.size());
    std::string text = fmt::format("\nBUSIEST LINKS{}\n  {:<26} {:>14} {:>10} {:>14}\n", cut_note(shown, links.size()), "link", "packets", "per tick",
                                   "of the busiest");
    for (std::size_t i = 0; i < shown; ++i) {
        text += fmt::format("  {:<26} {:>14} {:>10} {:>14}\n", name_of(links[i], r), grouped(links[i].packets), per_tick(links[i].packets, r),
                            share(static_cast<double>(links[i].packets), static_cast<double>(links.front().packets)));
    }
    return text;
}

std::string cores_part(const RunRecord& r, std::size_t top) {
    auto cores = r.cores;
    if (cores.empty()) return "";
    std::sort(cores.begin(), cores.end(), [](const CoreRecord& a, const CoreRecord& b) {
        return a.busy_cycles != b.busy_cycles ? a.busy_cycles > b.busy_cycles : a.core < b.core;
    });
    const std::size_t shown = std::min(top, cores.size());
    std::string text = fmt::format("\nBUSIEST CORES{}\n  {:>6} {:>9} {:>9} {:>14} {:>8} {:>18} {:>14} {:>13}\n", cut_note(shown, cores.size()),
                                   "core", "at", "neurons", "busy cycles", "busy", "synaptic events", "packets in", "spikes");
    for (std::size_t i = 0; i < shown; ++i) {
        const auto& c = cores[i];
        text += fmt::format("  {:>6} {:>9} {:>9} {:>14} {:>8} {:>18} {:>14} {:>13}\n", c.core, fmt::format("({}, {})", c.x, c.y), grouped(c.neurons),
                            grouped(c.busy_cycles), share(static_cast<double>(c.busy_cycles), static_cast<double>(r.cycles)),
                            grouped(c.synaptic_events), grouped(c.packets_in), grouped(c.spikes));
    }
    return text;
}

std::string limits_part(const RunRecord& r) {
    std::string text;
    for (const auto& use : fullest(r)) {
        text += fmt::format("  {:<16} {:>16} of {:<14} {:>8}   core {}\n", use.limit, grouped(use.used), grouped(use.allowed),
                            share(static_cast<double>(use.used), static_cast<double>(use.allowed)), use.core);
    }
    return text.empty() ? "" : "\nFULLEST CORE UNDER EACH LIMIT\n" + text;
}

std::string events_part(const RunRecord& r) {
    std::string text = "\nEVENTS\n";
    const std::vector<std::pair<const char*, std::uint64_t>> rows{{"synaptic", r.events.synaptic},
                                                                  {"learning", r.events.learning},
                                                                  {"neuron updates", r.events.neuron_updates},
                                                                  {"instructions", r.events.instructions}};
    for (const auto& [name, count] : rows) text += fmt::format("  {:<16} {:>16}   {} a tick\n", name, grouped(count), per_tick(count, r));
    return text;
}

std::string energy_part(const RunRecord& r) {
    const double known = known_energy_pj(r);
    const std::string total = r.energy_pj.total ? energy(r.energy_pj.total) : "not known" + (known > 0 ? ", at least " + energy(known) : "");
    std::string text = fmt::format("\nENERGY  total {}, dynamic {}, static {}\n", total, dynamic_energy(r), energy(r.energy_pj.statics));
    for (const auto& cause : dearest_causes(r)) {
        const std::string each = cause.count > 0 ? energy(*cause.energy_pj / static_cast<double>(cause.count)) + " each" : "";
        text += fmt::format("  {:<24} {:>10} {:>10} {:>20} {:>16}\n", cause.name, energy(cause.energy_pj), share(*cause.energy_pj, known),
                            cause.count > 0 ? grouped(cause.count) : "", each);
    }
    for (const auto& cause : r.causes) {
        if (!cause.energy_pj) text += fmt::format("  {:<24} {:>10} {:>10} {:>20}\n", cause.name, "not known", "", grouped(cause.count));
    }
    return text;
}

std::string losses_part(const RunRecord& r) {
    const auto all = losses(r);
    if (all.empty()) return "";
    std::string text = fmt::format("\nPRECISION\n  {:<26} {:<8} {:>18} {:>16} {:>9} {:>16} {:>9}\n", "variable", "format", "stores", "saturations",
                                   "", "lost increments", "");
    for (const auto& l : all) {
        const auto stores = static_cast<double>(l.stores);
        text += fmt::format("  {:<26} {:<8} {:>18} {:>16} {:>9} {:>16} {:>9}{}\n", l.variable, l.format.empty() ? "-" : l.format, grouped(l.stores),
                            grouped(l.saturations), share(static_cast<double>(l.saturations), stores), grouped(l.lost_increments),
                            share(static_cast<double>(l.lost_increments), stores), l.is_serious() ? "  (!)" : "");
    }
    return text;
}

}  // namespace

std::string profile(const RunRecord& record, std::size_t top) {
    return fmt::format("{} on chip '{}': {}\n{}\n\n", record.network, record.chip, setting(record), duration(record)) + traffic_part(record) +
           links_part(record, top) + cores_part(record, top) + limits_part(record) + events_part(record) + energy_part(record) + losses_part(record);
}

std::string profile_csv(const RunRecord& record) {
    std::string text = "kind,name,quantity,value\n";
    const auto add = [&text](const char* kind, const std::string& name, const char* quantity, const std::string& value) {
        text += fmt::format("{},{},{},{}\n", kind, csv_cell(name), quantity, value);
    };
    for (const auto& link : busiest_links(record)) add("link", name_of(link, record), "packets", std::to_string(link.packets));
    for (const auto& core : record.cores) {
        const std::string name = std::to_string(core.core);
        add("core", name, "busy_cycles", std::to_string(core.busy_cycles));
        add("core", name, "synaptic_events", std::to_string(core.synaptic_events));
        add("core", name, "packets_in", std::to_string(core.packets_in));
        add("core", name, "spikes", std::to_string(core.spikes));
    }
    const auto& l = record.traffic.latency_cycles;
    add("latency", "all", "mean_cycles", csv_cell(std::optional<double>{l.mean}));
    for (const auto& [quantity, cycles] : {std::pair{"p50_cycles", l.p50}, {"p95_cycles", l.p95}, {"p99_cycles", l.p99}, {"max_cycles", l.max}}) {
        add("latency", "all", quantity, std::to_string(cycles));
    }
    add("traffic", "all", "late_packets", std::to_string(record.traffic.late));
    for (const auto& cause : record.causes) {
        add("cause", cause.name, "count", std::to_string(cause.count));
        add("cause", cause.name, "energy_pj", csv_cell(cause.energy_pj));
    }
    add("cause", "static", "energy_pj", csv_cell(record.energy_pj.statics));
    for (const auto& loss : losses(record)) {
        add("variable", loss.variable, "stores", std::to_string(loss.stores));
        add("variable", loss.variable, "saturations", std::to_string(loss.saturations));
        add("variable", loss.variable, "lost_increments", std::to_string(loss.lost_increments));
    }
    return text;
}

}  // namespace aerie::tools
