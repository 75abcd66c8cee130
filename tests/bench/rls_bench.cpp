/// @file Recursive least squares against its roofline: one sample of 2,000 inputs moves a triangle of the matrix once from memory. The textbook's way
/// (product, then a rank-one update of the whole matrix) beside it, alternating, the least of several.
#include <Eigen/Dense>
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <vector>

#include "hw_model/processor/inverse_correlation.h"

namespace {

constexpr std::size_t inputs = 2000;
constexpr int samples = 64, rounds = 5;

/// Not to be told apart from rates: positive, unequal.
std::vector<double> sample(int k) {
    std::vector<double> x(inputs);
    for (std::size_t i = 0; i < inputs; ++i) x[i] = 18.0 + 10.0 * std::sin(0.37 * static_cast<double>(i * static_cast<std::size_t>(k + 1)));
    return x;
}

template <class Work>
double seconds_per_sample(const Work& work) {
    const auto start = std::chrono::steady_clock::now();
    for (int k = 0; k < samples; ++k) work(sample(k));
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count() / samples;
}

double ours(bool is_single) {
    const auto inverse = aerie::hw::InverseCorrelation::make(inputs, 5e-6, is_single);
    return seconds_per_sample([&](const std::vector<double>& x) { (void)inverse->take(x); });
}

double textbook() {
    Eigen::MatrixXd p = Eigen::MatrixXd::Identity(inputs, inputs) * 5e-6;
    Eigen::VectorXd u(inputs);
    return seconds_per_sample([&](const std::vector<double>& values) {
        const Eigen::Map<const Eigen::VectorXd> x{values.data(), inputs};
        u.noalias() = p * x;
        p.noalias() -= u * (u / (1.0 + x.dot(u))).transpose();
    });
}

/// Sequential reads of as much as a triangle.
double seconds_to_read_triangle() {
    const std::vector<double> memory(inputs * (inputs + 1) / 2, 1.0);
    double least = 1e9, kept = 0.0;
    for (int r = 0; r < 20; ++r) {
        const auto start = std::chrono::steady_clock::now();
        kept += Eigen::Map<const Eigen::VectorXd>{memory.data(), static_cast<Eigen::Index>(memory.size())}.sum();
        least = std::min(least, std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
    }
    return kept > 0.0 ? least : 0.0;
}

}  // namespace

int main() {
    double double_s = 1e9, single_s = 1e9, textbook_s = 1e9;
    for (int r = 0; r < rounds; ++r) {
        double_s = std::min(double_s, ours(false));
        single_s = std::min(single_s, ours(true));
        textbook_s = std::min(textbook_s, textbook());
    }
    const double roof = seconds_to_read_triangle(), bytes = 4.0 * inputs * (inputs + 1);
    std::printf("one sample of %zu inputs, least of %d x %d\n", inputs, rounds, samples);
    std::printf("  reading a triangle (%.1f MB)   %7.3f ms   %5.1f GB/s: the roofline\n", bytes * 1e-6, roof * 1e3, bytes / roof * 1e-9);
    std::printf("  float64                       %7.3f ms   %5.2f of the roofline\n", double_s * 1e3, roof / double_s);
    std::printf("  float32                       %7.3f ms   %5.2f of its roofline, half as many bytes\n", single_s * 1e3, 0.5 * roof / single_s);
    std::printf("  textbook, whole matrix        %7.3f ms   %5.2f times ours in float64\n", textbook_s * 1e3, textbook_s / double_s);
    return 0;
}
