/// @file Numbers that know what they measure: a time cannot be added to an energy, a core id cannot be passed for a neuron id.
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <functional>

namespace aerie {

/// An amount with a unit. Tag names the unit, Rep carries it. Amounts of one unit add and compare; nothing else compiles.
template <class Tag, class Rep>
class Quantity {
   public:
    using rep = Rep;
    constexpr Quantity() = default;
    constexpr explicit Quantity(Rep count) : count_{count} {}
    [[nodiscard]] constexpr Rep count() const { return count_; }
    constexpr auto operator<=>(const Quantity&) const = default;

    constexpr Quantity& operator+=(Quantity b) { count_ += b.count_; return *this; }
    constexpr Quantity& operator-=(Quantity b) { count_ -= b.count_; return *this; }
    friend constexpr Quantity operator+(Quantity a, Quantity b) { return Quantity{static_cast<Rep>(a.count_ + b.count_)}; }
    friend constexpr Quantity operator-(Quantity a, Quantity b) { return Quantity{static_cast<Rep>(a.count_ - b.count_)}; }
    friend constexpr Quantity operator*(Quantity a, Rep n) { return Quantity{static_cast<Rep>(a.count_ * n)}; }
    friend constexpr Quantity operator*(Rep n, Quantity a) { return a * n; }

   private:
    Rep count_{};
};

using Cycles = Quantity<struct CyclesTag, std::uint64_t>;         ///< the chip's clock
using Ticks = Quantity<struct TicksTag, std::uint64_t>;           ///< the network's time step; also a point in network time, from 0
using Picojoules = Quantity<struct PicojoulesTag, double>;
using Seconds = Quantity<struct SecondsTag, double>;

/// The name of one thing among its kind, dense from 0.
template <class Tag>
class Id {
   public:
    constexpr Id() = default;
    constexpr explicit Id(std::uint32_t index) : index_{index} {}
    [[nodiscard]] constexpr std::uint32_t index() const { return index_; }
    constexpr auto operator<=>(const Id&) const = default;

   private:
    std::uint32_t index_{};
};

using PopulationId = Id<struct PopulationTag>;    ///< populations and spike sources share one numbering, in file order
using ProjectionId = Id<struct ProjectionTag>;
using ProgramId = Id<struct ProgramTag>;          ///< a program of the embedded processor
using NeuronId = Id<struct NeuronTag>;            ///< index inside its population
using CoreId = Id<struct CoreTag>;                ///< a NeuroCore of the chip
using NodeId = Id<struct NodeTag>;                ///< a router of the mesh, y * width + x

/// The address of a spike. Ascending addresses settle every tie inside a tick.
struct Address {
    PopulationId population;
    NeuronId neuron;
    constexpr auto operator<=>(const Address&) const = default;
};

}  // namespace aerie

template <class Tag>
struct std::hash<aerie::Id<Tag>> {
    std::size_t operator()(aerie::Id<Tag> id) const noexcept { return id.index(); }
};
