#include "tools/trace/router_set.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>
#include <utility>

#include "core/error.h"

namespace aerie::trace {
namespace {

[[noreturn]] void refuse(const std::string& what, const std::string& item, const router::MeshSpec& spec) {
    throw InputError{{what, "--routers", item, fmt::format("x,y from 0,0 to {},{}, a number from 0 to {}, or two of a kind with .. between them; several parted by blanks",
                                                           spec.width - 1, spec.height - 1, spec.nodes() - 1)}};
}

std::optional<std::uint32_t> number(std::string_view text) {
    std::uint32_t value = 0;
    const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || stop != text.data() + text.size()) return std::nullopt;
    return value;
}

/// One router as it was named.
struct Corner {
    std::uint32_t x = 0, y = 0;
    bool is_number = false;
};

Corner corner_of(const std::string& text, const std::string& item, const router::MeshSpec& spec) {
    const std::size_t comma = text.find(',');
    if (comma == std::string::npos) {
        const auto n = number(text);
        if (!n) refuse("not a router", item, spec);
        if (*n >= spec.nodes()) refuse("no such router", item, spec);
        return {*n % spec.width, *n / spec.width, true};
    }
    const auto x = number(std::string_view{text}.substr(0, comma)), y = number(std::string_view{text}.substr(comma + 1));
    if (!x || !y) refuse("not a router", item, spec);
    if (*x >= spec.width || *y >= spec.height) refuse("no such router", item, spec);
    return {*x, *y, false};
}

std::vector<std::string> items_in(const std::vector<std::string>& texts) {
    std::vector<std::string> items;
    for (const std::string& text : texts) {
        std::string item;
        for (const char c : text + " ") {
            const bool parts = c == ' ' || c == '\t' || c == ';';
            if (!parts) item += c;
            else if (!item.empty()) items.push_back(std::exchange(item, {}));
        }
    }
    return items;
}

}  // namespace

RouterSet::RouterSet(const std::vector<std::string>& texts, const router::MeshSpec& spec) : members_(spec.nodes(), texts.empty() ? 1 : 0), is_all_{texts.empty()} {
    if (is_all_) return;
    const std::vector<std::string> items = items_in(texts);
    if (items.empty()) refuse("no router", "", spec);
    for (const std::string& item : items) add(item, spec);
    text_ = fmt::format("{}", fmt::join(items, " "));
}

void RouterSet::add(const std::string& item, const router::MeshSpec& spec) {
    const std::size_t dots = item.find("..");
    const Corner first = corner_of(item.substr(0, dots), item, spec);
    const Corner last = dots == std::string::npos ? first : corner_of(item.substr(dots + 2), item, spec);
    if (first.is_number != last.is_number) refuse("a range from a number to a place", item, spec);
    if (first.is_number) {
        const std::uint32_t begin = first.y * spec.width + first.x, end = last.y * spec.width + last.x;
        if (begin > end) refuse("a range that ends before it begins", item, spec);
        std::fill(members_.begin() + begin, members_.begin() + end + 1, std::uint8_t{1});
        return;
    }
    if (first.x > last.x || first.y > last.y) refuse("a rectangle whose second corner is not south-east of the first", item, spec);
    for (std::uint32_t y = first.y; y <= last.y; ++y)
        for (std::uint32_t x = first.x; x <= last.x; ++x) members_[y * spec.width + x] = 1;
}

}  // namespace aerie::trace
