#include "core/connect.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <iostream>
#include <map>

#include "core/error.h"
#include "tests/catch.h"
#include "tests/core/small_network.h"

using namespace aerie;
using aerie::test::Ends;
using aerie::test::one_projection;
using Rule = ConnectSpec::Rule;
using Row = std::vector<std::uint32_t>;

namespace {

Connectivity connected(const ConnectSpec& connect, Ends ends, std::uint64_t seed = 1) {
    return aerie::connect(one_projection(connect, ends, seed), ProjectionId{0});
}

ConnectSpec with_probability(double p) {
    ConnectSpec c;
    c.rule = Rule::fixed_probability;
    c.probability = p;
    return c;
}

ConnectSpec with_degree(Rule rule, std::uint64_t degree) {
    ConnectSpec c;
    c.rule = rule;
    c.degree = degree;
    return c;
}

ConnectSpec with_pairs(Row pre, Row post) {
    ConnectSpec c;
    c.rule = Rule::pairs;
    c.pre = std::move(pre);
    c.post = std::move(post);
    return c;
}

Row row(const Connectivity& c, std::size_t pre) {
    return {c.post.begin() + static_cast<std::ptrdiff_t>(c.begin[pre]), c.post.begin() + static_cast<std::ptrdiff_t>(c.begin[pre + 1])};
}

std::vector<std::uint64_t> in_degrees(const Connectivity& c, std::uint32_t to) {
    std::vector<std::uint64_t> degrees(to, 0);
    for (const std::uint32_t post : c.post) ++degrees[post];
    return degrees;
}

/// What every rule promises: rows by ascending source, each ascending in the target, targets in range.
void require_well_formed(const Connectivity& c, std::uint32_t from, std::uint32_t to) {
    REQUIRE(c.begin.size() == std::size_t{from} + 1);
    REQUIRE(c.begin.front() == 0);
    REQUIRE(c.begin.back() == c.post.size());
    REQUIRE(std::is_sorted(c.begin.begin(), c.begin.end()));
    for (std::size_t pre = 0; pre < from; ++pre) {
        const Row r = row(c, pre);
        REQUIRE(std::is_sorted(r.begin(), r.end()));
        REQUIRE((r.empty() || r.back() < to));
    }
}

bool has_multiples(const Connectivity& c, std::size_t from) {
    for (std::size_t pre = 0; pre < from; ++pre) {
        const Row r = row(c, pre);
        if (std::adjacent_find(r.begin(), r.end()) != r.end()) return true;
    }
    return false;
}

bool has_selves(const Connectivity& c, std::size_t from) {
    for (std::size_t pre = 0; pre < from; ++pre) {
        const Row r = row(c, pre);
        if (std::binary_search(r.begin(), r.end(), static_cast<std::uint32_t>(pre))) return true;
    }
    return false;
}

/// Five standard deviations of a binomial count.
double five_sigma(double n, double p) { return 5 * std::sqrt(n * p * (1 - p)); }

std::string complaint_of(const ConnectSpec& c, Ends ends) {
    try {
        (void)connected(c, ends);
    } catch (const InputError& error) {
        return error.what();
    }
    return "";
}

}  // namespace

TEST_CASE("all to all meets everybody, with or without oneself") {
    ConnectSpec c;
    const Connectivity every = connected(c, {3, 4});
    for (std::size_t pre = 0; pre < 3; ++pre) CHECK(row(every, pre) == Row{0, 1, 2, 3});
    c.allow_self = false;
    const Connectivity others = connected(c, {3, 3, true});
    CHECK(row(others, 0) == Row{1, 2});
    CHECK(row(others, 1) == Row{0, 2});
    CHECK(row(others, 2) == Row{0, 1});
}

TEST_CASE("forbidding self-connections changes nothing between two populations") {
    ConnectSpec c;
    c.allow_self = false;
    CHECK(connected(c, {3, 3}).post.size() == 9);
}

TEST_CASE("one to one meets the neuron of the same index") {
    ConnectSpec c;
    c.rule = Rule::one_to_one;
    const Connectivity same = connected(c, {5, 5});
    for (std::uint32_t pre = 0; pre < 5; ++pre) CHECK(row(same, pre) == Row{pre});
}

