/// @file Firing rates of whole populations over time, and which recorded series are of neurons and which of synapses.
#pragma once

#include <vector>

#include "tools/report/run_record.h"

namespace aerie::tools {

enum class SeriesKind { rate, state, synapse };

/// A rate has the unit Hz or the name "rate"; a synapse variable belongs to a target that is no population.
[[nodiscard]] SeriesKind kind_of(const SeriesRecord& series, const RunRecord& record);

/// True when nobody recorded rates and they are counted from the rasters instead.
[[nodiscard]] bool rates_are_binned(const RunRecord& record);

/// The recorded rates; else one curve per raster, spikes per neuron and second in equal bins (thinned rasters are scaled up).
[[nodiscard]] std::vector<SeriesRecord> population_rates(const RunRecord& record);

}  // namespace aerie::tools
