#include "core/lanes.h"

#include <memory>
#include <string>

#include "core/lang/evaluate.h"

namespace aerie {
namespace {

using lang::Expr;
using lang::Node;
using Column = std::vector<double>;

class Evaluation {
   public:
    Evaluation(std::size_t lanes, const LaneInputs& inputs) : lanes_{lanes}, inputs_{inputs} {}

    Column operator()(const Expr& expr) {
        if (expr.node == Node::number) return Column(lanes_, expr.value);
        Column out(lanes_);
        if (expr.node == Node::name) {
            inputs_.name(expr, out);
            return out;
        }
        if (expr.node == Node::call && (expr.name == "rand" || expr.name == "randn")) {
            inputs_.draw(expr, draws_++, out);
            return out;
        }
        std::vector<Column> args;
        for (const auto& arg : expr.args) args.push_back((*this)(*arg));
        apply(expr, args, out);
        return out;
    }

   private:
    void apply(const Expr& expr, const std::vector<Column>& args, Column& out) const {
        const auto each = [&](auto operation) {
            const double *a = args[0].data(), *b = args[1].data();
            for (std::size_t k = 0; k < lanes_; ++k) out[k] = operation(a[k], b[k]);
        };
        switch (expr.node) {
            case Node::add: return each([](double a, double b) { return a + b; });
            case Node::subtract: return each([](double a, double b) { return a - b; });
            case Node::multiply: return each([](double a, double b) { return a * b; });
            case Node::divide: return each([](double a, double b) { return a / b; });
            default: return apply_slowly(expr, args, out);
        }
    }

    /// Rarer operations have one meaning, lang::evaluate's: it reads each lane's arguments as names.
    void apply_slowly(const Expr& expr, const std::vector<Column>& args, Column& out) const {
        Expr shallow = expr;
        for (std::size_t k = 0; k < args.size(); ++k) {
            Expr argument;
            argument.node = Node::name;
            argument.value = static_cast<double>(k);
            shallow.args[k] = std::make_shared<const Expr>(std::move(argument));
        }
        std::size_t lane = 0;
        lang::Environment environment;
        environment.name = [&](const Expr& name) { return args[static_cast<std::size_t>(name.value)][lane]; };
        for (; lane < lanes_; ++lane) out[lane] = lang::evaluate(shallow, environment);
    }

    std::size_t lanes_;
    const LaneInputs& inputs_;
    std::uint32_t draws_ = 0;
};

}  // namespace

std::vector<double> evaluate_lanes(const Expr& expr, std::size_t lanes, const LaneInputs& inputs) { return Evaluation{lanes, inputs}(expr); }

}  // namespace aerie
