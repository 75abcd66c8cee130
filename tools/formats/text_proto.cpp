#include "tools/formats/text_proto.h"

#include <fmt/format.h>
#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/io/tokenizer.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>
#include <google/protobuf/stubs/logging.h>
#include <google/protobuf/text_format.h>
#include <google/protobuf/unknown_field_set.h>

#include <optional>

#include "core/error.h"
#include "core/nearest_name.h"
#include "tools/formats/field_words.h"
#include "tools/formats/file_bytes.h"
#include "tools/formats/text_position.h"
#include "tools/formats/value_check.h"

namespace aerie::formats {
namespace {

namespace pb = google::protobuf;
namespace fs = std::filesystem;

constexpr std::size_t largest_text = std::size_t{256} << 20;      // far above what a person writes; long lists belong into HDF5 or CSV
constexpr std::size_t largest_binary = std::size_t{1} << 30;      // protobuf itself ends at 2 GiB
constexpr int deepest_nesting = 64;

struct ParseError {
    TextPosition position;
    std::string message;
};

/// Keeps the first error; what follows it is noise.
class FirstError : public pb::io::ErrorCollector {
   public:
    void AddError(int line, pb::io::ColumnNumber column, const std::string& message) override {
        if (!error_) error_ = ParseError{{line, column}, message};
    }
    void AddWarning(int, pb::io::ColumnNumber, const std::string&) override {}
    [[nodiscard]] const std::optional<ParseError>& error() const { return error_; }

   private:
    std::optional<ParseError> error_;
};

/// The part of `text` between `before` and the next double quote; nothing when `before` does not occur.
std::optional<std::string> quoted_after(const std::string& text, std::string_view before) {
    const std::size_t at = text.find(before);
    if (at == std::string::npos) return std::nullopt;
    const std::size_t begin = at + before.size();
    return text.substr(begin, text.find('"', begin) - begin);
}

std::string type_name(const pb::Descriptor& type) { return type.name(); }

/// Turns protobuf's error into ours. Its texts are those of google/protobuf/text_format.cc and io/tokenizer.cc, version 3.21.
class Explanation {
   public:
    Explanation(std::string_view text, const ParseError& error, const pb::Descriptor* root)
        : error_{error}, offset_{offset_of(text, error.position)}, found_{token_at(text, offset_)},
          around_{surroundings_at(text, offset_, root)} {}

    [[nodiscard]] Complaint complaint(const std::string& name) const {
        Complaint said = what_and_allowed();
        said.where = to_text(name, error_.position);
        if (around_.message != nullptr) said.where += fmt::format(", in {}", type_name(*around_.message));
        if (said.found.empty()) said.found = found_;
        return said;
    }

   private:
    [[nodiscard]] Complaint what_and_allowed() const {
        if (const auto field = quoted_after(error_.message, "has no field named \"")) return unknown_field(*field);
        if (const auto field = quoted_after(error_.message, "Non-repeated field \"")) return given_twice(*field);
        if (const auto choice = quoted_after(error_.message, "another member of oneof \"")) return chosen_twice(*choice);
        if (const auto value = quoted_after(error_.message, "Unknown enumeration value of \"")) return unknown_value(*value);
        if (found_ == "the end of the file") return cut_short();
        if (around_.field != nullptr) return wrong_value();
        return {error_.message, {}, {}, fields_here()};
    }
    [[nodiscard]] Complaint unknown_field(const std::string& field) const {
        const std::string allowed = around_.message == nullptr ? std::string{"a field of the schema"} : suggest_field(field, *around_.message);
        return {fmt::format("unknown field '{}'", field), {}, field, allowed};
    }
    [[nodiscard]] static Complaint given_twice(const std::string& field) {
        return {fmt::format("field '{}' is given more than once", field), {}, fmt::format("a second '{}'", field), fmt::format("one '{}'", field)};
    }
    [[nodiscard]] Complaint chosen_twice(const std::string& choice) const {
        const pb::OneofDescriptor* members = around_.message == nullptr ? nullptr : around_.message->FindOneofByName(choice);
        std::string allowed = "one of the choice";
        for (int i = 0; members != nullptr && i < members->field_count(); ++i) {
            allowed = i == 0 ? "only one of " + members->field(i)->name() : allowed + ", " + members->field(i)->name();
        }
        return {error_.message, {}, {}, allowed};
    }
    [[nodiscard]] Complaint unknown_value(const std::string& value) const {
        const bool has_choices = around_.field != nullptr && around_.field->enum_type() != nullptr;
        const std::string allowed = has_choices ? suggest_name(value, value_names(*around_.field->enum_type())) : std::string{"a value of the schema"};
        return {fmt::format("unknown value '{}'", value), {}, value, allowed};
    }
    [[nodiscard]] Complaint cut_short() const {
        return {"the file ends in the middle", {}, found_, fmt::format("{} more closing brace(s), after a complete value", around_.open_braces)};
    }
    [[nodiscard]] Complaint wrong_value() const {
        return {fmt::format("field '{}' has a value of the wrong kind ({})", around_.field->name(), error_.message), {}, {},
                allowed_values(*around_.field)};
    }
    [[nodiscard]] std::string fields_here() const {
        return around_.message == nullptr ? std::string{"a field of the schema"} : suggest_field(found_, *around_.message);
    }

