#include "tools/formats/value_check.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cmath>
#include <vector>

#include "core/error.h"
#include "tools/formats/field_words.h"
#include "tools/formats/text_position.h"

namespace aerie::formats {
namespace {

namespace pb = google::protobuf;
using Places = pb::TextFormat::ParseInfoTree;
using Field = pb::FieldDescriptor;

/// One value of a field: `index` -1 where the field is not repeated.
struct Value {
    const pb::Message& message;
    const Field& field;
    int index;
};

[[noreturn]] void refuse(const Value& value, const std::string& name, const Places* places, Complaint said) {
    said.where = name;
    if (places != nullptr) {
        const auto at = places->GetLocation(&value.field, value.index);
        said.where = to_text(name, {at.line, at.column});
    }
    throw InputError{said};
}

double real(const Value& value) {
    const pb::Reflection& values = *value.message.GetReflection();
    return value.index < 0 ? values.GetDouble(value.message, &value.field) : values.GetRepeatedDouble(value.message, &value.field, value.index);
}

int choice(const Value& value) {
    const pb::Reflection& values = *value.message.GetReflection();
    return value.index < 0 ? values.GetEnumValue(value.message, &value.field) : values.GetRepeatedEnumValue(value.message, &value.field, value.index);
}

const pb::Message& inner(const Value& value) {
    const pb::Reflection& values = *value.message.GetReflection();
    return value.index < 0 ? values.GetMessage(value.message, &value.field) : values.GetRepeatedMessage(value.message, &value.field, value.index);
}

void check_real(const Value& value, const std::string& name, const Places* places) {
    if (std::isfinite(real(value))) return;
    refuse(value, name, places,
           {fmt::format("field '{}' is not a finite number", value.field.name()), "", fmt::format("{}", real(value)), "a finite number"});
}

/// Schemas of syntax proto3 take any number for a choice; a file that means something must not.
void check_choice(const Value& value, const std::string& name, const Places* places) {
    const pb::EnumValueDescriptor* known = value.field.enum_type()->FindValueByNumber(choice(value));
    if (known != nullptr && !known->name().ends_with("_UNSPECIFIED")) return;
    refuse(value, name, places,
           {fmt::format("field '{}' has an unknown value", value.field.name()), "", fmt::format("{}", choice(value)), allowed_values(value.field)});
}

void check_value(const Value& value, const std::string& name, const Places* places) {
    if (value.field.cpp_type() == Field::CPPTYPE_DOUBLE) check_real(value, name, places);
    if (value.field.cpp_type() == Field::CPPTYPE_ENUM) check_choice(value, name, places);
    if (value.field.cpp_type() != Field::CPPTYPE_MESSAGE) return;
    check_values(inner(value), name, places == nullptr ? nullptr : places->GetTreeForNested(&value.field, value.index));
}

}  // namespace

void check_values(const pb::Message& message, const std::string& name, const Places* places) {
    std::vector<const Field*> fields;
    message.GetReflection()->ListFields(message, &fields);
    for (const Field* field : fields) {
        if (!field->is_repeated()) {
            check_value({message, *field, -1}, name, places);
            continue;
        }
        const int count = message.GetReflection()->FieldSize(message, field);
        for (int i = 0; i < count; ++i) check_value({message, *field, i}, name, places);
    }
}

}  // namespace aerie::formats
