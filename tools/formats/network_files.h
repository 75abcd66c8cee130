/// @file All bytes that a network is made of: its file and the lists that it names.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace aerie::formats {

struct NamedBytes {
    std::string name;      ///< path from the folder of the network
    std::string bytes;
};

/// The network first, then its lists, each once, in the order in which they are named. Throws InputError where a file cannot be read, or
/// lies outside the folder of the network, from where it could not be unpacked again.
[[nodiscard]] std::vector<NamedBytes> network_files(const std::filesystem::path& network);

}  // namespace aerie::formats
