/// @file What the parts of a network file share while they are read: where they stand, for messages, and the forms that recur in all of them.
#pragma once

#include <cstdint>
#include <filesystem>
#include <limits>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "core/error.h"
#include "core/network.h"
#include "core/network.pb.h"
#include "tools/formats/list_file.h"

namespace aerie::formats {

inline constexpr std::uint64_t most_indices = std::numeric_limits<std::uint32_t>::max();

/// The file and the part of it that is being read: "net.txtpb: population 'A'".
class Place {
   public:
    explicit Place(const std::filesystem::path& file) : folder_{file.parent_path()}, text_{file.string()} {}

    [[nodiscard]] Place inside(const std::string& part) const {
        Place deeper = *this;
        deeper.text_ += ": " + part;
        return deeper;
    }
    /// A named member of a list; one without a name is called by its number.
    [[nodiscard]] Place member(const std::string& kind, const std::string& name, int index) const {
        return inside(name.empty() ? fmt::format("{} number {}", kind, index + 1) : fmt::format("{} '{}'", kind, name));
    }
    [[noreturn]] void refuse(std::string what, std::string found, std::string allowed) const {
        throw InputError{{std::move(what), text_, std::move(found), std::move(allowed)}};
    }
    /// Throws where a field that has no sensible default was not given.
    void require(bool is_given, const std::string& field, const std::string& allowed) const {
        if (!is_given) refuse(fmt::format("field '{}' is missing", field), "nothing", allowed);
    }
    /// Runs a reader of another file; its complaint then says from where the file was named.
    template <class Read>
    auto from_file(const std::string& reference, Read read) const {
        try {
            return read(list_name(reference, folder_));
        } catch (const InputError& error) {
            Complaint said = error.complaint();
            said.where = said.where.empty() ? text_ : text_ + ": " + said.where;
            throw InputError{said};
        }
    }

   private:
    std::filesystem::path folder_;
    std::string text_;
};

/// One string per line in the file becomes one text.
[[nodiscard]] std::string joined(const google::protobuf::RepeatedPtrField<std::string>& lines);

template <class Element>
std::vector<Element> list(const google::protobuf::RepeatedField<Element>& elements) {
    return {elements.begin(), elements.end()};
}

/// Throws unless exactly one of the choices was given.
void require_one_of(const Place& place, int given, const std::string& choices);

/// A number of neurons: 1 to most_indices.
[[nodiscard]] std::uint64_t size_of(const Place& place, bool is_given, std::uint64_t size);

/// For messages with `repeated double values` and `file`.
template <class Message>
std::vector<double> values_or_file(const Place& place, const Message& message) {
    if (!message.has_file()) return list(message.values());
    return place.from_file(message.file(), read_values);
}

/// Parameters or start values of one part.
[[nodiscard]] std::vector<Setting> settings(const Place& place, const std::string& kind,
                                            const google::protobuf::RepeatedPtrField<network::v1::Setting>& from);

/// One value, list or file without a name of its own.
[[nodiscard]] Setting nameless_setting(const Place& place, const network::v1::Setting& from);

/// For messages with `indices` and `range`.
template <class Message>
std::vector<std::uint64_t> indices_of(const Place& place, const Message& from) {
    std::vector<std::uint64_t> all = list(from.indices());
    for (const network::v1::IndexRange& range : from.range()) {
        if (range.end() <= range.begin() || range.end() > most_indices) {
            place.refuse("a range of indices is empty or too long", fmt::format("begin {} end {}", range.begin(), range.end()),
                         fmt::format("begin < end <= {}", most_indices));
        }
        for (std::uint64_t i = range.begin(); i < range.end(); ++i) all.push_back(i);
    }
    return all;
}

/// As NetworkSpec names it; "" when not given.
[[nodiscard]] std::string method_name(network::v1::Method method);

}  // namespace aerie::formats
