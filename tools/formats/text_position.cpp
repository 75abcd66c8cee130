#include "tools/formats/text_position.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <vector>

namespace aerie::formats {
namespace {

namespace pb = google::protobuf;

constexpr int tab_width = 8;                 // google/protobuf/io/tokenizer.cc, kTabWidth
constexpr std::size_t longest_quote = 40;    // enough to recognise a token in a message

bool is_word(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '.'; }

int column_after(int column, char c) { return c == '\t' ? column + tab_width - column % tab_width : column + 1; }

/// End of the quoted string that starts at `begin`, or of the line where it is not closed.
std::size_t end_of_string(std::string_view text, std::size_t begin) {
    std::size_t at = begin + 1;
    while (at < text.size() && text[at] != text[begin] && text[at] != '\n') at += text[at] == '\\' ? 2 : 1;
    return std::min(at + 1, text.size());
}

std::size_t end_of_token(std::string_view text, std::size_t begin) {
    if (text[begin] == '"' || text[begin] == '\'') return end_of_string(text, begin);
    std::size_t at = begin;
    if (text[at] == '-') ++at;
    while (at < text.size() && is_word(text[at])) ++at;
    return std::max(at, begin + 1);
}

std::size_t skip_blank(std::string_view text, std::size_t at) {
    while (at < text.size()) {
        if (text[at] == '#') at = std::min(text.find('\n', at), text.size());
        else if (std::isspace(static_cast<unsigned char>(text[at])) != 0) ++at;
        else break;
    }
    return at;
}

/// Follows braces and field names through the text as far as the schema knows them.
class Walk {
   public:
    explicit Walk(const pb::Descriptor* root) { open_.push_back({root, nullptr}); }

    void read(std::string_view token, char next) {
        const char first = token.front();
        if (first == '{' || first == '<') enter();
        else if (first == '}' || first == '>') leave();
        else if ((next == ':' || next == '{' || next == '<') && is_word(first)) name_field(token);
    }

    [[nodiscard]] TextSurroundings surroundings() const {
        TextSurroundings around{nullptr, open_.back().field, open_.size() - 1};
        for (const Level& level : open_) {
            if (level.message != nullptr) around.message = level.message;
        }
        return around;
    }

   private:
    struct Level {
        const pb::Descriptor* message;
        const pb::FieldDescriptor* field;
    };

    void enter() {
        const pb::FieldDescriptor* field = open_.back().field;
        const bool is_message = field != nullptr && field->cpp_type() == pb::FieldDescriptor::CPPTYPE_MESSAGE;
        open_.push_back({is_message ? field->message_type() : nullptr, nullptr});
    }
    void leave() {
        if (open_.size() > 1) open_.pop_back();
    }
    void name_field(std::string_view name) {
        Level& level = open_.back();
        level.field = level.message == nullptr ? nullptr : level.message->FindFieldByName(std::string{name});
    }

    std::vector<Level> open_;
};

std::size_t length_by_first_byte(unsigned char lead) {
    if (lead < 0x80) return 1;
    if (lead >= 0xC2 && lead <= 0xDF) return 2;
    if (lead >= 0xE0 && lead <= 0xEF) return 3;
    if (lead >= 0xF0 && lead <= 0xF4) return 4;
    return 0;
}

/// Unicode standard, table 3-7: the second byte is narrower after E0, ED, F0, F4 (no overlong forms, surrogates or values over 10FFFF).
bool is_good_second_byte(unsigned char lead, unsigned char second) {
    if (lead == 0xE0) return second >= 0xA0 && second <= 0xBF;
    if (lead == 0xED) return second >= 0x80 && second <= 0x9F;
    if (lead == 0xF0) return second >= 0x90 && second <= 0xBF;
    if (lead == 0xF4) return second >= 0x80 && second <= 0x8F;
    return second >= 0x80 && second <= 0xBF;
}

}  // namespace

std::string to_text(const std::string& name, TextPosition position) {
    return fmt::format("{}: line {} column {}", name, position.line + 1, position.column + 1);
}

std::size_t offset_of(std::string_view text, TextPosition position) {
    std::size_t at = 0;
    for (int line = 0; line < position.line; ++line) {
        const std::size_t end = text.find('\n', at);
        if (end == std::string_view::npos) return text.size();
        at = end + 1;
    }
    for (int column = 0; column < position.column && at < text.size() && text[at] != '\n'; ++at) column = column_after(column, text[at]);
    return at;
}

TextPosition position_of(std::string_view text, std::size_t offset) {
    TextPosition position;
    for (const char c : text.substr(0, offset)) {
        if (c == '\n') position = {position.line + 1, 0};
        else position.column = column_after(position.column, c);
    }
    return position;
}

std::string token_at(std::string_view text, std::size_t offset) {
    const std::size_t begin = skip_blank(text, offset);
    if (begin >= text.size()) return "the end of the file";
    const auto first = static_cast<unsigned char>(text[begin]);
    if (std::iscntrl(first) != 0) return fmt::format("byte 0x{:02x}", first);
    const std::string_view token = text.substr(begin, end_of_token(text, begin) - begin);
    if (token.size() <= longest_quote) return std::string{token};
    return std::string{token.substr(0, longest_quote)} + "...";
}

TextSurroundings surroundings_at(std::string_view text, std::size_t offset, const pb::Descriptor* root) {
    Walk walk{root};
    std::size_t at = skip_blank(text, 0);
    while (at < std::min(offset, text.size())) {
        const std::size_t end = end_of_token(text, at);
        const std::size_t after = skip_blank(text, end);
        walk.read(text.substr(at, end - at), after < text.size() ? text[after] : '\0');
        at = after;
    }
    return walk.surroundings();
}

std::size_t first_invalid_utf8(std::string_view text) {
    for (std::size_t at = 0; at < text.size();) {
        const auto lead = static_cast<unsigned char>(text[at]);
        const std::size_t length = length_by_first_byte(lead);
        if (length == 0 || at + length > text.size()) return at;
        for (std::size_t i = 1; i < length; ++i) {
            const auto byte = static_cast<unsigned char>(text[at + i]);
            const bool is_good = i == 1 ? is_good_second_byte(lead, byte) : byte >= 0x80 && byte <= 0xBF;
            if (!is_good) return at;
        }
        at += length;
    }
    return std::string_view::npos;
}

}  // namespace aerie::formats
