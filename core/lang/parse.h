/// @file Text to syntax tree. Nothing is resolved here: names are names, and only numbers carry a dimension.
/// Every function throws InputError with line, column and caret. Depth and size of a tree are bounded, so no text can exhaust the stack.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/lang/ast.h"
#include "core/lang/model.h"
#include "core/lang/source.h"

namespace aerie::lang {

/// A user's function, expanded where it is called: "nmda(v, t, s) = ((v-t)/s)^2 / (1 + ((v-t)/s)^2)".
struct Macro {
    std::vector<std::string> parameters;
    ExprPtr body;
};
using Macros = std::map<std::string, Macro>;

/// What stands behind the colon of an equation.
struct Declaration {
    std::optional<Dimension> dimension;   ///< absent: taken from the range or from the right side
    bool is_boolean = false;
    ExprPtr low, high;                    ///< the declared range; both or none
    std::vector<std::string> flags;       ///< "shared", "unless refractory", "method=midpoint", ... as written, single spaces
    Span span;
};

/// One line of equations: dx/dt = rhs, x = rhs, or x alone.
struct EquationLine {
    Kind kind = Kind::stored;
    std::string name;
    ExprPtr rhs;
    ExprPtr factor;                       ///< ANNarchy's form `tau * dx/dt = rhs`; null: none
    std::optional<Declaration> declaration;
    Span span;
};

[[nodiscard]] ExprPtr parse_expression(const Source& source, const Macros& macros = {});
[[nodiscard]] std::vector<EquationLine> parse_equations(const Source& source, const Macros& macros = {});
/// Targets come out as written: side is own, the suffix _pre or _post still in the name; the checker knows better.
[[nodiscard]] std::vector<Statement> parse_statements(const Source& source, const Macros& macros = {});
/// One definition per line; a function may call those above it, so recursion cannot be written.
[[nodiscard]] Macros parse_functions(const Source& source);
/// "volt", "1", "siemens/metre**2", "Hz": the SI factor and dimension.
[[nodiscard]] Unit parse_unit(const Source& source);

}  // namespace aerie::lang
