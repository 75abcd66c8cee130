/// @file Networks spoilt at random: whatever stands in a field, check_network either accepts it or throws InputError with a place.
#include <random>

#include "core/connect.h"
#include "tests/catch.h"
#include "tests/core/small_spec.h"

using namespace aerie;
using namespace aerie::test;

namespace {

const std::vector<std::string> texts{"", " ", "0", "-1", "1 ms", "1e308 ms", "1e-308 second", "nan", "1/0", "v", "v = v", "dv/dt = v/ms : 1", "i", "rand()", "t", "drive(t)",
                                     "drive(t, i)", "drive", "((((", "1 +", "\n\n", "x : 1\nx : 1", "a = b : 1\nb = a : 1", "w : volt (event-driven)", "\xff\xfe", "Exc", "in", "Input",
                                     "v > 1*mV", "v += w", "v_post += w", "uniform(1, 2)", "normal(0, 1) * mV", "5 Hz", "1e9 Hz", "exp(1000) * ms", "tau", "rate", "1 mV if i > 2 else 2 mV",
                                     "10**400 ms", "0 ms", "lastspike", "True", "not v"};
const std::vector<std::uint64_t> sizes{0, 1, 2, 3, 5, 1000, std::uint64_t{1} << 31, std::uint64_t{1} << 32, std::uint64_t{1} << 63, ~std::uint64_t{0}};
const std::vector<double> numbers{0, 1, -1, 0.5, 1e308, -1e308, 1e-320, std::numeric_limits<double>::infinity(), std::numeric_limits<double>::quiet_NaN()};

class Spoiler {
   public:
    explicit Spoiler(unsigned seed) : random_{seed} {}

    void spoil(NetworkSpec& s) {
        switch (below(12)) {
            case 0: return set_text({&s.name, &s.dt, &s.duration});
            case 1: return set_text({&s.stimuli[0].name, &s.stimuli[0].dt, &s.stimuli[0].unit});
            case 2: return s.stimuli[0].values = list(), s.stimuli[0].columns = pick(sizes), void();
            case 3: return spoil(s.populations[below(2)]);
            case 4: return spoil(s.sources[0]);
            case 5: return spoil(s.projections[below(2)]);
            case 6: return spoil(s.projections[below(2)].connect);
            case 7: return set_text({&s.recorders[1].name, &s.recorders[1].target, &s.recorders[1].variable, &s.recorders[1].period});
            case 8: return s.recorders[1].indices = {pick(sizes), pick(sizes)}, void();
            case 9: return s.recorders[0].what = static_cast<RecorderSpec::What>(below(3)), void();
            case 10: return s.schedule = Schedule::brian2, void();
            default: return add_phase(s);
        }
    }

   private:
    std::size_t below(std::size_t n) { return random_() % n; }
    template <class T>
    const T& pick(const std::vector<T>& from) { return from[below(from.size())]; }
    std::vector<double> list() {
        std::vector<double> values(below(6));
        for (double& x : values) x = pick(numbers);
        return values;
    }
    void set_text(std::vector<std::string*> fields) { *pick(fields) = pick(texts); }
    Setting any_setting() { return {pick(texts), pick(texts), below(2) ? list() : std::vector<double>{}, below(3) ? "" : pick(texts)}; }

    void spoil(PopulationSpec& p) {
        if (below(6) == 0) p.size = pick(sizes);
        else if (below(4) == 0) p.initial.push_back({"v", below(2) ? pick(texts) : "", list(), below(2) ? "mV" : pick(texts)});
        else if (below(5) == 0) p.parameters.push_back(any_setting());
        else set_text({&p.name, &p.equations, &p.threshold, &p.reset, &p.refractory, &p.on_tick, &p.functions, &p.method, &p.rate_window, &p.parameters[0].value});
    }
    void spoil(SourceSpec& s) {
        s.size = below(2) ? s.size : pick(sizes);
        if (below(3) == 0) s.poisson.reset();
        if (below(2) == 0 && s.poisson) s.poisson->rate = pick(texts);
        if (below(4) == 0 && s.poisson) s.poisson->rates_hz = list();
        if (below(3) == 0) s.regular = SourceSpec::Regular{pick(texts), pick(texts)};
        if (below(3) == 0) s.spikes = SourceSpec::SpikeList{{0, 1, 7}, below(2) ? list() : std::vector<double>{1, 2, 3}, below(4) ? std::vector<std::uint64_t>{} : sizes};
    }
    void spoil(ProjectionSpec& p) {
        if (below(4) == 0) p.initial = {any_setting(), {"w", "", list(), "mV"}};
        else set_text({&p.name, &p.from, &p.to, &p.equations, &p.on_pre, &p.on_post, &p.on_tick, &p.functions, &p.method, &p.delay, &p.initial[0].value});
    }
    void spoil(ConnectSpec& c) {
        c.rule = static_cast<ConnectSpec::Rule>(below(6));
        if (below(2)) c.probability = pick(numbers);
        if (below(2)) c.degree = pick(sizes);
        if (below(2)) c.pre = {0, 1, 1}, c.post = {0, 2, 2};
        c.allow_self = below(2) != 0;
        c.allow_multiple = below(2) != 0;
    }
    void add_phase(NetworkSpec& s) {
        if (below(2)) s.duration.clear();
        const std::vector<std::string> targets{"Exc", "in", "Input", "Exx"}, names{"tau", "rate", "w"};
        s.phases.push_back({below(2) ? "1 ms" : pick(texts), {{pick(targets), pick(names), pick(texts), below(3) ? std::vector<double>{} : list()}}});
    }

    std::mt19937 random_;
};

bool is_small(const Network& network, const Projection& p) { return network.size_of(p.from) < 10000 && network.size_of(p.to) < 10000; }

}  // namespace

TEST_CASE("a network spoilt at random is accepted or refused with a place, never more") {
    int refused = 0;
    for (unsigned seed = 0; seed < 20000; ++seed) {
        NetworkSpec spec = small_spec();
        Spoiler spoiler{seed};
        for (unsigned k = 0; k <= seed % 3; ++k) spoiler.spoil(spec);
        INFO("seed " << seed);
        try {
            const Network network = check_network(spec);
            for (std::uint32_t p = 0; p < network.projections.size(); ++p)
                if (is_small(network, network.projections[p])) (void)connect(network, ProjectionId{p});
        } catch (const InputError& error) {
            ++refused;
            REQUIRE_FALSE(error.complaint().what.empty());
            REQUIRE_FALSE(error.complaint().where.empty());
        }
    }
    CHECK(refused > 10000);
    CHECK(refused < 19000);   // some are good: the spoiler does not only break
}
