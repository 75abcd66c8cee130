#include "core/lang/linear.h"

#include <algorithm>
#include <set>
#include <utility>

#include "core/lang/rewrite.h"

namespace aerie::lang {
namespace {

class LinearReader {
   public:
    explicit LinearReader(const std::vector<std::string>& variables) : variables_{variables}, names_{variables.begin(), variables.end()} {}

    LinearForm read(const ExprPtr& e) {
        if (is_free(*e)) return constant(e);
        switch (e->node) {
            case Node::name: return variable(*e);
            case Node::negate: return each(read(e->args[0]), [](const ExprPtr& x) { return typed_node(Node::negate, {x}); });
            case Node::add: case Node::subtract: return combine(e->node, read(e->args[0]), read(e->args[1]));
            case Node::multiply: return read_product(e);
            case Node::divide: return read_quotient(e);
            default: return obstructed(e);
        }
    }

   private:
    bool is_free(const Expr& e) const { return !reads_any(e, names_); }

    LinearForm empty() const { return {std::vector<ExprPtr>(variables_.size()), nullptr, nullptr}; }
    LinearForm constant(const ExprPtr& e) const {
        LinearForm form = empty();
        form.constant = e;
        return form;
    }
    LinearForm obstructed(const ExprPtr& e) const {
        LinearForm form = empty();
        form.obstacle = e;
        return form;
    }
    LinearForm variable(const Expr& name) const {
        LinearForm form = empty();
        const auto found = std::find(variables_.begin(), variables_.end(), name.name);
        form.coefficients[static_cast<std::size_t>(found - variables_.begin())] = make_number(1.0);
        return form;
    }

    template <class Change>
    static LinearForm each(LinearForm form, const Change& change) {
        if (form.obstacle) return form;
        for (ExprPtr& coefficient : form.coefficients)
            if (coefficient) coefficient = change(coefficient);
        if (form.constant) form.constant = change(form.constant);
        return form;
    }

    static ExprPtr combine(Node node, const ExprPtr& a, const ExprPtr& b) {
        if (!b) return a;
        if (!a) return node == Node::add ? b : typed_node(Node::negate, {b});
        return typed_node(node, {a, b});
    }
    static LinearForm combine(Node node, LinearForm a, const LinearForm& b) {
        if (a.obstacle) return a;
        if (b.obstacle) return b;
        for (std::size_t k = 0; k < a.coefficients.size(); ++k) a.coefficients[k] = combine(node, a.coefficients[k], b.coefficients[k]);
        a.constant = combine(node, a.constant, b.constant);
        return a;
    }

    LinearForm read_product(const ExprPtr& e) {
        const bool left_is_free = is_free(*e->args[0]);
        if (!left_is_free && !is_free(*e->args[1])) return obstructed(e);
        const ExprPtr factor = e->args[left_is_free ? 0 : 1];
        return each(read(e->args[left_is_free ? 1 : 0]), [&](const ExprPtr& x) { return typed_node(Node::multiply, {x, factor}); });
    }
    LinearForm read_quotient(const ExprPtr& e) {
        if (!is_free(*e->args[1])) return obstructed(e);
        return each(read(e->args[0]), [&](const ExprPtr& x) { return typed_node(Node::divide, {x, e->args[1]}); });
    }

    const std::vector<std::string>& variables_;
    std::set<std::string> names_;
};

}  // namespace

LinearForm linear_form(const ExprPtr& expr, const std::vector<std::string>& variables) { return LinearReader{variables}.read(expr); }

}  // namespace aerie::lang
