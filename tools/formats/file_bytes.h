/// @file Whole files in and out: a reading error names the file and the reason, a written file is either complete or not there.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>

namespace aerie::formats {

/// The bytes of a regular file of at most `limit` bytes. Throws InputError: missing, unreadable, a directory, a pipe, too large.
[[nodiscard]] std::string read_file(const std::filesystem::path& path, std::size_t limit);

/// Writes beside `path`, flushes to the disk, then renames. Throws InputError (unwritable, disk full) and then leaves `path` as it was.
/// A device or a pipe is written in place, never replaced.
void write_file(const std::filesystem::path& path, std::string_view bytes);

/// The name under which `path` is written until it is complete; in the same directory, so that the rename is atomic.
[[nodiscard]] std::filesystem::path unfinished_name(const std::filesystem::path& path);

/// Flushes the finished file at `unfinished` to the disk and gives it its name. Throws InputError and removes it when that fails, or when
/// something other than a regular file has the name.
void finish_file(const std::filesystem::path& unfinished, const std::filesystem::path& path);

}  // namespace aerie::formats
