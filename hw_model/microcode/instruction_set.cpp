/// @file Which kernels this process uses: the best that the processor has, or the lower one that AERIE_ISA asks for.
#include "hw_model/microcode/instruction_set.h"

#include <cstdlib>

#include "core/error.h"
#include "hw_model/microcode/executor.h"

namespace aerie::hw {
namespace kernels {
namespace {

constexpr KernelSet v4_set{"x86-64-v4", &v4::find_fixed, &v4::find_fused, &v4::find_threshold, &v4::find_set, &v4::fill, &v4::find_real};
constexpr KernelSet v3_set{"x86-64-v3", &v3::find_fixed, &v3::find_fused, &v3::find_threshold, &v3::find_set, &v3::fill, &v3::find_real};
constexpr KernelSet baseline_set{"baseline", &baseline::find_fixed, &baseline::find_fused, &baseline::find_threshold, &baseline::find_set, &baseline::fill, &baseline::find_real};

/// v4 kernels may use every part of the level, so each is asked for (AVX-512 without one of them exists).
bool has_v4() {
    return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512cd") &&
           __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl");
}

bool has_v3() { return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi") && __builtin_cpu_supports("bmi2") && __builtin_cpu_supports("fma"); }

const KernelSet& choose() {
    const char* const wish = std::getenv("AERIE_ISA");
    const std::string_view forced = wish == nullptr ? "" : wish;
    if (forced != "" && forced != "baseline" && forced != "x86-64-v3" && forced != "x86-64-v4")
        throw InputError({"unknown instruction set", "environment variable AERIE_ISA", std::string(forced), "x86-64-v4, x86-64-v3 or baseline"});
    if (forced == "baseline" || !has_v3()) return baseline_set;
    return forced == "x86-64-v3" || !has_v4() ? v3_set : v4_set;
}

}  // namespace

const KernelSet& kernel_set() {
    static const KernelSet& chosen = choose();
    return chosen;
}

}  // namespace kernels

std::string_view instruction_set() { return kernels::kernel_set().name; }

}  // namespace aerie::hw
