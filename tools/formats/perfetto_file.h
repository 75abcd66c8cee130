/// @file Traces for https://ui.perfetto.dev: tracks with slices, counters and flows between slices. Schema: tools/trace/perfetto_trace.proto.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "tools/formats/stream_file.h"

namespace aerie::formats {

struct PerfettoTrack {
    enum class Kind : std::uint8_t { process, plain, counter };   ///< plain: with slices, or only a parent of others
    Kind kind = Kind::plain;
    std::uint64_t id = 0;        ///< over the whole file, not 0
    std::uint64_t parent = 0;    ///< 0: none
    std::string name;
};

struct PerfettoSlice {
    std::uint64_t track = 0;
    std::uint64_t begin_ns = 0, end_ns = 0;
    std::string name;                                     ///< written once if it is one of few, each time if it holds a number
    bool is_name_common = false;
    std::vector<std::pair<const char*, std::variant<std::uint64_t, std::string>>> notes{};
    std::vector<std::uint64_t> flows_from{}, flows_to{};  ///< flows that start and that end here, named over the whole file
};

/// Slices of one track come in order of time, a nested one behind the one around it. Equal calls give equal bytes.
class PerfettoFile {
   public:
    /// Throws InputError where the file cannot be written.
    explicit PerfettoFile(const std::filesystem::path& path);
    ~PerfettoFile();

    void add(const PerfettoTrack& track);
    void begin(const PerfettoSlice& slice);
    void end(const PerfettoSlice& slice);
    void count(std::uint64_t track, std::uint64_t at_ns, std::int64_t value);
    [[nodiscard]] StreamFile& file() { return file_; }

   private:
    struct Message;   ///< one packet of the trace, used again and again
    void write();
    /// The number of a name; new ones are interned with the packet under way.
    std::uint64_t event_name(const std::string& name);
    std::uint64_t note_name(const std::string& name);

    StreamFile file_;
    std::unique_ptr<Message> message_;
    std::map<std::string, std::uint64_t> event_names_, note_names_;
    bool has_begun_ = false;
};

}  // namespace aerie::formats
