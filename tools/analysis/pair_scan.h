/// @file What pair STDP would learn from an address-event stream: a walk over the list of all events, in the order of (tick, address) in which a router
/// delivers them, with a window over the lag between two chosen neurons. Pure values; reading files and drawing pictures are elsewhere.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "hw_model/microcode/program.h"

namespace aerie::analysis {

/// One entry of the merged list. `address` tells neurons apart; events of one time stand in ascending address.
struct Event {
    double time_ms = 0;
    std::uint64_t address = 0;
};

/// Which pairs count.
enum class Pairing {
    bus,       ///< neighbours in the list of all events: a spike of any other neuron in between cancels the pair
    nearest,   ///< neighbours in the list of the two neurons' events
    all        ///< every spike of one with every spike of the other, once
};

/// dw(x), x = t_pre - t_post: potentiation exp(x / tau) for x < 0, at_zero for x = 0, -depression exp(-x / tau) for x > 0.
struct Window {
    double tau_ms = 10.0, potentiation = 1.0, depression = 1.0, at_zero = 1.0;
    [[nodiscard]] double change(double lag_ms) const;
};

/// Where the weight may lie: 2^bits codes from `low` upwards, (high - low) / 2^bits apart. Stochastic rounding draws by (seed, position in the list).
struct WeightGrid {
    double low = 0.0, high = 1.0;
    int bits = 16;
    hw::Rounding rounding = hw::Rounding::nearest;
    std::uint64_t seed = 1;
};

struct ScanOptions {
    std::uint64_t pre = 0, post = 1;         ///< addresses
    Pairing pairing = Pairing::bus;
    Window window{};
    bool leaves_out_last = false;            ///< the last pair of neighbours is not looked at
    std::optional<WeightGrid> grid{};        ///< absent: float64
    double start = 0.0;                      ///< the weight at first
};

struct Scan {
    std::vector<double> weight;              ///< after each position of the list: one per pair of neighbours, or (Pairing::all) one per event
    std::uint64_t at_zero = 0, potentiations = 0, depressions = 0;
    [[nodiscard]] std::uint64_t updates() const { return at_zero + potentiations + depressions; }
};

/// `events` ascending in (time, address).
[[nodiscard]] Scan scan(const std::vector<Event>& events, const ScanOptions& options);

}  // namespace aerie::analysis
