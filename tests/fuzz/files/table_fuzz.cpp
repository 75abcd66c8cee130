// libFuzzer target: no CSV table makes its reader crash, hang or throw anything but InputError, and what it reads is a table.
#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "core/error.h"
#include "tools/formats/csv_table.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    try {
        const auto table = aerie::formats::parse_csv({reinterpret_cast<const char*>(data), size}, "fuzz");
        AERIE_ASSERT(table.names.size() == table.columns.size());
        for (const auto& column : table.columns) AERIE_ASSERT(column.size() == table.columns.front().size());
    } catch (const aerie::InputError&) {
    }
    return 0;
}
