/// @file The writing half of hdf5.h.
#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <type_traits>

#include "core/error.h"
#include "tools/formats/hdf5.h"

namespace aerie::formats::h5 {
namespace {

constexpr std::size_t chunk_elements = std::size_t{1} << 16;   // 512 kB of doubles: half the default chunk cache

[[noreturn]] void cannot_write(const std::string& file, const std::string& path) {
    throw InputError{{fmt::format("cannot write '{}'", path), file, errno != 0 ? std::strerror(errno) : "an HDF5 error",
                      "a writable place with room on its disk"}};
}

Handle open_object(const File& file, const std::string& path) {
    Handle object{H5Oopen(file.handle.id(), path.c_str(), H5P_DEFAULT), H5Oclose};
    AERIE_ASSERT(object.is_open());
    return object;
}

template <class Element>
hid_t native_type() {
    if constexpr (std::is_same_v<Element, double>) return H5T_NATIVE_DOUBLE;
    else if constexpr (std::is_same_v<Element, std::uint32_t>) return H5T_NATIVE_UINT32;
    else return H5T_NATIVE_UINT64;
}

template <class Element>
hid_t stored_type() {
    if constexpr (std::is_same_v<Element, double>) return H5T_IEEE_F64LE;
    else if constexpr (std::is_same_v<Element, std::uint32_t>) return H5T_STD_U32LE;
    else return H5T_STD_U64LE;
}

Handle without_times() {
    Handle properties{H5Pcreate(H5P_DATASET_CREATE), H5Pclose};
    H5Pset_obj_track_times(properties.id(), false);
    return properties;
}

Handle making_parents() {
    Handle properties{H5Pcreate(H5P_LINK_CREATE), H5Pclose};
    H5Pset_create_intermediate_group(properties.id(), 1);
    return properties;
}

template <class Element>
void write_list(const File& file, const std::string& path, const std::vector<Element>& values) {
    const QuietErrors quiet;
    const hsize_t length = values.size();
    const Handle space{H5Screate_simple(1, &length, nullptr), H5Sclose};
    const Handle links = making_parents();
    const Handle plain = without_times();
    Handle dataset{H5Dcreate2(file.handle.id(), path.c_str(), stored_type<Element>(), space.id(), links.id(), plain.id(), H5P_DEFAULT), H5Dclose};
    if (!dataset.is_open()) cannot_write(file.name, path);
    const bool is_written = values.empty() || H5Dwrite(dataset.id(), native_type<Element>(), H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data()) >= 0;
    if (!is_written || !dataset.close()) cannot_write(file.name, path);
}

/// Rows per chunk: about chunk_elements elements, at least one row.
std::size_t rows_per_chunk(std::uint64_t columns) { return std::max<std::size_t>(1, chunk_elements / std::max<std::uint64_t>(1, columns)); }

Handle growing_properties(std::uint64_t columns) {
    Handle properties = without_times();
    const hsize_t chunk[2] = {rows_per_chunk(columns), std::max<hsize_t>(1, columns)};
    H5Pset_chunk(properties.id(), columns == 0 ? 1 : 2, chunk);
    H5Pset_shuffle(properties.id());
    H5Pset_deflate(properties.id(), 1);
    return properties;
}

}  // namespace

File create_file(const std::filesystem::path& path) {
    const QuietErrors quiet;
    File file{{H5Fcreate(path.c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT), H5Fclose}, path.string()};
    if (!file.handle.is_open()) cannot_write(path.string(), path.string());
    return file;
}

Handle create_group(const File& file, const std::string& path) {
    const QuietErrors quiet;
    const Handle links = making_parents();
    Handle group{H5Gcreate2(file.handle.id(), path.c_str(), links.id(), H5P_DEFAULT, H5P_DEFAULT), H5Gclose};
    if (!group.is_open()) cannot_write(file.name, path);
    return group;
}

void write_attribute(const File& file, const std::string& path, const std::string& name, std::string_view text) {
    const QuietErrors quiet;
    const Handle object = open_object(file, path);
    const Handle type{H5Tcopy(H5T_C_S1), H5Tclose};
    H5Tset_size(type.id(), std::max<std::size_t>(1, text.size()));
    H5Tset_strpad(type.id(), H5T_STR_NULLPAD);
    H5Tset_cset(type.id(), H5T_CSET_UTF8);
    const Handle space{H5Screate(H5S_SCALAR), H5Sclose};
    const Handle attribute{H5Acreate2(object.id(), name.c_str(), type.id(), space.id(), H5P_DEFAULT, H5P_DEFAULT), H5Aclose};
    const std::string padded = text.empty() ? std::string(1, '\0') : std::string{text};
    if (!attribute.is_open() || H5Awrite(attribute.id(), type.id(), padded.data()) < 0) cannot_write(file.name, path + "@" + name);
}

void write_attribute(const File& file, const std::string& path, const std::string& name, const std::vector<std::uint64_t>& numbers, hid_t type) {
    const QuietErrors quiet;
    const Handle object = open_object(file, path);
    const hsize_t length = numbers.size();
    const Handle space{length == 1 ? H5Screate(H5S_SCALAR) : H5Screate_simple(1, &length, nullptr), H5Sclose};
    const Handle attribute{H5Acreate2(object.id(), name.c_str(), type, space.id(), H5P_DEFAULT, H5P_DEFAULT), H5Aclose};
    if (!attribute.is_open() || H5Awrite(attribute.id(), H5T_NATIVE_UINT64, numbers.data()) < 0) cannot_write(file.name, path + "@" + name);
}

void write_choice(const File& file, const std::string& path, const std::string& name, const std::vector<std::string>& choices, std::uint8_t chosen) {
    const QuietErrors quiet;
    const Handle object = open_object(file, path);
    const Handle type{H5Tenum_create(H5T_STD_U8LE), H5Tclose};
    std::uint8_t number = 0;
    for (const std::string& choice : choices) {
        H5Tenum_insert(type.id(), choice.c_str(), &number);
        ++number;
    }
    const Handle space{H5Screate(H5S_SCALAR), H5Sclose};
    const Handle attribute{H5Acreate2(object.id(), name.c_str(), type.id(), space.id(), H5P_DEFAULT, H5P_DEFAULT), H5Aclose};
    if (!attribute.is_open() || H5Awrite(attribute.id(), type.id(), &chosen) < 0) cannot_write(file.name, path + "@" + name);
}

void write_dataset(const File& file, const std::string& path, const std::vector<double>& values) { write_list(file, path, values); }
void write_dataset(const File& file, const std::string& path, const std::vector<std::uint64_t>& values) { write_list(file, path, values); }

void write_zeros(const File& file, const std::string& path, std::uint64_t count) {
    const QuietErrors quiet;
    const hsize_t length = count;
    const Handle space{H5Screate_simple(1, &length, nullptr), H5Sclose};
    const Handle links = making_parents();
    const Handle plain = without_times();   // room is made at the first write, which never comes; without it zeros are read
    const Handle dataset{H5Dcreate2(file.handle.id(), path.c_str(), H5T_STD_U64LE, space.id(), links.id(), plain.id(), H5P_DEFAULT), H5Dclose};
    if (!dataset.is_open()) cannot_write(file.name, path);
}

template <class Element>
GrowingDataset<Element>::GrowingDataset(const File& file, std::string path, std::uint64_t columns)
    : file_name_{file.name}, path_{std::move(path)}, columns_{columns}, chunk_rows_{rows_per_chunk(columns)} {
    const QuietErrors quiet;
    const hsize_t none[2] = {0, columns};
    const hsize_t unlimited[2] = {H5S_UNLIMITED, columns};
    const Handle space{H5Screate_simple(columns == 0 ? 1 : 2, none, unlimited), H5Sclose};
    const Handle links = making_parents();
    const Handle growing = growing_properties(columns);
    dataset_ = {H5Dcreate2(file.handle.id(), path_.c_str(), stored_type<Element>(), space.id(), links.id(), growing.id(), H5P_DEFAULT), H5Dclose};
    if (!dataset_.is_open()) cannot_write(file_name_, path_);
}

template <class Element>
std::uint64_t GrowingDataset<Element>::rows() const {
    return written_ + waiting_.size() / std::max<std::uint64_t>(1, columns_);
}

template <class Element>
void GrowingDataset<Element>::append(const Element* elements, std::size_t count) {
    const std::size_t row = std::max<std::size_t>(1, columns_);
    AERIE_ASSERT(count % row == 0);
    waiting_.insert(waiting_.end(), elements, elements + count);
    const std::size_t whole_chunks = waiting_.size() / row / chunk_rows_ * chunk_rows_;
    if (whole_chunks > 0) write_rows(whole_chunks);
}

template <class Element>
void GrowingDataset<Element>::flush() {
    const std::size_t rows = waiting_.size() / std::max<std::size_t>(1, columns_);
    if (rows > 0) write_rows(rows);
}

template <class Element>
void GrowingDataset<Element>::write_rows(std::size_t rows) {
    const QuietErrors quiet;
    const std::size_t row = std::max<std::size_t>(1, columns_);
    const int rank = columns_ == 0 ? 1 : 2;
    const hsize_t start[2] = {written_, 0}, count[2] = {rows, row}, size[2] = {written_ + rows, row};
    if (H5Dset_extent(dataset_.id(), size) < 0) cannot_write(file_name_, path_);
    const Handle memory{H5Screate_simple(rank, count, nullptr), H5Sclose};
    const Handle space{H5Dget_space(dataset_.id()), H5Sclose};
    H5Sselect_hyperslab(space.id(), H5S_SELECT_SET, start, nullptr, count, nullptr);
    if (H5Dwrite(dataset_.id(), native_type<Element>(), memory.id(), space.id(), H5P_DEFAULT, waiting_.data()) < 0) cannot_write(file_name_, path_);
    written_ += rows;
    waiting_.erase(waiting_.begin(), waiting_.begin() + static_cast<std::ptrdiff_t>(rows * row));
}

template class GrowingDataset<double>;
template class GrowingDataset<std::uint32_t>;
template class GrowingDataset<std::uint64_t>;

}  // namespace aerie::formats::h5
