#include "hw_model/chips/describe.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "hw_model/chips/settings.h"

namespace aerie::hw {

namespace {

struct Line {
    std::string key, value, origin;
};

std::string origin_of(const Provenance& p) { return fmt::format("{} {}{}", p.grade, p.source, p.note.empty() ? "" : ": " + p.note); }

Line line_of(const ChipSpec& chip, const ChipSetting& setting) {
    std::string value = setting.read(chip);
    if (value == "unknown") value = "not known";
    else if (setting.key.rfind("capacity.", 0) == 0 && value == "0") value = "no limit";
    else if (!setting.unit.empty()) value += " " + setting.unit;
    return {setting.key, std::move(value), origin_of(provenance_of(chip, setting))};
}

Line line_of(const std::pair<std::string, Figure>& fact) {
    return {fact.first, fact.second.value ? fmt::format("{:g}", *fact.second.value) : "not known", origin_of(fact.second.provenance)};
}

std::string table(const std::vector<Line>& lines) {
    std::size_t key_width = 0, value_width = 0;
    for (const Line& line : lines) {
        key_width = std::max(key_width, line.key.size());
        value_width = std::max(value_width, line.value.size());
    }
    std::string text;
    for (const Line& line : lines) text += fmt::format("  {:<{}}  {:<{}}  {}\n", line.key, key_width, line.value, value_width, line.origin);
    return text;
}

const char* word(NeuronAbility neuron) { return neuron == NeuronAbility::programmable ? "programmable neurons" : "linear LIF neurons"; }

const char* word(PlasticityAbility plasticity) {
    if (plasticity == PlasticityAbility::none) return "no learning";
    return plasticity == PlasticityAbility::pair_rule ? "pair-rule learning" : "programmable learning";
}

}  // namespace

std::string describe(const ChipSpec& chip) {
    std::vector<Line> settings, facts;
    for (const ChipSetting& setting : chip_settings()) settings.push_back(line_of(chip, setting));
    for (const auto& fact : chip.facts) facts.push_back(line_of(fact));
    std::string text = fmt::format("{}: {}\n{}\n\nsettings (grade and source: A primary code or data sheet, B paper, C secondary, M memory, D Aerie's decision)\n{}", chip.name,
                                   chip.title, chip.description, table(settings));
    if (!facts.empty()) text += "\nfurther facts, not used\n" + table(facts);
    text += "\nsources\n";
    for (const Provenance& reference : chip.references) text += fmt::format("  {}: {}\n", reference.source, reference.note);
    return text;
}

std::string summary(const ChipSpec& chip) {
    return fmt::format("{:<21}  {:>4} cores x {:>4} neurons, {:>2}-bit weights, {}, {}", chip.name, chip.cores(), chip.capacity.neurons, chip.weight.bits, word(chip.neuron),
                       word(chip.plasticity));
}

}  // namespace aerie::hw
