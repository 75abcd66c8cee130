#include "tools/formats/chip_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "core/error.h"
#include "core/nearest_name.h"
#include "hw_model/chips/chip.pb.h"
#include "hw_model/chips/settings.h"
#include "hw_model/mapping/limits.h"
#include "tools/formats/text_proto.h"

namespace aerie::formats {

namespace {

namespace pb = aerie::chip::v1;
using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

/// In the source tree and where they are installed; set by CMake.
std::vector<std::filesystem::path> chip_directories() {
    std::vector<std::filesystem::path> directories;
    for (const char* directory : {AERIE_CHIP_SOURCE_DIR, AERIE_CHIP_INSTALL_DIR}) {
        std::error_code ignored;
        if (std::filesystem::is_directory(directory, ignored)) directories.emplace_back(directory);
    }
    return directories;
}

[[noreturn]] void refuse(std::string what, const std::string& where, std::string found, std::string allowed) {
    throw InputError{Complaint{std::move(what), where, std::move(found), std::move(allowed)}};
}

/// What a Number, Choice or Flag says, as the text that a ChipSetting understands.
struct Said {
    std::optional<std::string> value;
    hw::Provenance provenance;
};

template <class Leaf>
hw::Provenance provenance_in(const Leaf& leaf) {
    static constexpr std::string_view letters = "?ABCMD-";
    const auto grade = static_cast<std::size_t>(leaf.grade());
    return {leaf.source(), grade < letters.size() ? letters[grade] : '?', leaf.note()};
}

Said said_by(const Message& leaf) {
    if (const auto* number = dynamic_cast<const pb::Number*>(&leaf)) {
        return {number->has_value() ? std::optional{fmt::format("{}", number->value())} : std::nullopt, provenance_in(*number)};
    }
    if (const auto* choice = dynamic_cast<const pb::Choice*>(&leaf)) {
        return {choice->has_value() ? std::optional{choice->value()} : std::nullopt, provenance_in(*choice)};
    }
    const auto* flag = dynamic_cast<const pb::Flag*>(&leaf);
    AERIE_ASSERT(flag != nullptr);
    return {flag->has_value() ? std::optional<std::string>{flag->value() ? "true" : "false"} : std::nullopt, provenance_in(*flag)};
}

/// The part of the message that a key such as "cost.hop_x.energy_pj" names; throws where the file leaves it out.
const Message& part_of(const Message& chip, const std::string& key, const std::string& where) {
    const Message* part = &chip;
    for (std::size_t begin = 0; begin <= key.size();) {
        const std::size_t end = std::min(key.find('.', begin), key.size());
        const FieldDescriptor* field = part->GetDescriptor()->FindFieldByName(key.substr(begin, end - begin));
        AERIE_ASSERT(field != nullptr);
        if (!part->GetReflection()->HasField(*part, field)) refuse(fmt::format("'{}' is missing", key), where, "", "every setting of a chip; see hw_model/chips/chip.proto");
        part = &part->GetReflection()->GetMessage(*part, field);
        begin = end + 1;
    }
    return *part;
}

class Reader {
   public:
    Reader(const pb::Chip& message, std::string where) : message_{message}, where_{std::move(where)} {}

    hw::ChipSpec read() {
        read_names();
        for (const hw::ChipSetting& setting : hw::chip_settings()) read_setting(setting);
        refuse_second_time();
        for (const pb::Fact& fact : message_.facts()) read_fact(fact);
        hw::check_chip(chip_, where_);
        return std::move(chip_);
    }

   private:
    void read_names() {
        if (message_.name().empty()) refuse("a chip needs a name", where_, "", "name: \"...\"");
        chip_.name = message_.name();
        chip_.title = message_.title();
        chip_.description = message_.description();
        for (const pb::Reference& reference : message_.references()) {
            if (reference.key().empty() || reference.cite().empty()) refuse("a reference needs key and cite", where_, reference.key(), "key: \"davies18\" cite: \"...\"");
            if (!keys_.insert(reference.key()).second) refuse("a reference stands twice", where_, reference.key(), "each key once");
            chip_.references.push_back({reference.key(), 'D', reference.cite() + (reference.seen().empty() ? "" : " [" + reference.seen() + "]")});
        }
    }

