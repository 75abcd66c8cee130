/// @file A population and a neuron cannot change places in a call.
#include "core/quantity.h"

using namespace aerie;

Address address_of(PopulationId population, NeuronId neuron) { return {population, neuron}; }

#ifdef AERIE_MUST_FAIL
Address address = address_of(NeuronId{7}, PopulationId{1});
#else
Address address = address_of(PopulationId{1}, NeuronId{7});
#endif
