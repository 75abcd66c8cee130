/// @file The bytes of a VCD by IEEE 1364-2005, section 18.
#include "tests/catch.h"
#include "tests/scratch_directory.h"
#include "tests/tools/cli/disk.h"
#include "tools/trace/vcd_file.h"

using namespace aerie;
using tests::ScratchDirectory;
using trace::VcdFile;

TEST_CASE("a waveform has its head, its scopes, its first values and then what changed when") {
    const ScratchDirectory folder{"vcd"};
    {
        VcdFile vcd{folder / "a.vcd"};
        vcd.write_head("Aerie", {"a $end in a name"}, 1'000'000);
        vcd.open_scope("top");
        vcd.add_signal("bit", 1);
        vcd.add_signal("word", 8);
        vcd.close_scope();
        vcd.write_start(5, {0, VcdFile::none});
        vcd.write_change(6, 0, 1);
        vcd.write_change(6, 1, 5);
        vcd.write_change(9, 1, 0);
        vcd.write_change(9, 0, VcdFile::none);
        vcd.write_end(12);
        vcd.file().finish();
    }
    CHECK(content_of(folder / "a.vcd") == "$version Aerie $end\n$comment a _end in a name $end\n$timescale 1 ns $end\n$scope module top $end\n"
                                          "$var wire 1 ! bit $end\n$var wire 8 \" word [7:0] $end\n$upscope $end\n$enddefinitions $end\n"
                                          "#5\n$dumpvars\n0!\nbz \"\n$end\n#6\n1!\nb101 \"\n#9\nb0 \"\nz!\n#12\n");
}

TEST_CASE("codes of signals are short, printable and never the same") {
    const ScratchDirectory folder{"vcd-codes"};
    VcdFile vcd{folder / "a.vcd"};
    vcd.write_head("Aerie", {}, 0);
    for (int k = 0; k < 20000; ++k) vcd.add_signal("s" + std::to_string(k), 1);
    vcd.write_start(0, std::vector<std::uint64_t>(20000));
    vcd.file().finish();
    std::ifstream in{folder / "a.vcd"};
    std::vector<std::string> codes;
    for (std::string line; std::getline(in, line);) {
        if (line.starts_with("$var")) codes.push_back(line.substr(12, line.find(' ', 12) - 12));
    }
    REQUIRE(codes.size() == 20000);
    CHECK(std::all_of(codes.begin(), codes.end(), [](const std::string& c) { return c.size() <= 3 && std::all_of(c.begin(), c.end(), [](char x) { return x >= '!' && x <= '~'; }); }));
    std::sort(codes.begin(), codes.end());
    CHECK(std::adjacent_find(codes.begin(), codes.end()) == codes.end());
}

TEST_CASE("the timescale is the coarsest unit of which the period is a multiple") {
    struct Example {
        std::uint64_t femtoseconds;
        std::string scale, time;
    };
    const std::vector<Example> examples{{1, "1 fs", "#3"}, {10, "10 fs", "#3"}, {100'000, "100 ps", "#3"}, {2'500'000, "100 ps", "#75"},
                                        {8'000'000, "1 ns", "#24"}, {10'000'000, "10 ns", "#3"}, {1'000'000'000'000'000, "1 s", "#3"}, {0, "1 ns", "#3"}};
    for (const Example& e : examples) {
        const ScratchDirectory folder{"vcd-scale"};
        VcdFile vcd{folder / "a.vcd"};
        vcd.write_head("Aerie", {}, e.femtoseconds);
        vcd.write_start(3, {});
        vcd.file().finish();
        CHECK(content_of(folder / "a.vcd") == "$version Aerie $end\n$timescale " + e.scale + " $end\n$enddefinitions $end\n" + e.time + "\n$dumpvars\n$end\n");
    }
}
