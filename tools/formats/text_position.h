/// @file Where in a text-format file something stands, and which message and field surround it: the "where" and "allowed" of a parse error.
#pragma once

#include <google/protobuf/descriptor.h>

#include <cstddef>
#include <string>
#include <string_view>

namespace aerie::formats {

/// Zero-based, as protobuf's parser counts: columns are bytes, except that a tab reaches to the next multiple of eight.
struct TextPosition {
    int line = 0;
    int column = 0;
};

/// "name: line 1 column 1" for people, who count from one.
[[nodiscard]] std::string to_text(const std::string& name, TextPosition position);

/// Byte offset of a position; the size of the text when it lies behind its end.
[[nodiscard]] std::size_t offset_of(std::string_view text, TextPosition position);

/// The word, number or quoted string at an offset, shortened to forty characters; "the end of the file" behind it.
[[nodiscard]] std::string token_at(std::string_view text, std::size_t offset);

/// What surrounds an offset: the innermost open message that the schema knows, and the last field named in it (null: none or unknown).
struct TextSurroundings {
    const google::protobuf::Descriptor* message = nullptr;
    const google::protobuf::FieldDescriptor* field = nullptr;
    std::size_t open_braces = 0;
};
[[nodiscard]] TextSurroundings surroundings_at(std::string_view text, std::size_t offset, const google::protobuf::Descriptor* root);

/// Offset of the first byte that does not belong to well-formed UTF-8, or npos.
[[nodiscard]] std::size_t first_invalid_utf8(std::string_view text);

/// Line and column (zero-based) of an offset.
[[nodiscard]] TextPosition position_of(std::string_view text, std::size_t offset);

}  // namespace aerie::formats
