#include <algorithm>
#include <cmath>
#include <numeric>

#include "core/error.h"
#include "hw_model/mapping/dice.h"
#include "hw_model/mapping/partition.h"

namespace aerie::hw {

namespace {

/// Greedy: a part is closed when the next atom would exceed `limit`. An atom above the limit stands alone.
AtomParts fill(const Atoms& atoms, const Weight& limit) {
    AtomParts part_of(atoms.size(), 0);
    std::uint32_t part = 0;
    Weight load;
    for (std::uint32_t a = 0; a < atoms.size(); ++a) {
        Weight with = load;
        with += atoms.weight[a];
        const bool opens = load.neurons != 0 && !with.fits(limit);
        if (opens) ++part;
        load = opens ? atoms.weight[a] : with;
        part_of[a] = part;
    }
    return part_of;
}

std::uint32_t count_parts(const AtomParts& part_of) { return part_of.empty() ? 0 : part_of.back() + 1; }

/// The same fraction of each limit, so that cores full of memory and cores full of neurons count alike.
Weight share(const Weight& limit, double fraction) {
    const auto part = [fraction](std::uint64_t amount) { return static_cast<std::uint64_t>(std::ceil(static_cast<double>(amount) * fraction)); };
    return {part(limit.neurons), part(limit.bits)};
}

/// Halves the part with the most atoms until there are `parts`, or one atom in each.
void split_to(AtomParts& part_of, std::uint32_t parts) {
    std::vector<std::uint32_t> begin{0};   // of each part, in atom order; the end at last
    for (std::uint32_t a = 1; a < part_of.size(); ++a) {
        if (part_of[a] != part_of[a - 1]) begin.push_back(a);
    }
    begin.push_back(static_cast<std::uint32_t>(part_of.size()));
    while (begin.size() - 1 < std::min<std::size_t>(parts, part_of.size())) {
        std::size_t largest = 0;
        for (std::size_t p = 1; p + 1 < begin.size(); ++p) {
            if (begin[p + 1] - begin[p] > begin[largest + 1] - begin[largest]) largest = p;
        }
        const std::uint32_t middle = begin[largest] + (begin[largest + 1] - begin[largest] + 1) / 2;
        begin.insert(begin.begin() + static_cast<std::ptrdiff_t>(largest) + 1, middle);
    }
    for (std::uint32_t p = 0; p + 1 < begin.size(); ++p) std::fill(part_of.begin() + begin[p], part_of.begin() + begin[p + 1], p);
}

}  // namespace

AtomParts fill_blocks(const Atoms& atoms, const Weight& limit, std::uint32_t parts) {
    AERIE_ASSERT(parts > 0);
    double low = 0.0, high = 1.0;   // the smallest fraction of a core's limit that makes do with `parts`
    for (int step = 0; step < 40; ++step) {
        const double middle = (low + high) / 2;
        (count_parts(fill(atoms, share(limit, middle))) <= parts ? high : low) = middle;
    }
    AtomParts part_of = fill(atoms, share(limit, high));
    for (std::uint32_t& part : part_of) part = std::min(part, parts - 1);   // more than fits: the last part shows by how much
    if (!part_of.empty()) split_to(part_of, parts);
    return part_of;
}

AtomParts scatter(const Atoms& atoms, const Weight& limit, std::uint32_t parts, std::uint64_t seed) {
    AERIE_ASSERT(parts > 0);
    std::vector<std::uint32_t> order(atoms.size());
    std::iota(order.begin(), order.end(), 0u);
    Dice{seed}.shuffle(order);
    std::vector<Weight> load(parts);
    AtomParts part_of(atoms.size(), 0);
    for (std::uint32_t position = 0; position < order.size(); ++position) {
        const std::uint32_t atom = order[position];
        std::uint32_t part = position % parts;
        for (std::uint32_t tried = 0; tried < parts; ++tried) {
            Weight with = load[(position + tried) % parts];
            with += atoms.weight[atom];
            if (!with.fits(limit)) continue;
            part = (position + tried) % parts;
            break;
        }
        load[part] += atoms.weight[atom];
        part_of[atom] = part;
    }
    return part_of;
}

}  // namespace aerie::hw
