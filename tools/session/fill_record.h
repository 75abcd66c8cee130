/// @file From a machine that has run to the plain values of a report.
#pragma once

#include "hw_model/machine/machine.h"
#include "tools/report/run_record.h"
#include "tools/session/prepare.h"

namespace aerie::session {

/// Everything but wall time, threads, populations, series and rasters.
void fill_record(const Prepared& prepared, hw::Machine& machine, tools::RunRecord& record);

}  // namespace aerie::session