TEST_CASE("listed pairs come out in the order (pre, post), whatever order they were listed in") {
    const Connectivity c = connected(with_pairs({2, 0, 2, 0}, {1, 3, 0, 0}), {3, 4});
    CHECK(row(c, 0) == Row{0, 3});
    CHECK(row(c, 1).empty());
    CHECK(row(c, 2) == Row{0, 1});
}

TEST_CASE("a pair listed twice makes two synapses where multiples are allowed") {
    ConnectSpec c = with_pairs({1, 1}, {0, 0});
    c.allow_multiple = true;
    CHECK(row(connected(c, {2, 1}), 1) == Row{0, 0});
}

TEST_CASE("the number of synapses of a fixed probability is binomial") {
    for (double p : {0.001, 0.02, 0.1, 0.5, 0.9, 0.999}) {
        const Connectivity c = connected(with_probability(p), {700, 1300});
        require_well_formed(c, 700, 1300);
        INFO("p = " << p);
        CHECK(std::abs(static_cast<double>(c.post.size()) - 700 * 1300 * p) < five_sigma(700 * 1300, p));
        CHECK_FALSE(has_multiples(c, 700));
    }
}

TEST_CASE("probabilities 0 and 1 are exact") {
    CHECK(connected(with_probability(0), {50, 60}).post.empty());
    CHECK(connected(with_probability(1), {50, 60}).post.size() == 50 * 60);
}

TEST_CASE("a tiny probability over many pairs still hits its mean") {
    const double n = 20000.0 * 20000.0;
    const double count = static_cast<double>(connected(with_probability(1e-6), {20000, 20000}).post.size());
    CHECK(std::abs(count - n * 1e-6) < 5 * std::sqrt(n * 1e-6));   // about 400
}

TEST_CASE("under a fixed probability every target, the first and the last too, is hit at the same rate") {
    const std::uint32_t from = 20000, to = 40;
    const auto degrees = in_degrees(connected(with_probability(0.3), {from, to}), to);
    for (const std::uint64_t degree : degrees) CHECK(std::abs(static_cast<double>(degree) - from * 0.3) < five_sigma(from, 0.3));
}

TEST_CASE("under a fixed probability neighbouring pairs are independent") {
    const std::uint32_t from = 40000;
    const Connectivity c = connected(with_probability(0.25), {from, 2});
    double both = 0;
    for (std::size_t pre = 0; pre < from; ++pre) both += row(c, pre).size() == 2 ? 1 : 0;
    CHECK(std::abs(both - from * 0.0625) < five_sigma(from, 0.0625));
}

TEST_CASE("a fixed probability without self-connections leaves the others their rate") {
    ConnectSpec spec = with_probability(0.2);
    spec.allow_self = false;
    const Connectivity c = connected(spec, {1000, 1000, true});
    CHECK_FALSE(has_selves(c, 1000));
    CHECK(std::abs(static_cast<double>(c.post.size()) - 1000 * 999 * 0.2) < five_sigma(1000 * 999, 0.2));
    CHECK(has_selves(connected(with_probability(0.2), {1000, 1000, true}), 1000));
}

TEST_CASE("a fixed in-degree gives every target exactly its degree, of distinct sources") {
    for (std::uint64_t degree : {1, 7, 50, 99, 100}) {
        const Connectivity c = connected(with_degree(Rule::fixed_in_degree, degree), {100, 30});
        require_well_formed(c, 100, 30);
        for (const std::uint64_t d : in_degrees(c, 30)) REQUIRE(d == degree);
        REQUIRE_FALSE(has_multiples(c, 100));
    }
}

TEST_CASE("a fixed out-degree gives every source exactly its degree, of distinct targets") {
    for (std::uint64_t degree : {1, 7, 50, 99, 100}) {
        const Connectivity c = connected(with_degree(Rule::fixed_out_degree, degree), {30, 100});
        require_well_formed(c, 30, 100);
        for (std::size_t pre = 0; pre < 30; ++pre) REQUIRE(row(c, pre).size() == degree);
        REQUIRE_FALSE(has_multiples(c, 30));
    }
}

