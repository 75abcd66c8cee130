/// @file Small goldens made by hand, for tests of the file and of the comparison.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "tools/formats/golden_file.h"

namespace aerie::tests {

using golden::TracedPacket;

inline golden::Header sample_header() {
    golden::Header header{.recipe = {.network_file = "n.txtpb", .chip = "aerie"}, .network = "n"};
    header.recipe.files = {{"n.txtpb", "name: \"n\"\n"}, {"lists/x.csv", std::string{"a\0b", 3}}};
    header.recipe.overrides = {"mesh.width=4"};
    header.recipe.seed = ~std::uint64_t{0};
    header.recipe.arithmetic = hw::Arithmetic::float64;
    header.populations = {"exc", "inh"};
    header.sources = {"drive"};
    header.projections = {"p"};
    header.settings = {"mesh.width=4", "mesh.hop_cycles_x=1"};
    header.mesh_width = 4;
    return header;
}

/// From router (0,0) east to router (1,0), alone: accepted at once, granted a cycle later, then one cycle per hop, served for 3 cycles.
inline TracedPacket sample_packet(std::uint64_t tick, std::uint32_t neuron, std::uint64_t offered) {
    return {.tick = tick, .source = {PopulationId{0}, NeuronId{neuron}}, .core = CoreId{1}, .from = NodeId{0}, .to = NodeId{1}, .offered = offered, .accepted = offered,
            .ejected = offered + 2, .done = offered + 6, .hops = {{router::Direction::east, offered + 1}, {router::Direction::local, offered + 2}}};
}

struct SampleGolden {
    golden::Header header = sample_header();
    std::vector<TracedPacket> packets{};
    std::vector<hw::Spike> spikes{};
    std::vector<golden::FinalWeight> weights{};
    std::vector<golden::Counter> counters{};
};

inline SampleGolden sample_golden() {
    SampleGolden sample;
    sample.packets = {sample_packet(1, 0, 100), sample_packet(1, 1, 103), sample_packet(2, 0, 200)};
    sample.spikes = {{1, {PopulationId{0}, NeuronId{0}}}, {1, {PopulationId{0}, NeuronId{1}}}, {2, {PopulationId{0}, NeuronId{0}}}};
    sample.weights = {{ProjectionId{0}, "w", 0, 5, 0.25}, {ProjectionId{0}, "w", 1, 2, -0.0}, {ProjectionId{0}, "x", 0, 5, 1.0}};
    sample.counters = {{"cycles", 300}, {"spike", 3}};
    return sample;
}

inline std::filesystem::path write(const SampleGolden& sample, const std::filesystem::path& path) {
    formats::GoldenWriter writer{path, sample.header};
    for (const auto& p : sample.packets) writer.add(p);
    for (const auto& s : sample.spikes) writer.add(s);
    for (const auto& w : sample.weights) writer.add(w);
    writer.add(sample.counters);
    writer.finish();
    return path;
}

template <class Item>
std::vector<Item> all(const std::filesystem::path& path) {
    std::vector<Item> items;
    formats::GoldenItems<Item> source{path};
    while (auto item = source.next()) items.push_back(std::move(*item));
    return items;
}

}  // namespace aerie::tests
