// libFuzzer target: no mapping file makes its reader crash, hang or throw anything but InputError.
#include "core/error.h"
#include "tests/fuzz/files/memory_file.h"
#include "tools/formats/mapping_file.h"

namespace {

aerie::Network small_network() {
    aerie::Network network;
    network.name = "small";
    network.populations.resize(2);
    network.populations[0].name = "A";
    network.populations[0].size = 4;
    network.populations[1].name = "B";
    network.populations[1].size = 100;
    return network;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const aerie::Network network = small_network();
    const aerie::tests::MemoryFile file{data, size};
    if (!file.is_good()) return 0;
    try {
        static_cast<void>(aerie::formats::read_mapping(file.path(), network));
    } catch (const aerie::InputError&) {
    }
    return 0;
}
