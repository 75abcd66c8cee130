#include "tools/cli/request_options.h"

#include <map>

#include "tools/cli/choice_option.h"
#include "tools/cli/number_option.h"

namespace aerie::cli {

std::shared_ptr<session::Request> add_request_options(CLI::App& command) {
    auto request = std::make_shared<session::Request>();
    command.add_option("NET", request->network, "Network file (.txtpb or binary)")->required();
    command.add_option("--chip", request->chip, "A chip that comes with Aerie (see `aerie chips`), or a chip file")->capture_default_str();
    command.add_option("--set", request->overrides, "Change one figure of the chip: weight.bits=6, weight.rounding=stochastic, ...")->allow_extra_args(false);
    command.add_option("--seed", request->seed, "Seed of all random draws, instead of the network's")->check(whole_number(0, ~std::uint64_t{0}));
    command.add_option("--duration", request->duration, "Biological time to run, e.g. \"10 s\", instead of the network's");
    command.add_option("--threads", request->threads, "Worker threads; the result does not depend on it")->check(whole_number(1, 256))->capture_default_str();
    command.add_option("--ranges", request->ranges, "Ranges of variables, from `aerie calibrate NET -o FILE`");
    return request;
}

void add_arithmetic_option(CLI::App& command, const std::shared_ptr<session::Request>& request) {
    const std::map<std::string, hw::Arithmetic> names{{"fixed", hw::Arithmetic::fixed}, {"float64", hw::Arithmetic::float64}};
    add_choice(command, "--arithmetic", request->arithmetic, names, "fixed (the chip's) or float64 (the reference)")->default_str("fixed");
}

void add_mapping_options(CLI::App& command, const std::shared_ptr<session::Request>& request) {
    const std::map<std::string, hw::PartitionMethod> methods{{"metis", hw::PartitionMethod::metis}, {"blocks", hw::PartitionMethod::blocks}, {"random", hw::PartitionMethod::random}};
    CLI::Option* file = command.add_option("--mapping", request->mapping, "Use this mapping, written by `aerie map`");
    CLI::Option* partition = add_choice(command, "--partition", request->map.partition, methods, "How neurons are dealt to cores: metis, blocks, random")->default_str("metis");
    CLI::Option* cores = command.add_option("--min-cores", request->map.min_cores, "Spread over at least so many NeuroCores")->check(whole_number(1, 1u << 20))->capture_default_str();
    CLI::Option* seed = command.add_option("--map-seed", request->map.seed, "Seed of the mapper")->check(whole_number(0, ~std::uint64_t{0}))->capture_default_str();
    command.add_flag("--fewest-entries", request->map.fewest_entries, "Multicast chips: minimise routing tables as far as it goes, not only to the limit");
    for (CLI::Option* option : {partition, cores, seed}) option->excludes(file);
}

}  // namespace aerie::cli
