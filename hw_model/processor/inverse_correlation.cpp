#include "hw_model/processor/inverse_correlation.h"

#include <Eigen/Dense>
#include <cmath>

namespace aerie::hw {

namespace {

constexpr Eigen::Index most_deferred = 32;

template <class Scalar>
class Deferred final : public InverseCorrelation {
    using Matrix = Eigen::Matrix<Scalar, Eigen::Dynamic, Eigen::Dynamic>;
    using Vector = Eigen::Matrix<Scalar, Eigen::Dynamic, 1>;

   public:
    Deferred(std::size_t size, double alpha)
        : triangle_{Matrix::Identity(index(size), index(size)) * static_cast<Scalar>(alpha)}, waiting_{index(size), most_deferred}, u_(index(size)), direction_(size) {}

    Gain take(std::span<const double> sample) override {
        const Vector x = Eigen::Map<const Eigen::VectorXd>{sample.data(), index(sample.size())}.template cast<Scalar>();
        u_.noalias() = triangle_.template selfadjointView<Eigen::Lower>() * x;
        const auto waiting = waiting_.leftCols(deferred_);
        u_.noalias() -= waiting * (waiting.transpose() * x).eval();
        const Scalar shrink = Scalar{1} / (Scalar{1} + x.dot(u_));
        waiting_.col(deferred_++) = u_ * std::sqrt(shrink);
        if (deferred_ == most_deferred) catch_up();
        Eigen::Map<Eigen::VectorXd>{direction_.data(), index(direction_.size())} = u_.template cast<double>();
        return {direction_, static_cast<double>(shrink)};
    }

    [[nodiscard]] std::vector<double> values() const override {
        const auto waiting = waiting_.leftCols(deferred_);
        Matrix whole = triangle_.template selfadjointView<Eigen::Lower>();
        whole -= waiting * waiting.transpose();
        const Eigen::MatrixXd doubles = whole.template cast<double>();
        return {doubles.data(), doubles.data() + doubles.size()};
    }

   private:
    static Eigen::Index index(std::size_t n) { return static_cast<Eigen::Index>(n); }

    void catch_up() {
        triangle_.template selfadjointView<Eigen::Lower>().rankUpdate(waiting_, Scalar{-1});
        deferred_ = 0;
    }

    Matrix triangle_;                ///< the lower one; what stands above the diagonal is never read
    Matrix waiting_;                 ///< the first deferred_ columns count
    Eigen::Index deferred_ = 0;
    Vector u_;
    std::vector<double> direction_;
};

}  // namespace

std::unique_ptr<InverseCorrelation> InverseCorrelation::make(std::size_t size, double alpha, bool is_single) {
    if (is_single) return std::make_unique<Deferred<float>>(size, alpha);
    return std::make_unique<Deferred<double>>(size, alpha);
}

}  // namespace aerie::hw
