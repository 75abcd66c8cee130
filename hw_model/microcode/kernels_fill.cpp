/// @file One value in all lanes of a block: what a neuron gives all its synapses.
#include "hw_model/microcode/vectors.h"

namespace aerie::hw::kernels::AERIE_ISA_NAMESPACE {

void fill(int32_t* lanes, size_t n, int32_t value) {
    const Words all = (Words)(Halves{} + value);
    for (size_t i = 0; i < n; i += vector_lanes) save(lanes + i, all);
}

}  // namespace aerie::hw::kernels::AERIE_ISA_NAMESPACE
