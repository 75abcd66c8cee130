#include "hw_model/operation.h"

#include "core/error.h"

namespace aerie::hw {

namespace {

constexpr std::array<std::string_view, operation_count> names = {
    "axon_lookup",    "row_word",          "synaptic_event", "neuron_update_active", "neuron_update_idle", "instruction",         "table_lookup",     "spike",
    "learning_event", "learning_update",   "packet_sent",    "hop_x",                "hop_y",              "hop_diagonal",        "hop_local",        "table_route",
    "packet_fork",    "packet_filtered",   "packet_dropped", "packet_reinjected",    "buffer_write",       "host_event",          "barrier",          "processor_call",
    "processor_operation", "processor_memory", "processor_read", "processor_write",
};
static_assert(names.back() == "processor_write", "every operation has its name, in the order of the enum");

}  // namespace

std::string_view name_of(Operation operation) {
    AERIE_ASSERT(operation < Operation::count_);
    return names[static_cast<std::size_t>(operation)];
}

}  // namespace aerie::hw
