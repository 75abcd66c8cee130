/// @file Small networks as files, for tests of what commands do with them.
#pragma once

#include "core/error.h"
#include "tests/scratch_directory.h"
#include "tools/session/prepare.h"

namespace aerie::tests {

/// A leaky population "A" of 4, started at 0.5, driven through the projection "P" by a regular source "S" of 4 with a period of 10 ms; dt is 1 ms.
inline const char* const small_network = R"net(name: "small" dt: "1 ms" duration: "200 ms" seed: 1
source { name: "S" size: 4 regular { period: "10 ms" } }
population {
  name: "A" size: 4
  equations: "dv/dt = -v / tau : 1 [-8, 8]"
  threshold: "v > 1.5" reset: "v = 0"
  parameter { name: "tau" value: "10 ms" }
  initial { name: "v" value: "0.5" }
}
projection {
  name: "P" from: "S" to: "A" connect { one_to_one {} }
  equations: "w : 1 [0, 2]" equations: "dtrace/dt = -trace / (20 ms) : 1 [0, 8] (event-driven)"
  on_pre: "v_post += w" on_pre: "trace += 1" on_post: "w = clip(w + 0.01 * trace, 0, 2)"
  initial { name: "w" value: "1.1" }
}
)net";

/// `text` with the first `old` replaced; the tests name what they change.
inline std::string changed(std::string text, const std::string& old, const std::string& now) {
    const std::size_t at = text.find(old);
    AERIE_ASSERT(at != std::string::npos);
    return text.replace(at, old.size(), now);
}

/// A request for a network of this text in a directory of its own.
struct SmallRequest {
    explicit SmallRequest(const std::string& text, const std::string& name = "session") : directory{name} { request.network = directory.file("net.txtpb", text); }
    ScratchDirectory directory;
    session::Request request;
};

}  // namespace aerie::tests
