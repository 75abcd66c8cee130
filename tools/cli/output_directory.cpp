#include "tools/cli/output_directory.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <iterator>
#include <set>
#include <string>

#include "core/error.h"
#include "tools/cli/atomic_file.h"

namespace aerie::cli {
namespace {

namespace fs = std::filesystem;
constexpr std::string_view partial_mark = ".aerie-part-";   // then the number of the process that writes it

[[noreturn]] void refuse(const fs::path& place, const std::string& found, const std::string& allowed) {
    throw InputError{{"cannot write the output directory", place.string(), found, allowed}};
}

[[noreturn]] void refuse(const fs::path& place, int error) {
    refuse(place, std::strerror(error), "a place that you may write to, with free space; choose it with -o");
}

std::set<std::string> names_in(const fs::path& directory) {
    std::set<std::string> names;
    for (const fs::directory_entry& entry : fs::directory_iterator{directory}) names.insert(entry.path().filename().string());
    return names;
}

/// What Aerie wrote there, by its own list; empty when there is none.
std::set<std::string> listed_in(const fs::path& directory) {
    std::set<std::string> names;
    std::ifstream list{directory / content_list};
    for (std::string line; std::getline(list, line);) names.insert(line);
    if (!names.empty()) names.insert(content_list);
    return names;
}

/// Entries of the directory that Aerie did not write.
std::set<std::string> foreign_in(const fs::path& directory) {
    std::set<std::string> foreign;
    const auto all = names_in(directory), ours = listed_in(directory);
    std::set_difference(all.begin(), all.end(), ours.begin(), ours.end(), std::inserter(foreign, foreign.end()));
    return foreign;
}

bool contains(const fs::path& directory, const fs::path& inner) {
    const auto [end, _] = std::mismatch(directory.begin(), directory.end(), inner.begin(), inner.end());
    return end == directory.end();
}

void check_place(const fs::path& place, Existing existing) {
    const fs::file_status there = fs::status(place);
    if (contains(place, fs::current_path())) refuse(place, "the directory that you stand in, or one above it", "another directory, which is replaced as a whole");
    if (!fs::exists(there)) return;
    if (!fs::is_directory(there)) refuse(place, "a file", "a directory, or a name that does not exist yet");
    const auto foreign = foreign_in(place);
    if (foreign.empty() || existing == Existing::absorb) return;
    refuse(place, fmt::format("a directory with files that Aerie did not write, such as '{}'", *foreign.begin()),
           "a new name, an empty directory, an older result of Aerie, or --force to add to this one (its other files stay)");
}

fs::path first_missing(const fs::path& directory) {
    return fs::exists(directory) || fs::exists(directory.parent_path()) ? directory : first_missing(directory.parent_path());
}

/// What a killed run left beside the place goes away with the next run.
void remove_orphans(const fs::path& place) {
    const std::string mark = place.filename().string() + std::string{partial_mark};
    for (const std::string& name : names_in(place.parent_path())) {
        if (!name.starts_with(mark)) continue;
        pid_t writer = 0;
        const auto [stop, error] = std::from_chars(name.data() + mark.size(), name.data() + name.size(), writer);
        const bool is_alive = error != std::errc{} || stop != name.data() + name.size() || ::kill(writer, 0) == 0 || errno != ESRCH;
        std::error_code ignored;
        if (!is_alive) fs::remove_all(place.parent_path() / name, ignored);
    }
}

/// In one step; on a file system that cannot do so (NFS), in two steps with the older result beside its place between them.
void exchange(const fs::path& partial, const fs::path& place) {
    if (::renameat2(AT_FDCWD, partial.c_str(), AT_FDCWD, place.c_str(), RENAME_EXCHANGE) == 0) return;
    if (errno != EINVAL && errno != ENOSYS) refuse(place, errno);
    const fs::path older = partial.string() + ".older";
    fs::rename(place, older);
    fs::rename(partial, place);
    fs::rename(older, partial);
}

fs::path normal(const fs::path& place) {
    if (place.empty()) refuse(place, "an empty name", "the name of a directory");
    fs::path full = fs::weakly_canonical(fs::absolute(place));
    return full.has_filename() ? full : full.parent_path();
}

}  // namespace

OutputDirectory::OutputDirectory(const fs::path& place, Existing existing) {
    try {
        place_ = normal(place);
        check_place(place_, existing);
        const fs::path parent = place_.parent_path();
        if (!fs::exists(parent)) {
            made_ = first_missing(parent);
            fs::create_directories(parent);
        }
        remove_orphans(place_);
        partial_ = parent / fmt::format("{}{}{}", place_.filename().string(), partial_mark, ::getpid());
        fs::remove_all(partial_);
        fs::create_directory(partial_);
    } catch (const fs::filesystem_error& error) {
        refuse(place, error.code().value());
    }
}

OutputDirectory::~OutputDirectory() {
    if (is_published_) return;
    std::error_code ignored;
    fs::remove_all(partial_, ignored);
    if (made_.empty()) return;
    for (fs::path parent = place_.parent_path(); contains(made_, parent); parent = parent.parent_path()) {
        if (!fs::remove(parent, ignored)) return;   // somebody else uses it by now
    }
}

void OutputDirectory::publish() {
    try {
        std::string list;
        for (const std::string& name : names_in(partial_)) list += name + "\n";
        write_file(partial_ / content_list, list);
        const bool is_taken = fs::exists(place_);
        const auto foreign = is_taken ? foreign_in(place_) : std::set<std::string>{};
        if (is_taken) exchange(partial_, place_);
        else fs::rename(partial_, place_);
        is_published_ = true;   // from here on partial_ holds what stood there before
        for (const std::string& name : foreign) {
            if (!fs::exists(place_ / name)) fs::rename(partial_ / name, place_ / name);
        }
        if (is_taken) fs::remove_all(partial_);
    } catch (const fs::filesystem_error& error) {
        refuse(place_, error.code().value());
    }
}

}  // namespace aerie::cli
