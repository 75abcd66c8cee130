/// @file Results on the output stream: a pipe or disk that takes no more is an error, not a shorter result.
#pragma once

#include <string_view>

namespace aerie::cli {

/// Throws InputError when the stream is full or closed.
void print(std::string_view text);

/// Throws InputError when what was printed did not arrive.
void flush_output();

}  // namespace aerie::cli
