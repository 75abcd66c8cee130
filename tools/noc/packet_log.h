/// @file Packet logs of other routers as files: CSV, plain or gzipped, and what their names say.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "router/replay.h"

namespace aerie::tools {

/// Reads a log with the columns id,src,dst,offer_cycle,accept_cycle,eject_cycle (RTL logs; -1: not yet) or
/// pid,src,dst,ctime,itime,atime,routers_traversed (BookSim logs). Throws InputError with file, line and column.
[[nodiscard]] std::vector<router::LoggedPacket> read_packet_log(const std::filesystem::path& file);

/// Reads the columns cycle,node_not_ready (or cycle,node).
[[nodiscard]] std::vector<router::Stall> read_stalls(const std::filesystem::path& file);

/// X.stall.csv(.gz) beside X.csv(.gz), whichever of the two is there.
[[nodiscard]] std::optional<std::filesystem::path> stalls_beside(const std::filesystem::path& log);

/// What the name of a log says of its router: `booksim_B3_k8_v1_b4_...`, `rtl_bsg_4x4_d2_...`. What it does not say is absent.
struct LogName {
    std::optional<std::string> policy;
    std::optional<std::uint32_t> width;
    std::optional<std::uint32_t> height;
    std::optional<std::uint32_t> channels;
    std::optional<std::uint32_t> fifo_depth;
};
[[nodiscard]] LogName parse_log_name(const std::filesystem::path& file);

}  // namespace aerie::tools
