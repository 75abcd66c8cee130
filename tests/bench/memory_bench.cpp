/// @file What the memory of this machine can give one core: the roofline of everything that walks synapses.
#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <numeric>
#include <random>
#include <vector>

namespace {

constexpr std::size_t words = std::size_t{1} << 25;   // 128 MiB: far beyond every cache
constexpr int rounds = 7;

double seconds(auto&& work) {
    double least = 1e30;
    for (int k = 0; k < rounds; ++k) {
        const auto start = std::chrono::steady_clock::now();
        work();
        const std::chrono::duration<double> wall = std::chrono::steady_clock::now() - start;
        least = std::min(least, wall.count());
    }
    return least;
}

}  // namespace

int main() {
    std::vector<std::uint32_t> stream(words);
    std::iota(stream.begin(), stream.end(), 0u);
    volatile std::uint32_t sink = 0;
    const double read = seconds([&] { sink = std::accumulate(stream.begin(), stream.end(), 0u); });
    std::printf("sequential read      %6.1f GB/s\n", words * 4e-9 / read);

    // Rows of 1,000 words that add into 1,024 accumulators: a static row walk with the row in order, then rows anywhere.
    std::mt19937 random{1};
    for (std::uint32_t& w : stream) w = static_cast<std::uint32_t>(random());
    std::vector<std::int32_t> input(1024);
    const auto walk = [&](std::size_t begin) {
        for (std::size_t k = begin; k < begin + 1000; ++k) input[stream[k] & 1023u] += static_cast<std::int32_t>(stream[k]) >> 16;
    };
    const std::size_t rows = words / 1000;
    const double in_order = seconds([&] { for (std::size_t r = 0; r < rows; ++r) walk(r * 1000); });
    std::vector<std::size_t> order(rows);
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::shuffle(order.begin(), order.end(), random);
    const double anywhere = seconds([&] { for (const std::size_t r : order) walk(r * 1000); });
    std::printf("row walk, in order   %6.2f ns per synaptic event, %.2f G events/s\n", in_order / static_cast<double>(words) * 1e9, static_cast<double>(words) * 1e-9 / in_order);
    std::printf("row walk, anywhere   %6.2f ns per synaptic event, %.2f G events/s\n", anywhere / static_cast<double>(words) * 1e9, static_cast<double>(words) * 1e-9 / anywhere);
    return static_cast<int>(sink & 0u);
}
