// libFuzzer target: no network file, text or binary, makes its reader or the checker behind it crash, hang or throw anything but InputError.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "core/error.h"
#include "core/model.h"
#include "tools/formats/network_file.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    try {
        static_cast<void>(aerie::check_network(aerie::formats::parse_network({reinterpret_cast<const char*>(data), size}, "fuzz")));
    } catch (const aerie::InputError&) {
    }
    return 0;
}
