/// @file A directory of results that is never half-written: filled beside its place, then put there in one step.
#pragma once

#include <filesystem>

namespace aerie::cli {

/// What may stand at the place already. Nothing, an empty directory and an older result of Aerie (all files in its list) always may.
enum class Existing {
    keep,      ///< a directory with files of somebody else is refused
    absorb     ///< --force: such a directory takes the results; files of the same name are replaced, all others stay
};

/// Fill path(), then publish(). Without publish() (an error, an interrupt) nothing remains. Throws InputError when the place cannot be used,
/// at construction where possible, so that no long run ends in a refusal.
class OutputDirectory {
   public:
    explicit OutputDirectory(const std::filesystem::path& place, Existing existing = Existing::keep);
    ~OutputDirectory();
    OutputDirectory(const OutputDirectory&) = delete;
    OutputDirectory& operator=(const OutputDirectory&) = delete;

    /// Where to write until publish().
    [[nodiscard]] const std::filesystem::path& path() const { return partial_; }
    /// Where the results will be.
    [[nodiscard]] const std::filesystem::path& place() const { return place_; }
    /// Puts the results in their place; an older result disappears in the same step.
    void publish();

   private:
    std::filesystem::path place_, partial_;
    std::filesystem::path made_;   ///< the highest parent that this made; empty when all were there
    bool is_published_ = false;
};

/// The file in each result that lists the names Aerie wrote, one per line: only such a directory is replaced unasked.
inline constexpr const char* content_list = ".aerie-output";

}  // namespace aerie::cli
