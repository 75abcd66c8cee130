#include "tools/trace/vcd_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "core/error.h"

namespace aerie::trace {
namespace {

/// Base 94 over the printable characters, as short as can be.
std::string code_of(std::size_t number) {
    std::string code;
    do {
        code += static_cast<char>('!' + number % 94);
        number /= 94;
    } while (number-- > 0);
    return code;
}

/// The coarsest unit that VCD can name of which the period is a whole multiple.
struct Timescale {
    std::string text;
    std::uint64_t units = 1;
};

Timescale timescale_of(std::uint64_t femtoseconds) {
    if (femtoseconds == 0) return {"1 ns", 1};
    constexpr std::array names{"fs", "ps", "ns", "us", "ms", "s"};
    std::size_t power = 0;
    while (femtoseconds % 10 == 0 && power < 3 * names.size() - 1) {
        femtoseconds /= 10;
        ++power;
    }
    return {fmt::format("{} {}", power % 3 == 0 ? 1 : power % 3 == 1 ? 10 : 100, names.at(power / 3)), femtoseconds};
}

}  // namespace

void VcdFile::write_head(const std::string& version, const std::vector<std::string>& comments, std::uint64_t femtoseconds) {
    const Timescale scale = timescale_of(femtoseconds);
    units_per_time_ = scale.units;
    file_.write(fmt::format("$version {} $end\n", version));
    for (std::string comment : comments) {
        std::replace(comment.begin(), comment.end(), '$', '_');   // a name must not end the comment
        file_.write(fmt::format("$comment {} $end\n", comment));
    }
    file_.write(fmt::format("$timescale {} $end\n", scale.text));
}

void VcdFile::open_scope(const std::string& name) { file_.write(fmt::format("$scope module {} $end\n", name)); }
void VcdFile::close_scope() { file_.write("$upscope $end\n"); }

void VcdFile::add_signal(const std::string& name, std::uint32_t width) {
    signals_.push_back({code_of(signals_.size()), width});
    const std::string range = width == 1 ? "" : fmt::format(" [{}:0]", width - 1);
    file_.write(fmt::format("$var wire {} {} {}{} $end\n", width, signals_.back().code, name, range));
}

void VcdFile::write_start(std::uint64_t time, const std::vector<std::uint64_t>& values) {
    AERIE_ASSERT(!has_started_ && values.size() == signals_.size());
    has_started_ = true;
    file_.write("$enddefinitions $end\n");
    write_time(time);
    file_.write("$dumpvars\n");
    for (std::size_t s = 0; s < signals_.size(); ++s) write_value(signals_[s], values[s]);
    file_.write("$end\n");
}

void VcdFile::write_change(std::uint64_t time, std::uint32_t signal, std::uint64_t value) {
    if (time != last_time_) write_time(time);
    write_value(signals_[signal], value);
}

void VcdFile::write_end(std::uint64_t time) {
    if (!has_started_) file_.write("$enddefinitions $end\n");
    else if (time > last_time_) write_time(time);
}

void VcdFile::write_time(std::uint64_t time) {
    last_time_ = time;
    file_.write(fmt::format("#{}\n", time * units_per_time_));
}

/// Leading zeros are left out; a reader fills up with 0, or with z behind z.
void VcdFile::write_value(const Signal& signal, std::uint64_t value) {
    std::array<char, 96> text;
    char* at = text.data();
    const auto put = [&at](char c) { *at++ = c; };
    if (signal.width > 1) put('b');
    if (value == none) {
        put('z');
    } else {
        const std::uint32_t bits = value == 0 ? 1 : 64 - static_cast<std::uint32_t>(__builtin_clzll(value));
        for (std::uint32_t b = bits; b-- > 0;) put((value >> b & 1U) != 0 ? '1' : '0');
    }
    if (signal.width > 1) put(' ');
    for (const char c : signal.code) put(c);
    put('\n');
    file_.write({text.data(), static_cast<std::size_t>(at - text.data())});
}

}  // namespace aerie::trace
