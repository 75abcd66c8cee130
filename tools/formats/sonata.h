/// @file What a run leaves behind, in the SONATA layout (github.com/AllenInstitute/sonata, developer guide), readable with h5py: spikes, states
/// over time, synapses with their variables. Each file is written in chunks while the run goes on, under another name beside its own, which it
/// gets at commit(); a file that is not committed disappears. Call from one thread at a time.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "tools/formats/hdf5.h"

namespace aerie::formats {

/// An HDF5 file on its way: destroyed without commit() it leaves nothing.
class UnfinishedFile {
   public:
    explicit UnfinishedFile(std::filesystem::path path);
    UnfinishedFile(const UnfinishedFile&) = delete;
    UnfinishedFile& operator=(const UnfinishedFile&) = delete;
    ~UnfinishedFile();
    [[nodiscard]] const h5::File& file() const { return file_; }
    /// Close all datasets first. Throws InputError when the disk is full.
    void commit();

   private:
    std::filesystem::path path_, unfinished_;
    h5::File file_;
};

/// Spikes of one population: /spikes/<population>/{timestamps in ms, node_ids}, ascending in time, then in neuron.
struct SpikeTrains {
    std::string population;
    std::vector<double> time_ms;
    std::vector<std::uint64_t> neuron;
};

class SpikesFile {
   public:
    SpikesFile(const std::filesystem::path& path, const std::vector<std::string>& populations);
    /// Spikes of one population, by its index in the constructor's list, at one time; call in ascending time.
    void append(std::size_t population, double time_ms, const std::vector<std::uint32_t>& neurons);
    void commit();

   private:
    struct Population {
        std::string name;
        h5::GrowingDataset<double> time_ms;
        h5::GrowingDataset<std::uint64_t> neuron;
    };
    UnfinishedFile file_;
    std::vector<Population> populations_;
};
[[nodiscard]] std::vector<SpikeTrains> read_spikes(const std::filesystem::path& path);

/// One recorder: /report/<name>/{data [time][element], mapping/{node_ids, index_pointer, element_ids, time in ms: start, stop, step}}, with the
/// attributes population, variable of the group and units of data. The population of a synapse variable is its projection.
struct StateReport {
    std::string name{}, population{}, variable{}, unit{};
    std::vector<std::uint64_t> elements{};   ///< neurons or synapses
    double start_ms = 0.0, step_ms = 1.0;
    std::vector<double> values{};            ///< [time][element]; only filled by read_states
    [[nodiscard]] std::size_t samples() const { return elements.empty() ? 0 : values.size() / elements.size(); }
};

class StatesFile {
   public:
    StatesFile(const std::filesystem::path& path, const std::vector<StateReport>& reports);
    /// The next sample of one report, by its index in the constructor's list: one value per element.
    void append(std::size_t report, const std::vector<double>& values);
    void commit();

   private:
    struct Report {
        StateReport about;
        h5::GrowingDataset<double> data;
    };
    void write_mapping(const Report& report);

    UnfinishedFile file_;
    std::vector<Report> reports_;
};
[[nodiscard]] std::vector<StateReport> read_states(const std::filesystem::path& path);

/// Synapses of one projection: /edges/<name>/{source_node_id, target_node_id, edge_type_id, edge_group_id, edge_group_index, 0/<variable>}.
struct SynapseTable {
    std::string name{}, from{}, to{};
    std::vector<std::string> variables{};         ///< "w", "w_initial", "delay", ...
    std::vector<std::uint64_t> source{}, target{};  ///< only filled by read_weights
    std::vector<std::vector<double>> values{};    ///< [variable][synapse]; only filled by read_weights
};

class WeightsFile {
   public:
    WeightsFile(const std::filesystem::path& path, const std::vector<SynapseTable>& projections);
    /// The next synapses of one projection, by its index in the constructor's list: `values` holds one list per variable, as long as `target`.
    void append_row(std::size_t projection, std::uint32_t source, const std::vector<std::uint32_t>& target,
                    const std::vector<std::vector<double>>& values);
    void commit();

   private:
    struct Projection {
        SynapseTable about;
        h5::GrowingDataset<std::uint64_t> source, target;
        std::vector<h5::GrowingDataset<double>> values;
    };
    void write_groups(const Projection& projection);

    UnfinishedFile file_;
    std::vector<Projection> projections_;
};
[[nodiscard]] std::vector<SynapseTable> read_weights(const std::filesystem::path& path);

}  // namespace aerie::formats