TEST_CASE("fixed degrees choose all partners at the same rate, few or most of them") {
    const std::uint32_t drawers = 20000, limit = 20;
    for (std::uint64_t degree : {3, 17}) {
        const double p = static_cast<double>(degree) / limit;
        const auto in = connected(with_degree(Rule::fixed_in_degree, degree), {limit, drawers});
        for (std::size_t pre = 0; pre < limit; ++pre)
            CHECK(std::abs(static_cast<double>(row(in, pre).size()) - drawers * p) < five_sigma(drawers, p));
        for (const std::uint64_t d : in_degrees(connected(with_degree(Rule::fixed_out_degree, degree), {drawers, limit}), limit))
            CHECK(std::abs(static_cast<double>(d) - drawers * p) < five_sigma(drawers, p));
    }
}

TEST_CASE("fixed degrees choose all pairs of partners at the same rate") {
    const std::uint32_t drawers = 60000;
    const Connectivity c = connected(with_degree(Rule::fixed_out_degree, 2), {drawers, 5});
    std::map<Row, double> counts;
    for (std::size_t pre = 0; pre < drawers; ++pre) counts[row(c, pre)] += 1;
    REQUIRE(counts.size() == 10);   // 5 choose 2
    for (const auto& [pair, count] : counts) CHECK(std::abs(count - drawers / 10.0) < five_sigma(drawers, 0.1));
}

TEST_CASE("fixed degrees may leave oneself out and may repeat partners") {
    ConnectSpec spec = with_degree(Rule::fixed_in_degree, 60);
    spec.allow_self = false;
    CHECK_FALSE(has_selves(connected(spec, {100, 100, true}), 100));
    spec.allow_multiple = true;
    const Connectivity c = connected(spec, {100, 100, true});
    require_well_formed(c, 100, 100);
    CHECK_FALSE(has_selves(c, 100));
    CHECK(has_multiples(c, 100));
    for (const std::uint64_t d : in_degrees(c, 100)) CHECK(d == 60);
    ConnectSpec more_than_there_are = with_degree(Rule::fixed_out_degree, 9);
    more_than_there_are.allow_multiple = true;
    CHECK(connected(more_than_there_are, {4, 3}).post.size() == 36);
}

TEST_CASE("the same network gives the same synapses, another seed or projection gives others") {
    for (const ConnectSpec& c : {with_probability(0.1), with_degree(Rule::fixed_in_degree, 10), with_degree(Rule::fixed_out_degree, 10)}) {
        CHECK(connected(c, {100, 100}).post == connected(c, {100, 100}).post);
        CHECK(connected(c, {100, 100}, 1).post != connected(c, {100, 100}, 2).post);
        Network two = one_projection(c, {100, 100});
        two.projections.push_back(two.projections[0]);
        CHECK(aerie::connect(two, ProjectionId{0}).post != aerie::connect(two, ProjectionId{1}).post);
    }
}

TEST_CASE("a row does not depend on how many rows follow or precede it") {
    for (const ConnectSpec& c : {with_probability(0.1), with_degree(Rule::fixed_out_degree, 10)}) {
        const Connectivity few = connected(c, {10, 100}), many = connected(c, {200, 100});
        for (std::size_t pre = 0; pre < 10; ++pre) CHECK(row(few, pre) == row(many, pre));
    }
}

