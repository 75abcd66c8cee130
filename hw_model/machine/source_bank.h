/// @file Spike sources outside the chip: what the host sends in each tick. Poisson trains are drawn as gaps (geometric in ticks), so that silence costs nothing.
/// Each source's next spike waits in a ring of the next ticks, or in a priority queue when it is further away: a heap alone costs three times as much.
#pragma once

#include <cstdint>
#include <vector>

#include "core/event_queue.h"
#include "core/model.h"

namespace aerie::hw {

class SourceBank {
   public:
    SourceBank(const Network& network, std::uint64_t seed);

    /// Appends the addresses that fire in `tick`, ascending. Ticks must be asked for in order, each once.
    void fire(Ticks tick, std::vector<Address>& fired);
    /// A new phase: rates of a Poisson source change from `tick` on.
    void change_rate(PopulationId source, const lang::ExprPtr& rate, const std::vector<double>& rates_hz, Ticks tick);

   private:
    struct Poisson {
        std::uint32_t source = 0;                  ///< index in Network::sources
        lang::ExprPtr rate;
        std::vector<double> probability;           ///< per tick, by neuron
        std::vector<double> log_silence{};         ///< ln(1 - probability), by neuron
        std::vector<std::uint32_t> generation;     ///< events of an older generation are void
        std::uint64_t change_every = 0;            ///< ticks between possible changes of the rate; 0: never
        bool has_time = false;                     ///< depends on t otherwise than through stimuli
        std::vector<std::uint32_t> stimuli{};      ///< that the rate reads
        std::vector<std::uint64_t> rows{};         ///< of these, as they were when the rate was last evaluated
    };
    struct Due {
        std::uint32_t source = 0, neuron = 0, generation = 0;
    };
    void begin(std::uint32_t source, std::uint64_t tick);
    void read_rate(Poisson& poisson, const lang::ExprPtr& rate) const;
    void refresh(Poisson& poisson, std::uint64_t tick);
    void set_rate(Poisson& poisson, std::uint32_t neuron, double probability, std::uint64_t tick);
    [[nodiscard]] bool shows_other_rows(Poisson& poisson, std::uint64_t tick) const;
    void schedule(Poisson& poisson, std::uint32_t neuron, std::uint64_t from);
    void schedule_next(const Due& due, std::uint64_t tick);
    void push(std::uint64_t tick, const Due& due);
    void take_due(std::uint64_t tick);
    [[nodiscard]] std::vector<double> rates_at(const Poisson& poisson, std::uint64_t tick) const;

    const Network* network_;
    std::uint64_t seed_;
    static constexpr std::uint64_t near_ticks = 1024;
    std::uint64_t now_ = 0;                        ///< the tick that fire() is asked for next, or stands in
    std::vector<std::vector<Due>> near_;           ///< by tick modulo near_ticks: due in [now_, now_ + near_ticks), in any order
    EventQueue<Due, Ticks> far_;
    std::vector<Due> due_;                         ///< those of this tick, ascending
    std::vector<Poisson> poisson_;
    std::vector<std::uint32_t> poisson_of_;        ///< by source
    std::vector<std::size_t> cursor_;              ///< spike lists: next entry, by global source neuron
    std::vector<std::uint32_t> first_;             ///< global number of a source's neuron 0
    std::uint64_t next_change_ = ~std::uint64_t{0};
};

}  // namespace aerie::hw
