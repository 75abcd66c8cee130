/// @file One seed of Brian2's homeostasis run: what went in, what must come out.
#pragma once

#include <cmath>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "tools/formats/hdf5.h"

namespace aerie::tests {

struct HomeostasisRecording {
    std::vector<std::uint64_t> steady, varying;             ///< ticks of 0.1 ms in which the sources fired
    std::vector<std::uint64_t> regulated, unregulated;      ///< ticks in which the neurons must fire
    std::vector<double> weight;                             ///< before every hundredth tick, rounded to float32
};

inline constexpr std::uint64_t homeostasis_ticks = 400000;
inline constexpr std::uint64_t homeostasis_weight_period = 100;

inline std::filesystem::path homeostasis_network(int seed) {
    return std::filesystem::path{AERIE_REPLAY} / ("homeostasis_seed" + std::to_string(seed) + ".txtpb");
}

inline HomeostasisRecording homeostasis_recording(int seed) {
    namespace h5 = formats::h5;
    const h5::File file = h5::open_file(std::filesystem::path{AERIE_REPLAY} / "data" / ("homeostasis_seed" + std::to_string(seed) + ".h5"));
    const auto ticks = [&](const std::string& source) {
        std::vector<std::uint64_t> nearest;
        for (const double time_ms : h5::read_reals(file, "/spikes/" + source + "/timestamps")) {
            nearest.push_back(static_cast<std::uint64_t>(std::llround(time_ms / 0.1)));
        }
        return nearest;
    };
    return {ticks("steady"), ticks("varying"), h5::read_integers(file, "/expected/regulated/ticks"),
            h5::read_integers(file, "/expected/unregulated/ticks"), h5::read_reals(file, "/expected/w")};
}

}  // namespace aerie::tests
