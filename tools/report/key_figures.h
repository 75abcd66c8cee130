/// @file What a chip user asks first, each as one line: the terminal summary and the tiles of the page show the same sentences.
#pragma once

#include <string>
#include <vector>

#include "tools/report/run_record.h"

namespace aerie::tools {

struct KeyFigure {
    std::string name;              ///< "energy"
    std::string value;             ///< "3.2 uJ", short enough for a tile
    std::string detail;            ///< what puts the value in proportion
    bool is_warning = false;       ///< the result may differ from the intent
};

[[nodiscard]] std::vector<KeyFigure> key_figures(const RunRecord& record);

/// "fixed point, schedule CHIP, BARRIER ticks, seed 42".
[[nodiscard]] std::string setting(const RunRecord& record);
/// "400,000 ticks of 100 us = 40 s of biological time".
[[nodiscard]] std::string duration(const RunRecord& record);

/// Causes with a price, dearest first (ties by name), the static share among them as "static".
[[nodiscard]] std::vector<CauseRecord> dearest_causes(const RunRecord& record);
/// The energy of all causes that have a price: a lower bound when some have none.
[[nodiscard]] double known_energy_pj(const RunRecord& record);
/// "193 uJ", "over 193 uJ" when some cause has no price, "not known" when none has.
[[nodiscard]] std::string dynamic_energy(const RunRecord& record);

/// How often a variable lost something, in proportion to how often it was written.
struct LossRecord {
    std::string variable, format;                      ///< "Exc.v", "Q4.27" or empty
    std::uint64_t stores = 0, saturations = 0, lost_increments = 0;
    [[nodiscard]] bool is_serious() const;             ///< more than one store in a hundred: results are likely to differ
};

/// Every variable that was written or lost something, by name.
[[nodiscard]] std::vector<LossRecord> losses(const RunRecord& record);

/// How full the fullest core is, under one limit.
struct LimitUse {
    std::string limit;             ///< "neurons"
    std::uint32_t core = 0;
    std::uint64_t used = 0, allowed = 0;
};

/// One per limit that the chip has, in the order of the names; empty when no core is used.
[[nodiscard]] std::vector<LimitUse> fullest(const RunRecord& record);

}  // namespace aerie::tools
