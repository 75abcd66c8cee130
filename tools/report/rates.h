/// @file Firing rates of whole populations over time, and which recorded series are of neurons, synapses, or the embedded processor.
#pragma once

#include <vector>

#include "tools/report/run_record.h"

namespace aerie::tools {

enum class SeriesKind { rate, state, synapse, output };

/// A rate has the unit Hz or the name "rate"; an output belongs to a program of the processor,
/// a synapse variable to a target that is neither that nor a population.
[[nodiscard]] SeriesKind kind_of(const SeriesRecord& series, const RunRecord& record);

/// True when nobody recorded rates and they are counted from the rasters instead.
[[nodiscard]] bool rates_are_binned(const RunRecord& record);

/// The recorded rates; else one curve per raster, spikes per neuron and second in equal bins (thinned rasters are scaled up).
[[nodiscard]] std::vector<SeriesRecord> population_rates(const RunRecord& record);

}  // namespace aerie::tools
