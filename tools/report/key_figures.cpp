/// @file What a chip user asks first.
#include "tools/report/key_figures.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "tools/report/units.h"

namespace aerie::tools {

namespace {

KeyFigure speed(const RunRecord& r) {
    const double multiple = r.wall_seconds > 0 ? r.biological_seconds / r.wall_seconds : NAN;
    return {"speed", plain(multiple) + (std::isfinite(multiple) ? " x" : ""),
            fmt::format("{}biological time; {} on {} thread{} of this computer", std::isfinite(multiple) ? "" : "multiple of ",
                        with_unit(r.wall_seconds, "s"), r.threads, r.threads == 1 ? "" : "s")};
}

KeyFigure chip_time(const RunRecord& r) {
    const double per_tick = r.ticks > 0 ? static_cast<double>(r.cycles) / static_cast<double>(r.ticks) : 0;
    const std::string cycles = fmt::format("{} cycles, {} a tick", grouped(r.cycles), plain(per_tick));
    if (!r.chip_seconds) return {"chip time", "not known", cycles + "; the chip's cycle time is not known"};
    const double multiple = *r.chip_seconds > 0 ? r.biological_seconds / *r.chip_seconds : NAN;
    return {"chip time", with_unit(r.chip_seconds, "s"),
            std::isfinite(multiple) ? fmt::format("{} x biological time; {}", plain(multiple), cycles) : cycles};
}

KeyFigure cores(const RunRecord& r) {
    const auto& m = r.mapping;
    KeyFigure figure{"cores", fmt::format("{} of {}", grouped(m.cores_used), grouped(m.cores_available)), "of the chip"};
    const auto uses = fullest(r);
    const auto tightest = std::max_element(uses.begin(), uses.end(), [](const LimitUse& a, const LimitUse& b) {
        return static_cast<double>(a.used) / static_cast<double>(a.allowed) < static_cast<double>(b.used) / static_cast<double>(b.allowed);
    });
    if (tightest == uses.end()) return figure;
    figure.detail = fmt::format("tightest limit: {} {} on core {}", tightest->limit,
                                share(static_cast<double>(tightest->used), static_cast<double>(tightest->allowed)), tightest->core);
    return figure;
}

KeyFigure spikes(const RunRecord& r) {
    std::uint64_t fired = 0, from_sources = 0, neurons = 0;
    for (const auto& population : r.populations) {
        (population.is_source ? from_sources : fired) += population.spikes;
        if (!population.is_source) neurons += population.size;
    }
    const double seconds = r.biological_seconds * static_cast<double>(neurons);
    const std::string rate = seconds > 0 ? fmt::format("{} Hz mean rate; ", plain(static_cast<double>(fired) / seconds)) : "";
    return {"spikes", grouped(fired), fmt::format("{}{} from sources", rate, grouped(from_sources))};
}

KeyFigure packets(const RunRecord& r) {
    const auto& t = r.traffic;
    const double hops = t.packets > 0 ? static_cast<double>(t.packet_hops) / static_cast<double>(t.packets) : 0;
    return {"packets", grouped(t.packets),
            fmt::format("{} hops each; busiest link {}; {} late", plain(hops), grouped(t.max_link_packets), t.late == 0 ? "none" : grouped(t.late)),
            t.late > 0};
}

/// What one packet per spike saved, and what it took.
KeyFigure multicast(const RunRecord& r) {
    const auto& t = r.traffic;
    const auto& tables = *r.routing;
    const std::string limit = tables.limit == 0 ? "no limit" : fmt::format("limit {}", grouped(tables.limit));
    return {"multicast", fmt::format("{} deliveries", counted(t.deliveries)),
            fmt::format("{} filtered; {} hops instead of {}; fullest table {} entries of {}, {}", t.filtered == 0 ? "none" : grouped(t.filtered), counted(t.packet_hops),
                        counted(t.unicast_hops), grouped(tables.fullest_used), grouped(tables.fullest_all), limit)};
}

KeyFigure drops(const RunRecord& r) {
    return {"dropped packets", grouped(r.traffic.dropped), r.traffic.lost == 0 ? "all sent again: none lost" : fmt::format("{} deliveries lost", grouped(r.traffic.lost)), r.traffic.lost > 0};
}

KeyFigure latency(const RunRecord& r) {
    const auto& l = r.traffic.latency_cycles;
    if (r.traffic.packets == 0) return {"latency", "-", "no packet crossed the mesh"};
    return {"latency", fmt::format("{} cycles", plain(l.mean)),
            fmt::format("mean; p50 {}, p95 {}, p99 {}, max {}", grouped(l.p50), grouped(l.p95), grouped(l.p99), grouped(l.max))};
}

KeyFigure events(const RunRecord& r) {
    const double rate = r.wall_seconds > 0 ? static_cast<double>(r.events.synaptic) / r.wall_seconds : NAN;
    return {"synaptic events", counted(r.events.synaptic),
            fmt::format("{}{} learning, {} neuron updates", std::isfinite(rate) ? with_unit(rate, "") + "/s here; " : "",
                        counted(r.events.learning), counted(r.events.neuron_updates))};
}

KeyFigure energy_figure(const RunRecord& r) {
    const auto& e = r.energy_pj;
    std::string detail = fmt::format("dynamic {}, static {}", dynamic_energy(r), energy(e.statics));
    if (e.total) return {"energy", energy(e.total), detail};
    const double known = known_energy_pj(r);
    return {"energy", known > 0 ? "over " + energy(known) : "not known", detail};
}

KeyFigure energy_per_event(const RunRecord& r) {
    if (r.events.synaptic == 0) return {"energy per event", "-", "no synaptic event happened"};
    if (dynamic_energy(r) == "not known") return {"energy per event", "not known", "no price of dynamic energy is known"};
    return {"energy per event", (r.energy_pj.unknown.empty() ? "" : "over ") + energy(r.energy_pj.dynamic / static_cast<double>(r.events.synaptic)),
            "all dynamic energy by synaptic events"};
}

KeyFigure energy_delay(const RunRecord& r) {
    if (!r.chip_seconds) return {"energy-delay", "not known", "the chip's cycle time is not known"};
    const double known = r.energy_pj.total.value_or(known_energy_pj(r));
    const std::string product = with_unit(known * 1e-12 * *r.chip_seconds, "J s");
    if (r.energy_pj.total) return {"energy-delay", product, "energy times time on the chip"};
    return {"energy-delay", known > 0 ? "over " + product : "not known", "energy times time on the chip; some operation has no published price"};
}

KeyFigure processor(const RunRecord& r) {
    std::uint64_t cycles = 0, operations = 0, words = 0;
    for (const auto& p : r.processor) {
        cycles += p.cycles;
        operations += p.operations;
        words += p.words_read + p.words_written;
    }
    return {"processor", share(static_cast<double>(cycles), static_cast<double>(r.cycles)),
            fmt::format("of the chip's time; {} operations, {} words moved", counted(operations), counted(words))};
}

KeyFigure loss(const std::vector<LossRecord>& all, const std::string& name, std::uint64_t LossRecord::*counter) {
    KeyFigure figure{name, "none", "of any variable"};
    std::uint64_t total = 0;
    const LossRecord* worst = nullptr;
    const auto part = [counter](const LossRecord& l) {
        return static_cast<double>(l.*counter) / static_cast<double>(std::max<std::uint64_t>(l.stores, 1));
    };
    for (const auto& one : all) {
        total += one.*counter;
        if (one.*counter > 0 && (!worst || part(one) > part(*worst))) worst = &one;
    }
    if (!worst) return figure;
    figure.value = grouped(total);
    figure.detail = fmt::format("worst: {}, {}", worst->variable,
                                worst->stores > 0 ? share(static_cast<double>(worst->*counter), static_cast<double>(worst->stores)) + " of its stores"
                                                  : grouped(worst->*counter));
    figure.is_warning = part(*worst) > 0.01;
    return figure;
}

}  // namespace

std::vector<KeyFigure> key_figures(const RunRecord& r) {
    const auto all = losses(r);
    std::vector<KeyFigure> figures{speed(r), chip_time(r), cores(r), spikes(r), packets(r)};
    if (r.routing) figures.push_back(multicast(r));
    if (r.traffic.dropped > 0) figures.push_back(drops(r));
    figures.insert(figures.end(), {latency(r), events(r)});
    if (!r.processor.empty()) figures.push_back(processor(r));
    figures.insert(figures.end(), {energy_figure(r), energy_per_event(r), energy_delay(r), loss(all, "saturations", &LossRecord::saturations),
                                   loss(all, "lost increments", &LossRecord::lost_increments)});
    return figures;
}

std::string setting(const RunRecord& r) {
    return fmt::format("{} arithmetic, schedule {}, {} ticks, seed {}", r.arithmetic, r.schedule, r.tick_mode, r.seed);
}

std::string duration(const RunRecord& r) {
    return fmt::format("{} ticks of {} = {} of biological time", grouped(r.ticks), with_unit(r.dt_s, "s"), with_unit(r.biological_seconds, "s"));
}

std::vector<CauseRecord> dearest_causes(const RunRecord& record) {
    std::vector<CauseRecord> priced;
    for (const auto& cause : record.causes) {
        if (cause.energy_pj && std::isfinite(*cause.energy_pj)) priced.push_back(cause);
    }
    if (record.energy_pj.statics && std::isfinite(*record.energy_pj.statics)) priced.push_back({"static", 0, record.energy_pj.statics});
    std::sort(priced.begin(), priced.end(), [](const CauseRecord& a, const CauseRecord& b) {
        return *a.energy_pj != *b.energy_pj ? *a.energy_pj > *b.energy_pj : a.name < b.name;
    });
    return priced;
}

std::string dynamic_energy(const RunRecord& record) {
    const auto& e = record.energy_pj;
    if (e.unknown.empty()) return energy(e.dynamic);
    return e.dynamic > 0 ? "over " + energy(e.dynamic) : "not known";
}

double known_energy_pj(const RunRecord& record) {
    double sum = 0;
    for (const auto& cause : dearest_causes(record)) sum += *cause.energy_pj;
    return sum;
}

bool LossRecord::is_serious() const {
    return std::max(saturations, lost_increments) > stores / 100;
}

std::vector<LossRecord> losses(const RunRecord& record) {
    std::set<std::string> names;
    for (const auto* counts : {&record.stores, &record.saturations, &record.lost_increments}) {
        for (const auto& [name, count] : *counts) names.insert(name);
    }
    const auto count_of = [](const std::map<std::string, std::uint64_t>& counts, const std::string& name) {
        const auto found = counts.find(name);
        return found == counts.end() ? std::uint64_t{0} : found->second;
    };
    std::vector<LossRecord> all;
    for (const auto& name : names) {
        const auto format = record.formats.find(name);
        all.push_back({name, format == record.formats.end() ? "" : format->second, count_of(record.stores, name),
                       count_of(record.saturations, name), count_of(record.lost_increments, name)});
    }
    return all;
}

std::vector<LimitUse> fullest(const RunRecord& record) {
    static const std::map<std::string, std::uint64_t CoreRecord::*> members{{"neurons", &CoreRecord::neurons},
                                                                            {"axons_in", &CoreRecord::axons_in},
                                                                            {"axons_out", &CoreRecord::axons_out},
                                                                            {"synapses", &CoreRecord::synapses},
                                                                            {"synapse_bits", &CoreRecord::synapse_bits}};
    std::vector<LimitUse> uses;
    for (const auto& [limit, allowed] : record.core_limits) {
        const auto member = members.find(limit);
        if (allowed == 0 || member == members.end() || record.cores.empty()) continue;
        LimitUse use{limit, record.cores.front().core, 0, allowed};
        for (const auto& core : record.cores) {
            if (core.*(member->second) > use.used) use = {limit, core.core, core.*(member->second), allowed};
        }
        uses.push_back(use);
    }
    return uses;
}

}  // namespace aerie::tools
