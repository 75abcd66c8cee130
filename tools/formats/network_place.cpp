#include "tools/formats/network_place.h"

#include <fmt/format.h>

namespace aerie::formats {

namespace pb = aerie::network::v1;

namespace {

Setting value_of(const Place& here, const pb::Setting& from) {
    require_one_of(here, from.has_value() + (from.values_size() > 0) + from.has_file(), "value, values, file");
    if (from.has_value() && from.has_unit()) here.refuse("'unit' is for values and file", from.unit(), "the unit inside value: \"10 ms\"");
    return {from.name(), from.value(), values_or_file(here, from), from.unit()};
}

Setting setting(const Place& place, const pb::Setting& from) {
    place.require(from.has_name(), "name", "the name of a parameter or variable");
    return value_of(place.inside(fmt::format("'{}'", from.name())), from);
}

}  // namespace

std::string joined(const google::protobuf::RepeatedPtrField<std::string>& lines) {
    std::string text;
    for (const std::string& line : lines) {
        if (&line != &lines.Get(0)) text += '\n';
        text += line;
    }
    return text;
}

void require_one_of(const Place& place, int given, const std::string& choices) {
    if (given == 1) return;
    place.refuse(given == 0 ? "no value is given" : "more than one value is given", fmt::format("{} of {}", given, choices),
                 fmt::format("exactly one of {}", choices));
}

std::uint64_t size_of(const Place& place, bool is_given, std::uint64_t size) {
    place.require(is_given, "size", "a whole number of at least 1");
    if (size < 1 || size > most_indices) place.refuse("field 'size' is out of range", fmt::format("{}", size), fmt::format("1 to {}", most_indices));
    return size;
}

std::vector<Setting> settings(const Place& place, const std::string& kind, const google::protobuf::RepeatedPtrField<pb::Setting>& from) {
    std::vector<Setting> all;
    for (int i = 0; i < from.size(); ++i) {
        all.push_back(setting(from[i].has_name() ? place.inside(kind) : place.member(kind, "", i), from[i]));
    }
    return all;
}

Setting nameless_setting(const Place& place, const pb::Setting& from) {
    if (from.has_name()) place.refuse("a name is given where only one thing can be meant", from.name(), "value, values or file alone");
    return value_of(place, from);
}

std::string method_name(pb::Method method) {
    switch (method) {
        case pb::EULER: return "euler";
        case pb::EXPONENTIAL_EULER: return "exponential_euler";
        case pb::MIDPOINT: return "midpoint";
        case pb::EXACT: return "exact";
        default: return {};
    }
}

}  // namespace aerie::formats
