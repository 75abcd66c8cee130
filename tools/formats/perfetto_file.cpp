#include "tools/formats/perfetto_file.h"

#include "tools/trace/perfetto_trace.pb.h"

namespace aerie::formats {
namespace {

namespace v1 = perfetto::v1;
enum Type : std::uint32_t { slice_begin = 1, slice_end = 2, counter = 4 };
constexpr std::uint32_t sequence = 1, starts_anew = 1, needs_interned = 2, unit_count = 2;

}  // namespace

struct PerfettoFile::Message {
    v1::Trace trace;
    std::string bytes;
    [[nodiscard]] v1::TracePacket& packet() { return trace.packet_size() == 0 ? *trace.add_packet() : *trace.mutable_packet(0); }
};

PerfettoFile::PerfettoFile(const std::filesystem::path& path) : file_{path}, message_{std::make_unique<Message>()} {}
PerfettoFile::~PerfettoFile() = default;

/// A trace is its packets, one behind the other, each as the field of a Trace: written one by one, it is one Trace in the end.
void PerfettoFile::write() {
    v1::TracePacket& packet = message_->packet();
    packet.set_trusted_packet_sequence_id(sequence);
    packet.set_sequence_flags(has_begun_ ? needs_interned : starts_anew);
    has_begun_ = true;
    message_->bytes.clear();
    message_->trace.AppendToString(&message_->bytes);
    file_.write(message_->bytes);
    packet.Clear();
}

void PerfettoFile::add(const PerfettoTrack& track) {
    v1::TrackDescriptor& descriptor = *message_->packet().mutable_track_descriptor();
    descriptor.set_uuid(track.id);
    if (track.parent != 0) descriptor.set_parent_uuid(track.parent);
    if (track.kind == PerfettoTrack::Kind::process) {
        descriptor.mutable_process()->set_pid(1);
        descriptor.mutable_process()->set_process_name(track.name);
    } else {
        descriptor.set_name(track.name);
    }
    if (track.kind == PerfettoTrack::Kind::counter) descriptor.mutable_counter()->set_unit(unit_count);
    write();
}

std::uint64_t PerfettoFile::event_name(const std::string& name) {
    const auto [known, is_new] = event_names_.try_emplace(name, event_names_.size() + 1);
    if (is_new) {
        v1::InternedName& entry = *message_->packet().mutable_interned_data()->add_event_names();
        entry.set_iid(known->second);
        entry.set_name(name);
    }
    return known->second;
}

std::uint64_t PerfettoFile::note_name(const std::string& name) {
    const auto [known, is_new] = note_names_.try_emplace(name, note_names_.size() + 1);
    if (is_new) {
        v1::InternedName& entry = *message_->packet().mutable_interned_data()->add_debug_annotation_names();
        entry.set_iid(known->second);
        entry.set_name(name);
    }
    return known->second;
}

void PerfettoFile::begin(const PerfettoSlice& slice) {
    v1::TracePacket& packet = message_->packet();
    packet.set_timestamp(slice.begin_ns);
    v1::TrackEvent& event = *packet.mutable_track_event();
    event.set_type(slice_begin);
    event.set_track_uuid(slice.track);
    if (slice.is_name_common) event.set_name_iid(event_name(slice.name));
    else event.set_name(slice.name);
    for (const auto& [name, value] : slice.notes) {
        v1::DebugAnnotation& note = *event.add_debug_annotations();
        note.set_name_iid(note_name(name));
        if (const auto* text = std::get_if<std::string>(&value)) note.set_string_value(*text);
        else note.set_uint_value(std::get<std::uint64_t>(value));
    }
    for (const std::uint64_t flow : slice.flows_from) event.add_flow_ids(flow);
    for (const std::uint64_t flow : slice.flows_to) event.add_terminating_flow_ids(flow);
    write();
}

void PerfettoFile::end(const PerfettoSlice& slice) {
    v1::TracePacket& packet = message_->packet();
    packet.set_timestamp(slice.end_ns);
    packet.mutable_track_event()->set_type(slice_end);
    packet.mutable_track_event()->set_track_uuid(slice.track);
    write();
}

void PerfettoFile::count(std::uint64_t track, std::uint64_t at_ns, std::int64_t value) {
    v1::TracePacket& packet = message_->packet();
    packet.set_timestamp(at_ns);
    v1::TrackEvent& event = *packet.mutable_track_event();
    event.set_type(counter);
    event.set_track_uuid(track);
    event.set_counter_value(value);
    write();
}

}  // namespace aerie::formats
