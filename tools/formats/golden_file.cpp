#include "tools/formats/golden_file.h"

#include <fmt/format.h>
#include <google/protobuf/stubs/logging.h>

#include "core/error.h"
#include "tools/formats/golden_columns.h"
#include "tools/formats/golden_frames.h"
#include "tools/formats/text_proto.h"

namespace aerie::formats {
namespace {

namespace v1 = golden::v1;

constexpr std::size_t chunk_items = 4096;   // a frame of packets is about 40 KiB

std::vector<std::string> texts(const google::protobuf::RepeatedPtrField<std::string>& from) { return {from.begin(), from.end()}; }

void fill(v1::Attachment& to, const golden::Attachment& from) {
    to.set_name(from.name);
    to.set_content(from.content);
}

void fill_recipe(v1::Header& to, const golden::Recipe& from) {
    to.set_network_file(from.network_file);
    for (const golden::Attachment& file : from.files) fill(*to.add_file(), file);
    to.set_chip(from.chip);
    if (from.chip_file) fill(*to.mutable_chip_file(), *from.chip_file);
    to.mutable_override()->Assign(from.overrides.begin(), from.overrides.end());
    to.set_mapping(from.mapping);
    to.set_ranges(from.ranges);
    to.set_seed(from.seed);
    to.set_duration(from.duration);
    to.set_arithmetic(from.arithmetic == hw::Arithmetic::fixed ? v1::FIXED : v1::FLOAT64);
}

v1::Header message_of(const golden::Header& from) {
    v1::Header to;
    to.set_version(from.version);
    fill_recipe(to, from.recipe);
    to.set_network(from.network);
    to.mutable_population()->Assign(from.populations.begin(), from.populations.end());
    to.mutable_source()->Assign(from.sources.begin(), from.sources.end());
    to.mutable_projection()->Assign(from.projections.begin(), from.projections.end());
    to.mutable_setting()->Assign(from.settings.begin(), from.settings.end());
    to.set_mesh_width(from.mesh_width);
    to.set_cores_per_router(from.cores_per_router);
    return to;
}

golden::Recipe recipe_of(const v1::Header& from) {
    golden::Recipe to{.network_file = from.network_file(), .chip = from.chip()};
    for (const v1::Attachment& file : from.file()) to.files.push_back({file.name(), file.content()});
    if (from.has_chip_file()) to.chip_file = golden::Attachment{from.chip_file().name(), from.chip_file().content()};
    to.overrides = texts(from.override());
    to.mapping = from.mapping();
    to.ranges = from.ranges();
    to.seed = from.seed();
    to.duration = from.duration();
    to.arithmetic = from.arithmetic() == v1::FLOAT64 ? hw::Arithmetic::float64 : hw::Arithmetic::fixed;
    return to;
}

/// Only the version, whatever else a later format may hold.
void require_version(const FrameReader::Content& content) {
    const google::protobuf::LogSilencer quiet;   // protobuf would print what it thinks of the bytes
    v1::Header header;
    if (header.ParseFromString(content.bytes) && header.version() == golden::format_version) return;
    throw InputError{{"a golden of another format", content.place, fmt::format("version {}", header.version()),
                      fmt::format("version {}; bless it again with this Aerie", golden::format_version)}};
}

void check_geometry(const v1::Header& header, const std::string& place) {
    if (header.mesh_width() == 0 || header.cores_per_router() == 0) throw InputError{{"a golden of a chip without routers", place, "mesh_width or cores_per_router 0", "from 1"}};
    if (header.arithmetic() == v1::ARITHMETIC_UNSPECIFIED) throw InputError{{"a golden without its arithmetic", place, "", "FIXED or FLOAT64"}};
}

std::vector<golden::Counter> from_columns(const v1::Counters& columns, const std::string&) {
    std::vector<golden::Counter> counters;
    for (const v1::Counter& c : columns.counter()) counters.push_back({c.name(), c.count()});
    return counters;
}

template <class Item> struct Stored;
template <> struct Stored<golden::TracedPacket> { using Message = v1::Packets; static constexpr v1::Kind kind = v1::PACKETS; };
template <> struct Stored<hw::Spike> { using Message = v1::Spikes; static constexpr v1::Kind kind = v1::SPIKES; };
template <> struct Stored<golden::FinalWeight> { using Message = v1::Weights; static constexpr v1::Kind kind = v1::WEIGHTS; };
template <> struct Stored<golden::Counter> { using Message = v1::Counters; static constexpr v1::Kind kind = v1::COUNTERS; };

}  // namespace

struct GoldenWriter::Chunks {
    explicit Chunks(const std::filesystem::path& path) : frames{path} {}

