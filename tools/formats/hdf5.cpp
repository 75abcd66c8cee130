#include "tools/formats/hdf5.h"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <cstring>

#include "core/error.h"

namespace aerie::formats::h5 {
namespace {

/// On a full disk a file cannot be closed; the handler that HDF5 registers for the end of the process would try again and crash. All our handles
/// close themselves. Only the first call into the library can say so, hence before main().
[[maybe_unused]] const herr_t without_exit_handler = H5dont_atexit();

constexpr hsize_t longest_list = hsize_t{1} << 31;        // elements; a dataset may declare far more than the file holds

[[noreturn]] void refuse(const std::string& file, const std::string& path, std::string found, std::string allowed) {
    throw InputError{{fmt::format("'{}' cannot be read", path), file, std::move(found), std::move(allowed)}};
}

Handle open_dataset(const File& file, const std::string& path) {
    const QuietErrors quiet;
    if (!exists(file, path)) refuse(file.name, path, "no such dataset", "the path of a dataset inside the file");
    Handle dataset{H5Dopen2(file.handle.id(), path.c_str(), H5P_DEFAULT), H5Dclose};
    if (!dataset.is_open()) refuse(file.name, path, "not a dataset", "the path of a dataset inside the file");
    return dataset;
}

std::vector<hsize_t> dimensions(const File& file, const std::string& path, const Handle& dataset) {
    const Handle space{H5Dget_space(dataset.id()), H5Sclose};
    const int rank = H5Sget_simple_extent_ndims(space.id());
    if (rank < 0) refuse(file.name, path, "no simple extent", "a list of numbers");
    std::vector<hsize_t> sides(static_cast<std::size_t>(rank));
    H5Sget_simple_extent_dims(space.id(), sides.data(), nullptr);
    return sides;
}

std::size_t element_count(const File& file, const std::string& path, const Handle& dataset) {
    hsize_t count = 1;
    for (const hsize_t side : dimensions(file, path, dataset)) {
        if (side > longest_list || count * side > longest_list) {
            refuse(file.name, path, fmt::format("a side of {} elements", side), fmt::format("at most {} elements", longest_list));
        }
        count *= side;
    }
    return static_cast<std::size_t>(count);
}

H5T_class_t element_class(const Handle& dataset) {
    const Handle type{H5Dget_type(dataset.id()), H5Tclose};
    return H5Tget_class(type.id());
}

bool is_signed(const Handle& dataset) {
    const Handle type{H5Dget_type(dataset.id()), H5Tclose};
    return H5Tget_sign(type.id()) == H5T_SGN_2;
}

template <class Element>
std::vector<Element> read_as(const File& file, const std::string& path, const Handle& dataset, hid_t type) {
    const QuietErrors quiet;
    std::vector<Element> elements(element_count(file, path, dataset));
    if (elements.empty()) return elements;
    if (H5Dread(dataset.id(), type, H5S_ALL, H5S_ALL, H5P_DEFAULT, elements.data()) < 0) {
        refuse(file.name, path, "a damaged dataset", "a complete HDF5 file");
    }
    return elements;
}

/// HDF5 clamps a negative number to 0 when it converts to unsigned; so look at it as signed first.
void refuse_negative(const File& file, const std::string& path, const Handle& dataset) {
    if (!is_signed(dataset)) return;
    for (const std::int64_t value : read_as<std::int64_t>(file, path, dataset, H5T_NATIVE_INT64)) {
        if (value < 0) refuse(file.name, path, fmt::format("{}", value), "whole numbers of at least 0");
    }
}

}  // namespace

bool Handle::close() {
    if (!is_open()) return true;
    const QuietErrors quiet;
    return close_(std::exchange(id_, H5I_INVALID_HID)) >= 0;
}

QuietErrors::QuietErrors() {
    errno = 0;   // so that afterwards it is of the call that failed
    H5Eget_auto2(H5E_DEFAULT, &print_, &context_);
    H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);
}

QuietErrors::~QuietErrors() { H5Eset_auto2(H5E_DEFAULT, print_, context_); }

