/// @file The outer form of a golden: compressed, checksummed frames, one after the other. Each frame is read whole or refused with its place.
#pragma once

#include <google/protobuf/message.h>

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <optional>
#include <string>

#include "tools/golden/golden.pb.h"

namespace aerie::formats {

/// The first line of every golden.
inline constexpr std::string_view golden_line = "aerie golden\n";

/// Writes beside `path`; finish() gives the file its name. Without it nothing remains.
class FrameWriter {
   public:
    explicit FrameWriter(std::filesystem::path path);
    ~FrameWriter();
    FrameWriter(const FrameWriter&) = delete;
    FrameWriter& operator=(const FrameWriter&) = delete;

    void write(golden::v1::Kind kind, const google::protobuf::Message& message);
    /// Writes the End and completes the file. Throws InputError where the disk is full.
    void finish();

   private:
    std::filesystem::path path_, unfinished_;
    std::ofstream out_;
    std::uint64_t frames_ = 0;
};

/// Throws InputError: not a golden, cut short, damaged; with frame and byte.
class FrameReader {
   public:
    explicit FrameReader(const std::filesystem::path& path);

    struct Content {
        std::string bytes;    ///< of the message, no longer compressed
        std::string place;    ///< "x.golden: frame 3 at byte 812"
    };
    /// The next frame of that kind; the checksums of all frames passed are checked. Nothing after the End.
    [[nodiscard]] std::optional<Content> next(golden::v1::Kind kind);
    /// Passes over all that is left.
    void check_rest() { while (take_frame()) {} }

   private:
    [[nodiscard]] std::optional<golden::v1::Frame> take_frame();
    [[nodiscard]] std::uint64_t take_length();
    void check_end(const golden::v1::Frame& frame);
    [[nodiscard]] std::string place() const;
    [[noreturn]] void refuse(const std::string& what, const std::string& found, const std::string& allowed) const;

    std::filesystem::path path_;
    std::ifstream in_;
    std::uint64_t size_ = 0, frame_ = 0, begin_ = 0, at_ = 0;
    bool is_over_ = false;
};

}  // namespace aerie::formats
