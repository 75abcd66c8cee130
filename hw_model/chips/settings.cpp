#include "hw_model/chips/settings.h"

#include <fmt/format.h>

#include <charconv>
#include <cmath>
#include <utility>

#include "core/error.h"

namespace aerie::hw {

namespace {

constexpr std::uint64_t no_end = UINT64_MAX;
constexpr std::uint64_t largest_capacity = std::uint64_t{1} << 40;   // times cores and bits stays below 2^64
constexpr std::uint64_t most_routers_per_side = 1024;   // 10 bits of an address, as in the mesh protocol of Loihi (4096 cores a chip) and then some

template <class Number>
std::optional<Number> parse(std::string_view text) {
    Number number{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return number;
}

struct Limits {
    std::uint64_t low = 0, high = no_end;
};

template <class Field>
ChipSetting count(std::string key, std::string unit, Limits limits, Field field) {
    ChipSetting s{std::move(key), std::move(unit), {}, {}, {}, {}};
    s.allowed = limits.high == no_end ? fmt::format("a whole number from {}", limits.low)
                                      : fmt::format("a whole number from {} to {}", limits.low, limits.high);
    s.read = [field](const ChipSpec& chip) { return fmt::format("{}", field(const_cast<ChipSpec&>(chip))); };
    s.write = [field, limits](ChipSpec& chip, std::string_view text) {
        const auto number = parse<std::uint64_t>(text);
        if (!number || *number < limits.low || *number > limits.high) return false;
        auto& target = field(chip);
        target = static_cast<std::remove_reference_t<decltype(target)>>(*number);
        return true;
    };
    return s;
}

/// A number of cycles that may be "unknown", kept as 0.
template <class Field>
ChipSetting latency(std::string key, Limits limits, Field field) {
    ChipSetting s = count(std::move(key), "cycles", limits, field);
    s.allowed += ", or unknown";
    s.may_be_unknown = true;
    s.read = [field, known = s.read](const ChipSpec& chip) { return field(const_cast<ChipSpec&>(chip)) == 0 ? std::string{"unknown"} : known(chip); };
    s.write = [field, known = s.write](ChipSpec& chip, std::string_view text) {
        if (text != "unknown") return known(chip, text);
        field(chip) = 0;
        return true;
    };
    return s;
}

template <class Field>
ChipSetting capacity(std::string name, std::string unit, Field field) {
    ChipSetting s = count("capacity." + std::move(name), std::move(unit), {0, largest_capacity}, field);
    s.allowed += "; 0: no such limit";
    return s;
}

template <class Choice, class Field>
ChipSetting choice(std::string key, std::vector<std::pair<std::string, Choice>> names, Field field) {
    ChipSetting s{std::move(key), {}, {}, {}, {}, {}};
    for (const auto& [name, value] : names) s.allowed += (s.allowed.empty() ? "" : " or ") + name;
    s.read = [field, names](const ChipSpec& chip) {
        for (const auto& [name, value] : names) {
            if (field(const_cast<ChipSpec&>(chip)) == value) return name;
        }
        AERIE_ASSERT(!"every choice has a name");
        return std::string{};
    };
    s.write = [field, names](ChipSpec& chip, std::string_view text) {
        for (const auto& [name, value] : names) {
            if (text != name) continue;
            field(chip) = value;
            return true;
        }
        return false;
    };
    return s;
}

template <class Field>
ChipSetting flag(std::string key, Field field) {
    return choice<bool>(std::move(key), {{"true", true}, {"false", false}}, field);
}

template <class Field>
ChipSetting text(std::string key, Field field) {
    ChipSetting s{std::move(key), {}, "a name", {}, {}, {}};
    s.read = [field](const ChipSpec& chip) { return field(const_cast<ChipSpec&>(chip)); };
    s.write = [field](ChipSpec& chip, std::string_view value) {
        if (value.empty()) return false;
        field(chip) = std::string{value};
        return true;
    };
    return s;
}

/// A non-negative number or "unknown".
template <class Field>
ChipSetting figure(std::string key, std::string unit, Field field) {
    ChipSetting s{std::move(key), std::move(unit), "a number from 0, or unknown", {}, {}, {}};
    s.figure = [field](ChipSpec& chip) -> Figure& { return field(chip); };
    s.read = [field](const ChipSpec& chip) {
        const Figure& f = field(const_cast<ChipSpec&>(chip));
        return f.value ? fmt::format("{}", *f.value) : std::string{"unknown"};
    };
    s.write = [field](ChipSpec& chip, std::string_view value) {
        if (value == "unknown") {
            field(chip).value.reset();
            return true;
        }
        const auto number = parse<double>(value);
        if (!number || !std::isfinite(*number) || *number < 0) return false;
        field(chip).value = *number;
        return true;
    };
    return s;
}

#define AERIE_FIELD(path) [](ChipSpec& chip) -> auto& { return chip.path; }

void add_time(std::vector<ChipSetting>& all) {
    all.push_back(choice<TickMode>("tick_mode", {{"barrier", TickMode::barrier}, {"real_time", TickMode::real_time}}, AERIE_FIELD(tick_mode)));
    all.push_back(choice<LatePolicy>("late", {{"apply_late", LatePolicy::apply_late}, {"drop", LatePolicy::drop}, {"count_only", LatePolicy::count_only}},
                                     AERIE_FIELD(late)));
    all.push_back(figure("cycle_ns", "ns", AERIE_FIELD(cycle_ns)));
    all.push_back(count("tick_cycles", "cycles", {}, AERIE_FIELD(tick_cycles)));
    all.push_back(figure("tick_s", "s", AERIE_FIELD(tick_s)));
}

void add_mesh(std::vector<ChipSetting>& all) {
    constexpr Limits side{1, most_routers_per_side}, cycles{1, 1u << 20}, wait{0, 1u << 20}, depth{1, 1u << 16};
    all.push_back(count("mesh.width", "routers", side, AERIE_FIELD(mesh.width)));
    all.push_back(count("mesh.height", "routers", side, AERIE_FIELD(mesh.height)));
    all.push_back(count("mesh.cores_per_router", "cores", {1, 64}, AERIE_FIELD(mesh.cores_per_router)));
    all.push_back(count("mesh.fifo_depth", "packets", depth, AERIE_FIELD(mesh.fifo_depth)));
    all.push_back(latency("mesh.hop_cycles_x", cycles, AERIE_FIELD(mesh.hop_cycles_x)));
    all.push_back(latency("mesh.hop_cycles_y", cycles, AERIE_FIELD(mesh.hop_cycles_y)));
    all.push_back(count("mesh.credit_cycles", "cycles", cycles, AERIE_FIELD(mesh.credit_cycles)));
    all.push_back(count("mesh.ingress_depth", "packets", depth, AERIE_FIELD(mesh.ingress_depth)));
    all.push_back(choice<RoutingOrder>("mesh.order", {{"xy", RoutingOrder::xy}, {"yx", RoutingOrder::yx}}, AERIE_FIELD(mesh.order)));
    all.push_back(choice<Cast>("mesh.cast", {{"unicast", Cast::unicast}, {"multicast", Cast::multicast}}, AERIE_FIELD(mesh.cast)));
    all.push_back(text("mesh.router", AERIE_FIELD(mesh.router)));
    all.push_back(choice<std::string>("mesh.topology", {{"mesh", "mesh"}, {"torus", "torus"}, {"hex_torus", "hex_torus"}}, AERIE_FIELD(mesh.topology)));
    all.push_back(count("mesh.host_x", "", {0, most_routers_per_side - 1}, AERIE_FIELD(mesh.host_x)));
    all.push_back(count("mesh.host_y", "", {0, most_routers_per_side - 1}, AERIE_FIELD(mesh.host_y)));
    all.push_back(count("mesh.link_cycles", "cycles", wait, AERIE_FIELD(mesh.link_cycles)));
    all.push_back(count("mesh.wait1_cycles", "cycles", wait, AERIE_FIELD(mesh.wait1_cycles)));
    all.push_back(count("mesh.wait2_cycles", "cycles", wait, AERIE_FIELD(mesh.wait2_cycles)));
    all.push_back(count("mesh.reinject_cycles", "cycles", wait, AERIE_FIELD(mesh.reinject_cycles)));
}

void add_memory(std::vector<ChipSetting>& all) {
    all.push_back(capacity("neurons", "per core", AERIE_FIELD(capacity.neurons)));
    all.push_back(capacity("axons_in", "per core", AERIE_FIELD(capacity.axons_in)));
    all.push_back(capacity("axons_out", "per core", AERIE_FIELD(capacity.axons_out)));
    all.push_back(capacity("synapse_bits", "bit per core", AERIE_FIELD(capacity.synapse_bits)));
    all.push_back(capacity("routing_entries", "per router", AERIE_FIELD(capacity.routing_entries)));
    all.push_back(capacity("max_delay_ticks", "ticks", AERIE_FIELD(capacity.max_delay_ticks)));
    all.push_back(capacity("destinations_per_neuron", "cores", AERIE_FIELD(capacity.destinations_per_neuron)));
    all.push_back(capacity("microcode_words", "instructions", AERIE_FIELD(capacity.microcode_words)));
    all.push_back(count("packing.row_bits", "bit", {0, 4096}, AERIE_FIELD(packing.row_bits)));
    all.push_back(count("packing.static_bits", "bit", {1, 4096}, AERIE_FIELD(packing.static_bits)));
    all.push_back(count("packing.plastic_bits", "bit", {1, 4096}, AERIE_FIELD(packing.plastic_bits)));
    all.push_back(count("packing.word_bits", "bit", {1, 4096}, AERIE_FIELD(packing.word_bits)));
    all.push_back(flag("packing.is_crossbar", AERIE_FIELD(packing.is_crossbar)));
}

void add_abilities(std::vector<ChipSetting>& all) {
    all.push_back(choice<NeuronAbility>("neuron", {{"programmable", NeuronAbility::programmable}, {"linear_lif", NeuronAbility::linear_lif}},
                                        AERIE_FIELD(neuron)));
    all.push_back(choice<PlasticityAbility>("plasticity",
                                            {{"none", PlasticityAbility::none},
                                             {"pair_rule", PlasticityAbility::pair_rule},
                                             {"programmable", PlasticityAbility::programmable}},
                                            AERIE_FIELD(plasticity)));
    all.push_back(flag("has_random", AERIE_FIELD(has_random)));
    all.push_back(flag("has_functions", AERIE_FIELD(has_functions)));
    all.push_back(flag("has_clock_driven_synapses", AERIE_FIELD(has_clock_driven_synapses)));
    all.push_back(count("lanes", "neurons", {1, 4096}, AERIE_FIELD(lanes)));
}

void add_processor(std::vector<ChipSetting>& all) {
    all.push_back(flag("processor.is_present", AERIE_FIELD(processor.is_present)));
    all.push_back(count("processor.lanes", "operations", {1, 4096}, AERIE_FIELD(processor.lanes)));
    ChipSetting memory = count("processor.memory_bytes", "B", {0, largest_capacity}, AERIE_FIELD(processor.memory_bytes));
    memory.allowed += "; 0: no such limit";
    all.push_back(std::move(memory));
}

/// A NumberKind's four settings; `kind` finds it in a chip.
template <class Kind>
void add_number(std::vector<ChipSetting>& all, const std::string& name, Kind kind) {
    all.push_back(count(name + ".bits", "bit", {1, 32}, [kind](ChipSpec& chip) -> int& { return kind(chip).bits; }));
    all.push_back(flag(name + ".is_signed", [kind](ChipSpec& chip) -> bool& { return kind(chip).is_signed; }));
    all.push_back(choice<Rounding>(name + ".rounding",
                                   {{"nearest", Rounding::nearest}, {"toward_zero", Rounding::toward_zero}, {"stochastic", Rounding::stochastic}},
                                   [kind](ChipSpec& chip) -> Rounding& { return kind(chip).rounding; }));
    all.push_back(choice<bool>(name + ".overflow", {{"saturate", true}, {"wrap", false}}, [kind](ChipSpec& chip) -> bool& { return kind(chip).saturates; }));
}

void add_numbers(std::vector<ChipSetting>& all) {
    add_number(all, "state", AERIE_FIELD(state));
    add_number(all, "trace", AERIE_FIELD(trace));
    add_number(all, "weight", AERIE_FIELD(weight));
    all.push_back(choice<WeightGrid>("weight.grid", {{"power_of_two", WeightGrid::power_of_two}, {"free_scale", WeightGrid::free_scale}},
                                     AERIE_FIELD(weight_grid)));
    add_number(all, "accumulator", AERIE_FIELD(accumulator));
}

void add_costs(std::vector<ChipSetting>& all) {
    all.push_back(figure("static_power_w", "W", AERIE_FIELD(static_power_w)));
    for (std::size_t i = 0; i < operation_count; ++i) {
        const auto operation = static_cast<Operation>(i);
        const std::string prefix = fmt::format("cost.{}.", name_of(operation));
        if (!is_timed_by_mesh(operation)) all.push_back(figure(prefix + "cycles", "cycles", [i](ChipSpec& chip) -> Figure& { return chip.costs[i].cycles; }));
        all.push_back(figure(prefix + "energy_pj", "pJ", [i](ChipSpec& chip) -> Figure& { return chip.costs[i].energy_pj; }));
    }
}

#undef AERIE_FIELD

std::vector<ChipSetting> make_settings() {
    std::vector<ChipSetting> all;
    add_time(all);
    add_mesh(all);
    add_memory(all);
    add_abilities(all);
    add_processor(all);
    add_numbers(all);
    add_costs(all);
    return all;
}

}  // namespace

const std::vector<ChipSetting>& chip_settings() {
    static const std::vector<ChipSetting> settings = make_settings();
    return settings;
}

}  // namespace aerie::hw
