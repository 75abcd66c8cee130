/// @file What synapses ended with, against what tells them apart: their indices, or any expression of these. A learning window is such a curve.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "tools/report/plot/curves.h"

namespace aerie::analysis {

struct FinalOptions {
    std::vector<std::string> variables{};   ///< "projection.variable"; empty: the `w` of every projection that learns
    std::string x = "i";                    ///< of i and j, the indices of sender and receiver, and N_pre, N_post
    std::string x_label{};                  ///< empty: the expression
    std::string beside{};                   ///< a reference curve, of x, i, j; empty: none
};

/// Reads weights.h5 in `directory`; points of a curve ascend in x. Throws InputError: nothing learns, an unknown name, an expression that is none.
[[nodiscard]] tools::plot::CurvePicture final_values(const std::filesystem::path& directory, const FinalOptions& options);

}  // namespace aerie::analysis
