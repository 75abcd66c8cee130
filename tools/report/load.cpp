#include "tools/report/load.h"

#include <cerrno>
#include <cstring>
#include <fstream>
#include <sstream>

#include "core/error.h"

namespace aerie::tools {

namespace {

constexpr const char* how_to_make = "a directory that 'aerie run NET -o DIR' wrote";

std::string text_of(const std::filesystem::path& file) {
    errno = 0;
    std::ifstream stream{file, std::ios::binary};
    std::ostringstream text;
    if (stream && stream.peek() != std::ifstream::traits_type::eof()) text << stream.rdbuf();
    if (stream.bad() || text.bad() || (!stream && !stream.eof())) {
        throw InputError{{"the report cannot be read", file.string(), errno != 0 ? std::strerror(errno) : "", "a readable file"}};
    }
    return text.str();
}

}  // namespace

std::filesystem::path result_directory(const std::filesystem::path& named) {
    if (named.filename() != "report.json" || std::filesystem::is_directory(named)) return named;
    return named.has_parent_path() ? named.parent_path() : ".";
}

RunRecord load_run_record(const std::filesystem::path& directory) {
    const std::filesystem::path place = result_directory(directory);
    std::error_code ignored;
    if (!std::filesystem::exists(place, ignored)) throw InputError{{"no such directory", place.string(), "", how_to_make}};
    if (!std::filesystem::is_directory(place, ignored)) throw InputError{{"not a directory", place.string(), "a file", how_to_make}};
    const std::filesystem::path file = place / "report.json";
    if (!std::filesystem::is_regular_file(file, ignored))
        throw InputError{{"not the result of a run: no report.json in it", place.string(), "", how_to_make}};
    return from_json(text_of(file), file.string());
}

}  // namespace aerie::tools
