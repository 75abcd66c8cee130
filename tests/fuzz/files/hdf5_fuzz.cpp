// libFuzzer target: no well-formed HDF5 file, whatever stands in it, makes the readers of spikes, states, weights and lists crash, hang or throw
// anything but InputError. The bytes say which objects of which type, shape and content stand under the names that the readers look for. Damaged
// HDF5 is not tried here: that would test the library, whose version 1.10 is known to crash on some.
#include <hdf5.h>
#include <unistd.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "core/error.h"
#include "tools/formats/hdf5.h"
#include "tools/formats/list_file.h"
#include "tools/formats/sonata.h"

namespace {

namespace h5 = aerie::formats::h5;

const std::array names{"/spikes/A/timestamps", "/spikes/A/node_ids", "/report/R/data", "/report/R/mapping/node_ids", "/report/R/mapping/time",
                       "/edges/P/source_node_id", "/edges/P/target_node_id", "/edges/P/0/w", "/edges/P/0", "/spikes", "/report", "/edges", "/spikes/B"};

/// Takes the input apart, zeros after its end.
class Bytes {
   public:
    Bytes(const std::uint8_t* data, std::size_t size) : data_{data}, size_{size} {}
    [[nodiscard]] bool is_empty() const { return at_ >= size_; }
    std::uint8_t next() { return at_ < size_ ? data_[at_++] : std::uint8_t{0}; }

   private:
    const std::uint8_t* data_;
    std::size_t size_, at_ = 0;
};

h5::Handle element_type(std::uint8_t choice) {
    switch (choice % 8) {
        case 0: return {H5Tcopy(H5T_IEEE_F64LE), H5Tclose};
        case 1: return {H5Tcopy(H5T_IEEE_F32BE), H5Tclose};
        case 2: return {H5Tcopy(H5T_STD_U64LE), H5Tclose};
        case 3: return {H5Tcopy(H5T_STD_I64LE), H5Tclose};
        case 4: return {H5Tcopy(H5T_STD_I8LE), H5Tclose};
        case 5: return {H5Tcreate(H5T_OPAQUE, 16), H5Tclose};
        case 6: return {H5Tcopy(H5T_C_S1), H5Tclose};
        default: return {H5Tcreate(H5T_COMPOUND, 8), H5Tclose};
    }
}

/// Up to three sides of up to 15 elements, or one far longer than anything in the file.
std::vector<hsize_t> sides(Bytes& bytes) {
    const std::uint8_t shape = bytes.next();
    if (shape == 255) return {hsize_t{1} << 62};
    if (shape == 254) return {hsize_t{1} << 40, hsize_t{1} << 40};
    std::vector<hsize_t> all(shape % 4);
    for (hsize_t& side : all) side = bytes.next() % 16;
    return all;
}

void add_dataset(const h5::File& file, const char* name, Bytes& bytes) {
    const h5::Handle type = element_type(bytes.next());
    const std::vector<hsize_t> shape = sides(bytes);
    const h5::Handle space{H5Screate_simple(static_cast<int>(shape.size()), shape.data(), nullptr), H5Sclose};
    const h5::Handle links{H5Pcreate(H5P_LINK_CREATE), H5Pclose};
    H5Pset_create_intermediate_group(links.id(), 1);
    const h5::Handle dataset{H5Dcreate2(file.handle.id(), name, type.id(), space.id(), links.id(), H5P_DEFAULT, H5P_DEFAULT), H5Dclose};
    if (!dataset.is_open() || H5Sget_simple_extent_npoints(space.id()) > 4096) return;
    std::vector<std::uint8_t> content(static_cast<std::size_t>(H5Sget_simple_extent_npoints(space.id())) * H5Tget_size(type.id()) + 1);
    for (std::uint8_t& byte : content) byte = bytes.next();
    H5Dwrite(dataset.id(), type.id(), H5S_ALL, H5S_ALL, H5P_DEFAULT, content.data());
}

void add_link(const h5::File& file, const char* name, Bytes& bytes) {
    const h5::Handle links{H5Pcreate(H5P_LINK_CREATE), H5Pclose};
    H5Pset_create_intermediate_group(links.id(), 1);
    H5Lcreate_soft(names[bytes.next() % names.size()], file.handle.id(), name, links.id(), H5P_DEFAULT);   // may dangle or loop
}

void add_attribute(const h5::File& file, const char* name, Bytes& bytes) {
    if (!h5::exists(file, name)) return;
    const std::uint8_t which = bytes.next();
    const std::string key = which % 2 == 0 ? "units" : "node_population";
    if (H5Aexists_by_name(file.handle.id(), name, key.c_str(), H5P_DEFAULT) > 0) return;
    if (which % 4 < 2) h5::write_attribute(file, name, key, which % 8 < 4 ? "ms" : "s");
    else h5::write_attribute(file, name, key, {1, 2}, H5T_STD_U8LE);
}

void write_file(const std::filesystem::path& path, Bytes bytes) {
    const h5::QuietErrors quiet;
    const h5::File file = h5::create_file(path);
    for (int i = 0; i < 24 && !bytes.is_empty(); ++i) {
        const char* name = names[bytes.next() % names.size()];
        switch (bytes.next() % 4) {
            case 0: add_link(file, name, bytes); break;
            case 1: add_attribute(file, name, bytes); break;
            default: add_dataset(file, name, bytes);
        }
    }
}

template <class Read>
void try_to(Read read) {
    try {
        static_cast<void>(read());
    } catch (const aerie::InputError&) {
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace aerie::formats;
    static const std::filesystem::path path = "/dev/shm/aerie-hdf5-fuzz-" + std::to_string(::getpid()) + ".h5";
    write_file(path, Bytes{data, size});
    try_to([&] { return read_spikes(path); });
    try_to([&] { return read_states(path); });
    try_to([&] { return read_weights(path); });
    try_to([&] { return read_spike_list({path, "", true}); });
    try_to([&] { return read_pair_list({path, "/edges/P", true}); });
    try_to([&] { return read_values({path, "/edges/P/0/w", true}); });
    std::filesystem::remove(path);
    return 0;
}
