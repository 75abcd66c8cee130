/// @file What a golden holds, as plain values: what to run, and everything that came out.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/quantity.h"
#include "hw_model/compile/image.h"
#include "hw_model/machine/machine.h"
#include "router/packet.h"

namespace aerie::golden {

inline constexpr std::uint32_t format_version = 1;

struct Attachment {
    std::string name;      ///< path from the folder of the network
    std::string content;
};

/// All that a run is made of, files included: nothing but Aerie and its chips is needed to run it again.
struct Recipe {
    std::string network_file;              ///< its name among the files
    std::vector<Attachment> files{};       ///< the network and the lists that it names
    std::string chip;                      ///< a chip that comes with Aerie; not used when there is a
    std::optional<Attachment> chip_file{};
    std::vector<std::string> overrides{};
    std::string mapping{};                 ///< .txtpb
    std::string ranges{};                  ///< as `aerie calibrate` writes them; empty: none were given
    std::uint64_t seed = 1;
    std::string duration{};                ///< empty: as the network says
    hw::Arithmetic arithmetic = hw::Arithmetic::fixed;
};

struct Header {
    std::uint32_t version = format_version;
    Recipe recipe;
    std::string network{};                       ///< its name
    std::vector<std::string> populations{};      ///< in the order of addresses, then
    std::vector<std::string> sources{};
    std::vector<std::string> projections{};
    std::vector<std::string> settings{};         ///< every setting of the chip as it was: "mesh.width=8"
    std::uint32_t mesh_width = 1, cores_per_router = 1;
};

/// A router granted an output to a packet.
struct Hop {
    router::Direction out{};
    std::uint64_t cycle = 0;
    bool operator==(const Hop&) const = default;
};

/// One packet's life in absolute cycles. Its grants start at the router `from`; each output leads to the next router, the last is Local.
struct TracedPacket {
    std::uint64_t tick = 0;
    Address source{};
    CoreId core{};                         ///< destination
    NodeId from{}, to{};
    std::uint64_t offered = 0, accepted = 0, ejected = 0, done = 0;
    bool is_late = false;
    std::vector<Hop> hops{};
    bool operator==(const TracedPacket&) const = default;
};

/// The final value of one variable of one plastic synapse.
struct FinalWeight {
    ProjectionId projection;
    std::string variable;
    std::uint32_t pre = 0, post = 0;
    double value = 0.0;                    ///< SI
};

/// "spike", "core 3: busy cycles", "router (1,0) E: packets"; what is not named counts 0.
struct Counter {
    std::string name;
    std::uint64_t count = 0;
    bool operator==(const Counter&) const = default;
};

}  // namespace aerie::golden
