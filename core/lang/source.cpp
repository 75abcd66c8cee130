#include "core/lang/source.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

namespace aerie::lang {
namespace {

/// Line `number` (from 1) without its line end; tabs become single spaces, so that a caret stands under its character.
std::string line_of(const std::string& text, int number) {
    std::size_t begin = 0;
    for (int line = 1; line < number; ++line) {
        const std::size_t end = text.find('\n', begin);
        if (end == std::string::npos) return {};
        begin = end + 1;
    }
    std::string line = text.substr(begin, text.find('\n', begin) - begin);
    std::replace_if(line.begin(), line.end(), [](char c) { return c == '\t' || c == '\r' || c == '\0'; }, ' ');
    return line;
}

constexpr std::size_t longest_shown = 160;
constexpr int indent_of_found = 11;   ///< to_string(Complaint) opens `found` with "  found:   "

}  // namespace

std::string excerpt(const Source& source, Span span) {
    std::string text;
    int column = 0;
    for (const char c : line_of(source.text, span.line)) {
        if ((static_cast<unsigned char>(c) & 0xC0) != 0x80) ++column;   // columns count characters, not UTF-8 bytes
        if (column >= span.column && column < span.column + span.length) text += c;
    }
    return text.size() <= longest_shown ? text : text.substr(0, longest_shown) + "...";
}

Complaint complain(const Source& source, Span span, std::string what, std::string allowed) {
    std::string line = line_of(source.text, span.line);
    std::string found;
    if (line.size() <= longest_shown) {
        const int carets = std::clamp(span.length, 1, std::max(1, static_cast<int>(line.size()) - span.column + 1));
        found = fmt::format("{}\n{:{}}{:^>{}}", line, "", indent_of_found + span.column - 1, "", carets);
    } else {
        found = fmt::format("a line of {} characters", line.size());
    }
    return {std::move(what), fmt::format("{} line {} column {}", source.where, span.line, span.column), std::move(found), std::move(allowed)};
}

}  // namespace aerie::lang
