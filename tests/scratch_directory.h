/// @file A directory of its own for each test that writes files, gone afterwards.
#pragma once

#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>

namespace aerie::tests {

class ScratchDirectory {
   public:
    explicit ScratchDirectory(const std::string& name)
        : path_{std::filesystem::temp_directory_path() / ("aerie-" + name + "-" + std::to_string(::getpid()))} {
        std::filesystem::remove_all(path_);
        std::filesystem::create_directories(path_);
    }
    ScratchDirectory(const ScratchDirectory&) = delete;
    ScratchDirectory& operator=(const ScratchDirectory&) = delete;
    ~ScratchDirectory() {
        std::error_code ignored;
        std::filesystem::permissions(path_, std::filesystem::perms::owner_all, ignored);
        std::filesystem::remove_all(path_, ignored);
    }

    [[nodiscard]] const std::filesystem::path& path() const { return path_; }
    [[nodiscard]] std::filesystem::path operator/(const std::string& name) const { return path_ / name; }

    /// Writes a file into the directory and names it.
    std::filesystem::path file(const std::string& name, std::string_view bytes) const {
        std::ofstream{path_ / name, std::ios::binary}.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
        return path_ / name;
    }

   private:
    std::filesystem::path path_;
};

}  // namespace aerie::tests
