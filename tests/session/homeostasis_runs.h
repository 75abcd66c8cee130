/// @file Runs of tools/examples/homeostasis.txtpb and what reference.md section 6 measures of them: rates and weights by ten-second segment.
#pragma once

#include <array>
#include <cmath>
#include <map>

#include "tests/catch.h"
#include "tools/session/run.h"

namespace aerie::test {

inline constexpr std::size_t segments = 4;
inline constexpr double segment_s = 10.0;
using BySegment = std::array<double, segments>;

struct Variant {
    std::string name, chip;
    std::vector<std::string> overrides{};
    hw::Arithmetic arithmetic = hw::Arithmetic::fixed;
};

struct Regulation {
    BySegment unregulated_hz{}, regulated_hz{}, last_half_hz{}, mean_w{}, end_w{};
    double lost = 0, stores = 0, steady_spikes = 0;
    std::vector<std::uint64_t> regulated, unregulated;   ///< ticks
};

inline void count_spikes(const Network& network, const std::vector<hw::Spike>& spikes, Regulation& out) {
    for (const hw::Spike& s : spikes) {
        const std::string& name = network.name_of(s.address.population);
        const double time_s = static_cast<double>(s.tick) * network.dt_s;
        const auto segment = std::min(segments - 1, static_cast<std::size_t>(time_s / segment_s));
        if (name == "steady") ++out.steady_spikes;
        if (name == "unregulated") {
            out.unregulated_hz[segment] += 1.0 / segment_s;
            out.unregulated.push_back(s.tick);
        }
        if (name != "regulated") continue;
        out.regulated.push_back(s.tick);
        out.regulated_hz[segment] += 1.0 / segment_s;
        if (time_s >= segment_s * static_cast<double>(segment) + segment_s / 2) out.last_half_hz[segment] += 2.0 / segment_s;
    }
}

inline void take_weights(const tools::RunRecord& record, Regulation& out) {
    for (const tools::SeriesRecord& s : record.series) {
        if (s.target != "plastic") continue;
        BySegment count{};
        for (std::size_t k = 0; k < s.time_s.size(); ++k) {
            const auto segment = std::min(segments - 1, static_cast<std::size_t>(s.time_s[k] / segment_s + 1e-9));
            out.mean_w[segment] += s.values[0][k];
            out.end_w[segment] = s.values[0][k];
            ++count[segment];
        }
        for (std::size_t k = 0; k < segments; ++k) out.mean_w[k] /= count[k];
    }
}

inline Regulation regulate(const Variant& variant, std::uint64_t seed) {
    session::Request request;
    request.network = AERIE_EXAMPLES "/homeostasis.txtpb";
    request.chip = variant.chip;
    request.overrides = variant.overrides;
    request.arithmetic = variant.arithmetic;
    request.seed = seed;
    const auto prepared = session::prepare(request);
    Regulation out;
    session::RunOptions options;
    options.spikes = [&](const std::vector<hw::Spike>& spikes) { count_spikes(prepared->network, spikes, out); };
    options.at_end = [&](hw::Machine& machine) {
        for (const hw::VariableLosses& losses : machine.losses()) {
            if (losses.name != "plastic.w") continue;
            out.lost = static_cast<double>(losses.lost);
            out.stores = static_cast<double>(losses.stores);
        }
    };
    take_weights(session::run(*prepared, options), out);
    return out;
}

inline std::vector<Regulation> regulate_seeds(const Variant& variant, std::uint64_t seeds) {
    std::vector<Regulation> all;
    for (std::uint64_t seed = 1; seed <= seeds; ++seed) all.push_back(regulate(variant, seed));
    return all;
}

inline double mean_of(const std::vector<Regulation>& runs, BySegment Regulation::* what, std::size_t segment) {
    double sum = 0.0;
    for (const Regulation& r : runs) sum += (r.*what)[segment];
    return sum / static_cast<double>(runs.size());
}
inline double mean_of(const std::vector<Regulation>& runs, double Regulation::* what) {
    double sum = 0.0;
    for (const Regulation& r : runs) sum += r.*what;
    return sum / static_cast<double>(runs.size());
}

}  // namespace aerie::test
