#include "tests/hw_model/microcode/reference.h"

#include <algorithm>
#include <cmath>
#include <set>

namespace aerie::hw::test {
namespace {

std::int32_t wrapped(Wide x) { return static_cast<std::int32_t>(static_cast<std::uint32_t>(static_cast<UnsignedWide>(x))); }

Wide floor_divide(Wide x, Wide by) {
    const Wide quotient = x / by;
    return quotient * by > x ? quotient - 1 : quotient;
}

Wide magnitude(Wide x) { return x < 0 ? -x : x; }

std::int32_t saturated(double x) { return static_cast<std::int32_t>(std::clamp(x, -2147483648.0, 2147483647.0)); }

std::int32_t divided(const Instruction& code, std::int32_t a, std::int32_t b) {
    if (b == 0) return a == 0 ? 0 : a > 0 ? INT32_MAX : -INT32_MAX;
    return saturated(std::floor(std::ldexp(a, code.shift) / b + 0.5));
}

/// new == old although the exact input is further from it than the tolerance; all at the scale of 2^-31 quanta, so that no shift is left over.
Outcome stored(const Instruction& code, std::int32_t a, std::int32_t b, std::array<std::uint32_t, 2> words) {
    const Wide raw = rounded(a, code.shift, code.rounding, words);
    const Wide kept = std::clamp<Wide>(raw, code.low, code.high);
    const Wide unit = Wide{1} << 31;
    const Wide step = code.shift < 0 ? unit >> -code.shift : unit << code.shift;
    const Wide gap = magnitude(Wide{a} * unit - Wide{b} * step);
    return {static_cast<std::int32_t>(kept), kept != raw, kept == b && gap > Wide{code.tolerance} * unit};
}

Outcome multiplied(const Instruction& code, Wide a, Wide product, std::array<std::uint32_t, 2> words) {
    const Wide increment = rounded(product, code.shift, code.rounding, words);
    const bool is_lost = product != 0 && increment == 0;
    if (code.op != Opcode::accumulate) return {wrapped(a + increment), false, code.op == Opcode::multiply_add && is_lost};
    const Wide kept = std::clamp<Wide>(a + increment, code.low, code.high);
    return {static_cast<std::int32_t>(kept), kept != a + increment, is_lost};
}

Outcome plain(Wide x) { return {wrapped(x), false, false}; }
Outcome claim(bool is_true) { return {is_true ? -1 : 0, false, false}; }

}  // namespace

Wide rounded(Wide x, int s, Rounding rounding, std::array<std::uint32_t, 2> words) {
    if (s <= 0) return x * (Wide{1} << -s);
    const Wide whole = Wide{1} << s;
    switch (rounding) {
        case Rounding::nearest: return floor_divide(x + whole / 2, whole);
        case Rounding::toward_zero: return x / whole;
        case Rounding::stochastic: {
            const Wide drawn = (Wide{words[0]} << 32) + words[1];   // 64 uniform bits, of which the top s count
            return floor_divide(x + floor_divide(drawn * whole, Wide{1} << 64), whole);
        }
    }
    return 0;
}

Outcome expected(const Instruction& code, std::int32_t a, std::int32_t b, std::int32_t c, std::array<std::uint32_t, 2> words) {
    const Wide x = a, y = b, whole = Wide{1} << std::max<int>(code.shift, 0);
    switch (code.op) {
        case Opcode::copy: return plain(x);
        case Opcode::add: return plain(x + y);
        case Opcode::subtract: return plain(x - y);
        case Opcode::negate: return plain(-x);
        case Opcode::absolute: return plain(magnitude(x));
        case Opcode::minimum: return plain(std::min(x, y));
        case Opcode::maximum: return plain(std::max(x, y));
        case Opcode::shift: return plain(rounded(x, code.shift, code.rounding, words));
        case Opcode::multiply: return multiplied(code, 0, x * y, words);
        case Opcode::multiply_add:
        case Opcode::accumulate: return multiplied(code, x, y * c, words);
        case Opcode::divide: return plain(divided(code, a, b));
        case Opcode::square_root: return plain(saturated(std::floor(std::sqrt(std::ldexp(std::max(a, 0), code.shift)) + 0.5)));
        case Opcode::floor_fraction: return plain(floor_divide(x, whole) * whole);
        case Opcode::truncate: return plain(x / whole * whole);
        case Opcode::less: return claim(a < b);
        case Opcode::less_equal: return claim(a <= b);
        case Opcode::equal: return claim(a == b);
        case Opcode::not_equal: return claim(a != b);
        case Opcode::logical_and: return plain(a & b);
        case Opcode::logical_or: return plain(a | b);
        case Opcode::logical_not: return plain(~a);
        case Opcode::select: return plain(a != 0 ? b : c);
        case Opcode::store: return stored(code, a, b, words);
        default: return {};
    }
}

const std::vector<std::int32_t>& edges() {
    static const std::vector<std::int32_t> values = [] {
        std::set<std::int32_t> all{0, INT32_MIN, INT32_MAX};
        for (int k = 0; k <= 30; ++k)
            for (const std::int32_t x : {1 << k, (1 << k) - 1}) all.insert({x, -x});
        return std::vector<std::int32_t>(all.begin(), all.end());
    }();
    return values;
}

const std::vector<std::int32_t>& few_edges() {
    static const std::vector<std::int32_t> values{INT32_MIN, INT32_MIN + 1, -65537, -65536, -32768, -257, -3,    -2,        -1,           0,
                                                  1,         2,             3,      127,    32767,  65536, 65537, 1 << 30, INT32_MAX - 1, INT32_MAX};
    return values;
}

}  // namespace aerie::hw::test
