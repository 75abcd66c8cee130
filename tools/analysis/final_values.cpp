#include "tools/analysis/final_values.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <numeric>

#include "core/error.h"
#include "core/lang/evaluate.h"
#include "core/lang/parse.h"
#include "core/lang/typing.h"
#include "core/nearest_name.h"
#include "tools/formats/sonata.h"
#include "tools/report/load.h"

namespace aerie::analysis {

namespace {

using tools::plot::Curve;
using Numbers = std::map<std::string, double>;

/// An expression over a few pure names.
class Formula {
   public:
    Formula(const std::string& text, const std::string& option, std::vector<std::string> known) {
        const lang::Source source{text, option};
        lang::Names names;
        names.allows_random = false;
        names.known = [known] { return known; };
        names.resolve = [known](const lang::Expr& name) -> lang::ExprPtr {
            if (std::find(known.begin(), known.end(), name.name) == known.end()) return nullptr;
            return lang::make_local(name.name, {});
        };
        expr_ = lang::require(lang::type_check(lang::parse_expression(source), source, names), {}, false, source, "the value");
    }
    [[nodiscard]] double at(const Numbers& numbers) const {
        return lang::evaluate(*expr_, {[&](const lang::Expr& e) { return numbers.at(e.name); }, nullptr});
    }

   private:
    lang::ExprPtr expr_;
};

/// One variable of one projection.
struct Column {
    const formats::SynapseTable* table = nullptr;
    std::string variable;
    const std::vector<double>* values = nullptr;
    [[nodiscard]] std::string name() const { return table->name + "." + variable; }
};

/// Start values are columns of the file too, but not what became of them.
std::vector<Column> columns_of(const std::vector<formats::SynapseTable>& tables) {
    std::vector<Column> all;
    for (const formats::SynapseTable& t : tables) {
        for (std::size_t v = 0; v < t.variables.size(); ++v) {
            if (!t.variables[v].ends_with("_initial")) all.push_back({&t, t.variables[v], &t.values[v]});
        }
    }
    return all;
}

std::vector<Column> chosen(const std::vector<Column>& all, const std::vector<std::string>& wanted, const std::string& where) {
    std::vector<Column> out;
    if (wanted.empty()) {
        std::copy_if(all.begin(), all.end(), std::back_inserter(out), [](const Column& c) { return c.variable == "w"; });
        if (out.empty()) throw InputError{{"nothing to plot: no synapse of the run changes a 'w'", where, "", "a projection with on_pre, on_post or on_tick that writes the weight"}};
    }
    for (const std::string& name : wanted) {
        const auto found = std::find_if(all.begin(), all.end(), [&](const Column& c) { return c.name() == name; });
        std::vector<std::string> known;
        for (const Column& c : all) known.push_back(c.name());
        if (found == all.end()) throw InputError{{fmt::format("unknown synapse variable '{}'", name), "--of", "", suggest_name(name, known)}};
        out.push_back(*found);
    }
    return out;
}

void sort_by_x(Curve& curve) {
    std::vector<std::size_t> order(curve.x.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return curve.x[a] < curve.x[b]; });
    Curve sorted{curve.label, {}, {}, curve.is_reference};
    for (const std::size_t k : order) {
        sorted.x.push_back(curve.x[k]);
        sorted.y.push_back(curve.y[k]);
    }
    curve = std::move(sorted);
}

}  // namespace

tools::plot::CurvePicture final_values(const std::filesystem::path& directory, const FinalOptions& options) {
    const tools::RunRecord record = tools::load_run_record(directory);
    const std::filesystem::path file = tools::result_directory(directory) / "weights.h5";
    const std::vector<formats::SynapseTable> tables = formats::read_weights(file);
    const std::vector<Column> columns = chosen(columns_of(tables), options.variables, file.string());
    const auto size_of = [&](const std::string& name) {
        const auto found = std::find_if(record.populations.begin(), record.populations.end(), [&](const auto& p) { return p.name == name; });
        return found == record.populations.end() ? 0.0 : static_cast<double>(found->size);
    };
    const Formula x{options.x, "--x", {"i", "j", "N_pre", "N_post"}};
    tools::plot::CurvePicture picture{fmt::format("Final values of {}", record.network), options.x_label.empty() ? options.x : options.x_label,
                                      columns.size() == 1 ? columns[0].name() : columns[0].variable, {}};
    Curve reference{options.beside, {}, {}, true};
    for (const Column& c : columns) {
        Curve curve{c.name(), {}, {}};
        for (std::size_t k = 0; k < c.values->size(); ++k) {
            Numbers numbers{{"i", static_cast<double>(c.table->source[k])}, {"j", static_cast<double>(c.table->target[k])},
                            {"N_pre", size_of(c.table->from)}, {"N_post", size_of(c.table->to)}};
            curve.x.push_back(x.at(numbers));
            curve.y.push_back((*c.values)[k]);
            if (options.beside.empty() || &c != &columns.front()) continue;
            numbers["x"] = curve.x.back();
            reference.x.push_back(curve.x.back());
            reference.y.push_back(Formula{options.beside, "--beside", {"x", "i", "j", "N_pre", "N_post"}}.at(numbers));
        }
        sort_by_x(curve);
        picture.curves.push_back(std::move(curve));
    }
    sort_by_x(reference);
    if (!options.beside.empty()) picture.curves.push_back(std::move(reference));
    return picture;
}

}  // namespace aerie::analysis
