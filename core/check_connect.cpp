#include "core/check_connect.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "core/error.h"

namespace aerie {
namespace {

using Rule = ConnectSpec::Rule;

bool has_degree(Rule rule) { return rule == Rule::fixed_in_degree || rule == Rule::fixed_out_degree; }

/// A parameter of another rule would be ignored in silence.
void refuse_foreign(const ConnectSpec& c, const std::string& where) {
    const auto refuse = [&](const char* field, std::string found, const char* owner) {
        throw InputError{{fmt::format("'{}' means nothing to rule {}", field, name_of(c.rule)), where, std::move(found),
                          fmt::format("remove it, or use {}", owner)}};
    };
    if (c.rule != Rule::fixed_probability && c.probability != 0.0) refuse("probability", fmt::format("{}", c.probability), "fixed_probability");
    if (!has_degree(c.rule) && c.degree != 0) refuse("degree", fmt::format("{}", c.degree), "fixed_in_degree or fixed_out_degree");
    if (c.rule != Rule::pairs && !(c.pre.empty() && c.post.empty()))
        refuse("pre and post", fmt::format("{} and {} entries", c.pre.size(), c.post.size()), "pairs");
    if (c.allow_multiple && !has_degree(c.rule) && c.rule != Rule::pairs) refuse("allow_multiple", "true", "a rule with degrees, or pairs");
}

void check_one_to_one(const ConnectSpec& c, const GroupSizes& sizes, const std::string& where) {
    if (sizes.from != sizes.to)
        throw InputError{{"one_to_one needs two groups of one size", where, fmt::format("{} to {} neurons", sizes.from, sizes.to),
                          "equal sizes, or another rule"}};
    if (sizes.is_one_group && !c.allow_self)
        throw InputError{{"one_to_one from a population to itself makes self-connections alone, and they are forbidden", where, "allow_self: false",
                          "allow_self: true, or another rule"}};
}

void check_probability(const ConnectSpec& c, const GroupSizes& sizes, const std::string& where) {
    if (!(c.probability >= 0.0 && c.probability <= 1.0))
        throw InputError{{"a probability lies between 0 and 1", where, fmt::format("probability: {}", c.probability), "0 to 1"}};
    const double expected = c.probability * static_cast<double>(sizes.from) * static_cast<double>(sizes.to);
    if (expected > static_cast<double>(most_synapses))
        throw InputError{
            {"too many synapses in one projection", where, fmt::format("{:.4g} expected", expected), fmt::format("at most {}", most_synapses)}};
}

void check_degree(const ConnectSpec& c, const GroupSizes& sizes, const std::string& where) {
    const bool is_in = c.rule == Rule::fixed_in_degree;
    std::uint64_t partners = is_in ? sizes.from : sizes.to;
    if (sizes.is_one_group && !c.allow_self) --partners;
    const std::uint64_t drawers = is_in ? sizes.to : sizes.from;
    if (c.degree == 0) throw InputError{{fmt::format("{} needs a degree", name_of(c.rule)), where, "degree: 0", "1 or more"}};
    if (c.degree > partners && !(c.allow_multiple && partners > 0))
        throw InputError{{fmt::format("a degree larger than the {} neurons there are to choose from", partners), where,
                          fmt::format("degree: {}", c.degree),
                          partners == 0 ? "another rule" : fmt::format("1 to {}, or allow_multiple: true", partners)}};
    if (c.degree > most_synapses / drawers)
        throw InputError{{"too many synapses in one projection", where, fmt::format("{} neurons of degree {}", drawers, c.degree),
                          fmt::format("a degree of at most {}", most_synapses / drawers)}};
}

void check_pair(const ConnectSpec& c, std::size_t k, const GroupSizes& sizes, const std::string& where) {
    const auto refuse = [&](const char* end, std::uint32_t index, std::uint64_t size) {
        throw InputError{{fmt::format("no such {} neuron", end), where, fmt::format("{}[{}]: {}", end, k, index), fmt::format("0 to {}", size - 1)}};
    };
    if (c.pre[k] >= sizes.from) refuse("pre", c.pre[k], sizes.from);
    if (c.post[k] >= sizes.to) refuse("post", c.post[k], sizes.to);
    if (sizes.is_one_group && !c.allow_self && c.pre[k] == c.post[k])
        throw InputError{{"a self-connection, which allow_self forbids", where, fmt::format("pair {}: {} to {}", k, c.pre[k], c.post[k]),
                          "allow_self: true, or remove it"}};
}

void check_pairs(const ConnectSpec& c, const GroupSizes& sizes, const std::string& where) {
    if (c.pre.size() != c.post.size() || c.pre.empty())
        throw InputError{{c.pre.empty() && c.post.empty() ? "pairs needs at least one pair" : "pre and post differ in length", where,
                          fmt::format("{} pre, {} post", c.pre.size(), c.post.size()), "two lists of one length, at least 1"}};
    for (std::size_t k = 0; k < c.pre.size(); ++k) check_pair(c, k, sizes, where);
    if (c.allow_multiple) return;
    std::vector<std::pair<std::uint32_t, std::uint32_t>> pairs;
    pairs.reserve(c.pre.size());
    for (std::size_t k = 0; k < c.pre.size(); ++k) pairs.emplace_back(c.pre[k], c.post[k]);
    std::sort(pairs.begin(), pairs.end());
    const auto twice = std::adjacent_find(pairs.begin(), pairs.end());
    if (twice != pairs.end())
        throw InputError{
            {"a pair is named twice", where, fmt::format("{} to {}", twice->first, twice->second), "each pair once, or allow_multiple: true"}};
}

}  // namespace

const char* name_of(Rule rule) {
    switch (rule) {
        case Rule::one_to_one: return "one_to_one";
        case Rule::all_to_all: return "all_to_all";
        case Rule::fixed_probability: return "fixed_probability";
        case Rule::fixed_in_degree: return "fixed_in_degree";
        case Rule::fixed_out_degree: return "fixed_out_degree";
        case Rule::pairs: return "pairs";
    }
    return "unknown";
}

void check_connect(const ConnectSpec& connect, const GroupSizes& sizes, const std::string& where) {
    refuse_foreign(connect, where);
    switch (connect.rule) {
        case Rule::one_to_one: return check_one_to_one(connect, sizes, where);
        case Rule::fixed_probability: return check_probability(connect, sizes, where);
        case Rule::fixed_in_degree:
        case Rule::fixed_out_degree: return check_degree(connect, sizes, where);
        case Rule::pairs: return check_pairs(connect, sizes, where);
        case Rule::all_to_all: break;
    }
    if (sizes.from > most_synapses / sizes.to)
        throw InputError{{"too many synapses in one projection", where, fmt::format("{} times {} neurons", sizes.from, sizes.to),
                          fmt::format("a product of at most {}", most_synapses)}};
}

}  // namespace aerie
