/// @file Recursive least squares against its roofline: one sample of 2,000 inputs moves a triangle of the matrix once from memory. The textbook's way
/// (product, then a rank-one update of the whole matrix) beside it, alternating, the least of several.
#include <Eigen/Dense>
#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <numeric>
#include <vector>

#include "hw_model/processor/inverse_correlation.h"

namespace {

constexpr std::size_t inputs = 2000;
constexpr int samples = 64, rounds = 9;

/// Not to be told apart from rates: positive, unequal.
std::vector<double> sample(int k) {
    std::vector<double> x(inputs);
    for (std::size_t i = 0; i < inputs; ++i) x[i] = 18.0 + 10.0 * std::sin(0.37 * static_cast<double>(i * static_cast<std::size_t>(k + 1)));
    return x;
}

/// Least time of each sample over the rounds; their mean is what a quiet machine would take, the batches among them included.
struct Least {
    std::vector<double> of_sample = std::vector<double>(samples, 1e9);
    template <class Work>
    void round(const Work& work) {
        for (int k = 0; k < samples; ++k) {
            const std::vector<double> x = sample(k);
            const auto start = std::chrono::steady_clock::now();
            work(x);
            const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
            double& least = of_sample[static_cast<std::size_t>(k)];
            least = std::min(least, took.count());
        }
    }
    [[nodiscard]] double mean() const { return std::accumulate(of_sample.begin(), of_sample.end(), 0.0) / samples; }
};

void ours(Least& least, bool is_single) {
    const auto inverse = aerie::hw::InverseCorrelation::make(inputs, 5e-6, is_single);
    least.round([&](const std::vector<double>& x) { (void)inverse->take(x); });
}

void textbook(Least& least) {
    Eigen::MatrixXd p = Eigen::MatrixXd::Identity(inputs, inputs) * 5e-6;
    Eigen::VectorXd u(inputs);
    least.round([&](const std::vector<double>& values) {
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
    Least in_double, in_single, whole;
    for (int r = 0; r < rounds; ++r) {
        ours(in_double, false);
        ours(in_single, true);
        textbook(whole);
    }
    const double roof = seconds_to_read_triangle(), bytes = 4.0 * inputs * (inputs + 1);
    std::printf("one sample of %zu inputs, mean of %d, each the least of %d\n", inputs, samples, rounds);
    std::printf("  reading a triangle (%.1f MB)   %7.3f ms   %5.1f GB/s: the roofline\n", bytes * 1e-6, roof * 1e3, bytes / roof * 1e-9);
    std::printf("  float64                       %7.3f ms   %5.2f of the roofline\n", in_double.mean() * 1e3, roof / in_double.mean());
    std::printf("  float32                       %7.3f ms   %5.2f of its roofline, half as many bytes\n", in_single.mean() * 1e3, 0.5 * roof / in_single.mean());
    std::printf("  textbook, whole matrix        %7.3f ms   %5.2f times ours in float64\n", whole.mean() * 1e3, whole.mean() / in_double.mean());
    return 0;
}
