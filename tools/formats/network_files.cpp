#include "tools/formats/network_files.h"

#include <algorithm>

#include "core/error.h"
#include "core/network.pb.h"
#include "tools/formats/file_bytes.h"
#include "tools/formats/list_file.h"
#include "tools/formats/text_proto.h"

namespace aerie::formats {
namespace {

namespace pb = google::protobuf;
constexpr std::size_t largest = std::size_t{1} << 29;

/// Every field called `file`, at any depth.
void collect(const pb::Message& message, std::vector<std::string>& references) {
    const pb::Reflection& values = *message.GetReflection();
    std::vector<const pb::FieldDescriptor*> fields;
    values.ListFields(message, &fields);
    for (const pb::FieldDescriptor* field : fields) {
        if (field->name() == "file") references.push_back(values.GetString(message, field));
        if (field->cpp_type() != pb::FieldDescriptor::CPPTYPE_MESSAGE) continue;
        if (!field->is_repeated()) collect(values.GetMessage(message, field), references);
        for (int i = 0; field->is_repeated() && i < values.FieldSize(message, field); ++i) collect(values.GetRepeatedMessage(message, field, i), references);
    }
}

/// As the network names it, so that it is found again wherever the network is unpacked.
std::string name_inside(const std::string& reference, const std::filesystem::path& network) {
    const std::filesystem::path name = list_name(reference, {}).file.lexically_normal();
    if (!name.is_absolute() && *name.begin() != "..") return name.generic_string();
    throw InputError{{"a list outside the folder of the network cannot be kept in a golden", network.string(), reference, "a file beside the network, or below it"}};
}

}  // namespace

std::vector<NamedBytes> network_files(const std::filesystem::path& network) {
    std::vector<NamedBytes> files{{network.filename().string(), read_file(network, largest)}};
    network::v1::Network message;
    parse_message(files.front().bytes, network, message);
    std::vector<std::string> references;
    collect(message, references);
    for (const std::string& reference : references) {
        const std::string name = name_inside(reference, network);
        if (std::any_of(files.begin(), files.end(), [&](const NamedBytes& f) { return f.name == name; })) continue;
        files.push_back({name, read_file(network.parent_path() / name, largest)});
    }
    return files;
}

}  // namespace aerie::formats
