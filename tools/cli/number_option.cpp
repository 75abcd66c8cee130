#include "tools/cli/number_option.h"

#include <fmt/format.h>

#include <charconv>
#include <system_error>

namespace aerie::cli {
namespace {

/// Empty when `text` is, from its first to its last letter, a Number in [low, high]; else what is wrong. 'nan' is in no interval.
template <class Number>
std::string refusal(const std::string& text, Number low, Number high, std::string_view kind) {
    Number value{};
    const char* end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, value);
    const bool is_number = error == std::errc{} && stop == end && value >= low && value <= high;
    return is_number ? std::string{} : fmt::format("'{}' is not {} from {} to {}", text, kind, low, high);
}

}  // namespace

CLI::Validator whole_number(std::uint64_t low, std::uint64_t high) {
    return {[=](std::string& text) { return refusal(text, low, high, "a whole number"); }, fmt::format("{}..{}", low, high), "whole number"};
}

CLI::Validator real_number(double low, double high) {
    return {[=](std::string& text) { return refusal(text, low, high, "a number"); }, fmt::format("{}..{}", low, high), "number"};
}

}  // namespace aerie::cli
