/// @file Turns a RunRecord into a JSON tree: fields in a fixed order, what is not finite or not known as null.
#pragma once

#include <cmath>
#include <nlohmann/json.hpp>

#include "tools/report/fields.h"

namespace aerie::tools {

using Json = nlohmann::ordered_json;

/// Visitor for describe(): collects the fields of one object.
class JsonWriter {
   public:
    template <class T>
    void operator()(const char* name, const T& value) {
        node_[name] = encode(value);
    }
    template <class Describe>
    void group(const char* name, const Describe& describe_group) {
        JsonWriter inner;
        describe_group(inner);
        node_[name] = std::move(inner.node_);
    }
    void causes(const std::vector<CauseRecord>& causes) {
        Json counts = Json::object(), energies = Json::object();
        for (const auto& cause : causes) {
            counts[cause.name] = cause.count;
            energies[cause.name] = encode(cause.energy_pj);
        }
        node_["operations"] = std::move(counts);
        node_["energy_pj"]["by_cause"] = std::move(energies);
    }
    [[nodiscard]] Json take() { return std::move(node_); }

   private:
    static Json encode(const std::string& text) { return text; }
    static Json encode(bool claim) { return claim; }
    static Json encode(char letter) { return std::string(1, letter); }
    static Json encode(std::uint64_t count) { return count; }
    static Json encode(std::uint32_t count) { return count; }
    static Json encode(double value) { return std::isfinite(value) ? Json(value) : Json(nullptr); }
    template <class T>
    static Json encode(const std::optional<T>& value) {
        return value ? encode(*value) : Json(nullptr);
    }
    template <class T>
    static Json encode(const std::vector<T>& items) {
        Json array = Json::array();
        for (const auto& item : items) array.push_back(encode(item));
        return array;
    }
    template <class T>
    static Json encode(const std::map<std::string, T>& items) {
        Json object = Json::object();
        for (const auto& [name, item] : items) object[name] = encode(item);
        return object;
    }
    template <class Record>
        requires requires(JsonWriter& writer, const Record& record) { describe(writer, record); }
    static Json encode(const Record& record) {
        JsonWriter inner;
        describe(inner, record);
        return inner.take();
    }

    Json node_ = Json::object();
};

}  // namespace aerie::tools
