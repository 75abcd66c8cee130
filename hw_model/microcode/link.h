/// @file Linking: a program becomes steps, each with its kernel, and every constant gets a place.
#pragma once

#include <cstdint>
#include <vector>

#include "hw_model/microcode/kernels.h"

namespace aerie::hw {

/// What the executor runs. Slots are numbered: registers, then constants, then splats (registers that hold one constant in every lane).
template <class Lane>
struct LinkedCode {
    struct Splat {
        std::uint16_t slot;
        std::uint16_t constant;
    };
    std::vector<kernels::Step<Lane>> steps;
    std::vector<Splat> splats;
    std::vector<std::vector<Lane>> tables;      ///< as Step::table points into them
    std::vector<std::size_t> draws;             ///< the steps that draw random words
    std::vector<std::uint8_t> is_read_first;    ///< per stream: its old lanes matter
    std::vector<std::uint8_t> is_written;       ///< per stream
    std::size_t slots = 0;
};

/// Checks the program's indices and shifts (AERIE_ASSERT) and picks the kernels.
template <class Lane>
[[nodiscard]] LinkedCode<Lane> link(const Program& program);

extern template LinkedCode<std::int32_t> link(const Program&);
extern template LinkedCode<double> link(const Program&);

}  // namespace aerie::hw
