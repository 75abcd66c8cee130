/// @file Names of a synapse program: which lane array each stands for, with traces brought up to the current tick.
#pragma once

#include <map>
#include <string>

#include "hw_model/compile/register_file.h"
#include "hw_model/compile/synapse_location.h"

namespace aerie::hw {

class SynapseNames final : public Names {
   public:
    SynapseNames(Emitter& emit, const CompileContext& context, const Projection& projection, const SynapseImage& image,
                 const NeuronImage& target, const std::map<std::string, Location>& places);

    Value read(const lang::Expr& name) override;
    Value stimulus(const lang::Expr& call) override { return stimulus_value(emit_, context_, call); }

    /// The variable's register as it is now; an event-driven trace is first decayed to this tick.
    [[nodiscard]] Held held(const std::string& name);
    void set(const std::string& name, const Held& now) { current_[name] = now; }
    void set_local(const std::string& name, const Value& value) { locals_[name] = value; }

    /// Where a variable lives, its description and the number of its counters.
    struct Place {
        Location location = Location::synapse;
        std::uint16_t index = 0;
        std::uint16_t counter = 0;
        const StoredVariable* variable = nullptr;
        [[nodiscard]] Role role() const;
        [[nodiscard]] Role tick_role() const;
    };
    [[nodiscard]] Place place_of(const std::string& name) const;
    [[nodiscard]] bool is_event_driven(const std::string& name) const;

   private:
    [[nodiscard]] Value own_variable(const std::string& name);
    [[nodiscard]] Value post_variable(const std::string& name);
    [[nodiscard]] Held decayed(const Place& place, const Held& stale);
    [[nodiscard]] Value mean_rate(lang::Side side);

    Emitter& emit_;
    const CompileContext& context_;
    const Projection& projection_;
    const SynapseImage& image_;
    const NeuronImage& target_;
    const std::map<std::string, Location>& places_;
    std::map<std::string, Value> locals_;
    std::map<std::string, Held> current_;
};

}  // namespace aerie::hw
