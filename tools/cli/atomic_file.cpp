#include "tools/cli/atomic_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <string>
#include <utility>

#include "core/error.h"

namespace aerie::cli {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void refuse(const fs::path& file, int error) {
    throw InputError{{"cannot write a file", file.string(), std::strerror(error), "a place that you may write to, with free space"}};
}

/// Closes on every way out; close() may be the first to tell of a full disk, so a good end asks for its answer.
class Descriptor {
   public:
    explicit Descriptor(const fs::path& file) : number_{::open(file.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666)} {}
    ~Descriptor() { if (number_ >= 0) ::close(number_); }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    [[nodiscard]] int number() const { return number_; }
    [[nodiscard]] bool close() { return ::close(std::exchange(number_, -1)) == 0; }

   private:
    int number_;
};

/// Removes the file unless it was kept.
class TemporaryFile {
   public:
    explicit TemporaryFile(fs::path path) : path_{std::move(path)} {}
    ~TemporaryFile() { std::error_code ignored; if (!path_.empty()) fs::remove(path_, ignored); }
    TemporaryFile(const TemporaryFile&) = delete;
    TemporaryFile& operator=(const TemporaryFile&) = delete;
    [[nodiscard]] const fs::path& path() const { return path_; }
    void keep() { path_.clear(); }

   private:
    fs::path path_;
};

}  // namespace

void write_file(const fs::path& file, std::string_view text) {
    Descriptor descriptor{file};
    if (descriptor.number() < 0) refuse(file, errno);
    while (!text.empty()) {
        const ssize_t written = ::write(descriptor.number(), text.data(), text.size());
        if (written < 0 && errno != EINTR) refuse(file, errno);
        if (written > 0) text.remove_prefix(static_cast<std::size_t>(written));
    }
    if (!descriptor.close()) refuse(file, errno);
}

void write_file_atomically(const fs::path& file, std::string_view text) {
    std::error_code ignored;
    const fs::file_status there = fs::status(file, ignored);
    if (fs::exists(there) && !fs::is_regular_file(there)) return write_file(file, text);
    const fs::path target = fs::exists(there) ? fs::canonical(file, ignored) : file;   // a link stays a link
    TemporaryFile temporary{target.string() + ".aerie-part-" + std::to_string(::getpid())};
    try {
        write_file(temporary.path(), text);
    } catch (const InputError& error) {
        throw InputError{{error.complaint().what, file.string(), error.complaint().found, error.complaint().allowed}};
    }
    if (std::rename(temporary.path().c_str(), target.c_str()) != 0) refuse(file, errno);
    temporary.keep();
}

}  // namespace aerie::cli
