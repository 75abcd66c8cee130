#include "tools/formats/stream_file.h"

#include <fcntl.h>
#include <unistd.h>
#include <zlib.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

#include "core/error.h"
#include "tools/formats/file_bytes.h"

namespace aerie::formats {
namespace {

namespace fs = std::filesystem;
constexpr std::size_t buffer_bytes = 1 << 18;

[[noreturn]] void refuse(const fs::path& path, int error) {
    throw InputError{{"cannot write a file", path.string(), std::strerror(error), "a place that you may write to, with free space"}};
}

bool is_device(const fs::path& path) {
    std::error_code ignored;
    const fs::file_status there = fs::status(path, ignored);
    return fs::exists(there) && !fs::is_regular_file(there) && !fs::is_directory(there);
}

}  // namespace

/// zlib's deflate in the gzip frame, which by zlib's default names no time: equal bytes in, equal bytes out.
class StreamFile::Deflater {
   public:
    Deflater() { AERIE_ASSERT(::deflateInit2(&stream_, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) == Z_OK); }
    ~Deflater() { ::deflateEnd(&stream_); }
    Deflater(const Deflater&) = delete;
    Deflater& operator=(const Deflater&) = delete;

    /// Hands what the compressed stream grows by to `put`.
    template <class Put>
    void take(std::string_view bytes, int flush, Put&& put) {
        stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
        stream_.avail_in = static_cast<uInt>(bytes.size());
        do {
            stream_.next_out = reinterpret_cast<Bytef*>(out_.data());
            stream_.avail_out = static_cast<uInt>(out_.size());
            AERIE_ASSERT(::deflate(&stream_, flush) != Z_STREAM_ERROR);
            put(std::string_view{out_.data(), out_.size() - stream_.avail_out});
        } while (stream_.avail_out == 0);
    }

   private:
    z_stream stream_{};
    std::array<char, 1 << 16> out_{};
};

StreamFile::StreamFile(fs::path path) : path_{std::move(path)}, unfinished_{is_device(path_) ? path_ : unfinished_name(path_)} {
    std::error_code ignored;
    if (path_.empty()) refuse(path_, ENOENT);
    if (fs::is_directory(path_, ignored)) refuse(path_, EISDIR);
    descriptor_ = ::open(unfinished_.c_str(), unfinished_ == path_ ? O_WRONLY | O_CLOEXEC : O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    if (descriptor_ < 0) refuse(path_, errno);
    if (path_.extension() == ".gz") deflater_ = std::make_unique<Deflater>();
    buffer_.reserve(buffer_bytes + (1 << 12));
}

StreamFile::~StreamFile() {
    if (descriptor_ < 0) return;
    ::close(descriptor_);
    std::error_code ignored;
    if (unfinished_ != path_) fs::remove(unfinished_, ignored);
}

void StreamFile::write(std::string_view bytes) {
    buffer_ += bytes;
    if (buffer_.size() >= buffer_bytes) flush();
}

void StreamFile::flush() {
    if (deflater_ != nullptr) deflater_->take(buffer_, Z_NO_FLUSH, [this](std::string_view bytes) { put(bytes); });
    else put(buffer_);
    buffer_.clear();
}

void StreamFile::put(std::string_view bytes) {
    while (error_ == 0 && !bytes.empty()) {
        const ssize_t written = ::write(descriptor_, bytes.data(), bytes.size());
        if (written >= 0) bytes.remove_prefix(static_cast<std::size_t>(written));
        else if (errno != EINTR) error_ = errno;
    }
}

void StreamFile::check() const {
    if (error_ != 0) refuse(path_, error_);
}

void StreamFile::finish() {
    flush();
    if (deflater_ != nullptr) deflater_->take({}, Z_FINISH, [this](std::string_view bytes) { put(bytes); });
    check();
    if (::close(std::exchange(descriptor_, -1)) != 0) error_ = errno;
    if (unfinished_ == path_) return check();
    std::error_code ignored;
    if (error_ != 0) fs::remove(unfinished_, ignored);
    check();
    finish_file(unfinished_, path_);
}

}  // namespace aerie::formats