    template <class Item>
    void add(std::vector<Item>& chunk, const Item& item) {
        chunk.push_back(item);
        if (chunk.size() == chunk_items) write(chunk);
    }
    template <class Item>
    void write(std::vector<Item>& chunk) {
        if (chunk.empty()) return;
        frames.write(Stored<Item>::kind, to_columns(chunk));
        chunk.clear();
    }

    FrameWriter frames;
    std::vector<golden::TracedPacket> packets{};
    std::vector<hw::Spike> spikes{};
    std::vector<golden::FinalWeight> weights{};
};

GoldenWriter::GoldenWriter(const std::filesystem::path& path, const golden::Header& header) : chunks_{std::make_unique<Chunks>(path)} {
    chunks_->frames.write(v1::HEADER, message_of(header));
}

GoldenWriter::~GoldenWriter() = default;

void GoldenWriter::add(const golden::TracedPacket& packet) { chunks_->add(chunks_->packets, packet); }
void GoldenWriter::add(const hw::Spike& spike) { chunks_->add(chunks_->spikes, spike); }

void GoldenWriter::add(const golden::FinalWeight& weight) {
    std::vector<golden::FinalWeight>& chunk = chunks_->weights;
    const bool starts_another = !chunk.empty() && (chunk.front().projection != weight.projection || chunk.front().variable != weight.variable);
    if (starts_another) chunks_->write(chunk);
    chunks_->add(chunk, weight);
}

void GoldenWriter::add(const std::vector<golden::Counter>& counters) {
    v1::Counters message;
    for (const golden::Counter& c : counters) {
        v1::Counter& out = *message.add_counter();
        out.set_name(c.name);
        out.set_count(c.count);
    }
    chunks_->frames.write(v1::COUNTERS, message);
}

void GoldenWriter::finish() {
    chunks_->write(chunks_->packets);
    chunks_->write(chunks_->spikes);
    chunks_->write(chunks_->weights);
    chunks_->frames.finish();
}

bool is_golden(const std::filesystem::path& path) {
    std::ifstream in{path, std::ios::binary};
    std::string line(golden_line.size(), '\0');
    return in.read(line.data(), static_cast<std::streamsize>(line.size())) && line == golden_line;
}

golden::Header read_golden_header(const std::filesystem::path& path) {
    FrameReader frames{path};
    const auto content = frames.next(v1::HEADER);
    if (!content) throw InputError{{"a golden without a header", path.string(), "", "a file written by `aerie bless`"}};
    require_version(*content);
    v1::Header from;
    parse_binary_proto(content->bytes, content->place, from);
    check_geometry(from, content->place);
    golden::Header header{.version = from.version(), .recipe = recipe_of(from), .network = from.network()};
    header.populations = texts(from.population());
    header.sources = texts(from.source());
    header.projections = texts(from.projection());
    header.settings = texts(from.setting());
    header.mesh_width = from.mesh_width();
    header.cores_per_router = from.cores_per_router();
    return header;
}

void check_golden_file(const std::filesystem::path& path) { FrameReader{path}.check_rest(); }

template <class Item>
struct GoldenItems<Item>::Source {
    explicit Source(const std::filesystem::path& path) : frames{path} {}
    FrameReader frames;
};

template <class Item>
GoldenItems<Item>::GoldenItems(const std::filesystem::path& path) : source_{std::make_unique<Source>(path)} {}

template <class Item>
GoldenItems<Item>::~GoldenItems() = default;

template <class Item>
std::optional<Item> GoldenItems<Item>::next() {
    while (at_ == items_.size()) {
        const auto content = source_->frames.next(Stored<Item>::kind);
        if (!content) return std::nullopt;
        typename Stored<Item>::Message message;
        parse_binary_proto(content->bytes, content->place, message);
        items_ = from_columns(message, content->place);
        at_ = 0;
    }
    return std::move(items_[at_++]);
}

template class GoldenItems<golden::TracedPacket>;
template class GoldenItems<hw::Spike>;
template class GoldenItems<golden::FinalWeight>;
template class GoldenItems<golden::Counter>;

}  // namespace aerie::formats
