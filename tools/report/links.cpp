#include "tools/report/links.h"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

namespace aerie::tools {

std::string name_of(const LinkRecord& link) {
    if (link.direction == 'L') return fmt::format("({}, {}) -> its core", link.x, link.y);
    return fmt::format("({}, {}) -> ({}, {})", link.x, link.y, static_cast<std::int64_t>(link.x) + step_x(link.direction),
                       static_cast<std::int64_t>(link.y) + step_y(link.direction));
}

std::vector<LinkRecord> busiest_links(const RunRecord& record) {
    auto links = record.links;
    std::sort(links.begin(), links.end(), [](const LinkRecord& a, const LinkRecord& b) {
        return std::tie(b.packets, a.y, a.x, a.direction) < std::tie(a.packets, b.y, b.x, b.direction);
    });
    return links;
}

}  // namespace aerie::tools
