/// @file A picture of curves over anything: lags, positions in a list, indices.
#pragma once

#include <string>
#include <vector>

namespace aerie::tools::plot {

struct Curve {
    std::string label;
    std::vector<double> x, y;      ///< of equal length; gaps where a value is not finite
    bool is_reference = false;     ///< drawn thin and grey, below the others
};
struct CurvePicture {
    std::string title, x_label, y_label;
    std::vector<Curve> curves;
};

/// One panel; curves in the order given, each with its colour, references first.
[[nodiscard]] std::string draw(const CurvePicture& picture);

}  // namespace aerie::tools::plot
