#include "tools/formats/sonata.h"

#include <sys/resource.h>

#include <csignal>
#include <fstream>
#include <sstream>

#include "tests/catch.h"
#include "tests/tools/formats/complaint_of.h"
#include "tests/scratch_directory.h"

using Catch::Matchers::Contains;
using namespace aerie;
using namespace aerie::formats;
using aerie::tests::complaint_of;
using aerie::tests::ScratchDirectory;

namespace {

std::string bytes_of(const std::filesystem::path& path) {
    std::ostringstream bytes;
    bytes << std::ifstream{path, std::ios::binary}.rdbuf();
    return bytes.str();
}

std::ptrdiff_t files_in(const ScratchDirectory& scratch) { return std::distance(std::filesystem::directory_iterator{scratch.path()}, {}); }

/// While it lives, no file may grow beyond `bytes`: a full disk without one.
class SmallDisk {
   public:
    explicit SmallDisk(rlim_t bytes) : on_signal_{std::signal(SIGXFSZ, SIG_IGN)} {
        ::getrlimit(RLIMIT_FSIZE, &before_);
        const rlimit small{bytes, before_.rlim_max};
        ::setrlimit(RLIMIT_FSIZE, &small);
    }
    SmallDisk(const SmallDisk&) = delete;
    SmallDisk& operator=(const SmallDisk&) = delete;
    ~SmallDisk() {
        ::setrlimit(RLIMIT_FSIZE, &before_);
        std::signal(SIGXFSZ, on_signal_);
    }

   private:
    void (*on_signal_)(int);
    rlimit before_{};
};

void write_some_spikes(const std::filesystem::path& path, std::uint32_t count) {
    SpikesFile file{path, {"A"}};
    for (std::uint32_t i = 0; i < count; ++i) file.append(0, 0.1 * i, {i * 2654435761u});   // hard to compress
    file.commit();
}

}  // namespace

TEST_CASE("spikes come back as they were appended") {
    const ScratchDirectory scratch{"spikes"};
    {
        SpikesFile file{scratch / "spikes.h5", {"Inh", "Exc"}};
        file.append(1, 0.1, {3, 4});
        file.append(0, 0.1, {});
        file.append(1, 0.2, {0});
        file.commit();
    }
    const std::vector<SpikeTrains> trains = read_spikes(scratch / "spikes.h5");
    REQUIRE(trains.size() == 2);
    CHECK(trains[0].population == "Exc");   // ascending by name
    CHECK(trains[0].time_ms == std::vector<double>{0.1, 0.1, 0.2});
    CHECK(trains[0].neuron == std::vector<std::uint64_t>{3, 4, 0});
    CHECK(trains[1].time_ms.empty());
}

TEST_CASE("spikes beyond a chunk are streamed and complete") {
    const ScratchDirectory scratch{"many-spikes"};
    const std::uint32_t count = 200001;   // three chunks of 65,536 and a rest
    {
        SpikesFile file{scratch / "spikes.h5", {"A"}};
        for (std::uint32_t i = 0; i < count; ++i) file.append(0, i, {i});
        file.commit();
    }
    const SpikeTrains train = read_spikes(scratch / "spikes.h5").at(0);
    REQUIRE(train.time_ms.size() == count);
    bool is_equal = true;
    for (std::uint32_t i = 0; i < count; ++i) is_equal = is_equal && train.time_ms[i] == i && train.neuron[i] == i;
    CHECK(is_equal);
}

TEST_CASE("states come back with their times, elements and names") {
    const ScratchDirectory scratch{"states"};
    {
        const StateReport v{"A_v", "A", "v", "volt", {5, 7}, 10.0, 0.5, {}};
        const StateReport w{"P_w", "P", "w", "", {0}, 0.0, 10.0, {}};
        StatesFile file{scratch / "states.h5", {v, w}};
        file.append(0, {-0.07, -0.06});
        file.append(1, {0.25});
        file.append(0, {-0.05, -0.04});
        file.commit();
    }
    const std::vector<StateReport> reports = read_states(scratch / "states.h5");
    REQUIRE(reports.size() == 2);
    CHECK(reports[0].name == "A_v");
    CHECK(reports[0].population == "A");
    CHECK(reports[0].variable == "v");
    CHECK(reports[0].unit == "volt");
    CHECK(reports[0].elements == std::vector<std::uint64_t>{5, 7});
    CHECK(reports[0].start_ms == 10.0);
    CHECK(reports[0].step_ms == 0.5);
    CHECK(reports[0].samples() == 2);
    CHECK(reports[0].values == std::vector<double>{-0.07, -0.06, -0.05, -0.04});
    CHECK(reports[1].unit.empty());
    CHECK(reports[1].values == std::vector<double>{0.25});
}

TEST_CASE("rows wider than a chunk are written whole") {
    const ScratchDirectory scratch{"wide"};
    StateReport wide{"A_v", "A", "v", "", {}, 0.0, 1.0, {}};
    for (std::uint64_t i = 0; i < 100000; ++i) wide.elements.push_back(i);
    {
        StatesFile file{scratch / "states.h5", {wide}};
        file.append(0, std::vector<double>(100000, 1.5));
        file.append(0, std::vector<double>(100000, 2.5));
        file.commit();
    }
    const StateReport report = read_states(scratch / "states.h5").at(0);
    REQUIRE(report.samples() == 2);
    CHECK(report.values[99999] == 1.5);
    CHECK(report.values[100000] == 2.5);
}

