/// @file Generated programs: the compiled float64 program against the tree-walker, the compiled fixed-point program against a bound on the error of any
/// arithmetic of 31 bits and a saturating border. A word that wraps is off by half its range and cannot pass.
#include <random>

#include "core/lang/evaluate.h"
#include "tests/hw_model/compile/bounded_evaluate.h"
#include "tests/hw_model/compile/lane_run.h"
#include "tests/hw_model/compile/program_maker.h"

namespace aerie::hw::test {
namespace {

constexpr std::size_t lanes = 33;   // two vectors and one lane

/// Values of a range: both ends, zero, next to the ends, and anything between.
std::vector<double> drawn(const NumberFormat& f, Interval range, std::mt19937& random) {
    std::vector<double> values{range.low, range.high, range.low + f.lsb(), range.high - f.lsb(), std::clamp(0.0, range.low, range.high)};
    std::uniform_real_distribution<double> anywhere{range.low, range.high};
    while (values.size() < lanes) values.push_back(anywhere(random));
    return values;
}

struct Tally {
    std::size_t programs = 0, checked = 0, uncertain = 0, exact = 0, refused = 0;
    double worst = 0.0;
};

class Trial {
   public:
    Trial(const ProgramMaker::Made& made, const ChipSpec& chip, std::uint32_t seed) : made_{made}, bench_{spec(made), chip}, random_{seed} {
        for (const lang::Variable& v : bench_.network.populations[0].model.variables) {
            ranges_[v.name] = {v.range->low, v.range->high};
            bench_.set(v.name, drawn(bench_.format(v.name), ranges_[v.name], random_));
            start_[v.name] = bench_.real_values(v.name);
        }
    }

    void check(Tally& tally) {
        bench_.update();
        for (std::size_t k = 0; k < lanes; ++k) {
            check_fixed(k, tally);
            check_real(k, tally);
        }
    }

   private:
    static PopulationSpec spec(const ProgramMaker::Made& made) {
        PopulationSpec p = population(made.equations);
        p.on_tick = made.statements;
        for (const std::string& name : made.variables) p.initial.push_back(setting(name, "rand()"));
        return p;
    }

    std::string listing() const {
        std::string text = made_.equations + made_.statements;
        for (const StoredVariable& v : bench_.image().variables) text += v.name + " " + v.format.text() + "\n";
        return text + disassemble(bench_.image().update.program);
    }

    /// All statements in order, each variable saturating at its register's ends.
    std::map<std::string, Bounded> walk(std::size_t k, const Precision& precision, bool saturates) const {
        std::map<std::string, Bounded> now;
        for (const auto& [name, values] : start_) {
            const NumberFormat& f = bench_.format(name);
            now[name] = {values[k], 0.0, saturates ? f.range() : Interval::point(values[k]), true};
        }
        for (const lang::UpdateStep& step : bench_.network.populations[0].model.update) {
            Bounded b = bounded_evaluate(*step.value, precision, [&](const lang::Expr& e) { return now.at(e.name); });
            if (saturates && !step.is_local) {
                const NumberFormat& f = bench_.format(step.target);
                b.value = std::clamp(b.value, f.range().low, f.range().high);
                b.error += 1.02 * f.lsb();
                b.range = f.range();
            }
            now[step.target] = b;
        }
        return now;
    }

    void check_fixed(std::size_t k, Tally& tally) {
        for (const auto& [name, expected] : walk(k, fixed_precision, true)) {
            const double got = bench_.fixed_values(name)[k];
            REQUIRE(bench_.format(name).range().contains(got));
            if (!expected.is_certain || !std::isfinite(expected.error) || !std::isfinite(expected.value)) { ++tally.uncertain; continue; }
            ++tally.checked;
            if (std::abs(got - expected.value) <= expected.error) continue;
            FAIL(listing() << "lane " << k << ": " << name << " is " << got << ", expected " << expected.value << " +- " << expected.error << start(k));
        }
    }

    void check_real(std::size_t k, Tally& tally) {
        for (const auto& [name, expected] : walk(k, float_precision, false)) {
            const double got = bench_.real_values(name)[k];
            if (!expected.is_certain || std::isnan(expected.value) || !std::isfinite(expected.error)) continue;
            if (got == expected.value) ++tally.exact;
            tally.worst = std::max(tally.worst, std::abs(got - expected.value) / std::max(std::abs(expected.value), 1e-300));
            if (std::abs(got - expected.value) <= expected.error) continue;
            FAIL(listing() << "float64 lane " << k << ": " << name << " is " << got << ", expected " << expected.value << " +- " << expected.error << start(k));
        }
    }

    std::string start(std::size_t k) const {
        std::string text = "\n  from";
        for (const auto& [name, values] : start_) text += " " + name + "=" + std::to_string(values[k]);
        return text;
    }

    const ProgramMaker::Made& made_;
    NeuronBench bench_;
    std::mt19937 random_;
    std::map<std::string, Interval> ranges_;
    std::map<std::string, std::vector<double>> start_;
};

Tally run_trials(std::uint32_t first, std::uint32_t count, const ChipSpec& chip) {
    Tally tally;
    for (std::uint32_t seed = first; seed < first + count; ++seed) {
        const ProgramMaker::Made made = ProgramMaker{seed}.make();
        INFO("seed " << seed << "\n" << made.equations << made.statements);
        ++tally.programs;
        try {
            Trial{made, chip, seed}.check(tally);
        } catch (const InputError& error) {   // a divisor or a logarithm without bound is refused by name
            REQUIRE(std::string{error.what()}.find("bound") != std::string::npos);
            ++tally.refused;
        }
    }
    return tally;
}

void report(const Tally& tally) {
    WARN(tally.programs << " programs, " << tally.checked << " results within bound, " << tally.uncertain << " undecided, " << tally.exact << " equal in float64, " << tally.refused << " refused");
    CHECK(tally.checked > 2 * tally.uncertain);
    CHECK(tally.refused * 50 < tally.programs);
}

TEST_CASE("generated programs of 32 bits stay within the bound that their formats allow") { report(run_trials(1, 3000, exact_chip())); }
TEST_CASE("generated programs of 16 bits do so too") { report(run_trials(10001, 1000, chip_with_bits(16))); }
TEST_CASE("generated programs under stochastic rounding are never off by more than a quantum") { report(run_trials(20001, 1000, chip_with_bits(24, Rounding::stochastic))); }
TEST_CASE("generated programs that round toward zero are never off by more than a quantum") { report(run_trials(30001, 500, chip_with_bits(12, Rounding::toward_zero))); }

}  // namespace
}  // namespace aerie::hw::test
