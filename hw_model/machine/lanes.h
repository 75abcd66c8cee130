/// @file Lane arrays bound to programs: the machine's side of the microcode contract.
#pragma once

#include <cmath>
#include <cstdint>
#include <vector>

#include "hw_model/compile/image.h"
#include "hw_model/microcode/executor.h"

namespace aerie::hw {

/// A real number as a lane: quantised in fixed point, itself in float64.
template <class Lane>
[[nodiscard]] Lane lane_of(double value, const NumberFormat& format) {
    if constexpr (std::is_same_v<Lane, double>) return value;
    else return format.quantise(value);
}
template <class Lane>
[[nodiscard]] double value_of_lane(Lane lane, const NumberFormat& format) {
    if constexpr (std::is_same_v<Lane, double>) return lane;
    else return format.value(lane);
}

/// A set of indices as lanes: one for all, a run, or a list.
struct Selection {
    enum class Kind : std::uint8_t { one, run, list } kind = Kind::run;
    std::uint32_t first = 0;
    const std::uint32_t* list = nullptr;

    static Selection one(std::uint32_t index) { return {Kind::one, index, nullptr}; }
    static Selection run(std::uint32_t first) { return {Kind::run, first, nullptr}; }
    static Selection of(const std::uint32_t* list) { return {Kind::list, 0, list}; }
};

template <class Lane>
[[nodiscard]] Stream<Lane> select_lanes(Lane* base, const Selection& s) {
    switch (s.kind) {
        case Selection::Kind::one: return {base + s.first, nullptr, true};
        case Selection::Kind::run: return {base + s.first, nullptr, false};
        case Selection::Kind::list: break;
    }
    return {base, s.list, false};
}

/// What all programs of a tick share.
struct TickView {
    std::uint64_t tick = 0;
    double dt_s = 0;
    std::uint64_t seed = 0;
    const std::vector<Stimulus>* stimuli = nullptr;
};

/// A compiled program with its executor, and room for its bindings. An empty program runs as nothing.
template <class Lane>
class BoundProgram {
   public:
    BoundProgram() = default;
    explicit BoundProgram(const Compiled& compiled);

    [[nodiscard]] bool empty() const { return compiled_ == nullptr || compiled_->empty(); }
    [[nodiscard]] const Compiled& compiled() const { return *compiled_; }
    [[nodiscard]] Stream<Lane>& stream(std::size_t k) { return streams_[k]; }
    /// Binds every stream by asking `where(const StreamRef&)`, whose answer is built in its place: what is copied behind its parts waits for the stores of these.
    template <class Where>
    void bind(Where&& where) {
        for (std::size_t k = 0; k < streams_.size(); ++k) new (&streams_[k]) Stream<Lane>(where(compiled_->streams[k]));
    }
    void run(std::size_t lanes, const TickView& view, const Identity& identity, ProgramCounts& counts);
    /// The same, and lists the lanes in which the stream of this role ends up set, ascending (Executor::run_and_find).
    std::size_t run_and_find(std::size_t lanes, const TickView& view, const Identity& identity, ProgramCounts& counts, Role mask, std::uint32_t* found);

   private:
    void prepare(std::size_t lanes, const TickView& view, const Identity& identity, ProgramCounts& counts);
    void set_tick_constants(const TickView& view, const Identity& identity);

    const Compiled* compiled_ = nullptr;
    std::unique_ptr<Executor<Lane>> executor_;
    std::vector<Stream<Lane>> streams_;
    std::vector<std::uint16_t> stored_;              ///< the counted variables that one run stores, each as often as it does
};

extern template class BoundProgram<std::int32_t>;
extern template class BoundProgram<double>;

}  // namespace aerie::hw
