#include "hw_model/energy.h"

namespace aerie::hw {

namespace {

constexpr double picojoules_per_joule = 1e12;

CausedEnergy energy_of(Operation cause, std::uint64_t times, const Figure& price_pj) {
    CausedEnergy caused{cause, times, std::nullopt};
    if (price_pj.value) caused.energy = Picojoules{static_cast<double>(times) * *price_pj.value};
    return caused;
}

}  // namespace

EnergyReport price(const Counts& counts, const ChipSpec& chip, Seconds chip_time) {
    EnergyReport report;
    for (std::size_t i = 0; i < operation_count; ++i) {
        const auto cause = static_cast<Operation>(i);
        if (counts[cause] == 0) continue;
        report.causes.push_back(energy_of(cause, counts[cause], chip.cost(cause).energy_pj));
        if (report.causes.back().energy) report.dynamic_known += *report.causes.back().energy;
        else report.not_known.push_back(cause);
    }
    if (chip.static_power_w.value) {
        report.static_energy = Picojoules{*chip.static_power_w.value * chip_time.count() * picojoules_per_joule};
    }
    return report;
}

}  // namespace aerie::hw
