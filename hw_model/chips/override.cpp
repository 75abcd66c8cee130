#include <fmt/format.h>

#include <algorithm>

#include "core/error.h"
#include "core/nearest_name.h"
#include "hw_model/chips/settings.h"

namespace aerie::hw {

namespace {

std::vector<std::string> known_keys() {
    std::vector<std::string> keys;
    for (const ChipSetting& s : chip_settings()) keys.push_back(s.key);
    return keys;
}

[[noreturn]] void contradiction(const std::string& where, std::string what, std::string found, std::string allowed) {
    throw InputError{Complaint{std::move(what), where, std::move(found), std::move(allowed)}};
}

/// cycles = count x price must be whole: the machine counts in integers.
void check_whole_cycles(const ChipSpec& chip, const std::string& where) {
    for (std::size_t i = 0; i < operation_count; ++i) {
        const auto& cycles = chip.costs[i].cycles.value;
        if (!cycles || (*cycles == static_cast<double>(static_cast<std::uint64_t>(*cycles)) && *cycles < 1e9)) continue;
        contradiction(where, fmt::format("cost.{}.cycles is not a whole number of cycles", name_of(static_cast<Operation>(i))), fmt::format("{}", *cycles),
                      "a whole number below 1e9; choose cycle_ns so that all times are multiples of it");
    }
}

void check_tick(const ChipSpec& chip, const std::string& where) {
    if (!chip.cycle_ns.value || *chip.cycle_ns.value <= 0) {
        contradiction(where, "cycle_ns must be known", "unknown or 0", "the length of a cycle in ns, above 0; without one no time can be told");
    }
    if (chip.tick_mode == TickMode::real_time && chip.tick_cycles == 0) {
        contradiction(where, "a real-time chip needs the length of its tick", "tick_cycles: 0", "tick_cycles from 1");
    }
}

}  // namespace

const ChipSetting& find_setting(std::string_view key, const std::string& where) {
    const auto& all = chip_settings();
    const auto found = std::find_if(all.begin(), all.end(), [&](const ChipSetting& s) { return s.key == key; });
    if (found != all.end()) return *found;
    throw InputError{Complaint{fmt::format("unknown chip setting '{}'", key), where, "", suggest_name(key, known_keys())}};
}

void set_setting(ChipSpec& chip, const ChipSetting& setting, std::string_view value, const Provenance& provenance, const std::string& where) {
    if (!setting.write(chip, value)) {
        const std::string unit = setting.unit.empty() ? "" : " [" + setting.unit + "]";
        throw InputError{Complaint{fmt::format("'{}' cannot be so", setting.key), where, fmt::format("'{}'", value), setting.allowed + unit}};
    }
    if (setting.figure) setting.figure(chip).provenance = provenance;
    else chip.provenance[setting.key] = provenance;
}

Provenance provenance_of(const ChipSpec& chip, const ChipSetting& setting) {
    if (setting.figure) return setting.figure(const_cast<ChipSpec&>(chip)).provenance;
    const auto found = chip.provenance.find(setting.key);
    return found == chip.provenance.end() ? Provenance{} : found->second;
}

void apply_override(ChipSpec& chip, std::string_view assignment) {
    const std::string where = fmt::format("--set {}", assignment);
    const std::size_t equals = assignment.find('=');
    if (equals == std::string_view::npos || equals == 0) {
        throw InputError{Complaint{"an override has the form KEY=VALUE", where, fmt::format("'{}'", assignment), "for example weight.bits=6"}};
    }
    const ChipSetting& setting = find_setting(assignment.substr(0, equals), where);
    set_setting(chip, setting, assignment.substr(equals + 1), {"--set", 'D', fmt::format("the chip file says {}", setting.read(chip))}, where);
}

std::string override_help() {
    std::size_t width = 0;
    for (const ChipSetting& s : chip_settings()) width = std::max(width, s.key.size());
    std::string help;
    for (const ChipSetting& s : chip_settings()) {
        help += fmt::format("  {:<{}}  {}{}\n", s.key, width, s.allowed, s.unit.empty() ? "" : " [" + s.unit + "]");
    }
    return help;
}

void check_chip(const ChipSpec& chip, const std::string& where) {
    check_tick(chip, where);
    check_whole_cycles(chip, where);
    if (chip.mesh.host_x >= chip.mesh.width || chip.mesh.host_y >= chip.mesh.height) {
        contradiction(where, "the host's router is outside the mesh", fmt::format("({}, {})", chip.mesh.host_x, chip.mesh.host_y),
                      fmt::format("x below {}, y below {}", chip.mesh.width, chip.mesh.height));
    }
    constexpr std::uint32_t most_cores = 1u << 20;   // a mapping keeps a few words per core of the chip
    if (chip.cores() > most_cores) contradiction(where, "too many NeuroCores", fmt::format("{}", chip.cores()), fmt::format("width x height x cores_per_router up to {}", most_cores));
    if (chip.packing.is_crossbar && chip.capacity.neurons == 0) {
        contradiction(where, "a crossbar row is as wide as the core has neurons", "capacity.neurons: 0", "capacity.neurons from 1");
    }
}

}  // namespace aerie::hw
