#include "tools/session/compare.h"

#include <algorithm>
#include <cmath>

#include "tools/session/compare_spikes.h"
#include "tools/session/watch.h"

namespace aerie::session {

namespace {

class Comparer {
   public:
    Comparer(const Prepared& prepared, const CompareOptions& options)
        : prepared_{prepared}, network_{prepared.network}, total_{total_ticks(prepared.network)},
          period_{options.period_ticks != 0 ? options.period_ticks : std::max<std::uint64_t>(1, total_ / 1000)}, tau_ticks_{options.time_constant_s / prepared.network.dt_s},
          reference_images_{compile_phases(network_, prepared.chip, hw::Arithmetic::float64, {})}, fixed_{build(prepared.images, options.threads)},
          reference_{build(reference_images_, options.threads)}, watches_{watch_variables(prepared, options.most_members)}, errors_(watches_.size()) {
        for (const Population& p : network_.populations) {
            trains_.push_back({.name = p.name, .size = p.size});
            distances_.emplace_back(p.size);
        }
    }

    Comparison run(const CompareOptions& options) {
        while (now_ < total_) {
            if (now_ % period_ == 0) sample();
            now_ = std::min(total_, (now_ / period_ + 1) * period_);
            fixed_->run_until(Ticks{now_});
            reference_->run_until(Ticks{now_});
            take_spikes();
            options.progress(Ticks{now_});
        }
        sample();
        return finish(options);
    }

   private:
    [[nodiscard]] std::unique_ptr<hw::Machine> build(const std::vector<hw::NetworkImage>& images, std::uint32_t threads) const {
        return hw::Machine::build({network_, prepared_.chip, images, prepared_.mapping, prepared_.problem.connectivity, prepared_.seed, threads});
    }

    void sample() {
        for (std::size_t k = 0; k < watches_.size(); ++k) {
            const std::vector<double> found = values_of(*fixed_, watches_[k]), expected = values_of(*reference_, watches_[k]);
            VariableError& e = errors_[k];
            for (std::size_t m = 0; m < found.size(); ++m) {
                const double error = std::abs(found[m] - expected[m]);
                e.rms += error * error;   // the sum of squares, until finish()
                if (error > e.worst) {
                    e.worst = error;
                    e.worst_tick = now_;
                }
                e.reference = e.samples + m == 0 ? Interval::point(expected[m]) : hull(e.reference, Interval::point(expected[m]));
            }
            e.samples += found.size();
        }
    }

    /// Both lists ascend by tick and address.
    void take_spikes() {
        const std::vector<hw::Spike>&a = fixed_->spikes(), &b = reference_->spikes();
        for (std::size_t i = 0, j = 0; i < a.size() || j < b.size();) {
            const bool has_fixed = j == b.size() || (i < a.size() && a[i] <= b[j]);
            const bool has_reference = i == a.size() || (j < b.size() && b[j] <= a[i]);
            take(has_fixed ? a[i] : b[j], has_fixed, has_reference);
            i += has_fixed ? 1 : 0;
            j += has_reference ? 1 : 0;
        }
        fixed_->spikes().clear();
        reference_->spikes().clear();
    }

    void take(const hw::Spike& spike, bool has_fixed, bool has_reference) {
        const PopulationId population = spike.address.population;
        if (network_.is_source(population)) return;   // both runs are given the same events
        TrainError& train = trains_[population.index()];
        train.spikes_fixed += has_fixed ? 1 : 0;
        train.spikes_float64 += has_reference ? 1 : 0;
        if (has_fixed && has_reference) {
            ++train.same;
            return;
        }
        distances_[population.index()][spike.address.neuron.index()].add(spike.tick, has_fixed ? 1.0 : -1.0, tau_ticks_);
        if (!train.first_tick) train.first_tick = spike.tick;
        if (!first_) first_ = FirstDivergence{spike.tick, train.name, spike.address.neuron.index(), has_fixed};
    }

    Comparison finish(const CompareOptions& options) {
        Comparison out{.network = network_.name, .chip = prepared_.chip.name, .seed = prepared_.seed, .ticks = total_, .period_ticks = period_, .dt_s = network_.dt_s,
                       .time_constant_s = options.time_constant_s, .first = first_, .losses = fixed_->losses(), .notes = prepared_.notes};
        for (std::size_t k = 0; k < watches_.size(); ++k) {
            VariableError& e = errors_[k];
            e.name = watches_[k].name;
            e.dimension = watches_[k].dimension;
            e.format = watches_[k].format.text();
            e.quantum = std::abs(watches_[k].format.lsb());
            e.members = watches_[k].indices.size();
            e.rms = e.samples == 0 ? 0.0 : std::sqrt(e.rms / static_cast<double>(e.samples));
            out.variables.push_back(e);
        }
        const double neuron_seconds = static_cast<double>(total_) * network_.dt_s;
        for (std::size_t p = 0; p < trains_.size(); ++p) {
            TrainError& train = trains_[p];
            train.rate_fixed_hz = static_cast<double>(train.spikes_fixed) / neuron_seconds / train.size;
            train.rate_float64_hz = static_cast<double>(train.spikes_float64) / neuron_seconds / train.size;
            for (const TrainDistance& d : distances_[p]) train.distance += d.value() / train.size;
            out.populations.push_back(train);
        }
        return out;
    }

    const Prepared& prepared_;
    const Network& network_;
    std::uint64_t total_, period_, now_ = 0;
    double tau_ticks_;
    std::vector<hw::NetworkImage> reference_images_;
    std::unique_ptr<hw::Machine> fixed_, reference_;
    std::vector<Watch> watches_;
    std::vector<VariableError> errors_;
    std::vector<TrainError> trains_;
    std::vector<std::vector<TrainDistance>> distances_;
    std::optional<FirstDivergence> first_;
};

}  // namespace

Comparison compare(const Prepared& prepared, const CompareOptions& options) { return Comparer{prepared, options}.run(options); }

}  // namespace aerie::session
