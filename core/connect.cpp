#include "core/connect.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>

#include "core/check_connect.h"
#include "core/error.h"
#include "core/random.h"

namespace aerie {
namespace {

using Rule = ConnectSpec::Rule;

/// What every rule needs to know of its projection.
struct Task {
    const ConnectSpec& connect;
    std::uint32_t from = 0, to = 0;
    bool skips_self = false;   ///< both ends are one population and autapses are forbidden
    DrawKey key;
};

/// Partner `k` of the candidates that remain when `self` is left out.
std::uint32_t candidate(const Task& task, std::uint32_t k, std::uint32_t self) { return task.skips_self && k >= self ? k + 1 : k; }

/// Draw `k` of a neuron, uniform in 0 .. range - 1 up to a bias of range / 2^64: the high word of a 64 x 32 bit product.
std::uint32_t draw_below(const DrawKey& key, std::uint32_t neuron, std::uint32_t k, std::uint64_t range) {
    const auto words = key.words(neuron, k);
    return static_cast<std::uint32_t>((words[0] * range + ((words[1] * range) >> 32)) >> 32);
}

/// Distinct numbers below a limit, by Floyd's algorithm (Bentley and Floyd, CACM 30(9), 1987): one draw per number, whatever the limit.
class Sample {
   public:
    explicit Sample(std::uint32_t limit) : taken_(limit, false) {}

    /// `count` distinct numbers in no order, keyed by the neuron that draws.
    std::vector<std::uint32_t> draw(const DrawKey& key, std::uint32_t neuron, std::uint32_t count) {
        const auto limit = static_cast<std::uint32_t>(taken_.size());
        const bool is_complement = count > limit / 2;   // choose those to leave out
        std::vector<std::uint32_t> chosen = floyd(key, neuron, is_complement ? limit - count : count);
        std::vector<std::uint32_t> others;
        if (is_complement)
            for (std::uint32_t k = 0; k < limit; ++k)
                if (!taken_[k]) others.push_back(k);
        for (const std::uint32_t k : chosen) taken_[k] = false;
        return is_complement ? others : chosen;
    }

   private:
    std::vector<std::uint32_t> floyd(const DrawKey& key, std::uint32_t neuron, std::uint32_t count) {
        const auto limit = static_cast<std::uint32_t>(taken_.size());
        std::vector<std::uint32_t> chosen;
        chosen.reserve(count);
        for (std::uint32_t k = 0; k < count; ++k) {
            const std::uint32_t last = limit - count + k;
            const std::uint32_t drawn = draw_below(key, neuron, k, std::uint64_t{last} + 1);
            chosen.push_back(taken_[drawn] ? last : drawn);
            taken_[chosen.back()] = true;
        }
        return chosen;
    }

