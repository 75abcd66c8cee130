#include "core/lang/functions.h"

#include <algorithm>
#include <cmath>
#include <iterator>

namespace aerie::lang {
namespace {

using Arguments = std::span<const double>;

double exprel(double x) { return x == 0.0 ? 1.0 : std::expm1(x) / x; }
double sign(double x) { return x > 0.0 ? 1.0 : (x < 0.0 ? -1.0 : 0.0); }

constexpr Function functions[] = {
    {"exp", 1, UnitRule::pure, [](Arguments x) { return std::exp(x[0]); }},
    {"log", 1, UnitRule::pure, [](Arguments x) { return std::log(x[0]); }},
    {"log10", 1, UnitRule::pure, [](Arguments x) { return std::log10(x[0]); }},
    {"exprel", 1, UnitRule::pure, [](Arguments x) { return exprel(x[0]); }},
    {"sin", 1, UnitRule::pure, [](Arguments x) { return std::sin(x[0]); }},
    {"cos", 1, UnitRule::pure, [](Arguments x) { return std::cos(x[0]); }},
    {"tan", 1, UnitRule::pure, [](Arguments x) { return std::tan(x[0]); }},
    {"sinh", 1, UnitRule::pure, [](Arguments x) { return std::sinh(x[0]); }},
    {"cosh", 1, UnitRule::pure, [](Arguments x) { return std::cosh(x[0]); }},
    {"tanh", 1, UnitRule::pure, [](Arguments x) { return std::tanh(x[0]); }},
    {"floor", 1, UnitRule::pure, [](Arguments x) { return std::floor(x[0]); }},
    {"ceil", 1, UnitRule::pure, [](Arguments x) { return std::ceil(x[0]); }},
    {"int", 1, UnitRule::to_integer, [](Arguments x) { return std::trunc(x[0]); }},
    {"sqrt", 1, UnitRule::root, [](Arguments x) { return std::sqrt(x[0]); }},
    {"abs", 1, UnitRule::keep, [](Arguments x) { return std::fabs(x[0]); }},
    {"sign", 1, UnitRule::sign, [](Arguments x) { return sign(x[0]); }},
    {"min", 2, UnitRule::same, [](Arguments x) { return x[1] < x[0] ? x[1] : x[0]; }},
    {"max", 2, UnitRule::same, [](Arguments x) { return x[1] > x[0] ? x[1] : x[0]; }},
    {"clip", 3, UnitRule::same, [](Arguments x) { return x[0] < x[1] ? x[1] : (x[0] > x[2] ? x[2] : x[0]); }},
    {"rand", 0, UnitRule::random, nullptr},
    {"randn", 0, UnitRule::random, nullptr},
};
constexpr std::string_view other_names[] = {"fabs", "ln", "pow", "power", "uniform", "normal"};

}  // namespace

const Function* find_function(std::string_view name) {
    for (const Function& function : functions)
        if (function.name == name) return &function;
    return nullptr;
}

std::vector<std::string> function_names() {
    std::vector<std::string> names;
    for (const Function& function : functions) names.emplace_back(function.name);
    return names;
}

bool is_builtin_function(std::string_view name) {
    return find_function(name) != nullptr || std::find(std::begin(other_names), std::end(other_names), name) != std::end(other_names);
}

}  // namespace aerie::lang
