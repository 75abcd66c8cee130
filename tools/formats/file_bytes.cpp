#include "tools/formats/file_bytes.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

#include "core/error.h"

namespace aerie::formats {
namespace {

namespace fs = std::filesystem;

/// An open file; closed on every way out.
class Descriptor {
   public:
    explicit Descriptor(int number) : number_{number} {}
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    ~Descriptor() {
        if (number_ >= 0) ::close(number_);
    }
    [[nodiscard]] bool is_open() const { return number_ >= 0; }
    [[nodiscard]] int number() const { return number_; }
    [[nodiscard]] bool close() { return ::close(std::exchange(number_, -1)) == 0; }

   private:
    int number_;
};

[[noreturn]] void cannot_read(const fs::path& path, std::string found, std::string allowed) {
    throw InputError{{fmt::format("cannot read '{}'", path.string()), path.string(), std::move(found), std::move(allowed)}};
}

[[noreturn]] void cannot_write(const fs::path& path, int error) {
    throw InputError{{fmt::format("cannot write '{}'", path.string()), path.string(), std::strerror(error),
                      "a writable place in an existing directory, with room on its disk"}};
}

std::string kind_of(mode_t mode) {
    if (S_ISDIR(mode)) return "a directory";
    if (S_ISFIFO(mode)) return "a pipe";
    if (S_ISSOCK(mode)) return "a socket";
    return "a device";
}

void require_regular(const fs::path& path, const Descriptor& file, std::size_t limit) {
    struct stat status{};
    if (::fstat(file.number(), &status) != 0) cannot_read(path, std::strerror(errno), "a regular file");
    if (!S_ISREG(status.st_mode)) cannot_read(path, kind_of(status.st_mode), "a regular file");
    const auto size = static_cast<std::uintmax_t>(status.st_size);
    if (size > limit) cannot_read(path, fmt::format("{} bytes", size), fmt::format("at most {} bytes", limit));
}

void write_all(const fs::path& path, Descriptor& file, std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t written = ::write(file.number(), bytes.data(), bytes.size());
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) cannot_write(path, errno);
        bytes.remove_prefix(static_cast<std::size_t>(written));
    }
    if (!file.close()) cannot_write(path, errno);
}

/// A device or a pipe stands there: a rename would put a file in its place.
bool is_device(const fs::path& path) {
    std::error_code ignored;
    const fs::file_status there = fs::status(path, ignored);
    return fs::exists(there) && !fs::is_regular_file(there);
}

void write_in_place(const fs::path& path, std::string_view bytes) {
    Descriptor file{::open(path.c_str(), O_WRONLY | O_CLOEXEC)};
    if (!file.is_open()) cannot_write(path, errno);
    write_all(path, file, bytes);
}

void remove_quietly(const fs::path& path) {
    std::error_code ignored;
    fs::remove(path, ignored);
}

void flush_to_disk(const fs::path& path, const fs::path& named, int flags) {
    const Descriptor file{::open(path.c_str(), flags | O_CLOEXEC)};
    if (!file.is_open()) cannot_write(named, errno);
    if (::fsync(file.number()) != 0 && errno != EINVAL && errno != EROFS) cannot_write(named, errno);
}

}  // namespace

std::string read_file(const fs::path& path, std::size_t limit) {
    // O_NONBLOCK: opening a pipe that nobody writes to would wait for ever.
    const Descriptor file{::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)};
    if (!file.is_open()) cannot_read(path, std::strerror(errno), "an existing, readable file");
    require_regular(path, file, limit);
    std::string bytes;
    std::array<char, 1 << 16> chunk;
    while (true) {
        const ssize_t count = ::read(file.number(), chunk.data(), chunk.size());
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) cannot_read(path, std::strerror(errno), "a readable file");
        if (count == 0) return bytes;
        bytes.append(chunk.data(), static_cast<std::size_t>(count));
        if (bytes.size() > limit) cannot_read(path, fmt::format("more than {} bytes", limit), fmt::format("at most {} bytes", limit));
    }
}

fs::path unfinished_name(const fs::path& path) {
    fs::path beside = path;
    beside += fmt::format(".unfinished-{}", ::getpid());
    return beside;
}

void finish_file(const fs::path& unfinished, const fs::path& path) {
    try {
        if (is_device(path)) cannot_write(path, EEXIST);
        flush_to_disk(unfinished, path, O_RDONLY);
        if (::rename(unfinished.c_str(), path.c_str()) != 0) cannot_write(path, errno);
    } catch (const InputError&) {
        remove_quietly(unfinished);
        throw;
    }
    const fs::path directory = path.has_parent_path() ? path.parent_path() : fs::path{"."};
    flush_to_disk(directory, path, O_RDONLY | O_DIRECTORY);
}

void write_file(const fs::path& path, std::string_view bytes) {
    if (is_device(path)) return write_in_place(path, bytes);
    const fs::path unfinished = unfinished_name(path);
    Descriptor file{::open(unfinished.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666)};
    if (!file.is_open()) cannot_write(path, errno);
    try {
        write_all(path, file, bytes);
    } catch (const InputError&) {
        remove_quietly(unfinished);
        throw;
    }
    finish_file(unfinished, path);
}

}  // namespace aerie::formats
