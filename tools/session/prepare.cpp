#include "tools/session/prepare.h"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <cmath>

#include "core/error.h"
#include "core/lang/check.h"
#include "core/stimulus.h"
#include "hw_model/chips/settings.h"
#include "tools/formats/chip_file.h"
#include "tools/formats/mapping_file.h"
#include "tools/formats/network_file.h"
#include "tools/session/admit.h"
#include "tools/session/programs.h"
#include "tools/session/calibrate.h"

namespace aerie::session {

namespace {

constexpr double assumed_rate_hz = 10.0;   // of neurons, while nothing was measured: only placement depends on it

void set_duration(Network& network, const std::string& text) {
    const std::string where = "--duration";
    const double seconds = lang::evaluate_quantity(text, lang::find_unit("second")->dimension, where);
    const double ticks = seconds / network.dt_s;
    if (!(ticks >= 1.0 && ticks < 1e15) || std::abs(ticks - std::round(ticks)) > 1e-6) {
        throw InputError{{"the duration is not a whole number of ticks", where, text, fmt::format("a multiple of {} ms, at least one", network.dt_s * 1e3)}};
    }
    std::uint64_t left = static_cast<std::uint64_t>(std::llround(ticks));
    std::vector<Phase> kept;
    for (Phase& phase : network.phases) {
        if (left == 0) break;
        phase.duration = std::min(phase.duration, Ticks{left});
        left -= phase.duration.count();
        kept.push_back(std::move(phase));
    }
    kept.back().duration += Ticks{left};
    network.phases = std::move(kept);
}

Network network_of(NetworkSpec spec, const Request& request) {
    if (request.seed) spec.seed = *request.seed;   // checking draws: start times of regular sources, orders of stimuli
    Network network = check_network(spec);
    if (!request.duration.empty()) set_duration(network, request.duration);
    return network;
}

std::vector<double> expected_rates(const Source& source, const Network& network) {
    const double ticks = static_cast<double>(total_ticks(network));
    switch (source.kind) {
        case Source::Kind::poisson:
            if (source.rate == nullptr) {
                std::vector<double> rates = source.rates_hz;
                for (double& r : rates) r *= network.dt_s;
                return rates;
            }
            return {(source.rate->node == lang::Node::number ? source.rate->value : assumed_rate_hz) * network.dt_s};
        case Source::Kind::spikes: {
            std::vector<double> rates;
            for (const auto& train : source.ticks) rates.push_back(static_cast<double>(train.size()) / ticks);
            return rates;
        }
        case Source::Kind::regular: {
            std::vector<double> rates;
            for (const std::uint64_t period : source.period) rates.push_back(1.0 / static_cast<double>(period));
            return rates;
        }
    }
    AERIE_ASSERT(!"every source has a kind");
}

}  // namespace

std::uint64_t total_ticks(const Network& network) {
    std::uint64_t ticks = 0;
    for (const Phase& p : network.phases) ticks += p.duration.count();
    return ticks;
}

Network load_network(const Request& request) { return network_of(formats::read_network(request.network), request); }

hw::ChipSpec load_chip(const Request& request) {
    hw::ChipSpec chip = formats::load_chip(request.chip);
    for (const std::string& assignment : request.overrides) hw::apply_override(chip, assignment);
    if (!request.overrides.empty()) hw::check_chip(chip, "--set");
    return chip;
}

std::vector<hw::NetworkImage> compile_phases(const Network& network, const hw::ChipSpec& chip, hw::Arithmetic arithmetic, const hw::RangeTable& ranges) {
    std::vector<hw::NetworkImage> images;
    Network now = network;
    for (const Phase& phase : network.phases) {
        for (const Phase::PopulationChange& c : phase.populations) now.populations[c.id.index()].model = c.model;
        for (const Phase::ProjectionChange& c : phase.projections) now.projections[c.id.index()].model = c.model;
        images.push_back(hw::compile_network(now, chip, arithmetic, ranges));
    }
    return images;
}

void fill_problem(Prepared& prepared) {
    const Network& network = prepared.network;
    prepared.problem.network = &prepared.network;
    prepared.problem.chip = &prepared.chip;
    for (std::uint32_t p = 0; p < network.projections.size(); ++p) {
        prepared.problem.connectivity.push_back(connect(network, ProjectionId{p}));
        prepared.problem.is_plastic.push_back(prepared.images.front().projections[p].is_static ? 0 : 1);
        prepared.problem.has_rows.push_back(1);
    }
    for (std::size_t p = 0; p < network.populations.size(); ++p) prepared.problem.spikes_per_tick.push_back({assumed_rate_hz * network.dt_s});
    for (const Source& s : network.sources) prepared.problem.spikes_per_tick.push_back(expected_rates(s, network));
}

std::unique_ptr<Prepared> prepare(const Request& request) {
    auto prepared = std::make_unique<Prepared>();
    const NetworkSpec spec = formats::read_network(request.network);
    prepared->chip = load_chip(request);
    check_sizes(spec, prepared->chip);
    prepared->network = network_of(spec, request);
    check_abilities(prepared->network, prepared->chip);
    check_synapses(prepared->network, prepared->chip);
    prepared->seed = prepared->network.seed;
    if (request.arithmetic == hw::Arithmetic::fixed) prepared->ranges = find_ranges(request, prepared->network, prepared->chip, prepared->notes);
    else if (!request.ranges.empty()) prepared->notes.push_back("float64 has no formats: --ranges changes nothing");
    prepared->images = compile_phases(prepared->network, prepared->chip, request.arithmetic, prepared->ranges);
    fill_problem(*prepared);
    if (request.mapping.empty()) {
        name_fitting_chips(prepared->problem, [&] { prepared->mapping = hw::map_network(prepared->problem, request.map); });
    } else {
        prepared->mapping = formats::read_mapping(request.mapping, prepared->network);
        name_fitting_chips(prepared->problem, [&] { hw::check_mapping(prepared->problem, prepared->mapping, request.map.fewest_entries); });
    }
    check_microcode(prepared->network, prepared->chip, prepared->images, prepared->mapping);
    return prepared;
}

}  // namespace aerie::session
