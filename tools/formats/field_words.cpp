#include "tools/formats/field_words.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cstdint>
#include <limits>

#include "core/nearest_name.h"

namespace aerie::formats {
namespace {

namespace pb = google::protobuf;

template <class Int>
std::string whole_number() {
    return fmt::format("a whole number from {} to {}", std::numeric_limits<Int>::min(), std::numeric_limits<Int>::max());
}

std::string allowed_value(const pb::FieldDescriptor& field) {
    using Field = pb::FieldDescriptor;
    switch (field.cpp_type()) {
        case Field::CPPTYPE_INT32: return whole_number<std::int32_t>();
        case Field::CPPTYPE_INT64: return whole_number<std::int64_t>();
        case Field::CPPTYPE_UINT32: return whole_number<std::uint32_t>();
        case Field::CPPTYPE_UINT64: return whole_number<std::uint64_t>();
        case Field::CPPTYPE_DOUBLE:
        case Field::CPPTYPE_FLOAT: return "a finite number";
        case Field::CPPTYPE_BOOL: return "true or false";
        case Field::CPPTYPE_ENUM: return fmt::format("one of {}", fmt::join(value_names(*field.enum_type()), ", "));
        case Field::CPPTYPE_STRING: return "text in quotes";
        case Field::CPPTYPE_MESSAGE: return fmt::format("fields in braces: {} {{ ... }}", field.name());
    }
    return "a value of its type";
}

}  // namespace

std::string allowed_values(const pb::FieldDescriptor& field) {
    const std::string one = allowed_value(field);
    const bool is_list = field.is_repeated() && field.cpp_type() != pb::FieldDescriptor::CPPTYPE_MESSAGE;
    return is_list ? one + ", or several in brackets [ , ]" : one;
}

std::vector<std::string> field_names(const pb::Descriptor& message) {
    std::vector<std::string> names;
    for (int i = 0; i < message.field_count(); ++i) names.push_back(message.field(i)->name());
    return names;
}

std::vector<std::string> value_names(const pb::EnumDescriptor& choices) {
    std::vector<std::string> names;
    for (int i = 0; i < choices.value_count(); ++i) {
        if (!choices.value(i)->name().ends_with("_UNSPECIFIED")) names.push_back(choices.value(i)->name());
    }
    return names;
}

std::string suggest_field(std::string_view unknown, const pb::Descriptor& message) { return suggest_name(unknown, field_names(message)); }

}  // namespace aerie::formats
