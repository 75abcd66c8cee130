#include "tools/report/links.h"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

namespace aerie::tools {

std::string name_of(const LinkRecord& link, const RunRecord& record) {
    if (link.direction == 'L') return fmt::format("({}, {}) -> its core", link.x, link.y);
    const auto behind = [](std::uint32_t from, int step, std::uint32_t size) { return (std::int64_t{from} + step + size) % std::max<std::int64_t>(size, 1); };
    return fmt::format("({}, {}) -> ({}, {})", link.x, link.y, behind(link.x, step_x(link.direction), record.mesh_width), behind(link.y, step_y(link.direction), record.mesh_height));
}

std::vector<LinkRecord> busiest_links(const RunRecord& record) {
    auto links = record.links;
    std::sort(links.begin(), links.end(), [](const LinkRecord& a, const LinkRecord& b) {
        return std::tie(b.packets, a.y, a.x, a.direction) < std::tie(a.packets, b.y, b.x, b.direction);
    });
    return links;
}

}  // namespace aerie::tools
