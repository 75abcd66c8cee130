// libFuzzer target: no report.json makes its reader crash, hang or throw anything but InputError.
#include <cstddef>
#include <cstdint>
#include <string>

#include "core/error.h"
#include "tools/report/run_record.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    try {
        static_cast<void>(aerie::tools::from_json({reinterpret_cast<const char*>(data), size}, "fuzz"));
    } catch (const aerie::InputError&) {
    }
    return 0;
}
