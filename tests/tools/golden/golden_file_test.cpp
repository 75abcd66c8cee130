#include "tests/catch.h"
#include "tests/tools/formats/complaint_of.h"
#include "tests/scratch_directory.h"
#include "tests/tools/golden/sample.h"
#include "tools/formats/file_bytes.h"

#include <bit>

using namespace aerie;
using namespace aerie::tests;
using Catch::Matchers::Contains;

namespace {

constexpr std::size_t no_limit = std::size_t{1} << 30;

void read_all(const std::filesystem::path& path) {
    (void)formats::read_golden_header(path);
    (void)all<TracedPacket>(path);
    (void)all<hw::Spike>(path);
    (void)all<golden::FinalWeight>(path);
    (void)all<golden::Counter>(path);
}

}  // namespace

TEST_CASE("what is written to a golden is read again") {
    const ScratchDirectory scratch{"golden"};
    const SampleGolden sample = sample_golden();
    const auto path = write(sample, scratch / "a.golden");
    CHECK(all<TracedPacket>(path) == sample.packets);
    CHECK(all<hw::Spike>(path) == sample.spikes);
    CHECK(all<golden::Counter>(path) == sample.counters);
    const auto weights = all<golden::FinalWeight>(path);
    REQUIRE(weights.size() == 3);
    CHECK(weights[1].pre == 1);
    CHECK(weights[1].post == 2);
    CHECK(std::signbit(weights[1].value));   // bits, not values
    CHECK(weights[2].variable == "x");
    formats::check_golden_file(path);
}

TEST_CASE("the recipe comes back whole, bytes of lists included") {
    const ScratchDirectory scratch{"golden"};
    SampleGolden sample = sample_golden();
    sample.header.recipe.chip_file = golden::Attachment{"own.txtpb", "name: \"own\""};
    sample.header.recipe.mapping = "network: \"n\"";
    sample.header.recipe.ranges = "exc.v -1 1\n";
    sample.header.recipe.duration = "10 ms";
    const golden::Header header = formats::read_golden_header(write(sample, scratch / "a.golden"));
    const golden::Recipe& recipe = header.recipe;
    CHECK(recipe.network_file == "n.txtpb");
    REQUIRE(recipe.files.size() == 2);
    CHECK(recipe.files[1].name == "lists/x.csv");
    CHECK(recipe.files[1].content == std::string{"a\0b", 3});
    REQUIRE(recipe.chip_file);
    CHECK(recipe.chip_file->content == "name: \"own\"");
    CHECK(recipe.overrides == std::vector<std::string>{"mesh.width=4"});
    CHECK(recipe.mapping == sample.header.recipe.mapping);
    CHECK(recipe.ranges == sample.header.recipe.ranges);
    CHECK(recipe.seed == ~std::uint64_t{0});
    CHECK(recipe.duration == "10 ms");
    CHECK(recipe.arithmetic == hw::Arithmetic::float64);
    CHECK(header.populations == sample.header.populations);
    CHECK(header.sources == sample.header.sources);
    CHECK(header.settings == sample.header.settings);
    CHECK(header.mesh_width == 4);
}

TEST_CASE("a golden of many frames is read in order, with extreme values") {
    const ScratchDirectory scratch{"golden"};
    SampleGolden sample = sample_golden();
    sample.packets.clear();
    for (std::uint32_t n = 0; n < 10000; ++n) sample.packets.push_back(sample_packet(n / 7, n, std::uint64_t{n} * 13 % 997 + 5 * n));
    TracedPacket far = sample_packet(~std::uint64_t{0}, ~0U, std::uint64_t{1} << 60);
    far.hops.clear();
    far.is_late = true;
    sample.packets.push_back(far);
    CHECK(all<TracedPacket>(write(sample, scratch / "a.golden")) == sample.packets);
}

TEST_CASE("the same items give the same bytes") {
    const ScratchDirectory scratch{"golden"};
    const auto a = write(sample_golden(), scratch / "a.golden"), b = write(sample_golden(), scratch / "b.golden");
    CHECK(formats::read_file(a, no_limit) == formats::read_file(b, no_limit));
}

