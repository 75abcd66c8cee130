#include "tools/formats/golden_frames.h"

#include <fmt/format.h>
#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/io/gzip_stream.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>
#include <google/protobuf/stubs/logging.h>
#include <zlib.h>

#include <array>
#include <cerrno>
#include <cstring>

#include "core/error.h"
#include "tools/formats/file_bytes.h"
#include "tools/formats/text_proto.h"

namespace aerie::formats {
namespace {

namespace io = google::protobuf::io;
namespace fs = std::filesystem;
namespace v1 = golden::v1;

constexpr std::uint64_t largest_frame = std::uint64_t{1} << 30;   // protobuf itself ends at 2 GiB
constexpr const char* bless_again = "a whole golden; `aerie bless` writes it again";

std::string compressed(const google::protobuf::Message& message) {
    std::string bytes;
    io::StringOutputStream target{&bytes};
    io::GzipOutputStream::Options options;
    options.compression_level = 9;
    io::GzipOutputStream gzip{&target, options};
    {
        io::CodedOutputStream coded{&gzip};
        coded.SetSerializationDeterministic(true);
        AERIE_ASSERT(message.SerializeToCodedStream(&coded));
    }
    AERIE_ASSERT(gzip.Close());
    return bytes;
}

/// Nothing when the bytes are no gzip stream, or one that swells beyond reason.
std::optional<std::string> expanded(const std::string& gzip) {
    io::ArrayInputStream source{gzip.data(), static_cast<int>(gzip.size())};
    io::GzipInputStream input{&source, io::GzipInputStream::GZIP};
    std::string bytes;
    const void* block = nullptr;
    int size = 0;
    while (input.Next(&block, &size)) {
        if (bytes.size() + static_cast<std::size_t>(size) > largest_frame) return std::nullopt;
        bytes.append(static_cast<const char*>(block), static_cast<std::size_t>(size));
    }
    return input.ZlibErrorCode() == Z_STREAM_END ? std::optional{std::move(bytes)} : std::nullopt;
}

std::uint32_t checksum(const v1::Frame& frame) {
    const auto kind = static_cast<Bytef>(frame.kind());
    const uLong start = ::crc32(0, &kind, 1);
    return static_cast<std::uint32_t>(::crc32(start, reinterpret_cast<const Bytef*>(frame.gzip().data()), static_cast<uInt>(frame.gzip().size())));
}

}  // namespace

FrameWriter::FrameWriter(fs::path path) : path_{std::move(path)}, unfinished_{unfinished_name(path_)}, out_{unfinished_, std::ios::binary} {
    out_ << golden_line;
    if (!out_) throw InputError{{fmt::format("cannot write '{}'", path_.string()), path_.string(), std::strerror(errno), "a writable place in an existing directory"}};
}

FrameWriter::~FrameWriter() {
    std::error_code ignored;
    if (out_.is_open()) fs::remove(unfinished_, ignored);
}

void FrameWriter::write(v1::Kind kind, const google::protobuf::Message& message) {
    v1::Frame frame;
    frame.set_kind(kind);
    frame.set_gzip(compressed(message));
    frame.set_crc32(checksum(frame));
    std::array<std::uint8_t, 10> length{};
    const std::uint8_t* end = io::CodedOutputStream::WriteVarint64ToArray(frame.ByteSizeLong(), length.data());
    out_.write(reinterpret_cast<const char*>(length.data()), end - length.data());
    const std::string bytes = frame.SerializeAsString();
    out_.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    ++frames_;
}

void FrameWriter::finish() {
    v1::End end;
    end.set_frames(frames_);
    write(v1::END, end);
    out_.flush();
    if (!out_) throw InputError{{fmt::format("cannot write '{}'", path_.string()), path_.string(), std::strerror(errno), "room on its disk"}};
    out_.close();
    finish_file(unfinished_, path_);
}

FrameReader::FrameReader(const fs::path& path) : path_{path} {
    std::error_code error;
    if (!fs::is_regular_file(path, error)) {
        throw InputError{{fmt::format("cannot read '{}'", path.string()), path.string(), error ? error.message() : "not a regular file", "a golden, written by `aerie bless`"}};
    }
    size_ = fs::file_size(path);
    in_.open(path, std::ios::binary);
    std::string line(golden_line.size(), '\0');
    in_.read(line.data(), static_cast<std::streamsize>(line.size()));
    if (line != golden_line) {
        throw InputError{{"not a golden", path.string(), size_ == 0 ? "an empty file" : in_ ? "a file that begins otherwise" : "a file that is too short or cannot be read",
                          "a file written by `aerie bless` or `aerie run --trace`; it begins with \"aerie golden\""}};
    }
    at_ = golden_line.size();
}

std::string FrameReader::place() const { return fmt::format("{}: frame {} at byte {}", path_.string(), frame_, begin_); }

void FrameReader::refuse(const std::string& what, const std::string& found, const std::string& allowed) const {
    throw InputError{{what, place(), found, allowed}};
}

std::uint64_t FrameReader::take_length() {
    std::uint64_t length = 0;
    for (unsigned shift = 0; shift < 35; shift += 7) {
        const int byte = in_.get();
        if (byte == std::ifstream::traits_type::eof()) refuse("the golden is cut short", fmt::format("the end of the file after {} bytes", size_), bless_again);
        ++at_;
        length |= static_cast<std::uint64_t>(byte & 0x7f) << shift;
        if ((byte & 0x80) == 0) return length;
    }
    return largest_frame + 1;
}

std::optional<v1::Frame> FrameReader::take_frame() {
    if (is_over_) return std::nullopt;
    ++frame_;
    begin_ = at_;
    const std::uint64_t length = take_length();
    if (length > largest_frame) refuse("the golden is damaged", "a length beyond reason", bless_again);
    if (length > size_ - at_) refuse("the golden is cut short", fmt::format("{} bytes of {}", size_ - at_, length), bless_again);
    std::string bytes(length, '\0');
    in_.read(bytes.data(), static_cast<std::streamsize>(length));
    at_ += length;
    v1::Frame frame;
    const google::protobuf::LogSilencer quiet;
    if (!in_ || !frame.ParseFromString(bytes)) refuse("the golden is damaged", "bytes that are no frame", bless_again);
    if (checksum(frame) != frame.crc32()) {
        refuse("the golden is damaged", fmt::format("checksum {:08x}", checksum(frame)), fmt::format("checksum {:08x}; `aerie bless` writes it again", frame.crc32()));
    }
    if (frame.kind() == v1::END) check_end(frame);
    return frame;
}

void FrameReader::check_end(const v1::Frame& frame) {
    v1::End end;
    if (const auto bytes = expanded(frame.gzip())) parse_binary_proto(*bytes, place(), end);
    if (end.frames() + 1 != frame_) refuse("frames are missing", fmt::format("{} before the end", frame_ - 1), fmt::format("{}", end.frames()));
    if (at_ != size_) refuse("bytes follow the end of the golden", fmt::format("{} bytes", size_ - at_), "nothing");
    is_over_ = true;
}

std::optional<FrameReader::Content> FrameReader::next(v1::Kind kind) {
    while (const auto frame = take_frame()) {
        if (frame->kind() != kind) continue;
        auto bytes = expanded(frame->gzip());
        if (!bytes) refuse("the golden is damaged", "bytes that do not expand", bless_again);
        return Content{std::move(*bytes), place()};
    }
    return std::nullopt;
}

}  // namespace aerie::formats
