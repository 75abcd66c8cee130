/// @file From a request to a golden's recipe, and from the recipe back to a request that runs the same again, anywhere.
#pragma once

#include <filesystem>
#include <string>

#include "core/error.h"
#include "tools/golden/golden.h"
#include "tools/session/prepare.h"

namespace aerie::golden {

/// A new directory for temporary files, gone afterwards.
class Workplace {
   public:
    Workplace();
    ~Workplace();
    Workplace(const Workplace&) = delete;
    Workplace& operator=(const Workplace&) = delete;
    [[nodiscard]] const std::filesystem::path& path() const { return path_; }

   private:
    std::filesystem::path path_;
};

/// Everything that the request names, with the mapping that was made for it.
[[nodiscard]] Header header_of(const session::Request& request, const session::Prepared& prepared);

/// A golden's files put down in a directory of their own, and the request that runs them.
class UnpackedRecipe {
   public:
    /// `golden` is for messages. Throws InputError for a chip that no longer exists, and for files that would land elsewhere.
    UnpackedRecipe(const Recipe& recipe, std::filesystem::path golden);
    [[nodiscard]] const session::Request& request() const { return request_; }

    /// Runs something on the request; a complaint about an unpacked file names the golden instead.
    template <class Action>
    auto blame_golden(Action action) const {
        try {
            return action();
        } catch (const CapacityError& error) {
            throw CapacityError{in_golden(error.complaint())};
        } catch (const InputError& error) {
            throw InputError{in_golden(error.complaint())};
        }
    }

   private:
    [[nodiscard]] Complaint in_golden(Complaint complaint) const;
    [[nodiscard]] std::filesystem::path put(const std::string& folder, const std::string& name, const std::string& content) const;

    std::filesystem::path golden_;
    Workplace workplace_;
    session::Request request_;
};

}  // namespace aerie::golden
