/// @file Stimuli: rows of values, how long and in which order they are shown.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <numeric>

#include "core/check/fields.h"
#include "core/check/parts.h"
#include "core/error.h"
#include "core/lang/functions.h"
#include "core/lang/parse.h"
#include "core/random.h"
#include "core/stimulus.h"

namespace aerie::check {
namespace {

void check_table(const StimulusSpec& spec, const std::string& where) {
    if (!is_identifier(spec.name) || lang::is_builtin_function(spec.name))
        throw InputError{
            {"a stimulus needs a name that equations can call", where, spec.name, "letters, digits and underscores, no function of the language"}};
    if (spec.columns == 0 || spec.columns > most_neurons)
        throw InputError{{"columns out of range", where, fmt::format("columns: {}", spec.columns), fmt::format("1 to {}", most_neurons)}};
    if (spec.values.empty() || spec.values.size() % spec.columns != 0)
        throw InputError{{"a stimulus needs whole rows of values, at least one", where,
                          fmt::format("{} values in {} columns", spec.values.size(), spec.columns), fmt::format("a multiple of {}", spec.columns)}};
}

void check_pause(const StimulusSpec& spec, const std::string& where) {
    if (spec.pause.empty() != spec.pause_value.has_value()) return;
    const bool has_value = spec.pause_value.has_value();
    throw InputError{{has_value ? "a pause_value without a pause" : "a pause without a value", where,
                      has_value ? fmt::format("pause_value: {}", *spec.pause_value) : fmt::format("pause: \"{}\"", spec.pause),
                      "both, such as pause: \"500 ms\" pause_value: 0, or neither"}};
}

/// A permutation by sorting random numbers; each repetition has one of its own.
std::vector<std::uint32_t> shuffled(std::uint32_t rows, const DrawKey& key) {
    std::vector<std::pair<std::uint64_t, std::uint32_t>> drawn(rows);
    for (std::uint32_t row = 0; row < rows; ++row) {
        const auto words = key.words(row, 0);
        drawn[row] = {std::uint64_t{words[0]} << 32 | words[1], row};
    }
    std::sort(drawn.begin(), drawn.end());
    std::vector<std::uint32_t> order;
    for (const auto& [random, row] : drawn) order.push_back(row);
    return order;
}

std::vector<std::uint32_t> order_of(const StimulusSpec& spec, std::uint64_t rows, const Network& network, const std::string& where) {
    const std::uint64_t repeat = spec.repeat.value_or(1);
    if (repeat == 0 || repeat > most_listed / rows)
        throw InputError{{"repeat out of range", where, fmt::format("repeat: {}", repeat), fmt::format("1 to {} for {} rows", most_listed / rows, rows)}};
    if (repeat == 1 && !spec.is_shuffled) return {};
    std::vector<std::uint32_t> order;
    for (std::uint64_t k = 0; k < repeat; ++k) {
        std::vector<std::uint32_t> once(rows);
        std::iota(once.begin(), once.end(), 0u);
        const auto index = static_cast<std::uint32_t>(network.stimuli.size());
        if (spec.is_shuffled) once = shuffled(static_cast<std::uint32_t>(rows), DrawKey{network.seed, Purpose::order, index, k, 0});
        order.insert(order.end(), once.begin(), once.end());
    }
    return order;
}

const Stimulus& model_of_order(const StimulusSpec& spec, std::uint64_t rows, const Network& network, const std::string& where) {
    if (spec.is_shuffled || spec.repeat)
        throw InputError{{"two orders for one stimulus", where, "order_like: \"" + spec.order_like + "\"", "order_like, or order and repeat"}};
    std::vector<std::string> known;
    for (const Stimulus& s : network.stimuli) known.push_back(s.name);
    const auto found = std::find(known.begin(), known.end(), spec.order_like);
    if (found == known.end()) refuse_unknown("earlier stimulus", spec.order_like, known, where + ": order_like");
    const Stimulus& like = network.stimuli[static_cast<std::size_t>(found - known.begin())];
    if (like.rows() != rows)
        throw InputError{{"an order for another number of rows", where, fmt::format("{} rows, '{}' has {}", rows, like.name, like.rows()), "the same number of rows"}};
    return like;
}

}  // namespace

Stimulus check_stimulus(const StimulusSpec& spec, const Network& network) {
    const std::string where = place(network, "stimulus", spec.name);
    check_table(spec, where);
    check_pause(spec, where);
    const lang::Unit unit = spec.unit.empty() ? lang::Unit{} : lang::parse_unit({spec.unit, where + ": unit"});
    Stimulus stimulus{spec.name, whole_ticks(spec.dt, network.dt_s, where + ": dt"), static_cast<std::uint32_t>(spec.columns), {}, unit.dimension};
    stimulus.values = si_values(spec.values, spec.unit, unit.dimension, where);
    if (!spec.pause.empty()) {
        stimulus.pause_ticks = whole_ticks(spec.pause, network.dt_s, where + ": pause");
        stimulus.pause_value = si_values({*spec.pause_value}, spec.unit, unit.dimension, where + ": pause_value")[0];
    }
    if (spec.order_like.empty()) stimulus.order = order_of(spec, stimulus.rows(), network, where);
    else stimulus.order = model_of_order(spec, stimulus.rows(), network, where).order;
    return stimulus;
}

std::optional<Shape> check_shape(const std::vector<std::uint64_t>& shape, std::uint64_t size, const std::string& where) {
    if (shape.empty()) return std::nullopt;
    const bool fits = shape.size() == 2 && shape[0] != 0 && shape[1] != 0 && size % shape[0] == 0 && size / shape[0] == shape[1];
    if (!fits) throw InputError{{"a shape that does not hold all members", where, fmt::format("shape: [{}] of {} members", fmt::join(shape, ", "), size), "rows and columns whose product is the size"}};
    return Shape{static_cast<std::uint32_t>(shape[0]), static_cast<std::uint32_t>(shape[1])};
}

}  // namespace aerie::check
