/// @file Packets, spikes and weights as columns of small differences, and back. Whatever cannot be a chunk of a golden is refused.
#pragma once

#include <string>
#include <vector>

#include "tools/golden/golden.h"
#include "tools/golden/golden.pb.h"

namespace aerie::formats {

[[nodiscard]] golden::v1::Packets to_columns(const std::vector<golden::TracedPacket>& packets);
[[nodiscard]] golden::v1::Spikes to_columns(const std::vector<hw::Spike>& spikes);
/// All of one projection and one variable; at least one.
[[nodiscard]] golden::v1::Weights to_columns(const std::vector<golden::FinalWeight>& weights);

/// `place` is for messages. Throw InputError where columns differ in length or a value is out of range.
[[nodiscard]] std::vector<golden::TracedPacket> from_columns(const golden::v1::Packets& columns, const std::string& place);
[[nodiscard]] std::vector<hw::Spike> from_columns(const golden::v1::Spikes& columns, const std::string& place);
[[nodiscard]] std::vector<golden::FinalWeight> from_columns(const golden::v1::Weights& columns, const std::string& place);

}  // namespace aerie::formats