TEST_CASE("synapses come back with both ends and all variables") {
    const ScratchDirectory scratch{"weights"};
    {
        SynapseTable plastic;
        plastic.name = "P";
        plastic.from = "S";
        plastic.to = "A";
        plastic.variables = {"w", "w_initial"};
        SynapseTable empty;
        empty.name = "E";
        WeightsFile file{scratch / "weights.h5", {plastic, empty}};
        file.append_row(0, 2, {8, 9}, {{0.5, 0.75}, {0.0, 0.25}});
        file.append_row(0, 3, {8}, {{1.0}, {2.0}});
        file.commit();
    }
    const std::vector<SynapseTable> tables = read_weights(scratch / "weights.h5");
    REQUIRE(tables.size() == 2);
    CHECK(tables[0].name == "E");
    CHECK(tables[0].source.empty());
    CHECK(tables[1].from == "S");
    CHECK(tables[1].to == "A");
    CHECK(tables[1].source == std::vector<std::uint64_t>{2, 2, 3});
    CHECK(tables[1].target == std::vector<std::uint64_t>{8, 9, 8});
    CHECK(tables[1].variables == std::vector<std::string>{"w", "w_initial"});
    CHECK(tables[1].values[0] == std::vector<double>{0.5, 0.75, 1.0});
    CHECK(tables[1].values[1] == std::vector<double>{0.0, 0.25, 2.0});
}

TEST_CASE("the same content gives the same bytes") {
    const ScratchDirectory scratch{"same-bytes"};
    for (const char* name : {"a.h5", "b.h5"}) write_some_spikes(scratch / name, 1000);
    CHECK(bytes_of(scratch / "a.h5") == bytes_of(scratch / "b.h5"));
}

TEST_CASE("a file that is not committed leaves nothing, and the old one stays") {
    const ScratchDirectory scratch{"uncommitted"};
    scratch.file("spikes.h5", "the old file");
    {
        SpikesFile file{scratch / "spikes.h5", {"A"}};
        file.append(0, 1.0, {1});
        CHECK(files_in(scratch) == 2);
    }
    CHECK(files_in(scratch) == 1);
    CHECK(bytes_of(scratch / "spikes.h5") == "the old file");
}

TEST_CASE("a full disk is refused while writing and leaves nothing") {
    const ScratchDirectory scratch{"full"};
    for (const rlim_t room : {rlim_t{0}, rlim_t{100}, rlim_t{3000}, rlim_t{100000}}) {
        const SmallDisk disk{room};
        const Complaint said = complaint_of([&] { write_some_spikes(scratch / "spikes.h5", 300000); });
        CHECK_THAT(said.what, Contains("cannot write"));
        CHECK_THAT(said.where, Contains("spikes.h5"));
        CHECK_THAT(said.allowed, Contains("room"));
        CHECK(files_in(scratch) == 0);
    }
    write_some_spikes(scratch / "spikes.h5", 10);   // and the library is not upset
    CHECK(read_spikes(scratch / "spikes.h5").at(0).neuron.size() == 10);
}

TEST_CASE("a place that cannot be written is refused") {
    const ScratchDirectory scratch{"nowhere"};
    const Complaint said = complaint_of([&] { write_some_spikes(scratch / "missing" / "spikes.h5", 1); });
    CHECK(said.found == "No such file or directory");
}

TEST_CASE("every truncation of a file is refused, not read as shorter") {
    const ScratchDirectory scratch{"truncated"};
    write_some_spikes(scratch / "good.h5", 2000);
    const std::string bytes = bytes_of(scratch / "good.h5");
    for (std::size_t size = 0; size < bytes.size(); size += 97) {
        const auto path = scratch.file("bad.h5", std::string_view{bytes}.substr(0, size));
        CHECK_THAT(complaint_of([&] { static_cast<void>(read_spikes(path)); }).found, Contains("bytes that are not a complete HDF5 file"));
    }
}

TEST_CASE("HDF5 files of another layout are refused with what is missing") {
    const ScratchDirectory scratch{"layout"};
    { const h5::File file = h5::create_file(scratch / "empty.h5"); }
    CHECK(complaint_of([&] { static_cast<void>(read_spikes(scratch / "empty.h5")); }).found == "no such group");
    CHECK_THAT(complaint_of([&] { static_cast<void>(read_states(scratch / "empty.h5")); }).what, Contains("/report"));
    CHECK_THAT(complaint_of([&] { static_cast<void>(read_weights(scratch / "empty.h5")); }).what, Contains("/edges"));
    {
        const h5::File file = h5::create_file(scratch / "half.h5");
        h5::write_dataset(file, "/spikes/A/timestamps", std::vector<double>{1.0});
    }
    CHECK_THAT(complaint_of([&] { static_cast<void>(read_spikes(scratch / "half.h5")); }).what, Contains("/spikes/A/node_ids"));
}
