/// @file A piece of the user's text that knows where it came from, and the complaint that points into it with a caret.
#pragma once

#include <string>

#include "core/error.h"
#include "core/lang/ast.h"

namespace aerie::lang {

/// `where` opens every message: "net.txtpb: population 'Exc': equations".
struct Source {
    std::string text;
    std::string where;
};

/// The complaint about the place `span` of `source`: line and column in `where`, the line and a caret under it in `found`.
[[nodiscard]] Complaint complain(const Source& source, Span span, std::string what, std::string allowed = {});

/// What the user wrote at `span`, for messages.
[[nodiscard]] std::string excerpt(const Source& source, Span span);

}  // namespace aerie::lang
