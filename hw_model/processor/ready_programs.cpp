#include "hw_model/processor/ready_programs.h"

#include "hw_model/processor/force_training.h"

namespace aerie::hw {

std::vector<std::unique_ptr<LinearReadout>> ready_programs(const Network& network, bool is_reference) {
    std::vector<std::unique_ptr<LinearReadout>> programs;
    for (std::uint32_t k = 0; k < network.programs.size(); ++k) {
        if (network.programs[k].rls) programs.push_back(std::make_unique<ForceTraining>(network, ProgramId{k}, is_reference));
        else programs.push_back(std::make_unique<LinearReadout>(network, ProgramId{k}, is_reference));
    }
    return programs;
}

}  // namespace aerie::hw