    const ParseError& error_;
    std::size_t offset_;
    std::string found_;
    TextSurroundings around_;
};

void require_utf8(std::string_view text, const std::string& name) {
    const std::size_t at = first_invalid_utf8(text);
    if (at == std::string_view::npos) return;
    throw InputError{{"the file is not UTF-8 text", to_text(name, position_of(text, at)),
                      fmt::format("byte 0x{:02x}", static_cast<unsigned char>(text[at])), "UTF-8 text, or the binary form in a file named .pb"}};
}

/// The first field number, at any depth, that the schema does not know.
void refuse_unknown_numbers(const pb::Message& message, const std::string& name) {
    const pb::Reflection& values = *message.GetReflection();
    const pb::UnknownFieldSet& unknown = values.GetUnknownFields(message);
    if (!unknown.empty()) {
        throw InputError{{fmt::format("unknown field number {} in {}", unknown.field(0).number(), type_name(*message.GetDescriptor())), name,
                          fmt::format("field number {}", unknown.field(0).number()), "the fields of this version of the schema"}};
    }
    std::vector<const pb::FieldDescriptor*> fields;
    values.ListFields(message, &fields);
    for (const pb::FieldDescriptor* field : fields) {
        if (field->cpp_type() != pb::FieldDescriptor::CPPTYPE_MESSAGE) continue;
        if (!field->is_repeated()) refuse_unknown_numbers(values.GetMessage(message, field), name);
        for (int i = 0; field->is_repeated() && i < values.FieldSize(message, field); ++i) {
            refuse_unknown_numbers(values.GetRepeatedMessage(message, field, i), name);
        }
    }
}

void refuse_empty(const pb::Message& message, const std::string& name) {
    if (message.ByteSizeLong() > 0) return;
    throw InputError{{fmt::format("the {} file is empty", type_name(*message.GetDescriptor())), name, "no field at all",
                      fmt::format("fields of {}: {}", type_name(*message.GetDescriptor()), suggest_field("", *message.GetDescriptor()))}};
}

enum class Form { text, binary };

Form form_of(const fs::path& path, std::string_view bytes) {
    const std::string extension = path.extension().string();
    if (extension == ".pb" || extension == ".binpb") return Form::binary;
    if (extension == ".txtpb" || extension == ".textproto" || extension == ".pbtxt") return Form::text;
    const bool has_control = bytes.find_first_of(std::string_view{"\0\1\2\3\4\5\6\7\b\x0e\x0f\x10\x12\x18\x1a\x1b", 16}) != std::string_view::npos;
    return has_control || first_invalid_utf8(bytes) != std::string_view::npos ? Form::binary : Form::text;
}

}  // namespace

void parse_text_proto(std::string_view text, const std::string& name, pb::Message& message) {
    require_utf8(text, name);
    FirstError errors;
    pb::TextFormat::ParseInfoTree places;
    pb::TextFormat::Parser parser;
    parser.RecordErrorsTo(&errors);
    parser.WriteLocationsTo(&places);
    parser.SetRecursionLimit(deepest_nesting);
    pb::io::ArrayInputStream input{text.data(), static_cast<int>(text.size())};
    const bool is_good = parser.Parse(&input, &message);
    if (errors.error()) throw InputError{Explanation{text, *errors.error(), message.GetDescriptor()}.complaint(name)};
    AERIE_ASSERT(is_good);
    refuse_empty(message, name);
    check_values(message, name, &places);
}

void parse_binary_proto(std::string_view bytes, const std::string& name, pb::Message& message) {
    const pb::LogSilencer quiet;   // protobuf would print what it thinks of the bytes
    if (!message.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
        throw InputError{{fmt::format("not a binary {}: damaged or cut short", type_name(*message.GetDescriptor())), name,
                          fmt::format("{} bytes", bytes.size()), "a complete binary message, or the text form in a file named .txtpb"}};
    }
    refuse_unknown_numbers(message, name);
    refuse_empty(message, name);
    check_values(message, name, nullptr);
}

void parse_message(std::string_view bytes, const fs::path& path, pb::Message& message) {
    if (form_of(path, bytes) == Form::text) parse_text_proto(bytes, path.string(), message);
    else parse_binary_proto(bytes, path.string(), message);
}

void read_text_proto(const fs::path& path, pb::Message& message) { parse_text_proto(read_file(path, largest_text), path.string(), message); }

void read_binary_proto(const fs::path& path, pb::Message& message) {
    parse_binary_proto(read_file(path, largest_binary), path.string(), message);
}

void read_message(const fs::path& path, pb::Message& message) { parse_message(read_file(path, largest_binary), path, message); }

void write_text_proto(const fs::path& path, const pb::Message& message) {
    pb::TextFormat::Printer printer;
    printer.SetUseShortRepeatedPrimitives(true);
    printer.SetUseUtf8StringEscaping(true);
    std::string text;
    AERIE_ASSERT(printer.PrintToString(message, &text));
    write_file(path, text);
}

void write_binary_proto(const fs::path& path, const pb::Message& message) {
    std::string bytes;
    {
        pb::io::StringOutputStream output{&bytes};
        pb::io::CodedOutputStream coded{&output};
        coded.SetSerializationDeterministic(true);
        AERIE_ASSERT(message.SerializeToCodedStream(&coded));
    }
    write_file(path, bytes);
}

}  // namespace aerie::formats
