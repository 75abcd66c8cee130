/// @file Runs that are held against goldens: bless() says what is right from now on, check() whether it still is.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "tools/golden/compare.h"
#include "tools/session/run.h"

namespace aerie::golden {

/// Around a run: who shows progress, who may stop it, who looks at the machine before its first tick.
struct Surroundings {
    std::function<void(const session::Prepared&)> on_prepared{};
    std::function<void(Ticks)> progress = [](Ticks) {};
    std::function<void(hw::Machine&)> at_start{};
};

struct Blessed {
    std::uint64_t packets = 0, spikes = 0, ticks = 0;
};

/// Runs the request and writes its golden; complete or not at all. Throws InputError and CapacityError as a run does.
Blessed bless(const session::Request& request, const std::filesystem::path& golden, const Surroundings& surroundings = {});
/// Runs the recipe of an older golden into a new one.
Blessed bless_again(const std::filesystem::path& from, const std::filesystem::path& golden, std::uint32_t threads, const Surroundings& surroundings = {});

struct CheckOptions {
    std::uint32_t threads = 1;
    std::vector<std::string> overrides{};   ///< of the chip, behind those of the golden: would this change move a cycle?
    std::size_t context = 5;
};

/// Runs the golden's recipe and compares. Throws InputError where the golden is damaged or can no longer be run.
[[nodiscard]] Comparison check(const std::filesystem::path& golden, const CheckOptions& options, const Surroundings& surroundings = {});

}  // namespace aerie::golden
