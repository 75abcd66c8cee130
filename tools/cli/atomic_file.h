/// @file A file that is either there whole or not there: written beside its place, then renamed. A full disk is an InputError that names the file.
#pragma once

#include <filesystem>
#include <string_view>

namespace aerie::cli {

/// Writes `text` to a new or emptied file, in place; every byte has reached the file system when it returns. For files inside an OutputDirectory,
/// and for devices and pipes.
void write_file(const std::filesystem::path& file, std::string_view text);

/// As write_file, but whoever reads `file` sees the old bytes or the new ones, never a part. What is not a regular file (a pipe, /dev/stdout) is written in place.
void write_file_atomically(const std::filesystem::path& file, std::string_view text);

}  // namespace aerie::cli