File open_file(const std::filesystem::path& path) {
    const QuietErrors quiet;
    if (!std::filesystem::is_regular_file(path)) {
        const char* found = std::filesystem::exists(path) ? "not a regular file" : "no such file";
        throw InputError{{fmt::format("cannot read '{}'", path.string()), path.string(), found, "an HDF5 file"}};
    }
    File file{{H5Fopen(path.c_str(), H5F_ACC_RDONLY, H5P_DEFAULT), H5Fclose}, path.string()};
    if (!file.handle.is_open()) {
        throw InputError{{fmt::format("cannot read '{}'", path.string()), path.string(),
                          fmt::format("{} bytes that are not a complete HDF5 file", std::filesystem::file_size(path)), "an HDF5 file"}};
    }
    return file;
}

bool exists(const File& file, const std::string& path) {
    if (path == "/" || path.empty()) return true;
    const QuietErrors quiet;
    for (std::size_t end = path.find('/', 1);; end = path.find('/', end + 1)) {
        const std::string part = path.substr(0, end);
        if (H5Lexists(file.handle.id(), part.c_str(), H5P_DEFAULT) <= 0) return false;
        if (end == std::string::npos) return H5Oexists_by_name(file.handle.id(), path.c_str(), H5P_DEFAULT) > 0;
    }
}

std::vector<std::string> members(const File& file, const std::string& path) {
    const QuietErrors quiet;
    const Handle group{exists(file, path) ? H5Gopen2(file.handle.id(), path.c_str(), H5P_DEFAULT) : H5I_INVALID_HID, H5Gclose};
    if (!group.is_open()) refuse(file.name, path, "no such group", "a file in the SONATA layout");
    H5G_info_t info{};
    H5Gget_info(group.id(), &info);
    std::vector<std::string> names;
    for (hsize_t i = 0; i < info.nlinks; ++i) {
        const ssize_t length = H5Lget_name_by_idx(group.id(), ".", H5_INDEX_NAME, H5_ITER_INC, i, nullptr, 0, H5P_DEFAULT);
        if (length < 0) refuse(file.name, path, "a damaged group", "a complete HDF5 file");
        std::string name(static_cast<std::size_t>(length) + 1, '\0');
        H5Lget_name_by_idx(group.id(), ".", H5_INDEX_NAME, H5_ITER_INC, i, name.data(), name.size(), H5P_DEFAULT);
        name.pop_back();
        names.push_back(std::move(name));
    }
    return names;
}

std::vector<double> read_reals(const File& file, const std::string& path) {
    const Handle dataset = open_dataset(file, path);
    const H5T_class_t kind = element_class(dataset);
    if (kind != H5T_FLOAT && kind != H5T_INTEGER) refuse(file.name, path, "elements that are not numbers", "a list of numbers");
    std::vector<double> values = read_as<double>(file, path, dataset, H5T_NATIVE_DOUBLE);
    for (const double value : values) {
        if (!std::isfinite(value)) refuse(file.name, path, fmt::format("{}", value), "finite numbers");
    }
    return values;
}

std::vector<std::uint64_t> read_integers(const File& file, const std::string& path) {
    const Handle dataset = open_dataset(file, path);
    if (element_class(dataset) != H5T_INTEGER) refuse(file.name, path, "elements that are not whole numbers", "a list of whole numbers");
    refuse_negative(file, path, dataset);
    return read_as<std::uint64_t>(file, path, dataset, H5T_NATIVE_UINT64);
}

std::vector<std::uint64_t> shape(const File& file, const std::string& path) {
    const std::vector<hsize_t> sides = dimensions(file, path, open_dataset(file, path));
    return {sides.begin(), sides.end()};
}

std::string read_text_attribute(const File& file, const std::string& path, const std::string& name) {
    const QuietErrors quiet;
    if (!exists(file, path) || H5Aexists_by_name(file.handle.id(), path.c_str(), name.c_str(), H5P_DEFAULT) <= 0) return {};
    const Handle attribute{H5Aopen_by_name(file.handle.id(), path.c_str(), name.c_str(), H5P_DEFAULT, H5P_DEFAULT), H5Aclose};
    const Handle type{H5Aget_type(attribute.id()), H5Tclose};
    if (H5Tget_class(type.id()) != H5T_STRING) return {};
    if (H5Tis_variable_str(type.id()) > 0) {
        char* text = nullptr;
        if (H5Aread(attribute.id(), type.id(), &text) < 0 || text == nullptr) return {};
        std::string copy{text};
        H5free_memory(text);
        return copy;
    }
    std::string text(H5Tget_size(type.id()), '\0');
    if (H5Aread(attribute.id(), type.id(), text.data()) < 0) return {};
    return text.substr(0, text.find('\0'));
}

}  // namespace aerie::formats::h5
