#include "tools/session/explain_processor.h"

#include <fmt/format.h>

#include "hw_model/processor/linear_readout.h"
#include "tools/report/units.h"

namespace aerie::session {

namespace {

using tools::grouped;

std::string time_of(std::uint64_t ticks, const Network& network) { return fmt::format("{:.9g} ms", static_cast<double>(ticks) * network.dt_s * 1e3); }

std::string weights(const ProcessorProgram& p) {
    if (!p.weight_format) return "64-bit floating point";
    return fmt::format("{}, {} bits", to_string(*p.weight_format), p.weight_format->bits);
}

std::string output(const Network& network, const ProcessorProgram& p, const ProcessorOutput& o) {
    std::string text = fmt::format("  {} = sum of weight x {}, {} multiplications", o.name, p.variable, grouped(network.size_of(p.from)));
    if (o.to) text += fmt::format("; written to {} of {}", o.variable, o.indices.empty() ? "all of " + network.name_of(*o.to) : fmt::format("{} of {}", grouped(o.indices.size()), network.name_of(*o.to)));
    return text + "\n";
}

std::string learning(const Network& network, const LeastSquares& rule) {
    return fmt::format("  recursive least squares, {}, every {} from {} to {}: the inverse correlation matrix in {}-bit floating point, at first {:.6g} x identity\n",
                       rule.has_prior_gain ? "gain from before the sample" : "gain from after the sample", time_of(rule.period_ticks, network), time_of(rule.start, network),
                       time_of(rule.stop, network), rule.is_single ? 32 : 64, rule.alpha);
}

}  // namespace

std::string explain_processor(const Network& network) {
    std::string text;
    for (const ProcessorProgram& p : network.programs) {
        text += fmt::format("processor program '{}': every {}\n  reads {} of all of {}\n", p.name, time_of(p.period_ticks, network), p.variable, network.name_of(p.from));
        for (const ProcessorOutput& o : p.outputs) text += output(network, p, o);
        text += fmt::format("  weights: {}\n", weights(p));
        if (p.rls) text += learning(network, *p.rls);
        text += fmt::format("  {} bytes of the processor's memory\n\n", grouped(hw::program_memory(network, p)));
    }
    return text;
}

}  // namespace aerie::session
