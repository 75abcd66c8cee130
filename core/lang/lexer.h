/// @file Text to tokens: numbers, names, symbols, line ends. Comments are gone; a line continues inside brackets, after an operator or a backslash.
#pragma once

#include <string>
#include <vector>

#include "core/lang/source.h"

namespace aerie::lang {

struct Token {
    enum class Kind { number, name, symbol, line_end, end };
    Kind kind = Kind::end;
    std::string text;      ///< name, or one of  + - * / % ** ( ) [ ] , : ? = += -= *= /= < <= > >= == != and or not ; `^` reads as `**`
    double value = 0.0;    ///< number
    Span span;
};

/// `;` is a line end. The last token is `end`. Throws InputError for characters and numbers that no expression can contain.
[[nodiscard]] std::vector<Token> tokenize(const Source& source);

/// "')'", "the name 'v'", "the number 1e-3", "the end of the line", as a message says it.
[[nodiscard]] std::string describe(const Token& token);

}  // namespace aerie::lang
