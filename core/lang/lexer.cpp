#include "core/lang/lexer.h"

#include <cctype>
#include <charconv>
#include <cmath>
#include <string_view>

#include <fmt/format.h>

namespace aerie::lang {
namespace {

constexpr std::size_t longest_text = 1 << 20;

struct Symbol {
    std::string_view written, meant;
};
/// Longer ones first.
constexpr Symbol symbols[] = {
    {"**", "**"}, {"+=", "+="}, {"-=", "-="}, {"*=", "*="}, {"/=", "/="}, {"<=", "<="}, {">=", ">="}, {"==", "=="}, {"!=", "!="},
    {"&&", "and"}, {"||", "or"}, {"^", "**"}, {"!", "not"}, {"+", "+"}, {"-", "-"}, {"*", "*"}, {"/", "/"}, {"%", "%"}, {"(", "("},
    {")", ")"}, {"[", "["}, {"]", "]"}, {",", ","}, {":", ":"}, {"?", "?"}, {"=", "="}, {"<", "<"}, {">", ">"},
};

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_name_start(char c) { return std::isalpha(static_cast<unsigned char>(c)) != 0 || c == '_'; }
bool is_name_part(char c) { return is_name_start(c) || is_digit(c); }

class Lexer {
   public:
    explicit Lexer(const Source& source) : source_{source}, text_{source.text} {}

    std::vector<Token> run() {
        if (text_.size() > longest_text)
            throw InputError{{fmt::format("the text has {} characters", text_.size()), source_.where, {}, fmt::format("at most {}", longest_text)}};
        while (at_ < text_.size()) step();
        end_line();
        push(Token::Kind::end, 0, "");
        return std::move(tokens_);
    }

   private:
    void step() {
        const char c = text_[at_];
        if (c == '#') return skip_comment();
        if (c == '\n' || c == ';') return separate(c);
        if (c == '\\' && starts_line_end(at_ + 1)) return continue_line();
        if (c == ' ' || c == '\t' || c == '\r') return advance(1);
        if (is_digit(c) || (c == '.' && at_ + 1 < text_.size() && is_digit(text_[at_ + 1]))) return read_number();
        if (is_name_start(c)) return read_name();
        read_symbol();
    }

    void skip_comment() {
        while (at_ < text_.size() && text_[at_] != '\n') advance(1);
    }

    void separate(char c) {
        if (c == ';' || !continues()) end_line();
        c == '\n' ? next_line() : advance(1);
    }

    /// An open bracket, or an operator that still wants its right side.
    bool continues() const {
        if (depth_ > 0) return true;
        if (tokens_.empty() || tokens_.back().kind != Token::Kind::symbol) return false;
        constexpr std::string_view closed = ")]";
        return closed.find(tokens_.back().text) == std::string_view::npos;
    }

    bool starts_line_end(std::size_t at) const {
        while (at < text_.size() && (text_[at] == ' ' || text_[at] == '\r' || text_[at] == '\t')) ++at;
        return at < text_.size() && text_[at] == '\n';
    }
    void continue_line() {
        while (text_[at_] != '\n') advance(1);
        next_line();
    }

    void end_line() {
        if (tokens_.empty() || tokens_.back().kind == Token::Kind::line_end) return;
        push(Token::Kind::line_end, 1, "");
    }

    void read_number() {
        double value = 0.0;
        const char* first = text_.data() + at_;
        const char* last = text_.data() + text_.size();
        const auto [end, error] = std::from_chars(first, last, value);
        const auto length = static_cast<std::size_t>(end - first);
        const Span span = here(length);
        if (error == std::errc::result_out_of_range && !std::isfinite(std::strtod(first, nullptr)))
            throw InputError{complain(source_, span, "the number is too large", "numbers up to about 1.8e308")};
        if (end != last && *end == '.') throw InputError{complain(source_, span, "a number with two decimal points")};
        Token& token = push(Token::Kind::number, length, text_.substr(at_, length));
        token.value = error == std::errc{} ? value : 0.0;
        advance(length);
    }

    void read_name() {
        std::size_t length = 1;
        while (at_ + length < text_.size() && is_name_part(text_[at_ + length])) ++length;
        const std::string_view name = text_.substr(at_, length);
        const bool is_word_operator = name == "and" || name == "or" || name == "not";
        push(is_word_operator ? Token::Kind::symbol : Token::Kind::name, length, name);
        advance(length);
    }

    void read_symbol() {
        for (const Symbol& symbol : symbols) {
            if (!text_.substr(at_).starts_with(symbol.written)) continue;
            if (symbol.meant == "(" || symbol.meant == "[") ++depth_;
            if ((symbol.meant == ")" || symbol.meant == "]") && depth_ > 0) --depth_;
            push(Token::Kind::symbol, symbol.written.size(), symbol.meant);
            return advance(symbol.written.size());
        }
        refuse_character();
    }

    [[noreturn]] void refuse_character() const {
        const char c = text_[at_];
        std::string what = fmt::format("unexpected character '{}'", c);
        if (static_cast<unsigned char>(c) >= 0x80 || std::isprint(static_cast<unsigned char>(c)) == 0)
            what = fmt::format("unexpected character with code {}", static_cast<unsigned char>(c));
        std::string allowed = "letters, digits, _ and the operators + - * / % ** ^ ( ) [ ] , : ? = < > & | ! ;";
        if (c == '.' && !tokens_.empty() && (tokens_.back().text == "pre" || tokens_.back().text == "post"))
            allowed = "the other side's variable is written with a suffix: x_pre, x_post";
        if (c == '\'' || c == '"') allowed = "an expression without quotation marks";
        throw InputError{complain(source_, here(1), what, allowed)};
    }

    Token& push(Token::Kind kind, std::size_t length, std::string_view text) {
        tokens_.push_back({kind, std::string{text}, 0.0, here(length)});
        return tokens_.back();
    }

    Span here(std::size_t length) const { return {line_, column_, static_cast<int>(length)}; }

    void advance(std::size_t count) {
        for (std::size_t k = 0; k < count; ++k, ++at_)
            if ((static_cast<unsigned char>(text_[at_]) & 0xC0) != 0x80) ++column_;   // columns count characters, not UTF-8 bytes
    }
    void next_line() {
        ++at_;
        ++line_;
        column_ = 1;
    }

    const Source& source_;
    std::string_view text_;
    std::vector<Token> tokens_;
    std::size_t at_ = 0;
    int line_ = 1, column_ = 1, depth_ = 0;
};

}  // namespace

std::vector<Token> tokenize(const Source& source) { return Lexer{source}.run(); }

std::string describe(const Token& token) {
    switch (token.kind) {
        case Token::Kind::number: return "the number " + token.text;
        case Token::Kind::name: return fmt::format("the name '{}'", token.text);
        case Token::Kind::symbol: return fmt::format("'{}'", token.text);
        case Token::Kind::line_end: return "the end of the line";
        case Token::Kind::end: return "the end of the text";
    }
    return {};
}

}  // namespace aerie::lang