    std::vector<bool> taken_;
};

Connectivity empty_rows(const Task& task) {
    Connectivity c;
    c.begin.assign(std::size_t{task.from} + 1, 0);
    return c;
}

/// Rows appended one after the other: `row(pre, post)` adds the targets of `pre`.
Connectivity by_rows(const Task& task, const std::function<void(std::uint32_t, std::vector<std::uint32_t>&)>& row) {
    Connectivity c = empty_rows(task);
    for (std::uint32_t pre = 0; pre < task.from; ++pre) {
        row(pre, c.post);
        c.begin[pre + 1] = c.post.size();
    }
    return c;
}

Connectivity all_to_all(const Task& task) {
    return by_rows(task, [&](std::uint32_t pre, std::vector<std::uint32_t>& post) {
        for (std::uint32_t k = 0; k < task.to - task.skips_self; ++k) post.push_back(candidate(task, k, pre));
    });
}

Connectivity one_to_one(const Task& task) {
    return by_rows(task, [&](std::uint32_t pre, std::vector<std::uint32_t>& post) { post.push_back(pre); });
}

/// Instead of one draw per pair, one per synapse: the number of pairs skipped before the next synapse is geometric,
/// P(skip >= k) = (1 - p)^k, hence floor(log u / log(1 - p)) for u uniform in (0, 1].
Connectivity fixed_probability(const Task& task) {
    const double p = task.connect.probability;
    if (p <= 0.0) return empty_rows(task);
    if (p >= 1.0) return all_to_all(task);
    const double per_log = 1.0 / std::log1p(-p);
    const double candidates = static_cast<double>(task.to) - task.skips_self;
    return by_rows(task, [&](std::uint32_t pre, std::vector<std::uint32_t>& post) {
        double next = -1.0;
        for (std::uint32_t draw = 0;; ++draw) {
            const auto words = task.key.words(pre, draw);
            const std::uint64_t wide = (std::uint64_t{words[0]} << 32 | words[1]) >> 11;
            next += 1.0 + std::floor(std::log(static_cast<double>(wide + 1) * 0x1p-53) * per_log);
            if (!(next < candidates)) return;
            post.push_back(candidate(task, static_cast<std::uint32_t>(next), pre));
        }
    });
}

/// The partners that one neuron draws, in no order.
std::vector<std::uint32_t> partners(const Task& task, Sample& sample, std::uint32_t neuron, std::uint32_t limit) {
    const auto degree = static_cast<std::uint32_t>(task.connect.degree);
    std::vector<std::uint32_t> chosen(degree);
    if (task.connect.allow_multiple) {
        for (std::uint32_t k = 0; k < degree; ++k) chosen[k] = draw_below(task.key, neuron, k, limit);
    } else {
        chosen = sample.draw(task.key, neuron, degree);
    }
    for (std::uint32_t& k : chosen) k = candidate(task, k, neuron);
    return chosen;
}

Connectivity fixed_out_degree(const Task& task) {
    const std::uint32_t limit = task.to - task.skips_self;
    Sample sample{limit};
    return by_rows(task, [&](std::uint32_t pre, std::vector<std::uint32_t>& post) {
        auto chosen = partners(task, sample, pre, limit);
        std::sort(chosen.begin(), chosen.end());
        post.insert(post.end(), chosen.begin(), chosen.end());
    });
}

/// Synapses listed by ascending target, sorted into rows by source; rows stay ascending in the target.
Connectivity rows_by_source(const Task& task, const std::vector<std::uint32_t>& pre, const std::function<std::uint32_t(std::size_t)>& post_of) {
    Connectivity c = empty_rows(task);
    for (const std::uint32_t p : pre) ++c.begin[std::size_t{p} + 1];
    std::partial_sum(c.begin.begin(), c.begin.end(), c.begin.begin());
    std::vector<std::uint64_t> place(c.begin.begin(), c.begin.end() - 1);
    c.post.resize(pre.size());
    for (std::size_t k = 0; k < pre.size(); ++k) c.post[place[pre[k]]++] = post_of(k);
    return c;
}

Connectivity fixed_in_degree(const Task& task) {
    const std::uint32_t limit = task.from - task.skips_self;
    Sample sample{limit};
    std::vector<std::uint32_t> pre;
    pre.reserve(task.connect.degree * task.to);
    for (std::uint32_t post = 0; post < task.to; ++post) {
        const auto chosen = partners(task, sample, post, limit);
        pre.insert(pre.end(), chosen.begin(), chosen.end());
    }
    return rows_by_source(task, pre, [&](std::size_t k) { return static_cast<std::uint32_t>(k / task.connect.degree); });
}

Connectivity listed_pairs(const Task& task) {
    const ConnectSpec& c = task.connect;
    std::vector<std::size_t> order(c.pre.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return c.post[a] < c.post[b]; });
    std::vector<std::uint32_t> pre;
    pre.reserve(order.size());
    for (const std::size_t k : order) pre.push_back(c.pre[k]);
    return rows_by_source(task, pre, [&](std::size_t k) { return c.post[order[k]]; });
}

}  // namespace

Connectivity connect(const Network& network, ProjectionId projection) {
    const Projection& p = network.projections[projection.index()];
    const bool is_one_group = p.from == p.to;
    const Task task{p.connect, network.size_of(p.from), network.size_of(p.to), is_one_group && !p.connect.allow_self,
                    DrawKey{network.seed, Purpose::connect, projection.index(), 0, 0}};
    check_connect(p.connect, {task.from, task.to, is_one_group}, network.file + ": projection '" + p.name + "': connect");
    switch (p.connect.rule) {
        case Rule::one_to_one: return one_to_one(task);
        case Rule::all_to_all: return all_to_all(task);
        case Rule::fixed_probability: return fixed_probability(task);
        case Rule::fixed_in_degree: return fixed_in_degree(task);
        case Rule::fixed_out_degree: return fixed_out_degree(task);
        case Rule::pairs: return listed_pairs(task);
    }
    AERIE_ASSERT(false);
    return {};
}

}  // namespace aerie
