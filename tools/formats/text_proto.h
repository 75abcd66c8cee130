/// @file Protobuf messages as files, text (.txtpb) for people and binary (.pb) for programs, the same for every schema.
/// A file is refused, with line and column, for an unknown field, a field given twice, a wrong type, a number that is not finite,
/// a byte that is not UTF-8, and when nothing stands in it. What must be present is for the reader of each schema to say.
#pragma once

#include <google/protobuf/message.h>

#include <filesystem>
#include <string>
#include <string_view>

namespace aerie::formats {

/// Reads the text form into `message` (cleared first). Throws InputError.
void read_text_proto(const std::filesystem::path& path, google::protobuf::Message& message);
/// Reads the binary form; field numbers that the schema does not know are refused. Throws InputError.
void read_binary_proto(const std::filesystem::path& path, google::protobuf::Message& message);
/// Text for .txtpb, .textproto and .pbtxt, binary for .pb and .binpb; for other names the bytes decide. Throws InputError.
void read_message(const std::filesystem::path& path, google::protobuf::Message& message);

/// The same for bytes already in memory; `name` stands for the file in messages.
void parse_text_proto(std::string_view text, const std::string& name, google::protobuf::Message& message);
void parse_binary_proto(std::string_view bytes, const std::string& name, google::protobuf::Message& message);
void parse_message(std::string_view bytes, const std::filesystem::path& path, google::protobuf::Message& message);

/// Complete or not at all, the same bytes for the same message. Throws InputError where the file cannot be written.
void write_text_proto(const std::filesystem::path& path, const google::protobuf::Message& message);
void write_binary_proto(const std::filesystem::path& path, const google::protobuf::Message& message);

}  // namespace aerie::formats
