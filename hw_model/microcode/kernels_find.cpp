/// @file Which lanes of a mask are set: a scan in whole vectors, four at a time, since a mask of neurons that fired is nearly always empty.
#include "hw_model/microcode/vectors.h"

namespace aerie::hw::kernels::AERIE_ISA_NAMESPACE {

size_t find_set(const int32_t* mask, size_t n, uint32_t first, uint32_t* out) {
    constexpr size_t chunk = 4 * vector_lanes;
    size_t found = 0, done = 0;
    const auto note = [&](size_t i, const auto& part) AERIE_LANE_BODY {
        for (uint32_t set = bits(differ((Halves)part.load(mask + i), Halves{})); set != 0; set &= set - 1) {
            out[found++] = first + static_cast<uint32_t>(i) + static_cast<uint32_t>(__builtin_ctz(set));
        }
    };
    for (; done + chunk <= n; done += chunk) {
        Words joined{};
        for (size_t k = done; k < done + chunk; k += vector_lanes) joined |= load(mask + k);
        if (__builtin_expect(any(differ((Halves)joined, Halves{})), 0)) {
            for (size_t k = done; k < done + chunk; k += vector_lanes) note(k, Whole{});
        }
    }
    mask += done;
    first += static_cast<uint32_t>(done);
    each_vector(n - done, note);
    return found;
}

}  // namespace aerie::hw::kernels::AERIE_ISA_NAMESPACE
