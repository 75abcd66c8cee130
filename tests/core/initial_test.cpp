#include "core/initial.h"

#include <chrono>
#include <cmath>
#include <iostream>

#include "core/error.h"
#include "core/lanes.h"
#include "core/lang/evaluate.h"
#include "tests/catch.h"
#include "tests/core/small_network.h"

using namespace aerie;
using aerie::test::one_projection;
using lang::ExprPtr;
using lang::Node;

namespace {

ExprPtr number(double x) { return lang::make_number(x); }
ExprPtr node(Node kind, ExprPtr a, ExprPtr b) { return lang::make_node(kind, {std::move(a), std::move(b)}); }
ExprPtr call(const char* name, std::vector<ExprPtr> args = {}) { return lang::make_call(name, std::move(args)); }
ExprPtr index_name(lang::Reference reference) {
    lang::Expr expr;
    expr.node = Node::name;
    expr.reference = reference;
    return std::make_shared<const lang::Expr>(expr);
}
ExprPtr i() { return index_name(lang::Reference::index); }
ExprPtr j() { return index_name(lang::Reference::post_index); }

/// uniform(a, b) and normal(m, s) as the checker rewrites them.
ExprPtr uniform(double a, double b) { return node(Node::add, number(a), node(Node::multiply, number(b - a), call("rand"))); }
ExprPtr normal(double m, double s) { return node(Node::add, number(m), node(Node::multiply, number(s), call("randn"))); }

Network with_weight(ExprPtr weight, const ConnectSpec& connect, test::Ends ends) {
    Network network = one_projection(connect, ends);
    network.projections[0].initial = {{"w", std::move(weight), {}}};
    return network;
}

Network with_start(ExprPtr start, std::uint32_t size) {
    Network network = one_projection({}, {size, 1});
    network.populations[0].initial = {{"v", std::move(start), {}}};
    return network;
}

Network with_delay(ExprPtr delay, Schedule schedule = Schedule::chip) {
    Network network = one_projection({}, {2, 3});
    network.dt_s = 1e-4;
    network.schedule = schedule;
    network.projections[0].delay = std::move(delay);
    return network;
}

std::vector<double> weights(const Network& network, std::uint32_t pre) {
    return initial_row(network, ProjectionId{0}, "w", connect(network, ProjectionId{0}), pre);
}

std::vector<std::uint32_t> delays(const Network& network, std::uint32_t pre) {
    return delay_row(network, ProjectionId{0}, connect(network, ProjectionId{0}), pre);
}

template <class Action>
std::string complaint_of(Action action) {
    try {
        (void)action();
    } catch (const InputError& error) {
        return error.what();
    }
    return "";
}

}  // namespace

TEST_CASE("lanes mean what evaluate means, for every operator") {
    const std::vector<double> a{-2.5, 0.0, 1.0, 3.0}, b{2.0, 1.0, -4.0, 3.0};
    LaneInputs inputs;
    inputs.name = [&](const lang::Expr& name, std::span<double> out) {
        for (std::size_t k = 0; k < out.size(); ++k) out[k] = name.reference == lang::Reference::index ? a[k] : b[k];
    };
    std::vector<ExprPtr> expressions{lang::make_node(Node::negate, {i()}), lang::make_node(Node::logical_not, {i()}),
                                     lang::make_node(Node::select, {node(Node::less, i(), j()), i(), number(7)}), call("exp", {i()}), call("max", {i(), j()})};
    for (Node kind : {Node::add, Node::subtract, Node::multiply, Node::divide, Node::modulo, Node::power, Node::less, Node::less_equal, Node::greater,
                      Node::greater_equal, Node::equal, Node::not_equal, Node::logical_and, Node::logical_or})
        expressions.push_back(node(kind, i(), j()));
    for (const ExprPtr& expr : expressions) {
        const auto lanes = evaluate_lanes(*expr, a.size(), inputs);
        for (std::size_t k = 0; k < a.size(); ++k) {
            lang::Environment environment;
            environment.name = [&](const lang::Expr& name) { return name.reference == lang::Reference::index ? a[k] : b[k]; };
            const double expected = lang::evaluate(*expr, environment);
            if (std::isnan(expected)) CHECK(std::isnan(lanes[k]));
            else CHECK(lanes[k] == expected);
        }
    }
}

