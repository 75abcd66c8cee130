/// @file Every float64 instruction against the C library, bit for bit, over numbers at the edges of double, for every operand kind.
#include <cmath>
#include <cstring>
#include <functional>
#include <limits>

#include "hw_model/microcode/operands.h"
#include "tests/catch.h"
#include "tests/hw_model/microcode/lanes.h"

using namespace aerie::hw;
using namespace aerie::hw::test;

namespace {

using Real = std::function<double(double, double, double)>;

const std::vector<double> numbers{0.0, -0.0, 1.0, -1.0, 0.5, -2.5, 3.25, 1e-300, -1e300, 1e16 + 2, 0.1, 5e-324, std::numeric_limits<double>::infinity(),
                                  -std::numeric_limits<double>::infinity(), 255.0, -70.5};

bool same(double x, double y) { return (std::isnan(x) && std::isnan(y)) || std::memcmp(&x, &y, sizeof x) == 0; }

/// Every triple of `numbers`, or every triple with the constants of `kinds` fixed.
void require_same(const Instruction& code, const Real& want, Kinds kinds) {
    std::vector<double> a, b, c;
    for (const double x : numbers)
        for (const double y : numbers)
            for (const double z : numbers) {
                a.push_back((kinds & 1) != 0 ? 0.1 : x);
                b.push_back((kinds & 2) != 0 ? -2.5 : y);
                c.push_back((kinds & 4) != 0 ? 3.25 : z);
            }
    Program program = program_of(code, kinds);
    program.real_constants = {0.1, -2.5, 3.25};
    program.tables.push_back({{}, {10.5, 20.5, 30.5}, 0, 0});
    Executor<double> executor(program);
    std::vector<double> d(a.size(), 99);
    ProgramCounts counts{{0}, {0}};
    const Stream<double> streams[] = {{a.data()}, {b.data()}, {c.data()}, {d.data()}};
    executor.run(streams, a.size(), {}, counts);
    for (std::size_t k = 0; k < a.size(); ++k)
        if (const double x = want(a[k], b[k], c[k]); !same(d[k], x))
            FAIL("op " << int(code.op) << " kinds " << kinds << " of " << a[k] << ", " << b[k] << ", " << c[k] << " gave " << d[k] << ", not " << x);
}

struct Meaning {
    Opcode op;
    Real real;
};

double product_sum(double a, double b, double c) {
    const volatile double product = b * c;   // rounded by itself
    return a + product;
}

const std::vector<Meaning> meanings{
    {Opcode::copy, [](double a, double, double) { return a; }},
    {Opcode::shift, [](double a, double, double) { return a; }},
    {Opcode::store, [](double a, double, double) { return a; }},
    {Opcode::add, [](double a, double b, double) { return a + b; }},
    {Opcode::subtract, [](double a, double b, double) { return a - b; }},
    {Opcode::negate, [](double a, double, double) { return -a; }},
    {Opcode::absolute, [](double a, double, double) { return std::fabs(a); }},
    {Opcode::minimum, [](double a, double b, double) { return std::min(a, b); }},
    {Opcode::maximum, [](double a, double b, double) { return std::max(a, b); }},
    {Opcode::multiply, [](double a, double b, double) { return a * b; }},
    {Opcode::multiply_add, product_sum},
    {Opcode::accumulate, product_sum},
    {Opcode::divide, [](double a, double b, double) { return a / b; }},
    {Opcode::square_root, [](double a, double, double) { return std::sqrt(a); }},
    {Opcode::exp2, [](double a, double, double) { return std::exp2(a); }},
    {Opcode::log2, [](double a, double, double) { return std::log2(a); }},
    {Opcode::exponential, [](double a, double, double) { return std::exp(a); }},
    {Opcode::logarithm, [](double a, double, double) { return std::log(a); }},
    {Opcode::floor_fraction, [](double a, double, double) { return std::floor(a); }},
    {Opcode::truncate, [](double a, double, double) { return std::trunc(a); }},
    {Opcode::less, [](double a, double b, double) { return a < b ? 1.0 : 0.0; }},
    {Opcode::less_equal, [](double a, double b, double) { return a <= b ? 1.0 : 0.0; }},
    {Opcode::equal, [](double a, double b, double) { return a == b ? 1.0 : 0.0; }},
    {Opcode::not_equal, [](double a, double b, double) { return a != b ? 1.0 : 0.0; }},
    {Opcode::logical_and, [](double a, double b, double) { return a != 0 && b != 0 ? 1.0 : 0.0; }},
    {Opcode::logical_or, [](double a, double b, double) { return a != 0 || b != 0 ? 1.0 : 0.0; }},
    {Opcode::logical_not, [](double a, double, double) { return a == 0 ? 1.0 : 0.0; }},
    {Opcode::select, [](double a, double b, double c) { return a != 0 ? b : c; }},
    {Opcode::table, [](double a, double, double) { return a >= 2 ? 30.5 : a >= 1 ? 20.5 : 10.5; }},
};

}  // namespace

TEST_CASE("every float64 instruction gives the bytes of the C library for every operand kind") {
    for (const Meaning& meaning : meanings)
        for (Kinds kinds = 0; kinds < (1u << operand_count(meaning.op)); ++kinds) require_same(instruction(meaning.op, 5), meaning.real, kinds);
}

TEST_CASE("float64 functions are those of the C library by number") {
    const Real library[] = {[](double a, double, double) { return std::sin(a); }, [](double a, double, double) { return std::cos(a); },
                            [](double a, double, double) { return std::tan(a); }, [](double a, double, double) { return std::tanh(a); }};
    for (std::uint32_t number = 0; number < 4; ++number) {
        Instruction code = instruction(Opcode::function);
        code.immediate = number;
        require_same(code, library[number], 0);
    }
}

TEST_CASE("what is not a number reads entry 0 of a float64 table") {
    Program program = program_of(instruction(Opcode::table));
    program.tables.push_back({{}, {10.5, 20.5}, 0, 0});
    Executor<double> executor(program);
    double a = std::nan(""), rest = 0, d = 0;
    ProgramCounts counts{{0}, {0}};
    const Stream<double> streams[] = {{&a}, {&rest}, {&rest}, {&d}};
    executor.run(streams, 1, {}, counts);
    CHECK(d == 10.5);
}
