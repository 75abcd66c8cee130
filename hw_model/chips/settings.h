/// @file Every number and choice of a chip under a name that people can write: one table that the file reader, `--set` and
/// `aerie chips` share, so that a setting exists everywhere or nowhere.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "hw_model/chip.h"

namespace aerie::hw {

/// One setting of a chip: how its text is read, checked and written.
struct ChipSetting {
    std::string key;          ///< "weight.bits"
    std::string unit;         ///< "bit"; may be empty
    std::string allowed;      ///< "a whole number from 1 to 32"
    std::function<std::string(const ChipSpec&)> read;         ///< "16", "nearest", "unknown"
    std::function<bool(ChipSpec&, std::string_view)> write;   ///< false: not allowed, chip unchanged
    std::function<Figure&(ChipSpec&)> figure;                 ///< empty unless the setting is a Figure, which may be unknown
    bool may_be_unknown = false;                              ///< of one that is no Figure
};

/// All of them, in the order of chip.proto.
[[nodiscard]] const std::vector<ChipSetting>& chip_settings();
/// Throws InputError naming the nearest known key.
[[nodiscard]] const ChipSetting& find_setting(std::string_view key, const std::string& where);
/// Writes one setting and remembers where it came from. Throws InputError with what is allowed.
void set_setting(ChipSpec& chip, const ChipSetting& setting, std::string_view value, const Provenance& provenance, const std::string& where);
[[nodiscard]] Provenance provenance_of(const ChipSpec& chip, const ChipSetting& setting);

/// "weight.bits=6" from the command line: grade D, source "--set". Throws InputError for an unknown key or a value out of range;
/// call check_chip() after the last one.
void apply_override(ChipSpec& chip, std::string_view assignment);
/// One line per setting for help: key, unit, allowed.
[[nodiscard]] std::string override_help();
/// Throws InputError when settings contradict each other: a host outside the mesh, a real-time chip without tick_cycles, ...
void check_chip(const ChipSpec& chip, const std::string& where);

}  // namespace aerie::hw
