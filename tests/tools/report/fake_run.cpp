/// @file Runs that never happened.
#include "tests/tools/report/fake_run.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace aerie::tools::fake {

std::uint64_t Dice::bits() {
    std::uint64_t z = (state_ += 0x9e3779b97f4a7c15u);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

namespace {

constexpr double seconds = 40;

/// Four phases of input, and a population that regulates back to its target after each change.
double input_rate(double t) { return t < 10 ? 20 : t < 20 ? 45 : t < 30 ? 10 : 25; }
double output_rate(double t) {
    const double since = std::fmod(t, 10);
    return 12 + (input_rate(t) - 20) * 0.8 * std::exp(-since / 2.5);
}

RasterRecord raster(const std::string& name, std::uint32_t size, Dice& dice, double (*rate)(double), double scale) {
    RasterRecord r{name, size, 0, {}, {}};
    constexpr double step = 0.01;
    for (double t = 0; t < seconds; t += step) {
        for (std::uint32_t n = 0; n < size; ++n) {
            if (dice.unit() >= rate(t) * scale * step) continue;
            ++r.total;
            if (r.total % 4 != 0) continue;
            r.time_s.push_back(t + step * dice.unit());
            r.neuron.push_back(n);
        }
    }
    return r;
}

SeriesRecord membrane(Dice& dice) {
    SeriesRecord s{"v of three neurons", "Exc", "v", "V", {}, {"v[0]", "v[1]", "v[2]"}, {{}, {}, {}}};
    std::array<double, 3> v{-0.07, -0.068, -0.065};
    for (int i = 0; i < 1500; ++i) {
        const double t = i * seconds / 1500;
        s.time_s.push_back(t);
        for (std::size_t n = 0; n < v.size(); ++n) {
            v[n] += (-0.07 - v[n]) * 0.08 + 0.0022 * (dice.unit() - 0.2) * output_rate(t) / 10;
            if (v[n] > -0.05) v[n] = -0.07;
            s.values[n].push_back(v[n]);
        }
    }
    return s;
}

SeriesRecord weights(Dice& dice) {
    SeriesRecord s{"weights", "Inputs_to_Exc", "w", "", {}, {}, {}};
    for (int i = 0; i < 400; ++i) s.time_s.push_back(i * seconds / 400);
    for (int k = 0; k < 40; ++k) {
        s.labels.push_back(fmt::format("w[{}]", k));
        auto& curve = s.values.emplace_back();
        double w = 1.5 + dice.unit();
        for (const double t : s.time_s) {
            w += (12 - output_rate(t)) * 0.004 + 0.03 * (dice.unit() - 0.5);
            curve.push_back(std::clamp(w, 0.0, 5.0));
        }
    }
    return s;
}

SeriesRecord traces() {
    SeriesRecord s{"rate trace", "Exc", "r", "", {}, {"r[0]", "r[1]"}, {{}, {}}};
    for (int i = 0; i < 800; ++i) {
        const double t = i * seconds / 800;
        s.time_s.push_back(t);
        s.values[0].push_back(output_rate(t) / 12);
        s.values[1].push_back(output_rate(t + 0.4) / 14 + 0.05 * std::sin(9 * t));
    }
    return s;
}

void add_cores(RunRecord& r, Dice& dice) {
    r.core_limits = {{"axons_in", 4096}, {"axons_out", 4096}, {"neurons", 1024}, {"synapse_bits", 1048576}};
    for (std::uint32_t y = 2; y < 6; ++y) {
        for (std::uint32_t x = 2; x < 6; ++x) {
            if ((x + y) % 7 == 0) continue;
            CoreRecord c{y * 8 + x, x, y, 120 + dice.below(200), 400 + dice.below(3000), 100 + dice.below(400), 20000 + dice.below(9000), 0, 0,
                         0,         0, 0};
            c.synapse_bits = c.synapses * 32;
            c.busy_cycles = 400000 + dice.below(5000000);
            c.synaptic_events = c.busy_cycles * 2;
            c.spikes = c.neurons * 480;
            c.packets_in = c.axons_in * 90;
            r.cores.push_back(c);
        }
    }
    r.mapping.cores_used = static_cast<std::uint32_t>(r.cores.size());
    r.mapping.cores_available = 64;
    r.mapping.hop_weighted_traffic = 8.21e6;
    r.mapping.random_hop_weighted_traffic = 2.94e7;
    r.mapping.lower_bound = 6.9e6;
}

void add_links(RunRecord& r, Dice& dice) {
    for (const auto& c : r.cores) {
        r.links.push_back({c.x, c.y, 'L', c.packets_in});
        if (c.x < 5) r.links.push_back({c.x, c.y, 'E', 20000 + dice.below(400000)});
        if (c.x > 2) r.links.push_back({c.x, c.y, 'W', 20000 + dice.below(300000)});
        if (c.y > 2) r.links.push_back({c.x, c.y, 'N', 10000 + dice.below(200000)});
        if (c.y < 5) r.links.push_back({c.x, c.y, 'S', 10000 + dice.below(250000)});
    }
    for (const auto& link : r.links) {
        if (link.direction != 'L') r.traffic.packet_hops += link.packets;
        r.traffic.max_link_packets = std::max(r.traffic.max_link_packets, link.packets);
    }
}

void add_causes(RunRecord& r) {
    r.causes = {{"axon_lookup", 3100000, 7.3e7},    {"synaptic_word", 61000000, 1.46e9}, {"microcode_instruction", 960000000, 2.2e9},
                {"neuron_update_active", 24000000, 1.9e9}, {"spike_out", 240000, 1.2e6},  {"hop_east_west", 2500000, 7.5e6},
                {"hop_north_south", 1900000, 7.6e6}, {"buffer_write", 4400000, std::nullopt}, {"learning_step", 9100000, 8.4e8},
                {"table_lookup", 150000, std::nullopt}, {"barrier", 400000, 2.4e8}};
    r.energy_pj.statics = 1.1e9;
    for (const auto& cause : r.causes) r.energy_pj.dynamic += cause.energy_pj.value_or(0);
    r.energy_pj.unknown = {"buffer_write", "table_lookup"};
}

void add_losses(RunRecord& r) {
    r.stores = {{"Exc.v", 160000000}, {"Exc.r", 160000000}, {"Exc.I", 160000000}, {"Inputs_to_Exc.w", 1920000}, {"Inh.v", 40000000}};
    r.saturations = {{"Exc.v", 0}, {"Exc.r", 0}, {"Exc.I", 1204}, {"Inputs_to_Exc.w", 15}, {"Inh.v", 0}};
    r.lost_increments = {{"Exc.v", 12}, {"Exc.r", 61230}, {"Exc.I", 0}, {"Inputs_to_Exc.w", 874233}, {"Inh.v", 0}};
    r.formats = {{"Exc.v", "Q1.30"}, {"Exc.r", "Q4.27"}, {"Exc.I", "Q8.23"}, {"Inputs_to_Exc.w", "Q3.12"}, {"Inh.v", "Q1.30"}};
}

}  // namespace

RunRecord homeostasis() {
    Dice dice{2024};
    RunRecord r;
    r.network = "spike_based_homeostasis";
    r.chip = "aerie";
    r.arithmetic = "fixed";
    r.schedule = "CHIP";
    r.tick_mode = "BARRIER";
    r.seed = 42;
    r.ticks = 400000;
    r.cycles = 36400000;
    r.dt_s = 1e-4;
    r.biological_seconds = seconds;
    r.wall_seconds = 0.171;
    r.chip_seconds = 0.182;
    r.version = "0.1.0";
    r.rasters = {raster("Inputs", 60, dice, input_rate, 0.3), raster("Exc", 120, dice, output_rate, 0.5), raster("Inh", 24, dice, output_rate, 1.0)};
    for (const auto& one : r.rasters) {
        r.populations.push_back({one.population, one.size, one.total, static_cast<double>(one.total) / (seconds * static_cast<double>(one.size)),
                                 one.population == "Inputs"});
    }
    r.traffic.packets = 1840000;
    r.traffic.latency_cycles = {7.3, 6, 14, 22, 61};
    r.events = {61000000, 9100000, 57600000, 960000000};
    r.mesh_width = r.mesh_height = 8;
    add_cores(r, dice);
    add_links(r, dice);
    add_causes(r);
    add_losses(r);
    r.series = {membrane(dice), traces(), weights(dice)};
    for (int i = 0; i < 300; ++i) {
        const double t = i * seconds / 300;
        r.cycles_per_tick.time_s.push_back(t);
        r.cycles_per_tick.mean.push_back(70 + output_rate(t) + 3 * dice.unit());
        r.cycles_per_tick.max.push_back(110 + 3 * output_rate(t) + 40 * dice.unit());
    }
    r.processor = {{"readout", {"z"}, 10.0, 30.0, 400000, 61000000, 1200000, 48000000, 400000, 61000, 1900000}};
    r.series.push_back({"z", "readout", "z", "", r.series[0].time_s, {"z"}, {{}}});
    r.series.push_back({"z target", "readout", "z_target", "", r.series[0].time_s, {"z_target"}, {{}}});
    for (const double t : r.series[0].time_s) {
        r.series[3].values[0].push_back(t < 10 ? 0 : std::sin(t * 0.99));
        r.series[4].values[0].push_back(std::sin(t));
    }
    r.notes = {"the price of 'buffer_write' is not published for this chip: the energy total is not known",
               "the range of 'Exc.r' comes from a calibration run with a margin of 2"};
    return r;
}

RunRecord silent() {
    RunRecord r;
    r.network = "silent";
    r.chip = "truenorth";
    r.arithmetic = "fixed";
    r.schedule = "CHIP";
    r.tick_mode = "REAL_TIME";
    r.dt_s = 1e-3;
    r.populations = {{"Exc", 10, 0, 0, false}};
    r.mapping.cores_available = 4096;
    r.mesh_width = r.mesh_height = 64;
    return r;
}

namespace {

std::string any_name(Dice& dice) {
    static const std::array<const char*, 8> names{"Exc", "a,b", "say \"x\"", "</script><b>", "Zellen-\xc3\xa4", "line\nbreak", "&amp;", ""};
    return names[dice.below(names.size())] + std::to_string(dice.below(1000));
}

double any_number(Dice& dice) {
    switch (dice.below(6)) {
        case 0: return 0;
        case 1: return std::numeric_limits<double>::quiet_NaN();
        case 2: return std::numeric_limits<double>::infinity();
        case 3: return -dice.unit() * 1e-300;
        default: return dice.unit() * std::pow(10.0, static_cast<double>(dice.below(40)) - 20);
    }
}

std::optional<double> maybe_number(Dice& dice) {
    return dice.below(2) == 0 ? std::optional<double>{} : dice.unit() * 1e9;
}

std::vector<double> any_numbers(Dice& dice, std::size_t count) {
    std::vector<double> values;
    for (std::size_t i = 0; i < count; ++i) values.push_back(any_number(dice));
    return values;
}

SeriesRecord any_series(Dice& dice) {
    const std::size_t length = dice.below(5), curves = dice.below(4);
    SeriesRecord s{any_name(dice), any_name(dice), any_name(dice), "mV", any_numbers(dice, length), {}, {}};
    for (std::size_t i = 0; i < curves; ++i) {
        s.labels.push_back(any_name(dice));
        s.values.push_back(any_numbers(dice, length));
    }
    return s;
}

RasterRecord any_raster(Dice& dice) {
    const std::size_t length = dice.below(5);
    RasterRecord r{any_name(dice), dice.bits(), dice.bits(), any_numbers(dice, length), {}};
    for (std::size_t i = 0; i < length; ++i) r.neuron.push_back(static_cast<std::uint32_t>(dice.bits()));
    return r;
}

}  // namespace

RunRecord arbitrary(std::uint64_t seed) {
    Dice dice{seed};
    RunRecord r;
    r.network = any_name(dice);
    r.chip = any_name(dice);
    r.version = any_name(dice);
    r.seed = dice.bits();
    r.ticks = dice.bits();
    r.cycles = dice.bits();
    r.dt_s = any_number(dice);
    r.biological_seconds = any_number(dice);
    r.wall_seconds = any_number(dice);
    r.chip_seconds = maybe_number(dice);
    r.energy_pj.total = maybe_number(dice);
    r.energy_pj.statics = maybe_number(dice);
    r.energy_pj.dynamic = any_number(dice);
    r.traffic.packets = dice.below(3);
    r.traffic.latency_cycles = {any_number(dice), dice.bits(), dice.bits(), dice.bits(), dice.bits()};
    r.cycles_per_tick = {any_numbers(dice, 3), any_numbers(dice, 3), any_numbers(dice, 3)};
    for (std::uint64_t i = 0; i < dice.below(4); ++i) {
        const std::string name = any_name(dice);
        r.populations.push_back({name, dice.bits(), dice.bits(), any_number(dice), dice.below(2) == 0});
        r.causes.push_back({fmt::format("cause_{}", i), dice.bits(), maybe_number(dice)});
        r.cores.push_back({static_cast<std::uint32_t>(i), 0, 0, dice.bits(), dice.bits(), dice.bits(), dice.bits(), dice.bits(), dice.bits(),
                           dice.bits(), dice.bits(), dice.bits()});
        r.links.push_back({static_cast<std::uint32_t>(i), 0, "NESWL"[dice.below(5)], dice.bits()});
        r.saturations[name] = dice.bits();
        r.lost_increments[any_name(dice)] = dice.bits();
        r.stores[name] = dice.bits();
        r.formats[name] = "Q3.12";
        r.core_limits[any_name(dice)] = dice.bits();
        r.processor.push_back({any_name(dice), {any_name(dice)}, maybe_number(dice), maybe_number(dice), dice.bits(), dice.bits(), dice.bits(), dice.bits(), dice.bits(), dice.bits(), dice.bits()});
        r.notes.push_back(any_name(dice));
        r.energy_pj.unknown.push_back(any_name(dice));
        r.series.push_back(any_series(dice));
        r.rasters.push_back(any_raster(dice));
    }
    return r;
}

}  // namespace aerie::tools::fake
