/// @file The syntax tree of an expression: immutable, shared, each node knows where it stood in the user's text.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "core/lang/dimension.h"

namespace aerie::lang {

/// Where a piece of text stood: 1-based line and column in the string that was parsed.
struct Span {
    int line = 1;
    int column = 1;
    int length = 1;
};

enum class Node {
    number,                                     ///< `value`, in SI units, with `dimension`
    name,                                       ///< `name`; resolved by the checker (see Reference)
    negate, logical_not,                        ///< one argument
    add, subtract, multiply, divide, modulo, power,
    less, less_equal, greater, greater_equal, equal, not_equal,
    logical_and, logical_or,                    ///< two arguments
    select,                                     ///< (condition, if true, if false): `a if c else b` and `c ? a : b`
    call                                        ///< `name` applied to args: exp log sqrt abs min max clip rand randn int sin cos tanh ...
};

/// What a name turned out to be once the checker has seen the whole model.
enum class Reference {
    unresolved,
    own,          ///< a variable of this neuron, or of this synapse
    pre, post,    ///< x_pre, x_post: a variable of the synapse's source or target neuron
    stimulus,     ///< in Node::call: a stimulus array rate(t), looked up at the current tick
    time,         ///< t, in seconds
    index,        ///< i (own index; in synapses i is the pre and j the post index)
    post_index,   ///< j
    not_refractory,
    last_spike,   ///< lastspike (own), lastspike_pre, lastspike_post carry side in `side`; seconds; a large negative number before the first
    mean_rate,    ///< rate_pre, rate_post, rate: spikes of the last rate_window divided by it, in Hz
    local         ///< an intermediate of the discretised update, defined by an earlier statement
};
enum class Side { own, pre, post };

struct Expr;
using ExprPtr = std::shared_ptr<const Expr>;

struct Expr {
    Node node = Node::number;
    double value = 0.0;             ///< Node::number only
    std::string name;               ///< Node::name, Node::call
    std::vector<ExprPtr> args;
    Span span;
    Dimension dimension;            ///< set by the parser for numbers, by the checker for all
    bool is_boolean = false;        ///< set by the checker
    Reference reference = Reference::unresolved;
    Side side = Side::own;          ///< for own/pre/post variables and last_spike, mean_rate, not_refractory
    int nodes = 1;                  ///< size and depth of the tree below, this node included: the parser bounds both
    int depth = 1;
};

[[nodiscard]] ExprPtr make_number(double value, Dimension dimension = {}, Span span = {});
[[nodiscard]] ExprPtr make_node(Node node, std::vector<ExprPtr> args, Span span = {});   ///< dimension is NOT computed
[[nodiscard]] ExprPtr make_call(std::string name, std::vector<ExprPtr> args, Span span = {});
[[nodiscard]] ExprPtr make_name(std::string name, Span span = {});   ///< unresolved
[[nodiscard]] ExprPtr make_local(std::string name, Dimension dimension, bool is_boolean = false);
/// No expression is deeper or larger than this, functions and algebraic variables written out.
constexpr int deepest_tree = 1000;
constexpr int largest_tree = 20000;
/// Sets nodes and depth from the arguments.
void measure(Expr& expr);

/// Source-like text with minimal parentheses, for messages and `aerie map --explain`.
[[nodiscard]] std::string to_string(const Expr& expr);

enum class Assign { set, add, subtract, multiply, divide };

/// `target op= value`. Targets are own variables, or x_pre / x_post in synapses (name without suffix, side says whose).
struct Statement {
    std::string target;
    Side side = Side::own;
    Assign op = Assign::set;
    ExprPtr value;
    Span span;
};

}  // namespace aerie::lang
