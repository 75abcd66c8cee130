#include "tools/golden/compare.h"

#include <algorithm>
#include <bit>
#include <deque>
#include <map>

#include "tools/formats/golden_file.h"
#include "tools/golden/compare_packets.h"

namespace aerie::golden {
namespace {

namespace fs = std::filesystem;
using formats::GoldenItems;
constexpr std::size_t most_values = 8;   // differing weights or counters that are named

std::string to_line(const hw::Spike& s, const Names& names) { return fmt::format("tick {:>6}  {}", s.tick, names.neuron(s.address)); }

std::optional<SpikeDivergence> compare_spikes(const fs::path& expected, const fs::path& got, const Names& names, std::size_t context) {
    GoldenItems<hw::Spike> from_a{expected}, from_b{got};
    std::optional<hw::Spike> a = from_a.next(), b = from_b.next();
    std::deque<hw::Spike> before;
    while (a && b && *a == *b) {
        before.push_back(*a);
        if (before.size() > context) before.pop_front();
        a = from_a.next();
        b = from_b.next();
    }
    if (!a && !b) return std::nullopt;
    const bool is_missing = !b || (a && *a < *b);
    const hw::Spike& first = is_missing ? *a : *b;
    SpikeDivergence out{.tick = first.tick, .neuron = names.neuron(first.address), .is_missing = is_missing};
    for (const hw::Spike& s : before) out.around.push_back({' ', to_line(s, names)});
    for (std::size_t n = 0; n <= context && (a || b); ++n) {
        const bool takes_a = !b || (a && *a <= *b), takes_b = !a || (b && *b <= *a);
        out.around.push_back({takes_a && takes_b ? ' ' : takes_a ? '-' : '+', to_line(takes_a ? *a : *b, names)});
        if (takes_a) a = from_a.next();
        if (takes_b) b = from_b.next();
    }
    return out;
}

std::optional<PacketDivergence> compare_packets(const fs::path& expected, const fs::path& got, const Names& names, std::size_t context) {
    GoldenItems<TracedPacket> a{expected}, b{got};
    return compare_packets([&] { return a.next(); }, [&] { return b.next(); }, names, context);
}

void note(ValueDivergence& divergence, std::string text) {
    if (divergence.count++ < most_values) divergence.first.push_back(std::move(text));
}

std::optional<ValueDivergence> none_or(ValueDivergence divergence) {
    if (divergence.count == 0) return std::nullopt;
    return divergence;
}

std::string name_of(const FinalWeight& w, const Names& names) { return fmt::format("{} {} -> {}, {}", names.projection(w.projection), w.pre, w.post, w.variable); }

bool is_same_synapse(const FinalWeight& a, const FinalWeight& b) {
    return std::tie(a.projection, a.variable, a.pre, a.post) == std::tie(b.projection, b.variable, b.pre, b.post);
}

std::optional<ValueDivergence> compare_weights(const fs::path& expected, const fs::path& got, const Names& names) {
    GoldenItems<FinalWeight> from_a{expected}, from_b{got};
    ValueDivergence out;
    for (std::optional<FinalWeight> a = from_a.next(), b = from_b.next(); a || b; a = from_a.next(), b = from_b.next(), ++out.of) {
        if (!a || !b || !is_same_synapse(*a, *b)) {
            note(out, fmt::format("expected {}, got {}", a ? name_of(*a, names) : "no more synapses", b ? name_of(*b, names) : "no more synapses"));
            break;
        }
        if (std::bit_cast<std::uint64_t>(a->value) == std::bit_cast<std::uint64_t>(b->value)) continue;
        note(out, fmt::format("{}: expected {}, got {}", name_of(*a, names), a->value, b->value));
    }
    return none_or(out);
}

std::vector<Counter> counters_of(const fs::path& file) {
    GoldenItems<Counter> items{file};
    std::vector<Counter> counters;
    while (auto c = items.next()) counters.push_back(*c);
    return counters;
}

std::optional<ValueDivergence> compare_counters(const fs::path& expected, const fs::path& got) {
    const std::vector<Counter> a = counters_of(expected), b = counters_of(got);
    std::map<std::string, std::uint64_t> rest;
    for (const Counter& c : b) rest[c.name] = c.count;
    ValueDivergence out;
    for (const Counter& c : a) {
        const auto found = rest.find(c.name);
        const std::uint64_t now = found == rest.end() ? 0 : found->second;
        if (now != c.count) note(out, fmt::format("{}: expected {}, got {}", c.name, c.count, now));
        if (found != rest.end()) rest.erase(found);
        ++out.of;
    }
    for (const auto& [name, count] : rest) note(out, fmt::format("{}: expected 0, got {}", name, count));
    out.of += rest.size();
    return none_or(out);
}

void note_if(bool differs, std::vector<std::string>& notes, const std::string& what, const std::string& a, const std::string& b) {
    if (differs) notes.push_back(fmt::format("{}: was {}, is {}", what, a, b));
}

/// What differed before a cycle was run.
std::vector<std::string> compare_recipes(const Header& a, const Header& b) {
    std::vector<std::string> notes;
    note_if(a.network != b.network, notes, "network", a.network, b.network);
    note_if(a.recipe.seed != b.recipe.seed, notes, "seed", fmt::format("{}", a.recipe.seed), fmt::format("{}", b.recipe.seed));
    note_if(a.recipe.arithmetic != b.recipe.arithmetic, notes, "arithmetic", a.recipe.arithmetic == hw::Arithmetic::fixed ? "fixed" : "float64",
            b.recipe.arithmetic == hw::Arithmetic::fixed ? "fixed" : "float64");
    note_if(a.recipe.duration != b.recipe.duration, notes, "duration", a.recipe.duration, b.recipe.duration);
    if (a.recipe.mapping != b.recipe.mapping) notes.emplace_back("the mapping differs");
    if (a.populations != b.populations || a.sources != b.sources) notes.emplace_back("the populations differ; neurons are called as in the first");
    std::map<std::string, std::string> now;
    for (const std::string& s : b.settings) now[s.substr(0, s.find('='))] = s;
    for (const std::string& s : a.settings) {
        const auto found = now.find(s.substr(0, s.find('=')));
        if (found == now.end()) notes.push_back(fmt::format("chip setting: was {}, is not there", s));
        else if (found->second != s) notes.push_back(fmt::format("chip setting: was {}, is {}", s, found->second));
    }
    return notes;
}

void append(std::string& text, const std::vector<ListedLine>& lines) {
    for (const ListedLine& line : lines) text += fmt::format("    {} {}\n", line.mark, line.text);
}

void append(std::string& text, const std::string& what, const std::optional<ValueDivergence>& values) {
    if (!values) return;
    text += fmt::format("  {} of {} {} differ\n", values->count, values->of, what);
    for (const std::string& line : values->first) text += "      " + line + "\n";
    if (values->count > values->first.size()) text += "      ...\n";
}

}  // namespace

Comparison compare(const fs::path& expected, const fs::path& got, std::size_t context) {
    const Header a = formats::read_golden_header(expected), b = formats::read_golden_header(got);
    const Names names{a};
    Comparison out;
    out.notes = compare_recipes(a, b);
    out.spikes = compare_spikes(expected, got, names, context);
    out.packets = compare_packets(expected, got, names, context);
    out.weights = compare_weights(expected, got, names);
    out.counters = compare_counters(expected, got);
    return out;
}

std::string to_text(const Comparison& c) {
    std::string text;
    for (const std::string& n : c.notes) text += "  note: " + n + "\n";
    if (c.spikes) {
        text += fmt::format("  first diverging spike: tick {}, {} {}\n", c.spikes->tick, c.spikes->neuron, c.spikes->is_missing ? "should fire and does not" : "fires and should not");
        append(text, c.spikes->around);
    }
    if (c.packets) {
        const PacketDivergence& p = *c.packets;
        text += fmt::format("  first diverging cycle: {}, in tick {}\n    packet:    {}\n    component: {}\n    expected:  {}\n    got:       {}\n", p.cycle, p.tick, p.packet,
                            p.component, p.expected, p.got);
        if (!p.note.empty()) text += "    note:      " + p.note + "\n";
        append(text, p.around);
    }
    append(text, "final weights", c.weights);
    append(text, "counters", c.counters);
    return text;
}

}  // namespace aerie::golden
