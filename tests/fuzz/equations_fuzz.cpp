// libFuzzer target: no text makes the equation language crash, hang or throw anything but InputError. Built with AERIE_FUZZ (clang only);
// see tests/fuzz/CMakeLists.txt. The text is cut at '\x1f' into the fields of a population and of a projection onto it; the first byte
// picks the method. What passes the checker must also run: every step is evaluated once.
#include <array>
#include <cstddef>
#include <cstdint>
#include <string>

#include "core/error.h"
#include "core/lang/check.h"
#include "core/lang/evaluate.h"

namespace {

using namespace aerie;

constexpr std::size_t longest = 4096;
constexpr std::array methods{"euler", "exponential_euler", "midpoint", "exact"};

/// The next field of `text`, which moves behind it.
std::string take_field(std::string& text) {
    const std::size_t end = text.find('\x1f');
    std::string field = text.substr(0, end);
    text = end == std::string::npos ? std::string{} : text.substr(end + 1);
    return field;
}

void run(const std::vector<lang::UpdateStep>& update) {
    const lang::Environment ones{[](const lang::Expr&) { return 1.0; }, [](const lang::Expr&, std::span<const double>) { return 0.5; }};
    for (const lang::UpdateStep& step : update) (void)lang::evaluate(*step.value, ones);
}

lang::Scope scope() {
    lang::Scope scope;
    scope.where = "fuzz";
    scope.dt_s = 1e-4;
    scope.size = 4;
    scope.parameters = {{"tau", {0.01, lang::find_unit("second")->dimension}}, {"E", {-0.07, lang::find_unit("volt")->dimension}}, {"k", {2.0, {}}}};
    scope.stimuli = {{"s", {{}, 1}}, {"q", {{}, 4}}};
    return scope;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size < 1 || size > longest) return 0;
    std::string text{reinterpret_cast<const char*>(data + 1), size - 1};
    try {
        PopulationSpec population;
        population.method = methods[data[0] % methods.size()];
        for (std::string* field : {&population.equations, &population.threshold, &population.reset, &population.refractory, &population.on_tick, &population.functions}) *field = take_field(text);
        const lang::NeuronModel neuron = lang::check_neuron(population, scope());
        run(neuron.update);
        ProjectionSpec projection;
        projection.method = population.method;
        for (std::string* field : {&projection.equations, &projection.on_pre, &projection.on_post, &projection.on_tick}) *field = take_field(text);
        run(lang::check_synapse(projection, scope(), {&neuron, &neuron, 4, 4, "A", "B", {}}).update);
    } catch (const InputError&) {
    }
    return 0;
}
