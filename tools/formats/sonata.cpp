#include "tools/formats/sonata.h"

#include <fmt/format.h>

#include "core/error.h"
#include "tools/formats/file_bytes.h"

namespace aerie::formats {
namespace {

constexpr std::uint64_t sonata_magic = 0x0A7A;   // SONATA developer guide, "HDF5 file format": magic and version of every file

void write_sonata_header(const h5::File& file) {
    h5::write_attribute(file, "/", "magic", {sonata_magic}, H5T_STD_U32LE);
    h5::write_attribute(file, "/", "version", {0, 1}, H5T_STD_U32LE);
}

void require_equal_lengths(const h5::File& file, const std::string& path, std::size_t a, std::size_t b) {
    if (a == b) return;
    throw InputError{{fmt::format("lists of '{}' differ in length", path), file.name, fmt::format("{} and {} entries", a, b), "equal lengths"}};
}

StateReport read_report(const h5::File& file, const std::string& name) {
    const std::string group = "/report/" + name;
    StateReport report{name, h5::read_text_attribute(file, group, "population"), h5::read_text_attribute(file, group, "variable"),
                       h5::read_text_attribute(file, group + "/data", "units"), h5::read_integers(file, group + "/mapping/node_ids"), 0.0, 1.0, {}};
    const std::vector<double> time = h5::read_reals(file, group + "/mapping/time");
    require_equal_lengths(file, group + "/mapping/time", time.size(), 3);
    report.start_ms = time[0];
    report.step_ms = time[2];
    const std::vector<std::uint64_t> sides = h5::shape(file, group + "/data");
    require_equal_lengths(file, group + "/data", sides.size(), 2);
    require_equal_lengths(file, group, sides[1], report.elements.size());
    report.values = h5::read_reals(file, group + "/data");
    return report;
}

SynapseTable read_projection(const h5::File& file, const std::string& name) {
    const std::string group = "/edges/" + name;
    SynapseTable table;
    table.name = name;
    table.from = h5::read_text_attribute(file, group + "/source_node_id", "node_population");
    table.to = h5::read_text_attribute(file, group + "/target_node_id", "node_population");
    table.source = h5::read_integers(file, group + "/source_node_id");
    table.target = h5::read_integers(file, group + "/target_node_id");
    require_equal_lengths(file, group, table.source.size(), table.target.size());
    table.variables = h5::members(file, group + "/0");
    for (const std::string& variable : table.variables) {
        table.values.push_back(h5::read_reals(file, group + "/0/" + variable));
        require_equal_lengths(file, group + "/0/" + variable, table.source.size(), table.values.back().size());
    }
    return table;
}

void remove_quietly(const std::filesystem::path& path) {
    std::error_code ignored;
    std::filesystem::remove(path, ignored);
}

h5::File create_or_leave_nothing(const std::filesystem::path& unfinished) {
    try {
        return h5::create_file(unfinished);
    } catch (const InputError&) {
        remove_quietly(unfinished);
        throw;
    }
}

}  // namespace

UnfinishedFile::UnfinishedFile(std::filesystem::path path)
    : path_{std::move(path)}, unfinished_{unfinished_name(path_)}, file_{create_or_leave_nothing(unfinished_)} {
    file_.name = path_.string();
}

UnfinishedFile::~UnfinishedFile() {
    if (!file_.handle.is_open()) return;
    static_cast<void>(file_.handle.close());
    remove_quietly(unfinished_);
}

void UnfinishedFile::commit() {
    const h5::QuietErrors quiet;
    if (!file_.handle.close()) {
        remove_quietly(unfinished_);
        throw InputError{{fmt::format("cannot write '{}'", path_.string()), path_.string(), "an error when closing it", "room on the disk"}};
    }
    finish_file(unfinished_, path_);
}

SpikesFile::SpikesFile(const std::filesystem::path& path, const std::vector<std::string>& populations) : file_{path} {
    write_sonata_header(file_.file());
    static_cast<void>(h5::create_group(file_.file(), "/spikes"));
    for (const std::string& name : populations) {
        const std::string group = "/spikes/" + name;
        populations_.push_back({name, {file_.file(), group + "/timestamps"}, {file_.file(), group + "/node_ids"}});
        h5::write_attribute(file_.file(), group + "/timestamps", "units", "ms");
        h5::write_choice(file_.file(), group, "sorting", {"none", "by_id", "by_time"}, 2);
    }
}

void SpikesFile::append(std::size_t population, double time_ms, const std::vector<std::uint32_t>& neurons) {
    Population& to = populations_.at(population);
    for (const std::uint32_t neuron : neurons) {
        to.time_ms.append(time_ms);
        to.neuron.append(neuron);
    }
}

void SpikesFile::commit() {
    for (Population& each : populations_) {
        each.time_ms.flush();
        each.neuron.flush();
    }
    populations_.clear();
    file_.commit();
}

std::vector<SpikeTrains> read_spikes(const std::filesystem::path& path) {
    const h5::File file = h5::open_file(path);
    std::vector<SpikeTrains> all;
    for (const std::string& name : h5::members(file, "/spikes")) {
        const std::string group = "/spikes/" + name;
        all.push_back({name, h5::read_reals(file, group + "/timestamps"), h5::read_integers(file, group + "/node_ids")});
        require_equal_lengths(file, group, all.back().time_ms.size(), all.back().neuron.size());
    }
    return all;
}

StatesFile::StatesFile(const std::filesystem::path& path, const std::vector<StateReport>& reports) : file_{path} {
    write_sonata_header(file_.file());
    static_cast<void>(h5::create_group(file_.file(), "/report"));
    for (const StateReport& about : reports) {
        const std::string group = "/report/" + about.name;
        AERIE_ASSERT(!about.elements.empty());
        reports_.push_back({about, {file_.file(), group + "/data", about.elements.size()}});
        h5::write_attribute(file_.file(), group, "population", about.population);
        h5::write_attribute(file_.file(), group, "variable", about.variable);
        h5::write_attribute(file_.file(), group + "/data", "units", about.unit);
    }
}

void StatesFile::append(std::size_t report, const std::vector<double>& values) {
    Report& to = reports_.at(report);
    AERIE_ASSERT(values.size() == to.about.elements.size());
    to.data.append(values.data(), values.size());
}

void StatesFile::write_mapping(const Report& report) {
    const std::string group = "/report/" + report.about.name + "/mapping";
    const std::size_t count = report.about.elements.size();
    std::vector<std::uint64_t> pointer(count + 1);
    for (std::size_t i = 0; i <= count; ++i) pointer[i] = i;
    h5::write_dataset(file_.file(), group + "/node_ids", report.about.elements);
    h5::write_dataset(file_.file(), group + "/index_pointer", pointer);
    h5::write_zeros(file_.file(), group + "/element_ids", count);   // one compartment: its number is 0
    const double stop_ms = report.about.start_ms + static_cast<double>(report.data.rows()) * report.about.step_ms;
    h5::write_dataset(file_.file(), group + "/time", std::vector<double>{report.about.start_ms, stop_ms, report.about.step_ms});
    h5::write_attribute(file_.file(), group + "/time", "units", "ms");
}

void StatesFile::commit() {
    for (Report& each : reports_) {
        write_mapping(each);
        each.data.flush();
    }
    reports_.clear();
    file_.commit();
}

std::vector<StateReport> read_states(const std::filesystem::path& path) {
    const h5::File file = h5::open_file(path);
    std::vector<StateReport> all;
    for (const std::string& name : h5::members(file, "/report")) all.push_back(read_report(file, name));
    return all;
}

WeightsFile::WeightsFile(const std::filesystem::path& path, const std::vector<SynapseTable>& projections) : file_{path} {
    write_sonata_header(file_.file());
    static_cast<void>(h5::create_group(file_.file(), "/edges"));
    for (const SynapseTable& about : projections) {
        const std::string group = "/edges/" + about.name;
        static_cast<void>(h5::create_group(file_.file(), group + "/0"));
        Projection projection{about, {file_.file(), group + "/source_node_id"}, {file_.file(), group + "/target_node_id"}, {}};
        for (const std::string& variable : about.variables) projection.values.emplace_back(file_.file(), group + "/0/" + variable);
        projections_.push_back(std::move(projection));
        h5::write_attribute(file_.file(), group + "/source_node_id", "node_population", about.from);
        h5::write_attribute(file_.file(), group + "/target_node_id", "node_population", about.to);
    }
}

void WeightsFile::append_row(std::size_t projection, std::uint32_t source, const std::vector<std::uint32_t>& target,
                             const std::vector<std::vector<double>>& values) {
    Projection& to = projections_.at(projection);
    AERIE_ASSERT(values.size() == to.values.size());
    const std::vector<std::uint64_t> sources(target.size(), source);
    const std::vector<std::uint64_t> targets(target.begin(), target.end());
    to.source.append(sources.data(), sources.size());
    to.target.append(targets.data(), targets.size());
    for (std::size_t i = 0; i < values.size(); ++i) {
        AERIE_ASSERT(values[i].size() == target.size());
        to.values[i].append(values[i].data(), values[i].size());
    }
}

/// All edges are of type 0 and in group 0, in order.
void WeightsFile::write_groups(const Projection& projection) {
    const std::string group = "/edges/" + projection.about.name;
    const std::uint64_t count = projection.source.rows();
    h5::write_zeros(file_.file(), group + "/edge_type_id", count);
    h5::write_zeros(file_.file(), group + "/edge_group_id", count);
    h5::GrowingDataset<std::uint64_t> index{file_.file(), group + "/edge_group_index"};
    for (std::uint64_t i = 0; i < count; ++i) index.append(i);
    index.flush();
}

void WeightsFile::commit() {
    for (Projection& each : projections_) {
        write_groups(each);
        each.source.flush();
        each.target.flush();
        for (auto& values : each.values) values.flush();
    }
    projections_.clear();
    file_.commit();
}

std::vector<SynapseTable> read_weights(const std::filesystem::path& path) {
    const h5::File file = h5::open_file(path);
    std::vector<SynapseTable> all;
    for (const std::string& name : h5::members(file, "/edges")) all.push_back(read_projection(file, name));
    return all;
}

}  // namespace aerie::formats
