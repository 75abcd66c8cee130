/// @file A regular file in memory with a path, for readers that take only paths.
#pragma once

#include <sys/mman.h>
#include <unistd.h>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>

namespace aerie::tests {

class MemoryFile {
   public:
    MemoryFile(const std::uint8_t* bytes, std::size_t size) : number_{::memfd_create("fuzz", MFD_CLOEXEC)} {
        is_good_ = number_ >= 0 && ::write(number_, bytes, size) == static_cast<ssize_t>(size);
    }
    MemoryFile(const MemoryFile&) = delete;
    MemoryFile& operator=(const MemoryFile&) = delete;
    ~MemoryFile() { ::close(number_); }
    [[nodiscard]] bool is_good() const { return is_good_; }
    [[nodiscard]] std::filesystem::path path() const { return "/proc/self/fd/" + std::to_string(number_); }

   private:
    int number_;
    bool is_good_ = false;
};

}  // namespace aerie::tests
