#include "tools/formats/list_file.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cmath>
#include <limits>

#include "core/error.h"
#include "core/nearest_name.h"
#include "tools/formats/csv_table.h"
#include "tools/formats/hdf5.h"

namespace aerie::formats {
namespace {

constexpr double exact_integers = 9007199254740992.0;   // 2^53: above it a double skips whole numbers

const std::vector<double>& required_column(const CsvTable& table, const std::string& name, const ListName& list) {
    if (const auto* column = table.find(name)) return *column;
    throw InputError{{fmt::format("unknown column '{}'", name), list.file.string(), name, suggest_name(name, table.names)}};
}

template <class Integer>
std::vector<Integer> whole_numbers(const std::vector<double>& values, const std::string& what, const ListName& list) {
    const double most = std::min(exact_integers, static_cast<double>(std::numeric_limits<Integer>::max()));
    std::vector<Integer> whole;
    whole.reserve(values.size());
    for (const double value : values) {
        if (value < 0.0 || value > most || value != std::floor(value)) {
            throw InputError{{fmt::format("'{}' is not a whole number in its range", what), list.file.string(), fmt::format("{}", value),
                              fmt::format("a whole number from 0 to {:.0f}", most)}};
        }
        whole.push_back(static_cast<Integer>(value));
    }
    return whole;
}

std::vector<std::uint32_t> narrowed(const std::vector<std::uint64_t>& values, const std::string& what, const ListName& list) {
    constexpr std::uint64_t most = std::numeric_limits<std::uint32_t>::max();
    std::vector<std::uint32_t> narrow;
    narrow.reserve(values.size());
    for (const std::uint64_t value : values) {
        if (value > most) {
            throw InputError{{fmt::format("'{}' is out of range", what), list.file.string(), fmt::format("{}", value),
                              fmt::format("a whole number from 0 to {}", most)}};
        }
        narrow.push_back(static_cast<std::uint32_t>(value));
    }
    return narrow;
}

/// The group that the name says, or the only one under `root`.
std::string sonata_group(const h5::File& file, const ListName& list, const std::string& root) {
    if (!list.inside.empty()) return list.inside;
    const std::vector<std::string> groups = h5::members(file, root);
    if (groups.size() == 1) return root + "/" + groups.front();
    throw InputError{{fmt::format("several lists stand in '{}'", root), list.file.string(), fmt::format("{}", fmt::join(groups, ", ")),
                      fmt::format("one of them named: \"{}:{}/NAME\"", list.file.filename().string(), root)}};
}

void require_same_length(std::size_t a, std::size_t b, const std::string& what, const ListName& list) {
    if (a == b) return;
    throw InputError{{fmt::format("{} differ in length", what), list.file.string(), fmt::format("{} and {} entries", a, b), "equal lengths"}};
}

SourceSpec::SpikeList spikes_from_csv(const ListName& list) {
    const CsvTable table = read_csv(list.file);
    SourceSpec::SpikeList spikes;
    spikes.neuron = whole_numbers<std::uint32_t>(required_column(table, "neuron", list), "neuron", list);
    if (const auto* time_ms = table.find("time_ms"); time_ms != nullptr && table.find("tick") == nullptr) spikes.time_ms = *time_ms;
    else spikes.tick = whole_numbers<std::uint64_t>(required_column(table, "tick", list), "tick", list);
    return spikes;
}

SourceSpec::SpikeList spikes_from_hdf5(const ListName& list) {
    const h5::File file = h5::open_file(list.file);
    const std::string group = sonata_group(file, list, "/spikes");
    const std::string unit = h5::read_text_attribute(file, group + "/timestamps", "units");
    if (!unit.empty() && unit != "ms") {
        throw InputError{{"spike times have another unit", list.file.string() + ":" + group, unit, "ms"}};
    }
    SourceSpec::SpikeList spikes;
    spikes.neuron = narrowed(h5::read_integers(file, group + "/node_ids"), "node_ids", list);
    spikes.time_ms = h5::read_reals(file, group + "/timestamps");
    require_same_length(spikes.neuron.size(), spikes.time_ms.size(), "node_ids and timestamps", list);
    return spikes;
}

}  // namespace

ListName list_name(const std::string& reference, const std::filesystem::path& folder) {
    for (const std::string ending : {".csv", ".h5", ".hdf5"}) {
        const bool is_hdf5 = ending != ".csv";
        if (reference.ends_with(ending)) return {folder / reference, "", is_hdf5};
        const std::size_t at = reference.rfind(ending + ":");
        if (at == std::string::npos) continue;
        const std::size_t end = at + ending.size();
        return {folder / reference.substr(0, end), reference.substr(end + 1), is_hdf5};
    }
    throw InputError{{"a list file of an unknown kind", "", reference, "\"NAME.csv\", \"NAME.csv:COLUMN\", \"NAME.h5:/PATH\""}};
}

std::vector<double> read_values(const ListName& list) {
    if (list.is_hdf5) return h5::read_reals(h5::open_file(list.file), list.inside);
    const CsvTable table = read_csv(list.file);
    if (list.inside.empty() && table.columns.size() == 1) return table.columns.front();
    return required_column(table, list.inside, list);
}

SourceSpec::SpikeList read_spike_list(const ListName& list) { return list.is_hdf5 ? spikes_from_hdf5(list) : spikes_from_csv(list); }

PairList read_pair_list(const ListName& list) {
    if (!list.is_hdf5) {
        const CsvTable table = read_csv(list.file);
        return {whole_numbers<std::uint32_t>(required_column(table, "pre", list), "pre", list),
                whole_numbers<std::uint32_t>(required_column(table, "post", list), "post", list)};
    }
    const h5::File file = h5::open_file(list.file);
    const std::string group = sonata_group(file, list, "/edges");
    PairList pairs{narrowed(h5::read_integers(file, group + "/source_node_id"), "source_node_id", list),
                   narrowed(h5::read_integers(file, group + "/target_node_id"), "target_node_id", list)};
    require_same_length(pairs.pre.size(), pairs.post.size(), "source_node_id and target_node_id", list);
    return pairs;
}

}  // namespace aerie::formats
