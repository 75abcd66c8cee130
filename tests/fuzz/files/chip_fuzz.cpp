// libFuzzer target: no chip file makes its reader crash, hang or throw anything but InputError.
#include "core/error.h"
#include "tests/fuzz/files/memory_file.h"
#include "tools/formats/chip_file.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const aerie::tests::MemoryFile file{data, size};
    if (!file.is_good()) return 0;
    try {
        static_cast<void>(aerie::formats::load_chip(file.path().string()));
    } catch (const aerie::InputError&) {
    }
    return 0;
}
