/// @file What a statement may write, and the complaint where it may not.
#pragma once

#include <string>
#include <vector>

#include "core/lang/check.h"
#include "core/lang/discretise.h"
#include "core/lang/model.h"
#include "core/lang/typing.h"

namespace aerie::lang {

enum class WriteRule {
    tick,    ///< every member writes each tick: shared variables may be written from shared values
    event    ///< some members write: shared variables may not be written
};

struct WriteContext {
    const std::vector<Variable>& variables;
    const Source& source;
    const Names& names;
    WriteRule rule = WriteRule::event;
    const Constants* parameters = nullptr;
};

/// Types and simplifies the value of a write to an own variable, and checks target, unit and operator. Throws InputError.
void check_own_write(Statement& statement, const WriteContext& context);
/// Types the value only and compares it with the target's unit: `*=` and `/=` take pure numbers.
void check_written_value(Statement& statement, const Variable& target, const WriteContext& context);

/// Turns what discretise refuses into a complaint about the equations.
[[nodiscard]] Refuse refusal(const Source& equations);

[[nodiscard]] bool is_blank(const std::string& text);

}  // namespace aerie::lang
