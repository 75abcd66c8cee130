/// @file What the tests of the compiler share: networks from a few lines of text, and programs run over named lane arrays.
#pragma once

#include <cmath>
#include <map>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "hw_model/compile/compile.h"
#include "hw_model/microcode/executor.h"
#include "hw_model/microcode/listing.h"
#include "tests/catch.h"
#include "tests/core/small_spec.h"

namespace aerie::hw::test {

using aerie::test::setting;

/// A programmable chip of 32-bit numbers that rounds to nearest.
inline ChipSpec exact_chip() {
    ChipSpec chip;
    chip.name = std::string{"exact"};
    return chip;
}

inline ChipSpec chip_with_bits(int bits, Rounding rounding = Rounding::nearest) {
    ChipSpec chip = exact_chip();
    for (NumberKind* kind : {&chip.state, &chip.trace, &chip.weight}) {
        kind->bits = bits;
        kind->rounding = rounding;
    }
    return chip;
}

/// One population "P" of these equations; dt 0.1 ms, 100 s.
inline PopulationSpec population(std::string equations) {
    PopulationSpec p;
    p.name = std::string{"P"};
    p.size = 4;
    p.equations = std::move(equations);
    return p;
}
inline NetworkSpec spec_of(PopulationSpec p) {
    NetworkSpec spec;
    spec.file = std::string{"net.txtpb"};
    spec.name = std::string{"test"};
    spec.dt = std::string{"0.1 ms"};
    spec.duration = std::string{"100 s"};
    spec.populations = {std::move(p)};
    return spec;
}

template <class Lane>
using Lanes = std::map<std::pair<Role, unsigned>, std::vector<Lane>>;

/// Runs a program over `count` lanes; arrays that it needs and `lanes` lacks start with zeros.
template <class Lane>
ProgramCounts run(const Compiled& compiled, Lanes<Lane>& lanes, std::size_t count, std::uint64_t tick = 0) {
    Executor<Lane> executor{compiled.program};
    for (const TickConstant& c : compiled.tick_constants)
        if (c.kind == TickConstant::Kind::tick) executor.set_constant(c.constant, static_cast<Lane>(tick));
    std::vector<Lane>& own_index = lanes[{Role::lane_index, 0}];
    for (std::size_t k = own_index.size(); k < count; ++k) own_index.push_back(static_cast<Lane>(k));
    std::vector<Stream<Lane>> streams;
    for (const StreamRef& ref : compiled.streams) {
        std::vector<Lane>& lane = lanes[{ref.role, ref.index}];
        lane.resize(count);
        streams.push_back({lane.data(), nullptr, false});
    }
    std::vector<std::uint32_t> identity(count);
    for (std::size_t k = 0; k < count; ++k) identity[k] = static_cast<std::uint32_t>(k);
    ProgramCounts counts{std::vector<std::uint64_t>(compiled.program.counters), std::vector<std::uint64_t>(compiled.program.counters)};
    executor.run(streams.data(), count, {identity.data(), nullptr, 7, 0, tick}, counts);
    return counts;
}

/// A population compiled both ways, with its variables as values.
class NeuronBench {
   public:
    explicit NeuronBench(PopulationSpec p, const ChipSpec& chip = exact_chip()) : NeuronBench{spec_of(std::move(p)), chip} {}
    explicit NeuronBench(const NetworkSpec& spec, const ChipSpec& chip = exact_chip())
        : network{check_network(spec)}, fixed{compile_network(network, chip, Arithmetic::fixed, {})}, real{compile_network(network, chip, Arithmetic::float64, {})} {}

    [[nodiscard]] const NeuronImage& image() const { return fixed.populations[0]; }
    [[nodiscard]] const NumberFormat& format(const std::string& variable) const { return image().variables[index(variable)].format; }
    [[nodiscard]] unsigned index(const std::string& variable) const { return static_cast<unsigned>(find_stored(image().variables, variable)); }

    void set(const std::string& variable, const std::vector<double>& values) {
        auto& raw = fixed_lanes[{Role::variable, index(variable)}];
        auto& plain = real_lanes[{Role::variable, index(variable)}];
        raw.clear();
        plain.clear();
        for (const double v : values) {
            raw.push_back(format(variable).quantise(v));
            plain.push_back(format(variable).value(raw.back()));
        }
        count = values.size();
    }
    [[nodiscard]] std::vector<double> fixed_values(const std::string& variable) {
        std::vector<double> values;
        for (const std::int32_t raw : fixed_lanes[{Role::variable, index(variable)}]) values.push_back(format(variable).value(raw));
        return values;
    }
    [[nodiscard]] const std::vector<double>& real_values(const std::string& variable) { return real_lanes[{Role::variable, index(variable)}]; }

    void update(std::uint64_t tick = 0) {
        counts = run(image().update, fixed_lanes, count, tick);
        (void)run(real.populations[0].update, real_lanes, count, tick);
    }
    void reset(std::uint64_t tick = 0) {
        counts = run(image().reset, fixed_lanes, count, tick);
        (void)run(real.populations[0].reset, real_lanes, count, tick);
    }

    Network network;
    NetworkImage fixed, real;
    Lanes<std::int32_t> fixed_lanes;
    Lanes<double> real_lanes;
    ProgramCounts counts;
    std::size_t count = 0;

   private:
    static int find_stored(const std::vector<StoredVariable>& variables, const std::string& name) {
        for (std::size_t k = 0; k < variables.size(); ++k)
            if (variables[k].name == name) return static_cast<int>(k);
        FAIL("no variable " << name);
        return -1;
    }
};

/// `y = expression` every tick over these variables, e.g. "a : 1 [-1, 1]"; y is wide enough for anything asked here.
inline PopulationSpec formula(const std::string& variables, const std::string& expression, const std::string& result = "y : 1 [-100, 100]") {
    PopulationSpec p = population(variables + "\n" + result);
    p.on_tick = "y = " + expression;
    for (std::size_t at = 0; at < variables.size();) {   // every variable starts random, so that none is folded to a constant
        const std::size_t end = std::min(variables.find('\n', at), variables.size());
        p.initial.push_back(setting(variables.substr(at, variables.find(' ', at) - at), "rand()"));
        at = end + 1;
    }
    return p;
}

}  // namespace aerie::hw::test
