#include "tools/trace/scene.h"

#include <fmt/format.h>

#include <cmath>

#include "hw_model/machine/tick_timer.h"
#include "tools/cli/version.h"

namespace aerie::trace {

CyclePeriod period_of(const hw::ChipSpec& chip) {
    const std::optional<double>& ns = chip.cycle_ns.value;
    if (!ns || !(*ns > 0.0 && *ns < 1e12)) return {};
    return {static_cast<std::uint64_t>(std::llround(*ns * 1e6))};
}

Scene::Scene(const session::Prepared& prepared, const std::string& window, const std::vector<std::string>& routers)
    : prepared_{prepared}, mesh_{hw::mesh_spec_of(prepared.chip)}, period_{period_of(prepared.chip)},
      window_{window.empty() ? Window{} : Window{window, prepared.network, prepared.chip}}, routers_{routers, mesh_} {
    for (const hw::CoreUse& use : prepared.mapping.use) cores_.push_back(use.core);
}

std::string Scene::neuron(Address a) const { return fmt::format("{}[{}]", network().name_of(a.population), a.neuron.index()); }

std::string Scene::sender(Address a) const {
    if (network().is_source(a.population)) return "host";
    return std::to_string(prepared_.mapping.core_of[a.population.index()][a.neuron.index()].index());
}

std::string Scene::place(NodeId node) const { return fmt::format("{},{}", node.index() % mesh_.width, node.index() / mesh_.width); }

std::vector<std::string> Scene::heading() const {
    const bool is_fixed = prepared_.images.front().arithmetic == hw::Arithmetic::fixed;
    return {
        fmt::format("aerie {}: network '{}' on chip '{}', seed {}, {} arithmetic, {} ticks of {} ms", cli::version(), network().name, chip().name, prepared_.seed,
                    is_fixed ? "fixed" : "float64", is_real_time() ? "REAL_TIME" : "BARRIER", network().dt_s * 1e3),
        fmt::format("{} of {} x {} routers '{}' with {} NeuroCores each; x counts eastward, y southward, N is y-1", router::name_of(mesh_.topology), mesh_.width,
                    mesh_.height, mesh_.policy.name, chip().mesh.cores_per_router),
        period_.is_known() ? fmt::format("times are cycles since the start of the run; a cycle is {} ns", static_cast<double>(period_.femtoseconds) / 1e6)
                           : std::string{"times are cycles since the start of the run; how long a cycle is, nobody says"},
        fmt::format("window: {}; routers: {}", window_.text(), routers_.text()),
    };
}

}  // namespace aerie::trace
