/// @file Kernels of the float64 reference. Each operation is one correctly rounded IEEE operation or one libm call per lane, never contracted,
/// so that every instruction set gives the same bytes.
#include "core/random.h"
#include "hw_model/microcode/draw.h"
#include "hw_model/microcode/loops.h"

namespace aerie::hw::kernels::AERIE_ISA_NAMESPACE {
namespace {

using RealStep = Step<double>;

#define AERIE_REAL_UNARY(Name, expression)            \
    struct Name {                                     \
        explicit Name(const RealStep&) {}             \
        double operator()(double a) const { return expression; } \
    };
#define AERIE_REAL_BINARY(Name, expression)           \
    struct Name {                                     \
        explicit Name(const RealStep&) {}             \
        double operator()(double a, double b) const { return expression; } \
    };
#define AERIE_REAL_TERNARY(Name, expression)          \
    struct Name {                                     \
        explicit Name(const RealStep&) {}             \
        double operator()(double a, double b, double c) const { return expression; } \
    };

AERIE_REAL_UNARY(Copy, a)
AERIE_REAL_UNARY(Negate, -a)
AERIE_REAL_UNARY(Absolute, __builtin_fabs(a))
AERIE_REAL_UNARY(SquareRoot, __builtin_sqrt(a))
AERIE_REAL_UNARY(Exp2, __builtin_exp2(a))
AERIE_REAL_UNARY(Log2, __builtin_log2(a))
AERIE_REAL_UNARY(Exponential, __builtin_exp(a))
AERIE_REAL_UNARY(Logarithm, __builtin_log(a))
AERIE_REAL_UNARY(Sine, __builtin_sin(a))
AERIE_REAL_UNARY(Cosine, __builtin_cos(a))
AERIE_REAL_UNARY(Tangent, __builtin_tan(a))
AERIE_REAL_UNARY(HyperbolicTangent, __builtin_tanh(a))
AERIE_REAL_UNARY(Floor, __builtin_floor(a))
AERIE_REAL_UNARY(Truncate, __builtin_trunc(a))
AERIE_REAL_UNARY(Not, a == 0.0 ? 1.0 : 0.0)
AERIE_REAL_BINARY(Add, a + b)
AERIE_REAL_BINARY(Subtract, a - b)
AERIE_REAL_BINARY(Multiply, a * b)
AERIE_REAL_BINARY(Divide, a / b)
AERIE_REAL_BINARY(Minimum, b < a ? b : a)
AERIE_REAL_BINARY(Maximum, a < b ? b : a)
AERIE_REAL_BINARY(Less, a < b ? 1.0 : 0.0)
AERIE_REAL_BINARY(LessEqual, a <= b ? 1.0 : 0.0)
AERIE_REAL_BINARY(Equal, a == b ? 1.0 : 0.0)
AERIE_REAL_BINARY(NotEqual, a != b ? 1.0 : 0.0)
AERIE_REAL_BINARY(And, (a != 0.0) & (b != 0.0) ? 1.0 : 0.0)
AERIE_REAL_BINARY(Or, (a != 0.0) | (b != 0.0) ? 1.0 : 0.0)
AERIE_REAL_TERNARY(MultiplyAdd, a + b * c)
AERIE_REAL_TERNARY(Select, a != 0.0 ? b : c)

#undef AERIE_REAL_UNARY
#undef AERIE_REAL_BINARY
#undef AERIE_REAL_TERNARY

/// Exact look-up; what is not a number reads entry 0.
struct LookUp {
    const double* table;
    double last;
    explicit LookUp(const RealStep& step) : table(step.table), last(step.table_last) {}
    double operator()(double a) const {
        const double low = a > 0.0 ? a : 0.0;
        return table[static_cast<int32_t>(low < last ? low : last)];
    }
};

void uniform(const RealStep& step, double* const* slots, size_t n, const Frame& frame) {
    draw<BothWords>(step, n, frame);
    double* const d = slots[step.target];
    const uint32_t* const word = frame.word_0;
    each_lane(n, [&](size_t i) AERIE_LANE_BODY { d[i] = word[i] * 0x1p-32; });
}

void normal(const RealStep& step, double* const* slots, size_t n, const Frame& frame) {
    draw<BothWords>(step, n, frame);
    double* const d = slots[step.target];
    for (size_t i = 0; i < n; ++i) d[i] = to_normal({frame.word_0[i], frame.word_1[i]});
}

template <class Op>
Kernel<double> one(const Instruction& code) { return pick_unary<Op, double>(code); }
template <class Op>
Kernel<double> two(const Instruction& code) { return pick_binary<Op, double>(code); }
template <class Op>
Kernel<double> commuting(const Instruction& code) { return pick_commutative<Op, double>(code); }

Kernel<double> find_function(const Instruction& code) {
    switch (code.immediate) {
        case 0: return one<Sine>(code);
        case 1: return one<Cosine>(code);
        case 2: return one<Tangent>(code);
        default: return one<HyperbolicTangent>(code);
    }
}

}  // namespace

Kernel<double> find_real(const Instruction& code) {
    switch (code.op) {
        case Opcode::copy: case Opcode::shift: case Opcode::store: return one<Copy>(code);
        case Opcode::add: return commuting<Add>(code);
        case Opcode::subtract: return two<Subtract>(code);
        case Opcode::negate: return one<Negate>(code);
        case Opcode::absolute: return one<Absolute>(code);
        case Opcode::minimum: return two<Minimum>(code);
        case Opcode::maximum: return two<Maximum>(code);
        case Opcode::multiply: return commuting<Multiply>(code);
        case Opcode::multiply_add: case Opcode::accumulate: return pick_multiply_add<MultiplyAdd, double>(code);
        case Opcode::divide: return two<Divide>(code);
        case Opcode::square_root: return one<SquareRoot>(code);
        case Opcode::exp2: return one<Exp2>(code);
        case Opcode::log2: return one<Log2>(code);
        case Opcode::exponential: return one<Exponential>(code);
        case Opcode::logarithm: return one<Logarithm>(code);
        case Opcode::function: return find_function(code);
        case Opcode::floor_fraction: return one<Floor>(code);
        case Opcode::truncate: return one<Truncate>(code);
        case Opcode::less: return two<Less>(code);
        case Opcode::less_equal: return two<LessEqual>(code);
        case Opcode::equal: return commuting<Equal>(code);
        case Opcode::not_equal: return commuting<NotEqual>(code);
        case Opcode::logical_and: return commuting<And>(code);
        case Opcode::logical_or: return commuting<Or>(code);
        case Opcode::logical_not: return one<Not>(code);
        case Opcode::select: return pick_select<Select, double>(code);
        case Opcode::table: return one<LookUp>(code);
        case Opcode::uniform: return &uniform;
        case Opcode::normal: return &normal;
    }
    return nullptr;
}

}  // namespace aerie::hw::kernels::AERIE_ISA_NAMESPACE
