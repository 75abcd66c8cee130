/// @file HDF5 in C++ clothes: handles that close themselves, errors as InputError, datasets that grow in chunks. Call from one thread at a
/// time: Debian's library is built without locks. Object times are not stored, so the same content gives the same bytes.
#pragma once

#include <hdf5.h>

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace aerie::formats::h5 {

/// Owns one HDF5 id and the function that closes it.
class Handle {
   public:
    using Close = herr_t (*)(hid_t);
    Handle() = default;
    Handle(hid_t id, Close close) : id_{id}, close_{close} {}
    Handle(Handle&& other) noexcept : id_{std::exchange(other.id_, H5I_INVALID_HID)}, close_{other.close_} {}
    Handle& operator=(Handle&& other) noexcept {
        std::swap(id_, other.id_);
        std::swap(close_, other.close_);
        return *this;
    }
    ~Handle() { static_cast<void>(close()); }
    [[nodiscard]] hid_t id() const { return id_; }
    [[nodiscard]] bool is_open() const { return id_ >= 0; }
    /// True when nothing was lost.
    [[nodiscard]] bool close();

   private:
    hid_t id_ = H5I_INVALID_HID;
    Close close_ = nullptr;
};

/// While it lives, HDF5 does not print its own error stack: what went wrong is in our message.
class QuietErrors {
   public:
    QuietErrors();
    QuietErrors(const QuietErrors&) = delete;
    QuietErrors& operator=(const QuietErrors&) = delete;
    ~QuietErrors();

   private:
    H5E_auto2_t print_ = nullptr;
    void* context_ = nullptr;
};

/// A file and its name for messages.
struct File {
    Handle handle;
    std::string name;
};
[[nodiscard]] File open_file(const std::filesystem::path& path);   ///< for reading; throws InputError
[[nodiscard]] File create_file(const std::filesystem::path& path); ///< empty, replacing an old one; throws InputError

/// Creates a group and those above it.
[[nodiscard]] Handle create_group(const File& file, const std::string& path);
[[nodiscard]] bool exists(const File& file, const std::string& path);
/// Names of the members of a group, ascending. Throws when there is no such group.
[[nodiscard]] std::vector<std::string> members(const File& file, const std::string& path);

/// All elements of a dataset of whole numbers or reals, row by row. Throws when missing, of another kind, negative or not whole (integers), or too long.
[[nodiscard]] std::vector<double> read_reals(const File& file, const std::string& path);
[[nodiscard]] std::vector<std::uint64_t> read_integers(const File& file, const std::string& path);
/// Lengths of its sides.
[[nodiscard]] std::vector<std::uint64_t> shape(const File& file, const std::string& path);

/// Attributes of the object at `path`. A text attribute that is missing reads as "".
void write_attribute(const File& file, const std::string& path, const std::string& name, std::string_view text);
void write_attribute(const File& file, const std::string& path, const std::string& name, const std::vector<std::uint64_t>& numbers, hid_t type);
/// A choice by name, stored as an HDF5 enumeration numbered in the order of `choices`.
void write_choice(const File& file, const std::string& path, const std::string& name, const std::vector<std::string>& choices, std::uint8_t chosen);
[[nodiscard]] std::string read_text_attribute(const File& file, const std::string& path, const std::string& name);

/// Writes a whole one-dimensional dataset.
void write_dataset(const File& file, const std::string& path, const std::vector<double>& values);
void write_dataset(const File& file, const std::string& path, const std::vector<std::uint64_t>& values);

/// A dataset of `count` zeros that takes no room in the file.
void write_zeros(const File& file, const std::string& path, std::uint64_t count);

/// A compressed dataset that grows row by row. Rows collect in memory and go to the file a chunk at a time.
template <class Element>
class GrowingDataset {
   public:
    /// `columns` 0: one-dimensional; else each row has so many elements.
    GrowingDataset(const File& file, std::string path, std::uint64_t columns = 0);
    void append(const Element* elements, std::size_t count);   ///< whole rows
    void append(Element element) { append(&element, 1); }
    void flush();                                              ///< throws InputError when the disk is full
    [[nodiscard]] std::uint64_t rows() const;                  ///< appended so far

   private:
    void write_rows(std::size_t rows);

    Handle dataset_;
    std::string file_name_, path_;
    std::uint64_t columns_;
    std::uint64_t written_ = 0;
    std::size_t chunk_rows_;
    std::vector<Element> waiting_;
};
extern template class GrowingDataset<double>;
extern template class GrowingDataset<std::uint32_t>;
extern template class GrowingDataset<std::uint64_t>;

}  // namespace aerie::formats::h5
