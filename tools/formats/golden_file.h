/// @file Goldens as files: written while a run goes on, read item by item, never as a whole. See tools/golden/golden.proto for the form.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <vector>

#include "tools/golden/golden.h"

namespace aerie::formats {

/// Writes beside `path`; finish() gives the file its name, without it nothing remains. Equal calls give equal bytes. Throws InputError where
/// the place cannot be written.
class GoldenWriter {
   public:
    GoldenWriter(const std::filesystem::path& path, const golden::Header& header);
    ~GoldenWriter();

    void add(const golden::TracedPacket& packet);
    void add(const hw::Spike& spike);
    void add(const golden::FinalWeight& weight);
    void add(const std::vector<golden::Counter>& counters);
    void finish();

   private:
    struct Chunks;
    std::unique_ptr<Chunks> chunks_;
};

/// Throws InputError: no golden, another version, damaged.
[[nodiscard]] golden::Header read_golden_header(const std::filesystem::path& path);
/// Whether the file begins like a golden.
[[nodiscard]] bool is_golden(const std::filesystem::path& path);
/// Reads every frame and its checksum. Throws InputError with frame and byte.
void check_golden_file(const std::filesystem::path& path);

/// All items of one kind, in file order. Item is TracedPacket, hw::Spike, FinalWeight or Counter.
template <class Item>
class GoldenItems {
   public:
    explicit GoldenItems(const std::filesystem::path& path);
    ~GoldenItems();
    /// Throws InputError where the file is damaged.
    [[nodiscard]] std::optional<Item> next();

   private:
    struct Source;
    std::unique_ptr<Source> source_;
    std::vector<Item> items_{};
    std::size_t at_ = 0;
};

}  // namespace aerie::formats
