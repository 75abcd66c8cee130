/// @file Random programs in the equation language, all of them legal: expressions whose divisors keep away from zero and whose exponents stay small.
#pragma once

#include <random>
#include <string>
#include <vector>

namespace aerie::hw::test {

class ProgramMaker {
   public:
    explicit ProgramMaker(std::uint32_t seed) : random_{seed} {}

    struct Made {
        std::string equations;                 ///< one stored variable per line, with its range
        std::vector<std::string> variables;
        std::string statements;                ///< one per line
    };

    Made make() {
        Made made;
        positive_.clear();
        names_.clear();
        const int variables = 2 + pick(3);
        for (int k = 0; k < variables; ++k) {
            const Range& range = ranges[static_cast<std::size_t>(pick(range_count))];
            const std::string name(1, static_cast<char>('a' + k));
            made.equations += name + " : 1 [" + range.low + ", " + range.high + "]\n";
            names_.push_back(name);
            if (range.is_positive) positive_.push_back(name);
        }
        made.variables = names_;
        const int statements = 1 + pick(3);
        for (int k = 0; k < statements; ++k) {
            static const char* const operators[] = {" = ", " += ", " -= ", " *= "};
            made.statements += names_[static_cast<std::size_t>(pick(variables))] + operators[pick(4)] + number(2 + pick(2)) + "\n";
        }
        return made;
    }

   private:
    struct Range {
        const char* low;
        const char* high;
        bool is_positive;
    };
    static constexpr int range_count = 10;
    static constexpr Range ranges[range_count] = {{"-1", "1", false},     {"0", "1", false},          {"-80", "20", false},   {"-0.08", "0.02", false}, {"0", "1e-9", false},
                                                  {"-1000", "1000", false}, {"0.5", "2", true},        {"1", "100", true},     {"0.001", "0.3", true},   {"-7", "3e4", false}};

    int pick(int n) { return static_cast<int>(random_() % static_cast<unsigned>(n)); }
    std::string name() { return names_[static_cast<std::size_t>(pick(static_cast<int>(names_.size())))]; }
    std::string constant() {
        static const char* const all[] = {"0.5", "2", "1", "3", "0.1", "-0.37", "7.25", "1e-3", "-40", "0.015625", "1.7", "250", "-1", "1e-6"};
        return std::string{"("} + all[pick(14)] + ")";
    }
    /// Never nearer to zero than a thousandth.
    std::string divisor(int depth) {
        if (!positive_.empty() && pick(2) == 0) return positive_[static_cast<std::size_t>(pick(static_cast<int>(positive_.size())))];
        if (pick(2) == 0) return "(abs(" + number(depth - 1) + ") + 0.5)";
        return "(1 + exp(-abs(" + number(depth - 1) + ")))";
    }
    std::string condition(int depth) {
        static const char* const comparisons[] = {" < ", " <= ", " > ", " >= "};
        const std::string simple = number(depth - 1) + comparisons[pick(4)] + number(depth - 1);
        switch (pick(4)) {
            case 0: return "(not (" + simple + "))";
            case 1: return "((" + simple + ") and (" + number(depth - 1) + " > " + constant() + "))";
            case 2: return "((" + simple + ") or (" + number(depth - 1) + " <= " + constant() + "))";
            default: return "(" + simple + ")";
        }
    }
    std::string number(int depth) {
        if (depth <= 0) return pick(3) == 0 ? constant() : name();
        const auto arg = [&] { return number(depth - 1); };
        switch (pick(26)) {
            case 0: case 1: case 2: case 3: return "(" + arg() + " + " + arg() + ")";
            case 4: case 5: case 6: return "(" + arg() + " - " + arg() + ")";
            case 7: case 8: case 9: case 10: return "(" + arg() + " * " + arg() + ")";
            case 11: case 12: return "(" + arg() + " / " + divisor(depth) + ")";
            case 13: return "(" + arg() + " / " + constant() + ")";
            case 14: return "(-" + arg() + ")";
            case 15: return "abs(" + arg() + ")";
            case 16: return (pick(2) == 0 ? "min(" : "max(") + arg() + ", " + arg() + ")";
            case 17: return "clip(" + arg() + ", -0.5, 1.5)";
            case 18: return "(" + arg() + " if " + condition(depth) + " else " + arg() + ")";
            case 19: return "int(" + condition(depth) + ")";
            case 20: return std::string{pick(2) == 0 ? "floor(" : "ceil("} + arg() + ")";
            case 21: return "exp(clip(" + arg() + ", -20, " + (pick(2) == 0 ? "-1" : "3") + "))";
            case 22: return pick(2) == 0 ? "log(abs(" + arg() + ") + 0.01)" : "sqrt(abs(" + arg() + "))";
            case 23: return std::string{pick(2) == 0 ? "sin(" : "tanh("} + arg() + ")";
            case 24: return "(" + arg() + ")**" + (pick(2) == 0 ? "2" : "3");
            default: return pick(2) == 0 ? "sign(" + arg() + ")" : "int(" + arg() + ")";
        }
    }

    std::mt19937 random_;
    std::vector<std::string> names_, positive_;
};

}  // namespace aerie::hw::test
