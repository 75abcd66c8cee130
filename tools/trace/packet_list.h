/// @file Every packet as one line of text, in order of its number: made to be read, searched and laid side by side with diff.
#pragma once

#include <string>

#include "tools/formats/stream_file.h"
#include "tools/trace/feed.h"

namespace aerie::trace {

class PacketList final : public Sink {
   public:
    /// Throws InputError where the file cannot be written.
    PacketList(const std::filesystem::path& path, const Scene& scene);
    void on_packet(const PacketLife& life) override;
    [[nodiscard]] formats::StreamFile& file() { return file_; }

   private:
    [[nodiscard]] std::string hops_of(const PacketLife& life) const;
    [[nodiscard]] std::string deliveries_of(const PacketLife& life) const;

    const Scene& scene_;
    formats::StreamFile file_;
};

}  // namespace aerie::trace
