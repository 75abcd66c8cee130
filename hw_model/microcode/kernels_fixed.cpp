/// @file Kernels of fixed point that neither multiply nor store: one operation on int32 lanes each. Arithmetic wraps modulo 2^32.
#include "core/random.h"
#include "hw_model/microcode/draw.h"
#include "hw_model/microcode/fixed_kernels.h"

namespace aerie::hw::kernels::AERIE_ISA_NAMESPACE {
namespace {

constexpr uint32_t bits(int32_t a) { return static_cast<uint32_t>(a); }
constexpr int32_t lane(uint32_t a) { return static_cast<int32_t>(a); }
constexpr int32_t mask(bool claim) { return -static_cast<int32_t>(claim); }

#define AERIE_FIXED_UNARY(Name, expression)                        \
    struct Name {                                                  \
        explicit Name(const FixedStep&) {}                         \
        int32_t operator()(int32_t a) const { return expression; } \
    };
#define AERIE_FIXED_BINARY(Name, expression)                                  \
    struct Name {                                                             \
        explicit Name(const FixedStep&) {}                                    \
        int32_t operator()(int32_t a, int32_t b) const { return expression; } \
    };

AERIE_FIXED_UNARY(Copy, a)
AERIE_FIXED_UNARY(Negate, lane(0u - bits(a)))
AERIE_FIXED_UNARY(Absolute, lane(a < 0 ? 0u - bits(a) : bits(a)))
AERIE_FIXED_UNARY(Not, ~a)
AERIE_FIXED_BINARY(Add, lane(bits(a) + bits(b)))
AERIE_FIXED_BINARY(Subtract, lane(bits(a) - bits(b)))
AERIE_FIXED_BINARY(Minimum, b < a ? b : a)
AERIE_FIXED_BINARY(Maximum, a < b ? b : a)
AERIE_FIXED_BINARY(Less, mask(a < b))
AERIE_FIXED_BINARY(LessEqual, mask(a <= b))
AERIE_FIXED_BINARY(Equal, mask(a == b))
AERIE_FIXED_BINARY(NotEqual, mask(a != b))
AERIE_FIXED_BINARY(And, a& b)
AERIE_FIXED_BINARY(Or, a | b)

#undef AERIE_FIXED_UNARY
#undef AERIE_FIXED_BINARY

struct Select {
    explicit Select(const FixedStep&) {}
    int32_t operator()(int32_t a, int32_t b, int32_t c) const { return a != 0 ? b : c; }
};

struct FloorFraction {
    int32_t kept;
    explicit FloorFraction(const FixedStep& step) : kept(lane(~0u << step.code.shift)) {}
    int32_t operator()(int32_t a) const { return a & kept; }
};

struct Truncate {
    int32_t kept;
    explicit Truncate(const FixedStep& step) : kept(lane(~0u << step.code.shift)) {}
    int32_t operator()(int32_t a) const { return lane(bits(a) + bits((a >> 31) & ~kept)) & kept; }
};

/// floor(x + 1/2), saturated; x is never a NaN.
inline int32_t to_lane(double x) {
    const double rounded = __builtin_floor(x + 0.5);
    const double low = rounded > -0x1p31 ? rounded : -0x1p31;
    return static_cast<int32_t>(low < 0x1p31 - 1 ? low : 0x1p31 - 1);
}

/// 2^s as a double, |s| <= 62, without a library call.
inline double power_of_two(int s) {
    return s >= 0 ? static_cast<double>(uint64_t{1} << s) : 1.0 / static_cast<double>(uint64_t{1} << -s);
}

struct Divide {
    double scale;
    explicit Divide(const FixedStep& step) : scale(power_of_two(step.code.shift)) {}
    int32_t operator()(int32_t a, int32_t b) const {
        const int32_t unbounded = a > 0 ? INT32_MAX : a < 0 ? -INT32_MAX : 0;
        const int32_t quotient = to_lane(a * scale / (b == 0 ? 1 : b));
        return b == 0 ? unbounded : quotient;
    }
};

struct SquareRoot {
    double scale;
    explicit SquareRoot(const FixedStep& step) : scale(power_of_two(step.code.shift)) {}
    int32_t operator()(int32_t a) const { return to_lane(__builtin_sqrt((a > 0 ? a : 0) * scale)); }
};

struct Exp2 {
    const uint32_t* table = exp_log_tables().exp2;
    int shift_at_one;
    explicit Exp2(const FixedStep& step) : shift_at_one(30 - step.code.shift) {}
    int32_t operator()(int32_t a) const {
        const uint32_t index = (bits(a) >> 8) & 255, rest = bits(a) & 255, from = table[index];
        const uint32_t mantissa = from + (((table[index + 1] - from) * rest + 128) >> 8);
        const int32_t right = shift_at_one - (a >> 16);
        const uint32_t s = bits(right) & 31;
        const int32_t rounded = lane((mantissa + (s == 0 ? 0 : (1u << s) >> 1)) >> s);
        return right < 0 ? INT32_MAX : right > 31 ? 0 : rounded;
    }
};

struct Log2 {
    const uint32_t* table = exp_log_tables().log2;
    int fraction_bits;
    explicit Log2(const FixedStep& step) : fraction_bits(step.code.shift) {}
    int32_t operator()(int32_t a) const {
        const int zeros = __builtin_clz(bits(a) | 1);
        const uint32_t fraction = ((bits(a) << zeros) << 1) >> 1;
        const uint32_t index = fraction >> 23, rest = (fraction >> 8) & 0x7FFF, from = table[index];
        const uint32_t log = from + (((table[index + 1] - from) * rest + (1u << 14)) >> 15);
        const int32_t whole = 31 - zeros - fraction_bits;
        return a <= 0 ? INT32_MIN / 2 : lane((bits(whole) << 16) + ((log + 128) >> 8));
    }
};

struct LookUp {
    const int32_t* table;
    int32_t last;
    explicit LookUp(const FixedStep& step) : table(step.table), last(step.table_last) {}
    int32_t operator()(int32_t a) const {
        const int32_t low = a > 0 ? a : 0;
        return table[low < last ? low : last];
    }
};

struct Interpolate {
    const int32_t* table;
    int32_t first, last;
    int step_bits;
    uint64_t half;
    explicit Interpolate(const FixedStep& step)
        : table(step.table), first(step.table_first), last(step.table_last), step_bits(step.step_bits), half((uint64_t{1} << step.step_bits) >> 1) {}
    int32_t operator()(int32_t a) const {
        const int32_t low = a > first ? a : first;
        const uint32_t offset = bits(low < last ? low : last) - bits(first);
        const uint32_t index = offset >> step_bits, rest = offset - (index << step_bits);
        const int64_t from = table[index];
        const int64_t rise = (table[index + 1] - from) * static_cast<int64_t>(rest) + static_cast<int64_t>(half);
        return static_cast<int32_t>(from + (rise >> step_bits));
    }
};

void uniform(const FixedStep& step, int32_t* const* slots, size_t n, const Frame& frame) {
    draw<BothWords>(step, n, frame);
    int32_t* const d = slots[step.target];
    const uint32_t* const word = frame.word_0;
    each_lane(n, [&](size_t i) AERIE_LANE_BODY { d[i] = lane(word[i] >> 1); });
}

void normal(const FixedStep& step, int32_t* const* slots, size_t n, const Frame& frame) {
    draw<BothWords>(step, n, frame);
    int32_t* const d = slots[step.target];
    const double scale = power_of_two(step.code.shift);
    for (size_t i = 0; i < n; ++i) d[i] = to_lane(to_normal({frame.word_0[i], frame.word_1[i]}) * scale);
}

template <class Op>
Kernel<int32_t> one(const Instruction& code) { return pick_unary<Op, int32_t>(code); }
template <class Op>
Kernel<int32_t> two(const Instruction& code) { return pick_binary<Op, int32_t>(code); }
template <class Op>
Kernel<int32_t> commuting(const Instruction& code) { return pick_commutative<Op, int32_t>(code); }

}  // namespace

Kernel<int32_t> find_fixed(const Instruction& code) {
    switch (code.op) {
        case Opcode::copy: return one<Copy>(code);
        case Opcode::add: return commuting<Add>(code);
        case Opcode::subtract: return two<Subtract>(code);
        case Opcode::negate: return one<Negate>(code);
        case Opcode::absolute: return one<Absolute>(code);
        case Opcode::minimum: return commuting<Minimum>(code);
        case Opcode::maximum: return commuting<Maximum>(code);
        case Opcode::shift: return find_shift(code);
        case Opcode::multiply: return find_multiply(code);
        case Opcode::multiply_add: return find_multiply_add(code);
        case Opcode::divide: return two<Divide>(code);
        case Opcode::square_root: return one<SquareRoot>(code);
        case Opcode::exp2: return one<Exp2>(code);
        case Opcode::log2: return one<Log2>(code);
        case Opcode::exponential: case Opcode::logarithm: return nullptr;
        case Opcode::function: return one<Interpolate>(code);
        case Opcode::floor_fraction: return one<FloorFraction>(code);
        case Opcode::truncate: return one<Truncate>(code);
        case Opcode::less: return two<Less>(code);
        case Opcode::less_equal: return two<LessEqual>(code);
        case Opcode::equal: return commuting<Equal>(code);
        case Opcode::not_equal: return commuting<NotEqual>(code);
        case Opcode::logical_and: return commuting<And>(code);
        case Opcode::logical_or: return commuting<Or>(code);
        case Opcode::logical_not: return one<Not>(code);
        case Opcode::select: return pick_select<Select, int32_t>(code);
        case Opcode::table: return one<LookUp>(code);
        case Opcode::uniform: return &uniform;
        case Opcode::normal: return &normal;
        case Opcode::store: return find_store(code);
        case Opcode::accumulate: return find_accumulate(code);
    }
    return nullptr;
}

}  // namespace aerie::hw::kernels::AERIE_ISA_NAMESPACE
