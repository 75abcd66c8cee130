#include "tests/catch.h"
#include "tests/tools/formats/complaint_of.h"
#include "tests/scratch_directory.h"
#include "tools/formats/network_files.h"

using namespace aerie;
using namespace aerie::tests;
using Catch::Matchers::Contains;

namespace {

std::string network_with(const std::string& list) {
    return "name: \"n\" dt: \"1 ms\" duration: \"1 s\"\n"
           "source { name: \"s\" size: 1 spikes { file: \"" + list + "\" } }\n"
           "stimulus { name: \"r\" dt: \"1 ms\" file: \"lists/r.csv:rate\" }\n"
           "stimulus { name: \"q\" dt: \"1 ms\" file: \"lists/r.csv:other\" }\n";
}

}  // namespace

TEST_CASE("a network is its file and each list that it names, once") {
    const ScratchDirectory scratch{"network-files"};
    std::filesystem::create_directory(scratch / "lists");
    const auto network = scratch.file("n.txtpb", network_with("spikes.csv"));
    scratch.file("spikes.csv", "neuron,tick\n0,1\n");
    scratch.file("lists/r.csv", "rate,other\n1,2\n");
    const auto files = formats::network_files(network);
    REQUIRE(files.size() == 3);
    CHECK(files[0].name == "n.txtpb");
    CHECK(files[0].bytes == network_with("spikes.csv"));
    // Fields are walked by number: stimuli stand before sources.
    CHECK(files[1].name == "lists/r.csv");
    CHECK(files[2].name == "spikes.csv");
    CHECK(files[2].bytes == "neuron,tick\n0,1\n");
}

TEST_CASE("a list outside the network's folder is refused, a missing one too") {
    const ScratchDirectory scratch{"network-files"};
    std::filesystem::create_directory(scratch / "lists");
    scratch.file("lists/r.csv", "rate,other\n1,2\n");
    for (const std::string list : {"../spikes.csv", "/tmp/spikes.csv", "lists/../../spikes.csv"}) {
        const auto network = scratch.file("n.txtpb", network_with(list));
        const Complaint complaint = complaint_of([&] { (void)formats::network_files(network); });
        CHECK_THAT(complaint.what, Contains("outside the folder"));
        CHECK(complaint.found == list);
    }
    const auto network = scratch.file("n.txtpb", network_with("none.csv"));
    CHECK_THAT(complaint_of([&] { (void)formats::network_files(network); }).what, Contains("none.csv"));
}
