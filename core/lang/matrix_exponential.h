/// @file The exact step of a linear system x' = A x + b over one time step.
#pragma once

#include <cstddef>
#include <vector>

namespace aerie::lang {

/// A square matrix, row by row.
struct Matrix {
    std::size_t size = 0;
    std::vector<double> cells;
    explicit Matrix(std::size_t n) : size{n}, cells(n * n, 0.0) {}
    [[nodiscard]] double& at(std::size_t row, std::size_t column) { return cells[row * size + column]; }
    [[nodiscard]] double at(std::size_t row, std::size_t column) const { return cells[row * size + column]; }
};
[[nodiscard]] Matrix operator*(const Matrix& a, const Matrix& b);

/// exp(A) by scaling and squaring of the Taylor series (Moler and Van Loan 2003, method 3): 1e-15 relative for the stable systems of neurons.
[[nodiscard]] Matrix exponential(const Matrix& a);

/// The integral of exp(A s) over s in [0, dt], from the exponential of the augmented matrix [[A, 1], [0, 0]] (Van Loan 1978).
/// One step is x + integral * (A x + b): no cancellation, and A need not be invertible.
[[nodiscard]] Matrix integrated_exponential(const Matrix& a, double dt_s);

}  // namespace aerie::lang
