#include "tools/formats/mapping_file.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/error.h"
#include "core/nearest_name.h"
#include "hw_model/mapping/mapping.pb.h"
#include "tools/formats/text_proto.h"

namespace aerie::formats {

namespace {

namespace pb = aerie::mapping::v1;

void add_runs(pb::Population& out, const std::vector<CoreId>& core_of) {
    for (std::uint32_t first = 0; first < core_of.size();) {
        std::uint32_t end = first;
        while (end < core_of.size() && core_of[end] == core_of[first]) ++end;
        pb::Run& run = *out.add_runs();
        run.set_first(first);
        run.set_count(end - first);
        run.set_core(core_of[first].index());
        first = end;
    }
}

[[noreturn]] void refuse(std::string what, const std::filesystem::path& path, std::string found, std::string allowed) {
    throw InputError{Complaint{std::move(what), path.string(), std::move(found), std::move(allowed)}};
}

std::vector<CoreId> read_runs(const pb::Population& in, const Population& population, const std::filesystem::path& path) {
    std::vector<CoreId> core_of;
    for (const pb::Run& run : in.runs()) {
        if (!run.has_first() || !run.has_count() || !run.has_core()) {
            refuse(fmt::format("population '{}': a run that is not complete", population.name), path, run.ShortDebugString(), "first, count and core, each given");
        }
        const std::uint64_t left = population.size - core_of.size();
        if (run.first() != core_of.size() || run.count() == 0 || run.count() > left) {
            refuse(fmt::format("population '{}': a run that does not fit", population.name), path, fmt::format("first: {} count: {}", run.first(), run.count()),
                   fmt::format("first: {}, count from 1 to {}", core_of.size(), left));
        }
        core_of.insert(core_of.end(), run.count(), CoreId{run.core()});
    }
    if (core_of.size() != population.size) {
        refuse(fmt::format("population '{}': neurons without a core", population.name), path, fmt::format("{} of {} have one", core_of.size(), population.size), "a run for each");
    }
    return core_of;
}

std::vector<std::string> names_of(const Network& network) {
    std::vector<std::string> names;
    for (const Population& population : network.populations) names.push_back(population.name);
    return names;
}

/// The file's populations by the network's order.
std::vector<const pb::Population*> match(const pb::Mapping& message, const Network& network, const std::filesystem::path& path) {
    const std::vector<std::string> names = names_of(network);
    std::vector<const pb::Population*> by_population(names.size(), nullptr);
    for (const pb::Population& in : message.populations()) {
        const auto at = std::find(names.begin(), names.end(), in.name());
        if (at == names.end()) refuse(fmt::format("unknown population '{}'", in.name()), path, "", suggest_name(in.name(), names));
        const pb::Population*& slot = by_population[static_cast<std::size_t>(at - names.begin())];
        if (slot != nullptr) refuse(fmt::format("population '{}' stands twice", in.name()), path, "", "each population once");
        slot = &in;
    }
    for (std::size_t p = 0; p < names.size(); ++p) {
        if (by_population[p] == nullptr) refuse(fmt::format("population '{}' is missing", names[p]), path, "", "every population of the network");
    }
    return by_population;
}

bool is_text(const std::filesystem::path& path) { return path.extension() == ".txtpb"; }

}  // namespace

void write_mapping(const std::filesystem::path& path, const hw::Mapping& mapping, const Network& network) {
    AERIE_ASSERT(mapping.core_of.size() == network.populations.size());
    pb::Mapping message;
    message.set_network(mapping.network);
    message.set_chip(mapping.chip);
    for (std::size_t p = 0; p < mapping.core_of.size(); ++p) {
        pb::Population& out = *message.add_populations();
        out.set_name(network.populations[p].name);
        add_runs(out, mapping.core_of[p]);
    }
    is_text(path) ? write_text_proto(path, message) : write_binary_proto(path, message);
}

hw::Mapping read_mapping(const std::filesystem::path& path, const Network& network) {
    pb::Mapping message;
    read_message(path, message);
    hw::Mapping mapping;
    mapping.network = message.network();
    mapping.chip = message.chip();
    const auto by_population = match(message, network, path);
    for (std::size_t p = 0; p < by_population.size(); ++p) mapping.core_of.push_back(read_runs(*by_population[p], network.populations[p], path));
    return mapping;
}

}  // namespace aerie::formats
