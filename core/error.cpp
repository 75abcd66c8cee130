#include "core/error.h"

#include <cstdio>
#include <cstdlib>
#include <utility>

namespace aerie {

std::string to_string(const Complaint& c) {
    std::string text = c.what;
    if (!c.where.empty()) text += "\n  where:   " + c.where;
    if (!c.found.empty()) text += "\n  found:   " + c.found;
    if (!c.allowed.empty()) text += "\n  allowed: " + c.allowed;
    return text;
}

InputError::InputError(Complaint complaint) : std::runtime_error{to_string(complaint)}, complaint_{std::move(complaint)} {}

void assertion_failed(const char* claim, const char* file, int line) {
    std::fprintf(stderr, "aerie: internal error, please report it: %s (%s:%d)\n", claim, file, line);
    std::abort();
}

}  // namespace aerie
