/// @file The Value Change Dump format of IEEE 1364-2005, section 18: names once, then what changed when.
#pragma once

#include <string>
#include <vector>

#include "tools/formats/stream_file.h"

namespace aerie::trace {

/// Called in this order: comments, scopes and signals; begin_values(); then times, each later than the one before, with changes behind each.
class VcdFile {
   public:
    /// A value that is not there: shown as z.
    static constexpr std::uint64_t none = ~std::uint64_t{0};

    explicit VcdFile(const std::filesystem::path& path) : file_{path} {}

    /// A time of this file lasts so many femtoseconds, a whole multiple of a power of ten; 0: nobody knows, and it is shown as one nanosecond.
    void write_head(const std::string& version, const std::vector<std::string>& comments, std::uint64_t femtoseconds);
    void open_scope(const std::string& name);
    void close_scope();
    /// Signals are numbered from 0 in this order.
    void add_signal(const std::string& name, std::uint32_t width);

    /// The end of the declarations, then the values at `time` by signal.
    void write_start(std::uint64_t time, const std::vector<std::uint64_t>& values);
    void write_change(std::uint64_t time, std::uint32_t signal, std::uint64_t value);
    /// Nothing changes until `time`: viewers show the run up to it.
    void write_end(std::uint64_t time);

    [[nodiscard]] formats::StreamFile& file() { return file_; }

   private:
    struct Signal {
        std::string code;
        std::uint32_t width = 1;
    };
    void write_time(std::uint64_t time);
    void write_value(const Signal& signal, std::uint64_t value);

    formats::StreamFile file_;
    std::vector<Signal> signals_;
    std::uint64_t units_per_time_ = 1, last_time_ = none;
    bool has_started_ = false;
};

}  // namespace aerie::trace
