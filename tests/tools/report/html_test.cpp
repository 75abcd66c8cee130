/// @file The page is one file that needs no network, and a name cannot break out of it.
#include <nlohmann/json.hpp>

#include "tests/catch.h"
#include "tests/tools/report/fake_run.h"
#include "tools/report/escape.h"

namespace aerie::tools {

namespace {

std::size_t count(const std::string& text, const std::string& part) {
    std::size_t times = 0;
    for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + part.size())) ++times;
    return times;
}

nlohmann::json data_of(const std::string& page) {
    const std::string mark = "<script type=\"application/json\" id=\"data\">";
    const auto start = page.find(mark) + mark.size();
    return nlohmann::json::parse(page.substr(start, page.find("</script>", start) - start));
}

}  // namespace

TEST_CASE("the page asks nothing of the network") {
    const std::string page = to_html(fake::homeostasis());
    CHECK(page.find("default-src 'none'") != std::string::npos);
    CHECK(page.find(" src=") == std::string::npos);
    CHECK(page.find("<link") == std::string::npos);
    CHECK(page.find("@import") == std::string::npos);
    CHECK(page.find("url(") == std::string::npos);
    CHECK(page.find("fetch(") == std::string::npos);
}

TEST_CASE("the page carries the library with its licence, and no mark of the template is left") {
    const std::string page = to_html(fake::homeostasis());
    CHECK(page.find("uPlot") != std::string::npos);
    CHECK(page.find("The MIT License") != std::string::npos);
    for (const char* mark : {"<!--{", "/*{"}) CHECK(page.find(mark) == std::string::npos);
}

TEST_CASE("the data in the page are the record") {
    const RunRecord record = fake::homeostasis();
    const auto data = data_of(to_html(record));
    CHECK(data["record"]["network"] == record.network);
    CHECK(data["record"]["rasters"].size() == 3);
    CHECK(data["record"]["series"][2]["values"].size() == 40);
    CHECK(data["kinds"] == nlohmann::json({"state", "state", "synapse", "output", "output"}));
    CHECK(data["rates"].size() == 3);
    CHECK(data["losses"].size() == record.stores.size());
}

TEST_CASE("hostile names stay names") {
    RunRecord record = fake::silent();
    const std::string evil = "</script><script>alert(1)</script><!-- & \"'";
    record.network = evil;
    record.notes = {evil};
    record.populations[0].name = evil;
    record.series = {{evil, evil, evil, evil, {0}, {evil}, {{1}}}};
    record.saturations[evil] = 1;
    const std::string page = to_html(record), plain = to_html(fake::silent());
    CHECK(count(page, "<script>") == count(plain, "<script>"));
    CHECK(count(page, "</script>") == count(plain, "</script>"));
    CHECK(count(page, "<!--") == count(plain, "<!--"));
    CHECK(data_of(page)["record"]["network"] == evil);
    CHECK(page.find("<title>&lt;/script&gt;&lt;script&gt;alert(1)&lt;/script&gt;&lt;!-- &amp; &quot;' on truenorth</title>") != std::string::npos);
}

TEST_CASE("names that look like marks of the template stay names") {
    RunRecord record = fake::silent();
    record.network = "<!--{title}--> <!--{summary}--> <!--{data}-->";
    const std::string page = to_html(record);
    CHECK(data_of(page)["record"]["network"] == record.network);
}

TEST_CASE("any record makes a page with readable data") {
    for (std::uint64_t seed = 0; seed < 30; ++seed) {
        CAPTURE(seed);
        const std::string page = to_html(fake::arbitrary(seed));
        CHECK(data_of(page).contains("record"));
        CHECK(page.size() < 1000000);
    }
}

TEST_CASE("the same record gives the same bytes") {
    CHECK(to_html(fake::homeostasis()) == to_html(fake::homeostasis()));
    CHECK(to_json(fake::homeostasis()) == to_json(fake::homeostasis()));
}

TEST_CASE("markup is escaped, control characters and broken UTF-8 are replaced") {
    CHECK(markup_escaped("a<b>&\"c\"") == "a&lt;b&gt;&amp;&quot;c&quot;");
    CHECK(markup_escaped("tab\tbell\a") == "tab bell ");
    CHECK(markup_escaped("\xc3\xa4") == "\xc3\xa4");
    CHECK(markup_escaped("\xff") == "\xef\xbf\xbd");
    CHECK(markup_escaped(std::string("a\0b", 3)) == "a b");
    CHECK(script_safe("{\"a\":\"</script>\"}") == "{\"a\":\"\\u003c/script>\"}");
}

}  // namespace aerie::tools
