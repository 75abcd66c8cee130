#include "hw_model/machine/machine.h"

#include <algorithm>
#include <map>

#include "core/error.h"
#include "hw_model/compile/neuron_compiler.h"
#include "hw_model/machine/assembly.h"
#include "hw_model/machine/source_bank.h"
#include "hw_model/machine/state_access.h"
#include "hw_model/machine/work_crew.h"
#include "hw_model/processor/ready_programs.h"

namespace aerie::hw {

namespace {

std::uint64_t total_ticks(const Network& network) {
    std::uint64_t ticks = 0;
    for (const Phase& p : network.phases) ticks += p.duration.count();
    return ticks;
}

template <class Lane>
class MachineOf final : public Machine {
   public:
    explicit MachineOf(const MachineParts& parts)
        : parts_{parts}, assembled_{assemble<Lane>(parts_)}, sources_{parts.network, parts.seed}, timer_{parts.chip, assembled_.routes, parts.mapping.routing, total_ticks(parts.network)},
          obeys_timing_{timer_.is_real_time() && parts.chip.late != LatePolicy::count_only}, inbox_(assembled_.cores.size()),
          lag_(assembled_.cores.size()), places_(parts.network.projections.size()), registers_{parts.network, assembled_}, processor_{parts.chip, registers_},
          crew_{parts.threads} {
        for (auto& program : ready_programs(parts.network, std::is_same_v<Lane, double>)) {
            readouts_.push_back(program.get());
            processor_.add(std::move(program));
        }
        update_ = [this](std::uint32_t slot) { assembled_.cores[slot]->update(view_); };
        absorb_ = [this](std::uint32_t slot) { assembled_.cores[slot]->absorb(inbox_[slot], view_); };
        phase_end_ = parts.network.phases.empty() ? ~std::uint64_t{0} : parts.network.phases[0].duration.count();
        begin_phase(0);
    }
    ~MachineOf() override { crew_.join(); }

    /// The scheduling law: the embedded processor, update everywhere, spikes change hands in ascending order of address, absorb and learn everywhere. The timing of a
    /// tick needs nothing of the next one, so it may be played beside it; where late packets are applied late or dropped, it says which arrive.
    void run_until(Ticks end) override {
        const auto cores = static_cast<std::uint32_t>(assembled_.cores.size());
        while (now_ < end.count()) {
            begin_tick();
            view_ = {now_, parts_.network.dt_s, parts_.seed, &parts_.network.stimuli};
            crew_.share(cores, update_);
            collect();
            if (obeys_timing_) play_first();
            else hand_over();
            crew_.share(cores, absorb_);
            note_busy();
            if (obeys_timing_) timer_.tell_work(record_);
            else play_beside();
            ++now_;
            has_begun_ = false;
        }
        crew_.join();
    }

    void attach(std::unique_ptr<HostProgram> program) override {
        AERIE_ASSERT(now_ == 0 && !has_begun_);
        processor_.add(std::move(program));
    }

    void begin_tick() override {
        if (has_begun_) return;
        has_begun_ = true;
        if (now_ == phase_end_) next_phase();
        processor_cycles_ = processor_.run(now_).count();
    }

    [[nodiscard]] Ticks now() const override { return Ticks{now_}; }
    [[nodiscard]] std::vector<Spike>& spikes() override { return spikes_; }
    [[nodiscard]] TickTimer& timer() override { return timer_; }

    [[nodiscard]] std::vector<double> neuron_values(PopulationId population, const std::string& variable, const std::vector<std::uint32_t>& indices) const override {
        const NeuronImage& image = parts_.images.front().populations[population.index()];
        std::vector<double> values;
        for (std::size_t v = 0; v < image.variables.size(); ++v) {
            if (image.variables[v].name != variable) continue;
            for (const std::uint32_t n : indices) {
                NeuroCore<Lane>& core = *assembled_.cores[assembled_.slot_of[population.index()][n]];
                values.push_back(core.slice_of(population)->value(v, assembled_.lane_of[population.index()][n]));
            }
            return values;
        }
        AERIE_ASSERT(!"recorders are checked");
    }

