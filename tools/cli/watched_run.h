/// @file What a person sees of a run that a golden asks for: a progress bar, and Ctrl-C.
#pragma once

#include <memory>

#include "tools/cli/interrupt.h"
#include "tools/cli/progress.h"
#include "tools/golden/check.h"

namespace aerie::cli {

[[nodiscard]] inline golden::Surroundings watched_run() {
    const auto bar = std::make_shared<std::unique_ptr<ProgressBar>>();
    golden::Surroundings surroundings;
    surroundings.on_prepared = [bar](const session::Prepared& prepared) {
        *bar = std::make_unique<ProgressBar>(Ticks{session::total_ticks(prepared.network)}, Seconds{prepared.network.dt_s});
    };
    surroundings.progress = [bar](Ticks done) {
        stop_if_interrupted();
        (*bar)->advance(done);
    };
    return surroundings;
}

}  // namespace aerie::cli
