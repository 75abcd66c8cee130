/// @file Schema fields in words: what a field may hold, which fields and values exist, which of them a misspelt one resembles.
#pragma once

#include <google/protobuf/descriptor.h>

#include <string>
#include <string_view>
#include <vector>

namespace aerie::formats {

/// "text in quotes", "a whole number from 0 to 4294967295", "true or false", "one of A, B", "fields in braces { }".
[[nodiscard]] std::string allowed_values(const google::protobuf::FieldDescriptor& field);

/// In the order of the schema.
[[nodiscard]] std::vector<std::string> field_names(const google::protobuf::Descriptor& message);
[[nodiscard]] std::vector<std::string> value_names(const google::protobuf::EnumDescriptor& choices);

/// For Complaint::allowed of an unknown field: the nearest known one, and what is known.
[[nodiscard]] std::string suggest_field(std::string_view unknown, const google::protobuf::Descriptor& message);

}  // namespace aerie::formats
