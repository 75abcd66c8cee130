/// @file Which routers are traced: `--routers 0,0..3,1`.
#pragma once

#include <string>
#include <vector>

#include "router/mesh_spec.h"

namespace aerie::trace {

class RouterSet {
   public:
    /// Items are routers "x,y" or "number", rectangles "x,y..x,y", or ranges of numbers "4..7"; several to a text, parted by blanks or ';'.
    /// No text at all: every router. Throws InputError.
    RouterSet(const std::vector<std::string>& texts, const router::MeshSpec& spec);

    [[nodiscard]] bool contains(NodeId node) const { return members_[node.index()] != 0; }
    [[nodiscard]] bool is_all() const { return is_all_; }
    /// As it stands in headers: "all", or the items as given.
    [[nodiscard]] const std::string& text() const { return text_; }

   private:
    void add(const std::string& item, const router::MeshSpec& spec);

    std::vector<std::uint8_t> members_;
    bool is_all_ = true;
    std::string text_ = "all";
};

}  // namespace aerie::trace
