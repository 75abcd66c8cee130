/// @file What is traced, as every format needs it: the network on its chip, names, the clock, and the part of the run that was asked for.
#pragma once

#include <string>
#include <vector>

#include "hw_model/mapping/mapping.h"
#include "router/mesh_spec.h"
#include "tools/session/prepare.h"
#include "tools/trace/router_set.h"
#include "tools/trace/window.h"

namespace aerie::trace {

/// How long a cycle lasts, in whole femtoseconds; 0 where nobody says so.
struct CyclePeriod {
    std::uint64_t femtoseconds = 0;
    [[nodiscard]] bool is_known() const { return femtoseconds != 0; }
    /// Whole nanoseconds, or 0.
    [[nodiscard]] std::uint64_t nanoseconds() const { return femtoseconds % 1'000'000 == 0 ? femtoseconds / 1'000'000 : 0; }
};

[[nodiscard]] CyclePeriod period_of(const hw::ChipSpec& chip);

class Scene {
   public:
    /// Throws InputError for a window or routers that are not there. `prepared` must outlive this.
    Scene(const session::Prepared& prepared, const std::string& window, const std::vector<std::string>& routers);

    [[nodiscard]] const session::Prepared& prepared() const { return prepared_; }
    [[nodiscard]] const Network& network() const { return prepared_.network; }
    [[nodiscard]] const hw::ChipSpec& chip() const { return prepared_.chip; }
    [[nodiscard]] const router::MeshSpec& mesh() const { return mesh_; }
    [[nodiscard]] CyclePeriod period() const { return period_; }
    [[nodiscard]] bool is_real_time() const { return chip().tick_mode == hw::TickMode::real_time; }
    [[nodiscard]] const RouterSet& routers() const { return routers_; }
    [[nodiscard]] const Window& window() const { return window_; }
    Window& window() { return window_; }

    /// NeuroCores in use, by slot.
    [[nodiscard]] const std::vector<CoreId>& cores() const { return cores_; }
    [[nodiscard]] NodeId router_of(CoreId core) const { return NodeId{core.index() / chip().mesh.cores_per_router}; }
    /// "exc[5]"
    [[nodiscard]] std::string neuron(Address a) const;
    /// "3" for the NeuroCore of a neuron, "host" for a spike source.
    [[nodiscard]] std::string sender(Address a) const;
    /// "3,0"
    [[nodiscard]] std::string place(NodeId node) const;
    /// Lines about the run, without line ends, for the head of a file: the same for the same run on any computer with any number of threads.
    [[nodiscard]] std::vector<std::string> heading() const;

   private:
    const session::Prepared& prepared_;
    router::MeshSpec mesh_;
    CyclePeriod period_;
    Window window_;
    RouterSet routers_;
    std::vector<CoreId> cores_;
};

}  // namespace aerie::trace