TEST_CASE("draws of one expression are numbered from left to right") {
    std::vector<std::string> seen;
    LaneInputs inputs;
    inputs.draw = [&](const lang::Expr& c, std::uint32_t k, std::span<double> out) {
        seen.push_back(c.name + std::to_string(k));
        for (double& x : out) x = 0;
    };
    (void)evaluate_lanes(*node(Node::add, node(Node::multiply, call("rand"), call("randn")), call("rand")), 3, inputs);
    CHECK(seen == std::vector<std::string>{"rand0", "randn1", "rand2"});
}

TEST_CASE("a variable that the file leaves out starts at zero") {
    CHECK(initial_values(with_start(number(1), 3), PopulationId{0}, "other") == std::vector<double>{0, 0, 0});
    CHECK(initial_row(one_projection({}, {1, 2}), ProjectionId{0}, "w", connect(one_projection({}, {1, 2}), ProjectionId{0}), 0) == std::vector<double>{0, 0});
}

TEST_CASE("start values may depend on the index") {
    CHECK(initial_values(with_start(node(Node::multiply, i(), number(0.5)), 4), PopulationId{0}, "v") == std::vector<double>{0, 0.5, 1, 1.5});
    const Network network = with_weight(node(Node::add, node(Node::multiply, i(), number(10)), j()), {}, {3, 2});
    CHECK(weights(network, 2) == std::vector<double>{20, 21});
}

TEST_CASE("listed values are handed out by (pre, post)") {
    Network network = with_weight(nullptr, {}, {2, 3});
    network.projections[0].initial[0].values = {1, 2, 3, 4, 5, 6};
    CHECK(weights(network, 0) == std::vector<double>{1, 2, 3});
    CHECK(weights(network, 1) == std::vector<double>{4, 5, 6});
    network.projections[0].initial[0].values.pop_back();
    CHECK_THAT(complaint_of([&] { return weights(network, 0); }), Catch::Contains("5 values") && Catch::Contains("6 values"));
}

TEST_CASE("a shared variable has one value") {
    Network network = with_start(uniform(0, 1), 4);
    lang::Variable v;
    v.name = "v";
    v.is_shared = true;
    network.populations[0].model.variables = {v};
    const auto values = initial_values(network, PopulationId{0}, "v");
    for (double x : values) CHECK(x == values[0]);
    network.populations[0].initial[0] = {"v", nullptr, {2.5}};
    CHECK(initial_values(network, PopulationId{0}, "v") == std::vector<double>(4, 2.5));
}

TEST_CASE("uniform and normal start values have their moments") {
    const std::uint32_t n = 100000;
    const auto moments = [&](const ExprPtr& expr) {
        double mean = 0, square = 0;
        for (double x : initial_values(with_start(expr, n), PopulationId{0}, "v")) {
            mean += x / n;
            square += x * x / n;
        }
        return std::pair{mean, square - mean * mean};
    };
    const auto [m, v] = moments(uniform(2, 5));
    CHECK(std::abs(m - 3.5) < 5 * std::sqrt(0.75 / n));
    CHECK(v == Approx(0.75).epsilon(0.02));
    const auto [mean, variance] = moments(normal(-1, 2));
    CHECK(std::abs(mean + 1) < 5 * 2 / std::sqrt(double{n}));
    CHECK(variance == Approx(4).epsilon(0.03));
}

TEST_CASE("rows have the same values in whatever order they are asked for") {
    ConnectSpec c;
    c.rule = ConnectSpec::Rule::fixed_probability;
    c.probability = 0.3;
    const Network network = with_weight(normal(1, 0.1), c, {40, 50});
    const Connectivity rows = connect(network, ProjectionId{0});
    std::vector<std::vector<double>> forward, backward(40);
    for (std::uint32_t pre = 0; pre < 40; ++pre) forward.push_back(initial_row(network, ProjectionId{0}, "w", rows, pre));
    for (std::uint32_t pre = 40; pre-- > 0;) backward[pre] = initial_row(network, ProjectionId{0}, "w", rows, pre);
    CHECK(forward == backward);
}

