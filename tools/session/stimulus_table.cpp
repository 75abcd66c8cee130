#include "tools/session/stimulus_table.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/stimulus.h"

namespace aerie::session {

std::string stimulus_table(const Network& network, std::uint64_t ticks) {
    std::string lines;
    for (const Stimulus& s : network.stimuli) {
        if (s.order.empty()) continue;
        for (std::size_t slot = 0; slot < s.order.size() && slot * slot_ticks(s) < ticks; ++slot) {
            const std::uint64_t start = slot * slot_ticks(s), end = std::min(start + s.dt_ticks, ticks);
            const auto ms = [&](std::uint64_t tick) { return static_cast<double>(tick) * network.dt_s * 1e3; };
            lines += fmt::format("{},{},{:.12g},{:.12g}\n", s.name, s.order[slot], ms(start), ms(end));
        }
    }
    return lines.empty() ? lines : "stimulus,row,start_ms,end_ms\n" + lines;
}

}  // namespace aerie::session
