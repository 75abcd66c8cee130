/// @file What the tests of the language share: catching complaints, and running update steps one after the other on one set of values.
#pragma once

#include <map>
#include <string>

#include "core/error.h"
#include "core/lang/check.h"
#include "core/lang/evaluate.h"
#include "core/lang/parse.h"
#include "tests/catch.h"

namespace aerie::lang::test {

inline Dimension unit(const char* name) { return find_unit(name)->dimension; }
inline const Dimension second = unit("second");
inline const Dimension volt = unit("volt");
inline const Dimension hertz = unit("Hz");

/// The complaint that `action` must make.
template <class Action>
Complaint complaint(const Action& action) {
    try {
        action();
    } catch (const InputError& error) {
        return error.complaint();
    }
    FAIL("nothing was refused");
    return {};
}

inline Scope scope(const std::vector<Setting>& parameters = {}, double dt_s = 1e-3) {
    Scope scope;
    scope.where = "net.txtpb: population 'P'";
    scope.dt_s = dt_s;
    scope.size = 4;
    scope.parameters = evaluate_parameters(parameters, scope);
    return scope;
}
inline Setting set(std::string name, std::string value) { return {std::move(name), std::move(value), {}, {}}; }

inline PopulationSpec population(std::string equations, std::string method = {}) {
    PopulationSpec spec;
    spec.name = "P";
    spec.equations = std::move(equations);
    spec.method = std::move(method);
    return spec;
}

/// Values by the name as it prints: "v", "v_post", "lastspike_pre", "rand()".
using Values = std::map<std::string, double>;

inline double value_of(const Expr& expr, const Values& values) {
    const auto look_up = [&](const Expr& e) {
        const auto found = values.find(to_string(e));
        INFO("no value for " << to_string(e));
        REQUIRE(found != values.end());
        return found->second;
    };
    return evaluate(expr, {look_up, [&](const Expr& call, std::span<const double>) { return look_up(call); }});
}

/// One tick of an update, written plainly: steps in order, each storing at once. `is_refractory` keeps flagged variables.
inline Values tick(const std::vector<UpdateStep>& update, Values values, bool is_refractory = false) {
    for (const UpdateStep& step : update) {
        const double value = value_of(*step.value, values);
        if (!(is_refractory && step.is_unless_refractory)) values[step.target] = value;
    }
    return values;
}

/// value of an expression over pure names.
inline double pure_value(const std::string& text, const Values& values = {}) {
    const ExprPtr expr = parse_expression({text, "test"});
    return evaluate(*expr, {[&](const Expr& e) { return values.at(e.name); }, nullptr});
}

}  // namespace aerie::lang::test
