#include "core/check/fields.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cmath>

#include "core/error.h"
#include "core/lang/check.h"
#include "core/lang/parse.h"
#include "core/nearest_name.h"

namespace aerie::check {
namespace {

bool is_writable(const std::string& name) {
    const auto is_bad = [](char c) { return c == '/' || c == '\'' || c == '"' || c == '\\' || std::iscntrl(static_cast<unsigned char>(c)) != 0; };
    return name.size() <= 100 && name.front() != ' ' && name.back() != ' ' && std::none_of(name.begin(), name.end(), is_bad);
}

}  // namespace

void Names::take(const std::string& name, const std::string& owner, const std::string& file) {
    const std::string where = file + ": " + owner;
    if (name.empty()) throw InputError{{"a name is missing", where, "", "a name that differs from those of all other " + kinds_}};
    if (!is_writable(name))
        throw InputError{{"a name that cannot be written to files", where, name,
                          "at most 100 bytes, without slashes, quotes, control characters or spaces at its ends"}};
    const auto [place, is_new] = owners_.emplace(name, owner);
    if (!is_new)
        throw InputError{{"duplicate name '" + name + "'", where, "already the name of " + place->second, "different names for all " + kinds_}};
}

bool is_identifier(const std::string& name) {
    const auto is_letter = [](char c) { return std::isalpha(static_cast<unsigned char>(c)) != 0 || c == '_'; };
    const auto continues = [&](char c) { return is_letter(c) || std::isdigit(static_cast<unsigned char>(c)) != 0; };
    return !name.empty() && is_letter(name.front()) && std::all_of(name.begin(), name.end(), continues);
}

std::uint32_t neuron_count(std::uint64_t size, const std::string& where) {
    if (size == 0 || size > most_neurons)
        throw InputError{{"size out of range", where, fmt::format("size: {}", size), fmt::format("1 to {}", most_neurons)}};
    return static_cast<std::uint32_t>(size);
}

double positive_seconds(const std::string& text, const std::string& where) {
    if (text.empty()) throw InputError{{"a time is missing", where, "", "a time above zero, such as \"1 ms\""}};
    const double seconds = lang::evaluate_quantity(text, second, where);
    if (!(seconds > 0.0) || !std::isfinite(seconds))
        throw InputError{{"a time must be above zero and finite", where, text, "a time above zero, such as \"1 ms\""}};
    return seconds;
}

std::uint64_t whole_ticks(double seconds, double dt_s, const std::string& where) {
    const double ticks = seconds / dt_s, nearest = std::round(ticks);
    const auto found = [&] { return fmt::format("{:.12g} ms is {:.12g} ticks of {:.12g} ms", seconds * 1e3, ticks, dt_s * 1e3); };
    if (!(ticks <= static_cast<double>(most_ticks))) throw InputError{{"too many ticks", where, found(), fmt::format("1 to {} ticks", most_ticks)}};
    const bool is_whole = nearest >= 1.0 && std::abs(ticks - nearest) <= std::max(1e-6, 1e-12 * ticks);
    if (!is_whole)
        throw InputError{{"not a whole number of ticks", where, found(),
                          fmt::format("whole ticks, at least one; the nearest is {:.12g} ms", std::max(nearest, 1.0) * dt_s * 1e3)}};
    return static_cast<std::uint64_t>(nearest);
}

std::uint64_t whole_ticks(const std::string& text, double dt_s, const std::string& where) {
    return whole_ticks(positive_seconds(text, where), dt_s, where);
}

std::vector<double> si_values(const std::vector<double>& values, const std::string& unit, lang::Dimension expected, const std::string& where) {
    const lang::Unit parsed = unit.empty() ? lang::Unit{} : lang::parse_unit({unit, where + ": unit"});
    if (parsed.dimension != expected)
        throw InputError{{"a list in the wrong unit", where,
                          unit.empty() ? "pure numbers (no unit)" : "unit: " + unit + ", a " + lang::to_string(parsed.dimension),
                          "a unit of " + lang::to_string(expected)}};
    std::vector<double> si;
    si.reserve(values.size());
    for (std::size_t k = 0; k < values.size(); ++k) {
        si.push_back(values[k] * parsed.factor);
        if (!std::isfinite(si.back()))
            throw InputError{{"a value that is not finite", where, fmt::format("values[{}]: {}", k, values[k]), "finite numbers"}};
    }
    return si;
}

void refuse_unknown(const std::string& kind, const std::string& name, const std::vector<std::string>& known, const std::string& where) {
    throw InputError{{fmt::format("unknown {} '{}'", kind, name), where, "", suggest_name(name, known)}};
}

}  // namespace aerie::check
