/// @file Tokens with a reading position, and the expression grammar over them: what the parsers of equations, statements and units share.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "core/lang/lexer.h"
#include "core/lang/parse.h"

namespace aerie::lang {

class TokenStream {
   public:
    explicit TokenStream(const Source& source) : source_{&source}, tokens_{tokenize(source)} {}

    [[nodiscard]] const Token& peek(std::size_t ahead = 0) const { return tokens_[std::min(at_ + ahead, tokens_.size() - 1)]; }
    [[nodiscard]] bool at_end() const { return peek().kind == Token::Kind::end; }
    [[nodiscard]] bool sees(std::string_view symbol, std::size_t ahead = 0) const {
        return peek(ahead).kind == Token::Kind::symbol && peek(ahead).text == symbol;
    }
    [[nodiscard]] bool sees_word(std::string_view word) const { return peek().kind == Token::Kind::name && peek().text == word; }
    [[nodiscard]] const Source& source() const { return *source_; }

    const Token& take();
    /// Takes the symbol when it is next.
    bool take_if(std::string_view symbol);
    /// Takes what must stand here, or throws "expected ... but found ...".
    Token expect(std::string_view symbol);
    Token expect_name(std::string_view what);
    void expect_line_end(std::string_view also_allowed);

    [[noreturn]] void refuse(std::string_view expected) const;
    [[noreturn]] void refuse(Span span, std::string what, std::string allowed = {}) const;

   private:
    const Source* source_;
    std::vector<Token> tokens_;
    std::size_t at_ = 0;
};

/// Parses one expression from the stream, as far as it goes. Macros are expanded.
[[nodiscard]] ExprPtr parse_expression(TokenStream& stream, const Macros& macros);
/// "volt/second**2" as far as it goes.
[[nodiscard]] Unit parse_unit(TokenStream& stream);

}  // namespace aerie::lang
