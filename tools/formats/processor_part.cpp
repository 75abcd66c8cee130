#include "tools/formats/processor_part.h"

namespace aerie::formats {
namespace {

namespace pb = aerie::network::v1;

ProcessorSpec::Output output(const Place& place, const pb::Output& from) {
    place.require(from.has_name(), "name", "a name");
    if (from.has_to()) place.require(from.has_variable(), "variable", "the variable that the output is written to");
    ProcessorSpec::Output spec;
    spec.name = from.name();
    if (from.has_weights()) spec.weights = nameless_setting(place.inside("weights"), from.weights());
    spec.target = from.target();
    spec.to = from.to();
    spec.variable = from.variable();
    spec.indices = indices_of(place, from);
    return spec;
}

fixed::Rounding rounding(pb::Rounding from) {
    switch (from) {
        case pb::TOWARD_ZERO: return fixed::Rounding::toward_zero;
        case pb::STOCHASTIC: return fixed::Rounding::stochastic;
        default: return fixed::Rounding::nearest;
    }
}

ProcessorSpec::WeightFormat weight_format(const Place& place, const pb::WeightFormat& from) {
    place.require(from.has_bits(), "bits", "2 to 32");
    place.require(from.has_limit(), "limit", "the greatest magnitude that must fit: \"4.8e-4\"");
    return {from.bits(), from.limit(), rounding(from.rounding())};
}

ProcessorSpec::Rls least_squares(const Place& place, const pb::RecursiveLeastSquares& from) {
    place.require(from.has_alpha(), "alpha", "the start value of the inverse correlations: \"1e-3\"");
    return {from.period(), from.start(), from.stop(), from.alpha(), from.gain() == pb::PRIOR, from.precision() == pb::FLOAT32};
}

}  // namespace

ProcessorSpec processor_program(const Place& place, const pb::ProcessorProgram& from) {
    place.require(from.has_name(), "name", "a name");
    place.require(from.has_from(), "from", "the name of a population");
    place.require(from.has_variable(), "variable", "the variable that is read");
    require_one_of(place, from.has_linear_readout() + from.has_rls(), "linear_readout, rls");
    ProcessorSpec spec;
    spec.name = from.name();
    spec.from = from.from();
    spec.variable = from.variable();
    spec.period = from.period();
    for (int i = 0; i < from.output_size(); ++i) spec.outputs.push_back(output(place.member("output", from.output(i).name(), i), from.output(i)));
    if (from.has_weight_format()) spec.weight_format = weight_format(place.inside("weight_format"), from.weight_format());
    if (from.has_rls()) spec.rls = least_squares(place.inside("rls"), from.rls());
    return spec;
}

}  // namespace aerie::formats
