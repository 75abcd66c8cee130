#include "core/nearest_name.h"

#include <algorithm>
#include <cctype>

namespace aerie {
namespace {

bool same_letter(char a, char b) {
    return std::tolower(static_cast<unsigned char>(a)) == std::tolower(static_cast<unsigned char>(b));
}

}  // namespace

std::size_t edit_distance(std::string_view a, std::string_view b) {
    // Three rows of the dynamic programme: a swap of neighbours looks two rows back.
    std::vector<std::size_t> older(b.size() + 1), old(b.size() + 1), row(b.size() + 1);
    for (std::size_t j = 0; j <= b.size(); ++j) old[j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t replaced = old[j - 1] + (same_letter(a[i - 1], b[j - 1]) ? 0 : 1);
            row[j] = std::min({old[j] + 1, row[j - 1] + 1, replaced});
            const bool swapped = i > 1 && j > 1 && same_letter(a[i - 1], b[j - 2]) && same_letter(a[i - 2], b[j - 1]);
            if (swapped) row[j] = std::min(row[j], older[j - 2] + 1);
        }
        std::swap(older, old);
        std::swap(old, row);
    }
    return old[b.size()];
}

std::optional<std::string> nearest_name(std::string_view unknown, const std::vector<std::string>& known) {
    std::optional<std::string> nearest;
    std::size_t least = 0;
    for (const std::string& name : known) {
        const std::size_t distance = edit_distance(unknown, name);
        const bool is_close = 2 * distance <= std::max(unknown.size(), name.size());
        if (is_close && (!nearest || distance < least)) {
            nearest = name;
            least = distance;
        }
    }
    return nearest;
}

std::string suggest_name(std::string_view unknown, const std::vector<std::string>& known) {
    constexpr std::size_t most = 12;
    if (known.empty()) return "none is known";
    std::string text;
    if (const auto nearest = nearest_name(unknown, known)) text = "nearest known name: '" + *nearest + "'; ";
    text += "known names:";
    for (std::size_t k = 0; k < std::min(known.size(), most); ++k) text += (k == 0 ? " '" : ", '") + known[k] + "'";
    if (known.size() > most) text += " and " + std::to_string(known.size() - most) + " more";
    return text;
}

}  // namespace aerie
