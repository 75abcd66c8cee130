#include "core/lang/token_stream.h"

#include <fmt/format.h>

namespace aerie::lang {

const Token& TokenStream::take() {
    const Token& token = peek();
    if (at_ < tokens_.size()) ++at_;
    return token;
}

bool TokenStream::take_if(std::string_view symbol) {
    if (!sees(symbol)) return false;
    take();
    return true;
}

Token TokenStream::expect(std::string_view symbol) {
    if (!sees(symbol)) refuse(fmt::format("'{}'", symbol));
    return take();
}

Token TokenStream::expect_name(std::string_view what) {
    if (peek().kind != Token::Kind::name) refuse(what);
    return take();
}

void TokenStream::expect_line_end(std::string_view also_allowed) {
    if (peek().kind != Token::Kind::line_end && !at_end()) refuse(fmt::format("{}or the end of the line", also_allowed));
    take();
}

void TokenStream::refuse(std::string_view expected) const {
    refuse(peek().span, fmt::format("expected {} but found {}", expected, describe(peek())));
}

void TokenStream::refuse(Span span, std::string what, std::string allowed) const {
    throw InputError{complain(*source_, span, std::move(what), std::move(allowed))};
}

}  // namespace aerie::lang
