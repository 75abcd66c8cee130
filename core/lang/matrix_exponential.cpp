#include "core/lang/matrix_exponential.h"

#include <algorithm>
#include <cmath>

namespace aerie::lang {
namespace {

constexpr int taylor_terms = 20;   ///< 0.5^20 / 20! is below 1e-24

double largest_row_sum(const Matrix& a) {
    double largest = 0.0;
    for (std::size_t row = 0; row < a.size; ++row) {
        double sum = 0.0;
        for (std::size_t column = 0; column < a.size; ++column) sum += std::fabs(a.at(row, column));
        largest = std::max(largest, sum);
    }
    return largest;
}

Matrix identity(std::size_t size) {
    Matrix one{size};
    for (std::size_t k = 0; k < size; ++k) one.at(k, k) = 1.0;
    return one;
}

Matrix scaled(Matrix a, double factor) {
    for (double& cell : a.cells) cell *= factor;
    return a;
}

}  // namespace

Matrix operator*(const Matrix& a, const Matrix& b) {
    Matrix product{a.size};
    for (std::size_t row = 0; row < a.size; ++row)
        for (std::size_t k = 0; k < a.size; ++k)
            for (std::size_t column = 0; column < a.size; ++column) product.at(row, column) += a.at(row, k) * b.at(k, column);
    return product;
}

Matrix exponential(const Matrix& a) {
    const double norm = largest_row_sum(a);
    const int squarings = norm > 0.5 ? static_cast<int>(std::ceil(std::log2(norm / 0.5))) : 0;
    const Matrix small = scaled(a, std::ldexp(1.0, -squarings));
    Matrix result = identity(a.size);
    for (int term = taylor_terms; term >= 1; --term) {   // Horner: 1 + A/1 (1 + A/2 (1 + ...))
        result = scaled(small * result, 1.0 / term);
        for (std::size_t k = 0; k < a.size; ++k) result.at(k, k) += 1.0;
    }
    for (int k = 0; k < squarings; ++k) result = result * result;
    return result;
}

Matrix integrated_exponential(const Matrix& a, double dt_s) {
    const std::size_t n = a.size;
    Matrix augmented{2 * n};   // in units of dt, so that one block does not dwarf the other
    for (std::size_t row = 0; row < n; ++row) {
        for (std::size_t column = 0; column < n; ++column) augmented.at(row, column) = a.at(row, column) * dt_s;
        augmented.at(row, n + row) = 1.0;
    }
    const Matrix step = exponential(augmented);
    Matrix integral{n};
    for (std::size_t row = 0; row < n; ++row)
        for (std::size_t column = 0; column < n; ++column) integral.at(row, column) = step.at(row, n + column) * dt_s;
    return integral;
}

}  // namespace aerie::lang
