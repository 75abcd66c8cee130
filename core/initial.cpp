#include "core/initial.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/connect.h"
#include "core/error.h"
#include "core/lanes.h"

namespace aerie {
namespace {

/// FNV-1a, 64 bit (Fowler, Noll, Vo; draft-eastlake-fnv): the name takes the place of the tick in the key.
std::uint64_t number_of(const std::string& name) {
    std::uint64_t hash = 0xcbf29ce484222325u;
    for (const char c : name) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3u;
    return hash;
}

/// The k-th draw of every member. Further synapses of one pair take draw numbers of their own.
void draw(const lang::Expr& call, std::uint32_t k, const DrawnField& field, std::span<const Member> members, std::span<double> out) {
    const auto key_of = [&](std::uint32_t copy) { return DrawKey{field.seed, field.purpose, field.entity, number_of(field.name), k | copy << 16}; };
    const DrawKey first = key_of(0);
    const bool is_normal = call.name == "randn";
    for (std::size_t lane = 0; lane < members.size(); ++lane) {
        const Member& m = members[lane];
        const auto words = (m.copy == 0 ? first : key_of(m.copy)).words(m.i, m.j);
        out[lane] = is_normal ? to_normal(words) : to_unit(words[0]);
    }
}

void require_finite(std::span<const double> values, std::span<const Member> members, const DrawnField& field) {
    for (std::size_t k = 0; k < values.size(); ++k)
        if (!std::isfinite(values[k]))
            throw InputError{{"a value that is not finite", field.where, fmt::format("{} for i = {}, j = {}", values[k], members[k].i, members[k].j),
                              "finite numbers"}};
}

const InitialValue* find_initial(const std::vector<InitialValue>& initial, const std::string& variable) {
    const auto found = std::find_if(initial.begin(), initial.end(), [&](const InitialValue& v) { return v.variable == variable; });
    return found == initial.end() ? nullptr : &*found;
}

bool is_shared(const std::vector<lang::Variable>& variables, const std::string& name) {
    return std::any_of(variables.begin(), variables.end(), [&](const lang::Variable& v) { return v.name == name && v.is_shared; });
}

std::vector<Member> members_of_row(const Connectivity& c, std::uint32_t pre) {
    std::vector<Member> members(c.begin[std::size_t{pre} + 1] - c.begin[pre]);
    const std::uint32_t* post = c.post.data() + c.begin[pre];
    for (std::size_t k = 0; k < members.size(); ++k) {
        const bool repeats = k > 0 && post[k] == post[k - 1];
        members[k] = {pre, post[k], repeats ? members[k - 1].copy + 1 : 0};
    }
    return members;
}

/// One value for the whole group, that of member (0, 0).
std::vector<double> shared_values(const InitialValue& initial, const DrawnField& field, std::size_t count) {
    if (!initial.expression) return std::vector<double>(count, initial.values.at(0));
    const Member first;
    return std::vector<double>(count, drawn_values(*initial.expression, field, {&first, 1})[0]);
}

std::string place(const Network& network, const Projection& projection, const std::string& what) {
    return fmt::format("{}: projection '{}': {}", network.file, projection.name, what);
}

}  // namespace

std::vector<double> drawn_values(const lang::Expr& expr, const DrawnField& field, std::span<const Member> members) {
    constexpr std::size_t block = 1024;   // keeps the columns of the evaluation in the first-level cache
    std::vector<double> values;
    values.reserve(members.size());
    for (std::size_t first = 0; first < members.size(); first += block) {
        const auto part = members.subspan(first, std::min(block, members.size() - first));
        LaneInputs inputs;
        inputs.name = [&](const lang::Expr& name, std::span<double> out) {
            const bool is_j = name.reference == lang::Reference::post_index;
            AERIE_ASSERT(is_j || name.reference == lang::Reference::index);
            for (std::size_t k = 0; k < part.size(); ++k) out[k] = is_j ? part[k].j : part[k].i;
        };
        inputs.draw = [&](const lang::Expr& call, std::uint32_t k, std::span<double> out) { draw(call, k, field, part, out); };
        const auto result = evaluate_lanes(expr, part.size(), inputs);
        require_finite(result, part, field);
        values.insert(values.end(), result.begin(), result.end());
    }
    return values;
}

std::vector<double> initial_values(const Network& network, PopulationId population, const std::string& variable) {
    const Population& p = network.populations[population.index()];
    const InitialValue* initial = find_initial(p.initial, variable);
    if (initial == nullptr) return std::vector<double>(p.size, 0.0);
    const DrawnField field{network.seed, Purpose::initial, population.index(), variable,
                           fmt::format("{}: population '{}': initial value of '{}'", network.file, p.name, variable)};
    if (is_shared(p.model.variables, variable)) return shared_values(*initial, field, p.size);
    if (!initial->expression) return initial->values;
    std::vector<Member> members(p.size);
    for (std::uint32_t i = 0; i < p.size; ++i) members[i].i = i;
    return drawn_values(*initial->expression, field, members);
}

std::vector<double> initial_row(const Network& network, ProjectionId projection, const std::string& variable, const Connectivity& connectivity,
                                std::uint32_t pre) {
    const Projection& p = network.projections[projection.index()];
    const std::uint64_t begin = connectivity.begin[pre], end = connectivity.begin[std::size_t{pre} + 1];
    const InitialValue* initial = find_initial(p.initial, variable);
    if (initial == nullptr) return std::vector<double>(end - begin, 0.0);
    const DrawnField field{network.seed, Purpose::initial, projection_entity(projection.index()), variable,
                           place(network, p, "initial value of '" + variable + "'")};
    if (is_shared(p.model.variables, variable)) return shared_values(*initial, field, end - begin);
    if (initial->expression) {
        if (initial->expression->node == lang::Node::number) return std::vector<double>(end - begin, initial->expression->value);
        return drawn_values(*initial->expression, field, members_of_row(connectivity, pre));
    }
    if (initial->values.size() != connectivity.post.size())
        throw InputError{{"the list has another length than there are synapses", field.where, fmt::format("{} values", initial->values.size()),
                          fmt::format("{} values, one per synapse by (pre, post)", connectivity.post.size())}};
    return {initial->values.begin() + static_cast<std::ptrdiff_t>(begin), initial->values.begin() + static_cast<std::ptrdiff_t>(end)};
}

std::vector<std::uint32_t> delay_row(const Network& network, ProjectionId projection, const Connectivity& connectivity, std::uint32_t pre) {
    const Projection& p = network.projections[projection.index()];
    const std::uint32_t least = network.schedule == Schedule::chip ? 1 : 0;
    if (!p.delay) return std::vector<std::uint32_t>(connectivity.begin[std::size_t{pre} + 1] - connectivity.begin[pre], least);
    const DrawnField field{network.seed, Purpose::delay, projection_entity(projection.index()), "delay", place(network, p, "delay")};
    const auto members = members_of_row(connectivity, pre);
    const auto seconds = drawn_values(*p.delay, field, members);
    std::vector<std::uint32_t> ticks;
    ticks.reserve(seconds.size());
    for (std::size_t k = 0; k < seconds.size(); ++k) {
        const double rounded = std::floor(seconds[k] / network.dt_s + 0.5);
        if (!(rounded >= least && rounded <= 0xffffffffu))
            throw InputError{{"a delay outside what the schedule allows", field.where,
                              fmt::format("{} s from {} to {}: {} ticks of {} s", seconds[k], pre, members[k].j, rounded, network.dt_s),
                              fmt::format("{} to {} ticks", least, 0xffffffffu)}};
        ticks.push_back(static_cast<std::uint32_t>(rounded));
    }
    return ticks;
}

}  // namespace aerie
