/// @file Text of the user's inside markup.
#include "tools/report/escape.h"

#include <nlohmann/json.hpp>

namespace aerie::tools {

namespace {

/// The JSON library knows UTF-8 to the last surrogate: a round trip through it replaces what is none.
std::string valid_utf8(const std::string& text) {
    using nlohmann::json;
    return json::parse(json(text).dump(-1, ' ', false, json::error_handler_t::replace)).get<std::string>();
}

}  // namespace

std::string markup_escaped(const std::string& text) {
    std::string safe;
    for (const char letter : valid_utf8(text)) {
        switch (letter) {
            case '<': safe += "&lt;"; break;
            case '>': safe += "&gt;"; break;
            case '&': safe += "&amp;"; break;
            case '"': safe += "&quot;"; break;
            case '\n': safe += letter; break;
            default: safe += static_cast<unsigned char>(letter) < 0x20 || letter == 0x7f ? ' ' : letter;
        }
    }
    return safe;
}

std::string script_safe(const std::string& json) {
    std::string safe;
    safe.reserve(json.size());
    for (const char letter : json) {
        if (letter == '<') safe += "\\u003c";
        else safe += letter;
    }
    return safe;
}

}  // namespace aerie::tools