    [[nodiscard]] std::vector<double> synapse_values(ProjectionId projection, const std::string& variable, const std::vector<std::uint32_t>& indices) override {
        const SynapseImage& image = parts_.images.front().projections[projection.index()];
        const bool is_stored = find_stored(image.synapse, variable) >= 0 || find_stored(image.pre, variable) >= 0 || find_stored(image.post, variable) >= 0;
        if (!is_stored || image.is_static) return constant_values(projection, variable, indices);
        std::vector<SynapsePlace>& places = places_[projection.index()];
        if (places.empty()) places = place_synapses(parts_, assembled_, projection);
        std::vector<double> values;
        for (const std::uint32_t k : indices) {
            const SynapsePlace& p = places[k];
            values.push_back(assembled_.cores[p.slot]->plastic(p.store).value(p.axon, p.position, variable, now_));
        }
        return values;
    }

    [[nodiscard]] std::vector<double> program_values(ProgramId program, const std::string& variable, const std::vector<std::uint32_t>& indices) const override {
        const auto field = find_output_field(parts_.network.programs[program.index()], variable);
        AERIE_ASSERT(field.has_value());   // recorders are checked
        return readouts_[program.index()]->recorded(*field, indices);
    }

    [[nodiscard]] const EmbeddedProcessor& processor() const override { return processor_; }

    [[nodiscard]] std::vector<CoreActivity> activity() const override {
        std::vector<CoreActivity> out;
        for (const auto& core : assembled_.cores) out.push_back({core->id(), core->total_busy_cycles(), core->counts()});
        return out;
    }

    [[nodiscard]] std::vector<VariableLosses> losses() const override;
    [[nodiscard]] std::size_t synapse_bytes() const override {
        std::size_t bytes = 0;
        for (const auto& core : assembled_.cores) {
            for (const auto& s : core->stores()) bytes += s.is_plastic ? core->plastic(s.index).bytes() : core->rows(s.index).bytes();
        }
        return bytes;
    }

    [[nodiscard]] Counts counts() override {
        timer_.finish();
        Counts all;
        for (const auto& core : assembled_.cores) all += core->counts();
        all += processor_.counts();
        const router::MeshCounters mesh = timer_.mesh().counters();
        using router::Direction;
        all.add(Operation::hop_x, mesh.grants[router::index_of(Direction::east)] + mesh.grants[router::index_of(Direction::west)]);
        all.add(Operation::hop_y, mesh.grants[router::index_of(Direction::north)] + mesh.grants[router::index_of(Direction::south)]);
        all.add(Operation::hop_local, mesh.grants[router::index_of(Direction::local)]);
        all.add(Operation::buffer_write, mesh.buffer_writes);
        all.add(Operation::hop_diagonal, mesh.grants[router::index_of(Direction::north_east)] + mesh.grants[router::index_of(Direction::south_west)]);
        all.add(Operation::packet_dropped, mesh.dropped);
        all.add(Operation::packet_reinjected, mesh.reinjected);
        if (parts_.mapping.routing.is_multicast()) all.add(Operation::table_route, mesh.injected + mesh.hops());
        all.add(Operation::packet_fork, mesh.forked);
        all.add(Operation::packet_sent, timer_.packets_sent());
        all.add(Operation::host_event, timer_.host_events());
        if (!timer_.is_real_time()) all.add(Operation::barrier, timer_.ticks());
        return all;
    }

   private:
    void begin_phase(std::size_t phase) {
        if (phase >= parts_.network.phases.size()) return;
        for (const Phase::RateChange& c : parts_.network.phases[phase].rates) sources_.change_rate(c.id, c.rate, c.rates_hz, Ticks{now_});
        if (phase == 0) return;
        for (auto& core : assembled_.cores) core->load(parts_.images[phase]);
    }

