/// @file Reads report.json back: every field must be there and of its kind; a complaint names the path of the field.
#include <fmt/format.h>

#include <limits>
#include <nlohmann/json.hpp>

#include "core/error.h"
#include "tools/report/fields.h"

namespace aerie::tools {

namespace {

using Json = nlohmann::ordered_json;

/// A node of the tree that knows where it stands.
struct Place {
    const Json& node;
    const std::string& file;
    std::string path;

    [[noreturn]] void refuse(const std::string& what, const std::string& allowed) const {
        throw InputError{{what, path.empty() ? file : file + ": " + path, shortened(), allowed}};
    }
    [[nodiscard]] Place child(const std::string& name) const {
        if (!node.is_object()) refuse("not an object", "a JSON object with a field '" + name + "'");
        const auto found = node.find(name);
        if (found == node.end()) refuse("the field '" + name + "' is missing", "a report.json that 'aerie run' wrote");
        return {*found, file, path.empty() ? name : path + "." + name};
    }
    [[nodiscard]] Place item(std::size_t index) const { return {node[index], file, fmt::format("{}[{}]", path, index)}; }

   private:
    [[nodiscard]] std::string shortened() const {
        const std::string text = node.dump(-1, ' ', true, Json::error_handler_t::replace);
        return text.size() <= 60 ? text : text.substr(0, 57) + "...";
    }
};

class JsonReader {
   public:
    explicit JsonReader(Place place) : place_{std::move(place)} {}

    template <class T>
    void operator()(const char* name, T& value) {
        decode(place_.child(name), value);
    }
    template <class Describe>
    void group(const char* name, const Describe& describe_group) {
        JsonReader inner{place_.child(name)};
        describe_group(inner);
    }
    void causes(std::vector<CauseRecord>& causes) {
        const Place counts = place_.child("operations"), energies = place_.child("energy_pj").child("by_cause");
        if (!counts.node.is_object()) counts.refuse("not an object", "operation names with their counts");
        causes.clear();
        for (const auto& [name, ignored] : counts.node.items()) {
            auto& cause = causes.emplace_back();
            cause.name = name;
            decode(counts.child(name), cause.count);
            decode(energies.child(name), cause.energy_pj);
        }
    }

   private:
    static void decode(const Place& place, std::string& text) {
        if (!place.node.is_string()) place.refuse("not a text", "a text in quotes");
        text = place.node.get<std::string>();
    }
    static void decode(const Place& place, bool& claim) {
        if (!place.node.is_boolean()) place.refuse("not a truth value", "true or false");
        claim = place.node.get<bool>();
    }
    static void decode(const Place& place, char& letter) {
        std::string text;
        decode(place, text);
        if (text.size() != 1 || std::string("NESWLns").find(text) == std::string::npos) place.refuse("not a direction", "one of N E S W L n s");
        letter = text.front();
    }
    template <std::unsigned_integral T>
    static void decode(const Place& place, T& count) {
        const auto most = std::numeric_limits<T>::max();
        if (!place.node.is_number_unsigned() || place.node.get<std::uint64_t>() > most) {
            place.refuse("not a count", fmt::format("a whole number from 0 to {}", most));
        }
        count = place.node.get<T>();
    }
    static void decode(const Place& place, double& value) {
        if (!place.node.is_number() && !place.node.is_null()) place.refuse("not a number", "a number, or null where it is not known");
        value = place.node.is_null() ? std::numeric_limits<double>::quiet_NaN() : place.node.get<double>();
    }
    template <class T>
    static void decode(const Place& place, std::optional<T>& value) {
        if (place.node.is_null()) value.reset();
        else decode(place, value.emplace());
    }
    template <class T>
    static void decode(const Place& place, std::vector<T>& items) {
        if (!place.node.is_array()) place.refuse("not a list", "a JSON array");
        items.assign(place.node.size(), T{});
        for (std::size_t i = 0; i < items.size(); ++i) decode(place.item(i), items[i]);
    }
    template <class T>
    static void decode(const Place& place, std::map<std::string, T>& items) {
        if (!place.node.is_object()) place.refuse("not an object", "names with values");
        items.clear();
        for (const auto& [name, ignored] : place.node.items()) decode(place.child(name), items[name]);
    }
    template <class Record>
        requires requires(JsonReader& reader, Record& record) { describe(reader, record); }
    static void decode(const Place& place, Record& record) {
        JsonReader inner{place};
        describe(inner, record);
    }

    Place place_;
};

Json parse(const std::string& text, const std::string& where) {
    try {
        return Json::parse(text);
    } catch (const nlohmann::json::parse_error& error) {
        const bool is_cut = error.byte >= text.size();
        throw InputError{{is_cut ? "the JSON ends too early" : "not JSON", fmt::format("{}: byte {}", where, error.byte),
                          is_cut ? fmt::format("{} bytes", text.size()) : text.substr(error.byte > 0 ? error.byte - 1 : 0, 20),
                          "the whole report.json that 'aerie run' wrote; run it again"}};
    } catch (const nlohmann::json::exception& error) {   // a number beyond all numbers, for one
        throw InputError{{"not a JSON that can be read", where, error.what(), "the report.json that 'aerie run' wrote; run it again"}};
    }
}

[[noreturn]] void refuse_lengths(const std::string& where, const std::string& what, std::size_t found, std::size_t expected) {
    throw InputError{
        {"columns of unequal length", where + ": " + what, fmt::format("{} values", found), fmt::format("{}, as many as times", expected)}};
}

/// Pictures index columns by each other's length: a file in which they differ was not written by us.
void check_columns(const RunRecord& record, const std::string& where) {
    const auto& cycles = record.cycles_per_tick;
    for (const auto* column : {&cycles.mean, &cycles.max}) {
        if (column->size() != cycles.time_s.size()) refuse_lengths(where, "cycles_per_tick", column->size(), cycles.time_s.size());
    }
    for (const auto& raster : record.rasters) {
        if (raster.neuron.size() != raster.time_s.size()) {
            refuse_lengths(where, "rasters: " + raster.population, raster.neuron.size(), raster.time_s.size());
        }
    }
    for (const auto& image : record.images) {
        const bool fits = image.rows != 0 && image.values.size() % image.rows == 0 && image.values.size() / image.rows == image.columns;
        if (!fits) throw InputError{{"an image of another size than it says", where + ": images: " + image.target, fmt::format("{} values", image.values.size()),
                                     fmt::format("{} rows of {}", image.rows, image.columns)}};
    }
    for (const auto& series : record.series) {
        if (series.labels.size() != series.values.size())
            refuse_lengths(where, "series: " + series.name + ": labels", series.labels.size(), series.values.size());
        for (const auto& curve : series.values) {
            if (curve.size() != series.time_s.size()) refuse_lengths(where, "series: " + series.name, curve.size(), series.time_s.size());
        }
    }
}

}  // namespace

RunRecord from_json(const std::string& text, const std::string& where) {
    const Json tree = parse(text, where);
    const Place root{tree, where, ""};
    if (!tree.is_object() || !tree.contains("report_format")) {
        root.refuse("not a report of an Aerie run", "the report.json of a directory that 'aerie run' wrote");
    }
    const Place format = root.child("report_format");
    if (format.node != report_format)
        format.refuse("a report of another format", fmt::format("format {}; run the network again with this version", report_format));
    JsonReader reader{root};
    RunRecord record;
    describe(reader, record);
    check_columns(record, where);
    return record;
}

}  // namespace aerie::tools
