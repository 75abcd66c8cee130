// Closed forms of small systems; see Moler and Van Loan 2003 for the method.
#include "core/lang/matrix_exponential.h"

#include <cmath>

#include "tests/catch.h"

using aerie::lang::exponential;
using aerie::lang::integrated_exponential;
using aerie::lang::Matrix;

namespace {
Matrix matrix(double a, double b, double c, double d) {
    Matrix m{2};
    m.cells = {a, b, c, d};
    return m;
}
}  // namespace

TEST_CASE("the exponential of a diagonal matrix is the exponential of its diagonal") {
    const Matrix e = exponential(matrix(-3, 0, 0, 0.25));
    CHECK(e.at(0, 0) == Approx(std::exp(-3.0)).epsilon(1e-14));
    CHECK(e.at(1, 1) == Approx(std::exp(0.25)).epsilon(1e-14));
    CHECK(e.at(0, 1) == 0);
}

TEST_CASE("the exponential of a rotation is cosine and sine, also after squaring") {
    for (const double w : {0.3, 2.0, 40.0}) {
        const Matrix e = exponential(matrix(0, -w, w, 0));
        CHECK(e.at(0, 0) == Approx(std::cos(w)).margin(1e-13));
        CHECK(e.at(1, 0) == Approx(std::sin(w)).margin(1e-13));
    }
}

TEST_CASE("the exponential of a nilpotent matrix is its short series") {
    const Matrix e = exponential(matrix(0, 5, 0, 0));
    CHECK(e.at(0, 1) == 5);
    CHECK(e.at(0, 0) == 1);
}

TEST_CASE("the integral of the exponential needs no inverse") {
    const Matrix zero = integrated_exponential(Matrix{1}, 0.5);
    CHECK(zero.at(0, 0) == 0.5);
    Matrix decay{1};
    decay.at(0, 0) = -20;
    CHECK(integrated_exponential(decay, 1e-3).at(0, 0) == Approx((1 - std::exp(-0.02)) / 20).epsilon(1e-14));
    const Matrix ramp = integrated_exponential(matrix(0, 1, 0, 0), 2.0);   // x' = y, y' = b: x gains b t^2/2
    CHECK(ramp.at(0, 1) == Approx(2.0).epsilon(1e-14));
    CHECK(ramp.at(1, 1) == Approx(2.0).epsilon(1e-14));
}

TEST_CASE("the integral times the matrix is the exponential less one") {
    const Matrix a = matrix(-100, 30, 5, -7);
    const double dt = 1e-2;
    const Matrix change = integrated_exponential(a, dt) * a;
    Matrix scaled = a;
    for (double& cell : scaled.cells) cell *= dt;
    const Matrix e = exponential(scaled);
    CHECK(change.at(0, 0) == Approx(e.at(0, 0) - 1).epsilon(1e-12));
    CHECK(change.at(0, 1) == Approx(e.at(0, 1)).epsilon(1e-12));
    CHECK(change.at(1, 1) == Approx(e.at(1, 1) - 1).epsilon(1e-12));
}
