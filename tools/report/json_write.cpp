/// @file Writes report.json: one field a line, one record a line, so that a person can read it and a diff can show it.
#include "tools/report/json_write.h"

namespace aerie::tools {

namespace {

std::string one_line(const Json& node) {
    return node.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string one_record_a_line(const Json& array) {
    std::string text = "[";
    for (const auto& item : array) text += (text.size() > 1 ? ",\n    " : "\n    ") + one_line(item);
    return text + "\n  ]";
}

}  // namespace

std::string to_json(const RunRecord& record) {
    JsonWriter writer;
    writer("report_format", report_format);
    describe(writer, record);
    const Json tree = writer.take();
    std::string text = "{";
    for (const auto& [name, value] : tree.items()) {
        const bool is_table = value.is_array() && !value.empty() && value.front().is_object();
        text += (text.size() > 1 ? ",\n  " : "\n  ") + one_line(name) + ": " + (is_table ? one_record_a_line(value) : one_line(value));
    }
    return text + "\n}\n";
}

}  // namespace aerie::tools
