/// @file The same bytes from every instruction set: this program runs itself once for each and compares what it prints.
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <iostream>

#include "hw_model/microcode/executor.h"
#include "tests/catch.h"
#include "tests/hw_model/microcode/sample_program.h"

using namespace aerie::hw;
using namespace aerie::hw::test;

namespace {

constexpr std::size_t count = 1003;

/// FNV-1a over all bytes that 20 runs of the sample program leave behind.
template <class Lane>
std::uint64_t digest() {
    Executor<Lane> executor(sample_program());
    std::vector<std::vector<Lane>> arrays(sample_streams, std::vector<Lane>(count));
    std::vector<std::uint32_t> first(count), second(count);
    for (std::size_t i = 0; i < count; ++i) {
        for (std::size_t k = 0; k < sample_streams; ++k) arrays[k][i] = sample_value<Lane>(k, i);
        first[i] = second[i] = static_cast<std::uint32_t>(i);
    }
    std::vector<Stream<Lane>> streams;
    for (auto& array : arrays) streams.push_back({array.data()});
    ProgramCounts counts{std::vector<std::uint64_t>(sample_counters), std::vector<std::uint64_t>(sample_counters)};
    std::uint64_t hash = 0xCBF29CE484222325;
    const auto add = [&hash](const void* from, std::size_t bytes) {
        for (std::size_t k = 0; k < bytes; ++k) hash = (hash ^ static_cast<const unsigned char*>(from)[k]) * 0x100000001B3;
    };
    for (std::uint64_t tick = 0; tick < 20; ++tick) {
        executor.run(streams.data(), count, {first.data(), second.data(), 1, 2, tick}, counts);
        for (const auto& array : arrays) add(array.data(), count * sizeof(Lane));
    }
    add(counts.saturations.data(), sample_counters * sizeof(std::uint64_t));
    add(counts.lost.data(), sample_counters * sizeof(std::uint64_t));
    return hash;
}

/// What this program prints under AERIE_ISA = `isa`: the name of the kernels, and their digests.
std::pair<std::string, std::string> digest_under(const std::string& isa) {
    const std::string self = std::filesystem::read_symlink("/proc/self/exe");
    FILE* const child = popen(("AERIE_ISA=" + isa + " '" + self + "' '[.digest]' 2>&1").c_str(), "r");
    REQUIRE(child != nullptr);
    std::pair<std::string, std::string> printed;
    char line[256];
    while (std::fgets(line, sizeof line, child) != nullptr) {
        const std::string text(line, std::strcspn(line, "\n"));
        if (text.starts_with("kernels ")) printed.first = text.substr(8);
        if (text.starts_with("digests ")) printed.second = text.substr(8);
    }
    pclose(child);
    return printed;
}

}  // namespace

TEST_CASE("print the digests of the kernels in use", "[.digest]") {
    std::cout << "kernels " << instruction_set() << "\ndigests " << digest<std::int32_t>() << " " << digest<double>() << "\n";
}

TEST_CASE("every instruction set gives the same bytes and the same counts") {
    const auto [name, baseline] = digest_under("baseline");
    CHECK(name == "baseline");
    REQUIRE(baseline != "");
    for (const char* const isa : {"x86-64-v3", "x86-64-v4"}) CHECK(digest_under(isa).second == baseline);   // a processor without one runs a lower one
}

TEST_CASE("an unknown instruction set is refused") {
    CHECK(digest_under("x86-64-v9").second == "");
}