TEST_CASE("a synapse draws by its ends: the rule that made it does not matter") {
    ConnectSpec some;
    some.rule = ConnectSpec::Rule::pairs;
    some.pre = {1, 1};
    some.post = {0, 2};
    const auto few = weights(with_weight(uniform(0, 1), some, {2, 3}), 1);
    const auto every = weights(with_weight(uniform(0, 1), {}, {2, 3}), 1);
    CHECK(few == std::vector<double>{every[0], every[2]});
}

TEST_CASE("several synapses of one pair draw values of their own") {
    ConnectSpec twice;
    twice.rule = ConnectSpec::Rule::pairs;
    twice.allow_multiple = true;
    twice.pre = {0, 0, 0};
    twice.post = {0, 0, 0};
    const auto values = weights(with_weight(uniform(0, 1), twice, {1, 1}), 0);
    CHECK(values[0] != values[1]);
    CHECK(values[1] != values[2]);
    CHECK(values[0] != values[2]);
}

TEST_CASE("populations and projections of one number, and variables of other names, draw apart") {
    Network network = with_weight(uniform(0, 1), {}, {1, 1});
    network.populations[0].initial = {{"w", uniform(0, 1), {}}, {"u", uniform(0, 1), {}}};
    const double of_synapse = weights(network, 0)[0];
    CHECK(initial_values(network, PopulationId{0}, "w")[0] != of_synapse);
    CHECK(initial_values(network, PopulationId{0}, "w")[0] != initial_values(network, PopulationId{0}, "u")[0]);
}

TEST_CASE("a start value that is not finite is refused with its place") {
    const Network network = with_weight(node(Node::divide, number(1), j()), {}, {1, 2});
    CHECK_THAT(complaint_of([&] { return weights(network, 0); }),
               Catch::Contains("test.txtpb: projection 'A to B': initial value of 'w'") && Catch::Contains("inf for i = 0, j = 0"));
}

TEST_CASE("a delay that nobody gave is the least of the schedule") {
    CHECK(delays(with_delay(nullptr), 0) == std::vector<std::uint32_t>{1, 1, 1});
    CHECK(delays(with_delay(nullptr, Schedule::brian2), 0) == std::vector<std::uint32_t>{0, 0, 0});
}

TEST_CASE("delays round to the nearest tick, and both edges of the least are kept") {
    CHECK(delays(with_delay(number(1.54e-3)), 0) == std::vector<std::uint32_t>{15, 15, 15});
    CHECK(delays(with_delay(number(0.6e-4)), 0) == std::vector<std::uint32_t>{1, 1, 1});
    CHECK_THAT(complaint_of([] { return delays(with_delay(number(0.4e-4)), 0); }), Catch::Contains("0 ticks") && Catch::Contains("1 to 4294967295"));
    CHECK(delays(with_delay(number(0.4e-4), Schedule::brian2), 0) == std::vector<std::uint32_t>{0, 0, 0});
    CHECK_THAT(complaint_of([] { return delays(with_delay(number(-0.6e-4), Schedule::brian2), 0); }), Catch::Contains("-1 ticks"));
    CHECK_THAT(complaint_of([] { return delays(with_delay(number(1e9)), 0); }), Catch::Contains("1 to 4294967295"));
}

TEST_CASE("delays may depend on the ends of the synapse") {
    const auto delay = node(Node::multiply, number(1e-4), node(Node::add, number(1), node(Node::add, i(), j())));
    CHECK(delays(with_delay(delay), 1) == std::vector<std::uint32_t>{2, 3, 4});
}

TEST_CASE("12.7 million weights are drawn in about a second", "[.speed]") {
    ConnectSpec c;
    c.rule = ConnectSpec::Rule::fixed_probability;
    c.probability = 0.1;
    const auto time = [&](const char* what, const ExprPtr& expr) {
        const Network network = with_weight(expr, c, {11250, 11250});
        const Connectivity rows = connect(network, ProjectionId{0});
        const auto start = std::chrono::steady_clock::now();
        double sum = 0;
        for (std::uint32_t pre = 0; pre < 11250; ++pre)
            for (double w : initial_row(network, ProjectionId{0}, "w", rows, pre)) sum += w;
        const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
        std::cout << what << ": " << rows.post.size() << " weights, mean " << sum / static_cast<double>(rows.post.size()) << ", " << took.count() << " s\n";
    };
    time("constant", number(0.1));
    time("uniform", uniform(0, 1));
    time("normal", normal(1, 0.1));
}
