/// @file A file that grows while a run goes on: written beside its place, compressed when its name ends in .gz, there under its name only when whole.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

namespace aerie::formats {

/// Holds a fixed amount of memory however long it grows. A device or a pipe is written in place. Equal calls give equal bytes.
class StreamFile {
   public:
    /// Throws InputError where `path` cannot be written.
    explicit StreamFile(std::filesystem::path path);
    /// Without finish() nothing remains.
    ~StreamFile();
    StreamFile(const StreamFile&) = delete;
    StreamFile& operator=(const StreamFile&) = delete;

    /// Never throws: it is called from inside the machine. The first failure is kept for check(), and what follows it goes nowhere.
    void write(std::string_view bytes);
    /// Throws InputError where the disk took less than was written so far.
    void check() const;
    /// Completes the file and gives it its name. Throws InputError; nothing remains then.
    void finish();
    [[nodiscard]] const std::filesystem::path& path() const { return path_; }

   private:
    class Deflater;
    void flush();
    void put(std::string_view bytes);

    std::filesystem::path path_, unfinished_;   ///< the same for a device
    int descriptor_ = -1;
    int error_ = 0;
    std::string buffer_{};
    std::unique_ptr<Deflater> deflater_;        ///< none for plain bytes
};

}  // namespace aerie::formats
