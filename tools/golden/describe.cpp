#include "tools/golden/describe.h"

#include <algorithm>
#include <map>

#include "tools/formats/golden_file.h"
#include "tools/golden/events.h"

namespace aerie::golden {
namespace {

namespace fs = std::filesystem;
using formats::GoldenItems;
constexpr std::uint64_t most_packets = 60, most_spikes = 30, most_weights = 10;   // what a reviewer will read

/// The text form with each innermost message on one line.
std::string folded(const std::string& text) {
    std::string out;
    bool is_run = false;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = std::min(text.find('\n', at), text.size());
        std::string line = text.substr(at, end - at);
        at = end + 1;
        if (is_run) line.erase(0, line.find_first_not_of(' '));
        is_run = line.find("runs {") != std::string::npos || (is_run && line != "}");
        out += line + (is_run ? " " : "\n");
    }
    return out;
}

void describe_recipe(const Header& h, std::string& text) {
    const Recipe& r = h.recipe;
    text += fmt::format("network   {} ({}), seed {}, {}, {}\n", h.network, r.network_file, r.seed, r.duration.empty() ? "its own duration" : r.duration,
                        r.arithmetic == hw::Arithmetic::fixed ? "fixed" : "float64");
    text += fmt::format("chip      {}{}\n", r.chip_file ? "file " : "", r.chip_file ? r.chip_file->name : r.chip);
    for (const std::string& o : r.overrides) text += "          with " + o + "\n";
    for (std::size_t k = 1; k < r.files.size(); ++k) text += fmt::format("list      {}, {} bytes\n", r.files[k].name, r.files[k].content.size());
    text += "\nmapping\n" + folded(r.mapping);
}

void describe_spikes(const fs::path& golden, const Names& names, std::string& text) {
    std::map<PopulationId, std::uint64_t> counts;
    std::string first;
    std::uint64_t total = 0;
    GoldenItems<hw::Spike> spikes{golden};
    for (auto s = spikes.next(); s; s = spikes.next(), ++total) {
        ++counts[s->address.population];
        if (total < most_spikes) first += fmt::format("  tick {}  {}\n", s->tick, names.neuron(s->address));
    }
    text += fmt::format("\nspikes: {}\n", total);
    for (const auto& [population, count] : counts) text += fmt::format("  {}: {}\n", names.population(population), count);
    text += fmt::format("the first {}\n{}", std::min(total, most_spikes), first);
}

void describe_packets(const fs::path& golden, const Names& names, std::string& text) {
    std::string first;
    std::uint64_t total = 0;
    GoldenItems<TracedPacket> packets{golden};
    for (auto p = packets.next(); p; p = packets.next(), ++total) {
        if (total < most_packets) first += "  " + to_line(*p, names) + "\n";
    }
    text += fmt::format("\npackets: {}; the first {}, in absolute cycles, a grant as (router)output cycle\n{}", total, std::min(total, most_packets), first);
}

void describe_weights(const fs::path& golden, const Names& names, std::string& text) {
    std::map<std::pair<ProjectionId, std::string>, std::pair<std::uint64_t, double>> sums;
    std::string first;
    std::uint64_t total = 0;
    GoldenItems<FinalWeight> weights{golden};
    for (auto w = weights.next(); w; w = weights.next(), ++total) {
        auto& [count, sum] = sums[{w->projection, w->variable}];
        ++count;
        sum += w->value;
        if (total < most_weights) first += fmt::format("  {} {} -> {}: {} = {}\n", names.projection(w->projection), w->pre, w->post, w->variable, w->value);
    }
    text += fmt::format("\nfinal weights: {}\n", total);
    for (const auto& [whose, what] : sums) {
        text += fmt::format("  {} {}: {}, mean {:.9g}\n", names.projection(whose.first), whose.second, what.first, what.second / static_cast<double>(what.first));
    }
    if (total > 0) text += fmt::format("the first {}\n{}", std::min(total, most_weights), first);
}

void describe_counters(const fs::path& golden, std::string& text) {
    text += "\ncounters\n";
    GoldenItems<Counter> counters{golden};
    while (const auto c = counters.next()) text += fmt::format("  {} {}\n", c->name, c->count);
}

}  // namespace

std::string describe(const fs::path& golden) {
    const Header header = formats::read_golden_header(golden);
    const Names names{header};
    std::string text = fmt::format("What stands in {}; written beside it by `aerie bless`.\n\n", golden.filename().string());
    describe_recipe(header, text);
    describe_packets(golden, names, text);
    describe_spikes(golden, names, text);
    describe_weights(golden, names, text);
    describe_counters(golden, text);
    return text;
}

}  // namespace aerie::golden
