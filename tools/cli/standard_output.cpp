#include "tools/cli/standard_output.h"

#include <cerrno>
#include <cstdio>
#include <cstring>

#include "core/error.h"

namespace aerie::cli {
namespace {

[[noreturn]] void refuse_output() { throw InputError{{"cannot write the result", "standard output", std::strerror(errno), "an open file or pipe with free space"}}; }

}  // namespace

void print(std::string_view text) {
    if (std::fwrite(text.data(), 1, text.size(), stdout) != text.size()) refuse_output();
}

void flush_output() {
    if (std::fflush(stdout) != 0 || std::ferror(stdout) != 0) refuse_output();
}

}  // namespace aerie::cli
