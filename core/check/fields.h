/// @file Checks that every part of a network shares: names, sizes, times in whole ticks, lists of numbers with a unit.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "core/lang/dimension.h"

namespace aerie::check {

inline const lang::Dimension second{{0, 0, 1, 0, 0, 0, 0}};
inline const lang::Dimension hertz{{0, 0, -1, 0, 0, 0, 0}};

inline constexpr std::uint64_t most_neurons = std::uint64_t{1} << 31;   ///< of one population or source
inline constexpr std::uint64_t most_ticks = std::uint64_t{1} << 53;     ///< whole numbers that a double can count
/// Of what is held one by one: spike trains, regular sources, recorded members. Refused rather than running out of memory.
inline constexpr std::uint64_t most_listed = std::uint64_t{1} << 26;

/// Names that must differ: each is taken once.
class Names {
   public:
    explicit Names(std::string kinds) : kinds_{std::move(kinds)} {}
    /// Throws when `name` is empty, taken, longer than 100 bytes, or holds a slash, a quote or a control character. `owner` is "population 'Exc'".
    void take(const std::string& name, const std::string& owner, const std::string& file);

   private:
    std::string kinds_;   ///< for messages: "populations, sources and projections"
    std::map<std::string, std::string> owners_;
};

/// `name` looks like a word of the equations: a letter or underscore, then letters, digits and underscores.
[[nodiscard]] bool is_identifier(const std::string& name);

/// 1 to most_neurons, else InputError.
[[nodiscard]] std::uint32_t neuron_count(std::uint64_t size, const std::string& where);

/// Seconds, finite and above zero.
[[nodiscard]] double positive_seconds(const std::string& text, const std::string& where);
/// A time that is at least one tick and a whole number of them, up to a millionth of a tick; the complaint names the nearest that would do.
[[nodiscard]] std::uint64_t whole_ticks(double seconds, double dt_s, const std::string& where);
[[nodiscard]] std::uint64_t whole_ticks(const std::string& text, double dt_s, const std::string& where);

/// A list in SI: every number finite, the unit of the dimension that is expected; an empty unit is the pure one.
[[nodiscard]] std::vector<double> si_values(const std::vector<double>& values, const std::string& unit, lang::Dimension expected,
                                            const std::string& where);

/// Throws InputError: unknown name, with the nearest known ones.
[[noreturn]] void refuse_unknown(const std::string& kind, const std::string& name, const std::vector<std::string>& known, const std::string& where);

}  // namespace aerie::check
