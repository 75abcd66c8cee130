/// @file Long lists that a network file names instead of holding: "x.csv", "x.csv:column", "x.h5:/path", found from the network file's folder.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "core/network.h"

namespace aerie::formats {

struct ListName {
    std::filesystem::path file;
    std::string inside;   ///< column of a CSV file, object of an HDF5 file; "" when not said
    bool is_hdf5 = false;
};
/// Throws InputError for an ending that is neither .csv nor .h5 / .hdf5.
[[nodiscard]] ListName list_name(const std::string& reference, const std::filesystem::path& folder);

/// One column or one dataset of finite numbers (a dataset of several sides row by row).
[[nodiscard]] std::vector<double> read_values(const ListName& list);
/// CSV: columns neuron and tick, or neuron and time_ms. HDF5: the SONATA population named (or the only one).
[[nodiscard]] SourceSpec::SpikeList read_spike_list(const ListName& list);

struct PairList {
    std::vector<std::uint32_t> pre, post;
};
/// CSV: columns pre and post. HDF5: source_node_id and target_node_id of the SONATA edge population named (or the only one).
[[nodiscard]] PairList read_pair_list(const ListName& list);

}  // namespace aerie::formats