    void next_phase() {
        if (++phase_ >= parts_.network.phases.size()) {
            phase_end_ = ~std::uint64_t{0};
            return;
        }
        phase_end_ += parts_.network.phases[phase_].duration.count();
        begin_phase(phase_);
    }

    /// All spikes of this tick in ascending order of address, and what the timing pass needs of them.
    void collect() {
        crew_.join();   // the record of the last tick is still being played
        record_.clear();
        record_.tick = now_;
        record_.processor = processor_cycles_;
        tick_spikes_.clear();
        for (std::uint32_t slot = 0; slot < assembled_.cores.size(); ++slot) {
            const NeuroCore<Lane>& core = *assembled_.cores[slot];
            const std::vector<Emission>& fired = core.fired();
            if (fired.empty()) continue;
            record_.senders.push_back({slot, NodeId{core.id().index() / parts_.chip.mesh.cores_per_router}, static_cast<std::uint32_t>(fired.size())});
            for (const Emission& e : fired) {
                record_.emissions.push_back({e.address, processor_cycles_ + e.ready + lag_[slot]});
                tick_spikes_.push_back(e.address);
            }
        }
        std::sort(tick_spikes_.begin(), tick_spikes_.end());
        sources_.fire(Ticks{now_}, record_.host);
        tick_spikes_.insert(tick_spikes_.end(), record_.host.begin(), record_.host.end());   // sources are numbered after populations
        for (const Address a : tick_spikes_) spikes_.push_back({now_, a});
        for (auto& arrivals : inbox_) arrivals.clear();
    }

    void hand_over() {
        for (const Address a : tick_spikes_) {
            const std::uint32_t number = assembled_.routes.number_of(a);
            for (std::uint32_t r = assembled_.routes.begin(number); r < assembled_.routes.end(number); ++r) {
                const Route& route = assembled_.routes[r];
                assembled_.cores[route.slot]->prefetch_entries(route.local);
                inbox_[route.slot].push_back({route.local, 0});
            }
        }
        for (std::size_t slot = 0; slot < inbox_.size(); ++slot) {
            const std::size_t first = std::min(inbox_[slot].size(), NeuroCore<Lane>::prefetched_ahead);
            for (std::size_t k = 0; k < first; ++k) assembled_.cores[slot]->prefetch(inbox_[slot][k].source);
        }
    }

    /// NeuroCores begin when the embedded processor is through. BARRIER waits for the busiest of them; in REAL_TIME one that is not through begins the next tick so much later.
    void note_busy() {
        const std::uint64_t length = parts_.chip.tick_cycles;
        for (std::uint32_t slot = 0; slot < assembled_.cores.size(); ++slot) {
            const NeuroCore<Lane>& core = *assembled_.cores[slot];
            const std::uint64_t busy = processor_cycles_ + core.busy_cycles();
            record_.busy = std::max(record_.busy, busy);
            if (timer_.is_watched()) note_work(slot, processor_cycles_ + lag_[slot]);
            if (timer_.is_real_time()) lag_[slot] = std::max(lag_[slot] + busy, length) - length;
        }
        record_.is_work_known = true;
        if (timer_.is_real_time() && record_.busy > length) timer_.count_overrun();
    }

    void note_work(std::uint32_t slot, std::uint64_t begin) {
        const NeuroCore<Lane>& core = *assembled_.cores[slot];
        record_.work.push_back({.slot = slot, .begin = Cycles{begin}, .learning = Cycles{begin + core.soma_cycles()}, .end = Cycles{begin + core.busy_cycles()}});
    }

    void play_beside() {
        if (timer_.is_quiet(record_)) return timer_.play(record_);
        crew_.start_beside([this] { timer_.play(record_); });
    }

    void play_first() {
        timer_.play(record_);
        served_ = timer_.served();
        std::sort(served_.begin(), served_.end(), [](const TickTimer::Served& a, const TickTimer::Served& b) { return a.route < b.route; });
        const bool drops = parts_.chip.late == LatePolicy::drop;
        for (const TickTimer::Served& s : served_) {
            if (drops && s.lateness > 0) continue;
            const Route& route = assembled_.routes[s.route];
            inbox_[route.slot].push_back({route.local, s.lateness});
        }
    }