    void read_setting(const hw::ChipSetting& setting) {
        const std::string where = where_ + ": " + setting.key;
        const Said said = said_by(part_of(message_, setting.key, where_));
        check_provenance(said.provenance, said.value.has_value(), where);
        if (!said.value && !setting.figure && !setting.may_be_unknown) refuse(fmt::format("'{}' has no value", setting.key), where, "", setting.allowed);
        hw::set_setting(chip_, setting, said.value.value_or("unknown"), said.provenance, where);
    }

    void check_provenance(const hw::Provenance& p, bool has_value, const std::string& where) const {
        if (p.grade == '?') refuse("a figure without a grade", where, "", "grade: A, B, C, M, D, or NONE where nobody published it");
        if ((p.grade == '-') == has_value) {
            refuse("value and grade contradict each other", where, has_value ? "a value of grade NONE" : fmt::format("no value, grade {}", p.grade),
                   "a value with a grade A, B, C, M or D, or no value and grade NONE");
        }
        if (keys_.count(p.source) == 0) {
            refuse(fmt::format("unknown source '{}'", p.source), where, "", suggest_name(p.source, {keys_.begin(), keys_.end()}));
        }
    }

    void refuse_second_time() const {
        for (std::size_t k = 0; k < hw::operation_count; ++k) {
            const auto operation = static_cast<hw::Operation>(k);
            const std::string key = fmt::format("cost.{}", hw::name_of(operation));
            if (!hw::is_timed_by_mesh(operation) || !dynamic_cast<const pb::Cost&>(part_of(message_, key, where_)).has_cycles()) continue;
            refuse("the time of what happens between routers stands in the mesh", where_, key + ".cycles", "mesh.hop_cycles_x, mesh.hop_cycles_y");
        }
    }

    void read_fact(const pb::Fact& fact) {
        const std::string where = where_ + ": fact " + fact.key();
        if (fact.key().empty()) refuse("a fact needs a key", where_, "", "key: \"...\"");
        const hw::Provenance provenance = provenance_in(fact);
        check_provenance(provenance, fact.has_value(), where);
        chip_.facts.push_back({fact.unit().empty() ? fact.key() : fmt::format("{} [{}]", fact.key(), fact.unit()),
                               {fact.has_value() ? std::optional{fact.value()} : std::nullopt, provenance}});
    }

    const pb::Chip& message_;
    std::string where_;
    hw::ChipSpec chip_;
    std::set<std::string> keys_;
};

bool is_path(const std::string& text) { return text.find('/') != std::string::npos || text.find('.') != std::string::npos; }

hw::ChipSpec read_chip(const std::filesystem::path& path) {
    pb::Chip message;
    read_message(path, message);
    return Reader{message, path.string()}.read();
}

}  // namespace

std::vector<std::string> known_chips() {
    std::set<std::string> names;
    for (const auto& directory : chip_directories()) {
        for (const auto& entry : std::filesystem::directory_iterator{directory}) {
            if (entry.path().extension() == ".txtpb") names.insert(entry.path().stem().string());
        }
    }
    return {names.begin(), names.end()};
}

hw::ChipSpec load_chip(const std::string& name_or_path) {
    if (is_path(name_or_path)) return read_chip(name_or_path);
    for (const auto& directory : chip_directories()) {
        const auto path = directory / (name_or_path + ".txtpb");
        if (std::filesystem::exists(path)) return read_chip(path);
    }
    refuse(fmt::format("unknown chip '{}'", name_or_path), "--chip", "", suggest_name(name_or_path, known_chips()) + "; or the path of a chip file");
}

std::vector<std::string> chips_that_may_fit(const hw::MappingProblem& problem) {
    std::vector<std::string> fitting;
    for (const std::string& name : known_chips()) {
        try {
            hw::check_totals(problem, load_chip(name));
            fitting.push_back(name);
        } catch (const CapacityError&) {   // this chip is too small: not a name for the list
        }
    }
    return fitting;
}

}  // namespace aerie::formats
