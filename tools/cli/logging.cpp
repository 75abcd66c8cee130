#include "tools/cli/logging.h"

#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/spdlog.h>

namespace aerie::cli {

void start_logging() {
    spdlog::set_default_logger(spdlog::stderr_color_mt("aerie"));
    spdlog::set_pattern("%^%l%$: %v");
    set_verbosity(Verbosity::normal);
}

void set_verbosity(Verbosity verbosity) {
    switch (verbosity) {
        case Verbosity::quiet: return spdlog::set_level(spdlog::level::warn);
        case Verbosity::normal: return spdlog::set_level(spdlog::level::info);
        case Verbosity::verbose: return spdlog::set_level(spdlog::level::debug);
    }
}

}  // namespace aerie::cli
