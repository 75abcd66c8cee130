#include "hw_model/routing/ways.h"

namespace aerie::hw {

using router::Direction;

std::uint32_t Ways::hops(NodeId from, NodeId to) const { return static_cast<std::uint32_t>(steps(from, to).size()); }

std::vector<Step> Ways::steps(NodeId from, NodeId to) const {
    std::vector<Step> steps;
    std::uint32_t at = from.index();
    const auto go_x = [&] {
        while (at % mesh_.width != to.index() % mesh_.width) {
            const bool east = at % mesh_.width < to.index() % mesh_.width;
            const std::uint32_t next = east ? at + 1 : at - 1;
            steps.push_back({NodeId{at}, east ? Direction::east : Direction::west, NodeId{next}});
            at = next;
        }
    };
    const auto go_y = [&] {
        while (at / mesh_.width != to.index() / mesh_.width) {
            const bool south = at / mesh_.width < to.index() / mesh_.width;
            const std::uint32_t next = south ? at + mesh_.width : at - mesh_.width;
            steps.push_back({NodeId{at}, south ? Direction::south : Direction::north, NodeId{next}});
            at = next;
        }
    };
    if (mesh_.order == RoutingOrder::xy) go_x(), go_y();
    else go_y(), go_x();
    return steps;
}

}  // namespace aerie::hw