TEST_CASE("a golden cut short anywhere is refused with its place") {
    const ScratchDirectory scratch{"golden"};
    const std::string bytes = formats::read_file(write(sample_golden(), scratch / "a.golden"), no_limit);
    for (std::size_t length = 0; length < bytes.size(); ++length) {
        const auto cut = scratch.file("cut.golden", bytes.substr(0, length));
        INFO("cut after " << length << " of " << bytes.size() << " bytes");
        const Complaint complaint = complaint_of([&] { formats::check_golden_file(cut); });
        CHECK_THAT(complaint.where, Contains("cut.golden"));
        if (length > 13) CHECK_THAT(complaint.where, Contains("at byte"));
    }
}

TEST_CASE("a golden with any byte changed is refused") {
    const ScratchDirectory scratch{"golden"};
    const std::string bytes = formats::read_file(write(sample_golden(), scratch / "a.golden"), no_limit);
    for (std::size_t at = 0; at < bytes.size(); ++at) {
        for (const char flip : {'\x01', '\x80'}) {
            std::string damaged = bytes;
            damaged[at] = static_cast<char>(damaged[at] ^ flip);
            INFO("byte " << at << " of " << bytes.size());
            CHECK_THROWS_AS(formats::check_golden_file(scratch.file("damaged.golden", damaged)), InputError);
        }
    }
}

TEST_CASE("damage is named by frame and byte") {
    const ScratchDirectory scratch{"golden"};
    std::string bytes = formats::read_file(write(sample_golden(), scratch / "a.golden"), no_limit);
    bytes[40] = static_cast<char>(bytes[40] ^ 4);
    const Complaint complaint = complaint_of([&] { (void)formats::read_golden_header(scratch.file("x.golden", bytes)); });
    CHECK(complaint.what == "the golden is damaged");
    CHECK_THAT(complaint.where, Contains("x.golden: frame 1 at byte 13"));
    CHECK_THAT(complaint.found, Contains("checksum"));
}

TEST_CASE("bytes behind the end and a missing file are refused") {
    const ScratchDirectory scratch{"golden"};
    const std::string bytes = formats::read_file(write(sample_golden(), scratch / "a.golden"), no_limit);
    CHECK_THAT(complaint_of([&] { formats::check_golden_file(scratch.file("x.golden", bytes + "x")); }).what, Contains("bytes follow"));
    CHECK_THROWS_AS(formats::check_golden_file(scratch / "none.golden"), InputError);
    CHECK_THROWS_AS(formats::check_golden_file(scratch.path()), InputError);
    CHECK_THAT(complaint_of([&] { formats::check_golden_file(scratch.file("empty.golden", "")); }).found, Contains("empty"));
    CHECK_THAT(complaint_of([&] { formats::check_golden_file(scratch.file("text.golden", "a chain of neurons")); }).what, Contains("not a golden"));
}

TEST_CASE("a golden of another version is refused, whatever else it holds") {
    const ScratchDirectory scratch{"golden"};
    SampleGolden sample = sample_golden();
    sample.header.version = golden::format_version + 1;
    const Complaint complaint = complaint_of([&] { (void)formats::read_golden_header(write(sample, scratch / "a.golden")); });
    CHECK(complaint.what == "a golden of another format");
    CHECK(complaint.found == "version 2");
    CHECK_THAT(complaint.allowed, Contains("version 1"));
}

TEST_CASE("an unfinished golden leaves nothing behind") {
    const ScratchDirectory scratch{"golden"};
    { formats::GoldenWriter writer{scratch / "a.golden", sample_header()}; }
    CHECK(std::filesystem::is_empty(scratch.path()));
    CHECK_THROWS_AS((formats::GoldenWriter{scratch / "none" / "a.golden", sample_header()}), InputError);
}

TEST_CASE("what begins like a golden is told from a network") {
    const ScratchDirectory scratch{"golden"};
    CHECK(formats::is_golden(write(sample_golden(), scratch / "a.golden")));
    CHECK_FALSE(formats::is_golden(scratch.file("n.txtpb", "name: \"aerie golden\"")));
    CHECK_FALSE(formats::is_golden(scratch / "none"));
}

TEST_CASE("each frame stands for itself: no golden reads another's") {
    const ScratchDirectory scratch{"golden"};
    SampleGolden other = sample_golden();
    other.packets.clear();
    const auto path = write(other, scratch / "a.golden");
    CHECK(all<TracedPacket>(path).empty());
    CHECK(all<hw::Spike>(path) == other.spikes);
    CHECK_NOTHROW(read_all(path));
}
