/// @file What no schema may hold: a number that is not finite, a choice that is not one of its values.
#pragma once

#include <google/protobuf/message.h>
#include <google/protobuf/text_format.h>

#include <string>

namespace aerie::formats {

/// Throws InputError naming the field. `places` are the positions in a text file; null for a binary one.
void check_values(const google::protobuf::Message& message, const std::string& name, const google::protobuf::TextFormat::ParseInfoTree* places);

}  // namespace aerie::formats
