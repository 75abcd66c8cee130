/// @file Which lanes of a mask are set: a scan in whole vectors, since a mask of neurons that fired is nearly always empty.
#include "hw_model/microcode/vectors.h"

namespace aerie::hw::kernels::AERIE_ISA_NAMESPACE {

size_t find_set(const int32_t* mask, size_t n, uint32_t first, uint32_t* out) {
    constexpr size_t chunk = 4 * vector_lanes;
    size_t found = 0, done = 0;
    const auto is_empty = [&](size_t i) {
        Words joined{};
        for (size_t k = 0; k < chunk; k += vector_lanes) joined |= load(mask + i + k);
        return !any(differ((Halves)joined, Halves{}));
    };
    while (done + chunk <= n && is_empty(done)) done += chunk;
    mask += done;
    first += static_cast<uint32_t>(done);
    each_vector(n - done, [&](size_t i, const auto& part) AERIE_LANE_BODY {
        const Halves lanes = (Halves)part.load(mask + i);
        if (__builtin_expect(!any(differ(lanes, Halves{})), 1)) return;
        for (size_t k = 0; k < vector_lanes; ++k) {
            out[found] = first + static_cast<uint32_t>(i + k);
            found += lanes[k] != 0 ? 1 : 0;
        }
    });
    return found;
}

}  // namespace aerie::hw::kernels::AERIE_ISA_NAMESPACE