TEST_CASE("what a rule cannot follow is refused with the range it allows") {
    ConnectSpec one;
    one.rule = Rule::one_to_one;
    CHECK_THAT(complaint_of(one, {3, 4}), Catch::Contains("one_to_one") && Catch::Contains("3 to 4 neurons"));
    one.allow_self = false;
    CHECK_THAT(complaint_of(one, {3, 3, true}), Catch::Contains("forbidden"));
    CHECK_THAT(complaint_of(with_probability(1.5), {3, 4}), Catch::Contains("0 to 1") && Catch::Contains("1.5"));
    CHECK_THAT(complaint_of(with_probability(-0.1), {3, 4}), Catch::Contains("0 to 1"));
    CHECK_THAT(complaint_of(with_probability(std::nan("")), {3, 4}), Catch::Contains("0 to 1"));
    CHECK_THAT(complaint_of(with_degree(Rule::fixed_in_degree, 4), {3, 4}), Catch::Contains("1 to 3"));
    CHECK_THAT(complaint_of(with_degree(Rule::fixed_out_degree, 5), {3, 4}), Catch::Contains("1 to 4"));
    CHECK_THAT(complaint_of(with_degree(Rule::fixed_out_degree, 0), {3, 4}), Catch::Contains("needs a degree"));
    CHECK_THAT(complaint_of(with_pairs({0, 3}, {0, 0}), {3, 4}), Catch::Contains("pre[1]: 3") && Catch::Contains("0 to 2"));
    CHECK_THAT(complaint_of(with_pairs({0, 1}, {0, 4}), {3, 4}), Catch::Contains("post[1]: 4"));
    CHECK_THAT(complaint_of(with_pairs({0, 1}, {0}), {3, 4}), Catch::Contains("2 pre, 1 post"));
    CHECK_THAT(complaint_of(with_pairs({}, {}), {3, 4}), Catch::Contains("at least one pair"));
    CHECK_THAT(complaint_of(with_pairs({1, 0, 1}, {2, 0, 2}), {3, 4}), Catch::Contains("1 to 2") && Catch::Contains("twice"));
    CHECK_THAT(complaint_of(one, {2, 3}), Catch::Contains("test.txtpb: projection 'A to B': connect"));
}

TEST_CASE("the largest degree is allowed and one more is not, oneself counted out") {
    ConnectSpec c = with_degree(Rule::fixed_in_degree, 10);
    CHECK(complaint_of(c, {10, 10, true}).empty());
    c.allow_self = false;
    CHECK_THAT(complaint_of(c, {10, 10, true}), Catch::Contains("1 to 9"));
    c.degree = 9;
    CHECK(complaint_of(c, {10, 10, true}).empty());
}

TEST_CASE("a parameter that the rule would ignore is refused") {
    ConnectSpec c = with_degree(Rule::fixed_in_degree, 2);
    c.probability = 0.5;
    CHECK_THAT(complaint_of(c, {3, 4}), Catch::Contains("'probability' means nothing to rule fixed_in_degree"));
    c = with_probability(0.5);
    c.degree = 3;
    CHECK_THAT(complaint_of(c, {3, 4}), Catch::Contains("'degree'"));
    c = ConnectSpec{};
    c.pre = {1};
    CHECK_THAT(complaint_of(c, {3, 4}), Catch::Contains("pairs"));
    c = ConnectSpec{};
    c.allow_multiple = true;
    CHECK_THAT(complaint_of(c, {3, 4}), Catch::Contains("allow_multiple"));
}

TEST_CASE("more synapses than the words of any chip here are refused before memory is asked for") {
    const std::uint32_t big = 0x10000;
    CHECK_THAT(complaint_of(ConnectSpec{}, {big, big}), Catch::Contains("65536 times 65536"));
    CHECK_THAT(complaint_of(with_probability(0.5), {0x40000, 0x40000}), Catch::Contains("too many synapses"));
    CHECK_THAT(complaint_of(with_degree(Rule::fixed_in_degree, big), {big, big}), Catch::Contains("at most 65535"));
}

TEST_CASE("12.7 million synapses of a random balanced network connect in about a second", "[.speed]") {
    const Network network = one_projection(with_probability(0.1), {11250, 11250});
    const auto start = std::chrono::steady_clock::now();
    const Connectivity c = aerie::connect(network, ProjectionId{0});
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
    std::cout << c.post.size() << " synapses of a fixed probability in " << took.count() << " s\n";
    const auto again = std::chrono::steady_clock::now();
    const auto in = aerie::connect(one_projection(with_degree(Rule::fixed_in_degree, 1125), {11250, 11250}), ProjectionId{0});
    const std::chrono::duration<double> took_in = std::chrono::steady_clock::now() - again;
    std::cout << in.post.size() << " synapses of a fixed in-degree in " << took_in.count() << " s\n";
    CHECK(std::abs(static_cast<double>(c.post.size()) - 11250.0 * 1125) < five_sigma(11250.0 * 11250, 0.1));
}