    /// Variables that never change are not stored: their start values are their values.
    [[nodiscard]] std::vector<double> constant_values(ProjectionId projection, const std::string& variable, const std::vector<std::uint32_t>& indices) const {
        const Connectivity& c = parts_.connectivity[projection.index()];
        std::vector<double> values;
        std::uint32_t pre = 0, last = ~0u;
        std::vector<double> row;
        for (const std::uint32_t k : indices) {
            pre = static_cast<std::uint32_t>(std::upper_bound(c.begin.begin(), c.begin.end(), std::uint64_t{k}) - c.begin.begin() - 1);
            if (pre != last) row = initial_row(parts_.network, projection, variable, c, pre);
            last = pre;
            values.push_back(row[k - c.begin[pre]]);
        }
        return values;
    }

    MachineParts parts_;
    Assembled<Lane> assembled_;
    SourceBank sources_;
    TickTimer timer_;
    bool obeys_timing_;                  ///< the timing pass decides which spikes arrive, and when
    TickRecord record_;
    TickView view_;
    std::vector<std::vector<Arrival>> inbox_;
    std::vector<std::uint64_t> lag_;     ///< REAL_TIME, by slot: cycles into the tick before the NeuroCore is through with the last one
    std::vector<Address> tick_spikes_;
    std::vector<Spike> spikes_;
    std::vector<TickTimer::Served> served_;
    std::vector<std::vector<SynapsePlace>> places_;
    NeuronAccess<Lane> registers_;
    EmbeddedProcessor processor_;
    std::vector<LinearReadout*> readouts_;   ///< by ProgramId; the processor owns them
    std::uint64_t processor_cycles_ = 0;     ///< in this tick, before the NeuroCores begin
    bool has_begun_ = false;                 ///< the start slot of this tick is over
    std::function<void(std::uint32_t)> update_, absorb_;
    std::uint64_t now_ = 0, phase_end_ = 0;
    std::size_t phase_ = 0;
    WorkCrew crew_;   // last: its threads end before what they work on
};

template <class Lane>
std::vector<VariableLosses> MachineOf<Lane>::losses() const {
    std::map<std::string, VariableLosses> all;
    const auto add = [&](const std::string& name, const StoredVariable& v, const ProgramCounts& counts, std::size_t k) {
        VariableLosses& entry = all[name];
        entry.name = name;
        entry.format = v.is_boolean ? "boolean" : v.format.text();
        entry.stores += counts.stores[k];
        entry.saturations += counts.saturations[k];
        entry.lost += counts.lost[k];
    };
    for (const auto& core : assembled_.cores) {
        for (const auto& slice : core->slices()) {
            const std::string& name = parts_.network.name_of(slice->population());
            for (std::size_t v = 0; v < slice->image().variables.size(); ++v) {
                add(name + "." + slice->image().variables[v].name, slice->image().variables[v], slice->counts(), v);
            }
        }
        for (const auto& s : core->stores()) {
            if (!s.is_plastic) continue;
            const PlasticStore<Lane>& store = core->plastic(s.index);
            const std::string& name = parts_.network.projections[s.projection.index()].name;
            std::size_t counter = 0;
            for (const auto* list : {&store.image().synapse, &store.image().pre, &store.image().post}) {
                for (const StoredVariable& v : *list) {
                    add(name + "." + v.name, v, store.counts(), counter++);
                }
            }
        }
    }
    std::vector<VariableLosses> out;
    for (auto& [name, losses] : all) out.push_back(losses);
    return out;
}

}  // namespace

std::unique_ptr<Machine> Machine::build(const MachineParts& parts) {
    AERIE_ASSERT(!parts.images.empty());
    if (parts.images.front().arithmetic == Arithmetic::fixed) return std::make_unique<MachineOf<std::int32_t>>(parts);
    return std::make_unique<MachineOf<double>>(parts);
}

}  // namespace aerie::hw
