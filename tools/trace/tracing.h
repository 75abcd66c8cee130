/// @file The traces of one run: opens what was asked for, listens while it goes on, and gives the files their names when all of them are whole.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "tools/formats/stream_file.h"
#include "tools/session/run.h"
#include "tools/trace/feed.h"

namespace aerie::trace {

/// As it stands on the command line; an empty path is a trace that nobody wants.
struct TraceRequest {
    std::filesystem::path vcd{}, perfetto{}, packets{};
    std::string window{};                 ///< see Window
    std::vector<std::string> routers{};   ///< see RouterSet
    [[nodiscard]] bool is_wanted() const { return !vcd.empty() || !perfetto.empty() || !packets.empty(); }
};

/// Throws InputError for a window or routers without a trace, and for two traces in one file.
void check(const TraceRequest& request);

class Tracing {
   public:
    /// Throws InputError: window, routers, a file that cannot be written. `prepared` must outlive this.
    Tracing(const TraceRequest& request, const session::Prepared& prepared);

    /// Listens in on a run; whoever listens already goes on to hear. This must outlive the run.
    void join(session::RunOptions& options);
    /// After the run: the files appear. Throws InputError where a disk is full.
    void finish();

   private:
    template <class Format>
    void open(const std::filesystem::path& path);
    void check_files() const;

    Scene scene_;
    Feed feed_;
    std::vector<std::unique_ptr<Sink>> sinks_;
    std::vector<formats::StreamFile*> files_;
};

}  // namespace aerie::trace
