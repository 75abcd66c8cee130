/// @file The law of recursive least squares: after samples x_1 .. x_n, P is the inverse of I / alpha + sum of x x^T, and its gain is P x.
#include "hw_model/processor/inverse_correlation.h"

#include <cmath>

#include "core/random.h"
#include "tests/catch.h"

using namespace aerie;

namespace {

/// Sample number k: standard normal draws.
std::vector<double> sample(std::size_t size, std::uint64_t k) {
    const DrawKey key{7, Purpose::program, 0, k, 0};
    std::vector<double> x(size);
    for (std::uint32_t i = 0; i < size; ++i) x[i] = to_normal(key.words(i, 0));
    return x;
}

struct Learnt {
    std::unique_ptr<hw::InverseCorrelation> inverse;
    std::vector<double> correlation;   ///< what it should be the inverse of
    std::size_t size = 0;

    Learnt(std::size_t n, double alpha, bool is_single, std::uint64_t samples) : inverse{hw::InverseCorrelation::make(n, alpha, is_single)}, correlation(n * n), size{n} {
        for (std::size_t i = 0; i < n; ++i) correlation[i * n + i] = 1.0 / alpha;
        for (std::uint64_t k = 0; k < samples; ++k) add(sample(n, k));
    }
    void add(const std::vector<double>& x) {
        (void)inverse->take(x);
        for (std::size_t i = 0; i < size; ++i) {
            for (std::size_t j = 0; j < size; ++j) correlation[i * size + j] += x[i] * x[j];
        }
    }
    /// Largest element of P C - I.
    [[nodiscard]] double worst_error() const {
        const std::vector<double> p = inverse->values();
        double worst = 0.0;
        for (std::size_t i = 0; i < size; ++i) {
            for (std::size_t j = 0; j < size; ++j) {
                double sum = i == j ? -1.0 : 0.0;
                for (std::size_t k = 0; k < size; ++k) sum += p[i * size + k] * correlation[k * size + j];
                worst = std::max(worst, std::abs(sum));
            }
        }
        return worst;
    }
};

}  // namespace

TEST_CASE("after any number of samples P is the inverse of their correlations") {
    for (const std::size_t size : {1u, 2u, 7u, 40u}) {
        for (const std::uint64_t samples : {0u, 1u, 2u, 31u, 32u, 33u, 64u, 100u}) {   // around where deferred samples are worked in
            INFO(size << " inputs, " << samples << " samples");
            CHECK(Learnt(size, 0.5, false, samples).worst_error() < 1e-11);
            CHECK(Learnt(size, 0.5, true, samples).worst_error() < 2e-3);   // float32: 2^-24 times the correlations of 100 samples and their number
        }
    }
}

TEST_CASE("the gain is P x with P from before the sample, and shrink makes it that from after it") {
    constexpr std::size_t n = 12;
    for (const std::uint64_t samples : {0u, 5u, 32u, 50u}) {
        Learnt learnt{n, 0.1, false, samples};
        const std::vector<double> before = learnt.inverse->values(), x = sample(n, 1000);
        const hw::InverseCorrelation::Gain gain = learnt.inverse->take(x);
        const std::vector<double> direction{gain.direction.begin(), gain.direction.end()}, after = learnt.inverse->values();
        for (std::size_t i = 0; i < n; ++i) {
            double prior = 0.0, updated = 0.0;
            for (std::size_t j = 0; j < n; ++j) {
                prior += before[i * n + j] * x[j];
                updated += after[i * n + j] * x[j];
            }
            CHECK(direction[i] == Approx(prior).margin(1e-13));
            CHECK(direction[i] * gain.shrink == Approx(updated).margin(1e-13));
        }
    }
}

TEST_CASE("P stays symmetric") {
    for (const bool is_single : {false, true}) {
        const Learnt learnt{15, 0.3, is_single, 70};
        const std::vector<double> p = learnt.inverse->values();
        for (std::size_t i = 0; i < 15; ++i) {
            for (std::size_t j = 0; j < i; ++j) CHECK(p[i * 15 + j] == Approx(p[j * 15 + i]).epsilon(is_single ? 1e-5 : 1e-13));
        }
    }
}

TEST_CASE("recursive least squares finds the weights that made the targets") {
    constexpr std::size_t n = 10;
    const std::vector<double> truth = sample(n, 500);
    std::vector<double> w(n);
    const auto inverse = hw::InverseCorrelation::make(n, 1e3, false);
    for (std::uint64_t k = 0; k < 200; ++k) {
        const std::vector<double> x = sample(n, k);
        double error = 0.0;
        for (std::size_t i = 0; i < n; ++i) error += (w[i] - truth[i]) * x[i];
        const auto gain = inverse->take(x);
        for (std::size_t i = 0; i < n; ++i) w[i] -= error * gain.shrink * gain.direction[i];
    }
    for (std::size_t i = 0; i < n; ++i) CHECK(w[i] == Approx(truth[i]).margin(1e-4));   // the ridge of 1/alpha = 1e-3 against 200 samples of variance 1
}
