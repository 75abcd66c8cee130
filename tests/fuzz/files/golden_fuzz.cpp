// libFuzzer target: no bytes make the readers of goldens, their comparison or their page crash, hang or throw anything but InputError. The first byte
// says what the others are: a file as it is, or one message, which is put into a frame with a right checksum, since chance would never find one.
#include <unistd.h>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>

#include "core/error.h"
#include "tests/fuzz/files/memory_file.h"
#include "tools/formats/golden_frames.h"
#include "tools/golden/compare.h"
#include "tools/golden/describe.h"

namespace {

namespace v1 = aerie::golden::v1;

template <class Read>
void try_to(Read read) {
    try {
        static_cast<void>(read());
    } catch (const aerie::InputError&) {
    }
}

void try_file(const std::filesystem::path& path) {
    try_to([&] { return aerie::golden::describe(path); });
    try_to([&] { return to_text(aerie::golden::compare(path, path, 3)); });
}

v1::Header plain_header() {
    v1::Header header;
    header.set_version(1);
    header.set_mesh_width(3);
    header.set_cores_per_router(2);
    header.set_arithmetic(v1::FIXED);
    return header;
}

template <class Message>
void try_message(v1::Kind kind, const std::uint8_t* data, int size) {
    static const std::filesystem::path path = "/dev/shm/aerie-golden-fuzz-" + std::to_string(::getpid()), plain = path.string() + "-plain";
    Message message;
    if (!message.ParseFromArray(data, size)) return;
    {
        aerie::formats::FrameWriter one{path}, none{plain};
        if (kind != v1::HEADER) one.write(v1::HEADER, plain_header());
        one.write(kind, message);
        one.finish();
        none.write(v1::HEADER, plain_header());
        none.finish();
    }
    try_file(path);
    try_to([&] { return to_text(aerie::golden::compare(plain, path, 3)); });
    try_to([&] { return to_text(aerie::golden::compare(path, plain, 3)); });
    std::filesystem::remove(path);
    std::filesystem::remove(plain);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    const int rest = static_cast<int>(size - 1);
    if (data[0] == 'a') {   // as real goldens begin, which are the seeds
        if (const aerie::tests::MemoryFile file{data, size}; file.is_good()) try_file(file.path());
        return 0;
    }
    switch (data[0] % 6) {
        case 0: try_message<v1::Header>(v1::HEADER, data + 1, rest); break;
        case 1: try_message<v1::Packets>(v1::PACKETS, data + 1, rest); break;
        case 2: try_message<v1::Spikes>(v1::SPIKES, data + 1, rest); break;
        case 3: try_message<v1::Weights>(v1::WEIGHTS, data + 1, rest); break;
        case 4: try_message<v1::Counters>(v1::COUNTERS, data + 1, rest); break;
        default: break;
    }
    return 0;
}
