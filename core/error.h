/// @file What may go wrong, by whose fault. Bad input is an InputError (exit 2), a network too big for its chip a CapacityError (exit 3),
/// and our own mistake stops at AERIE_ASSERT.
#pragma once

#include <stdexcept>
#include <string>

namespace aerie {

/// What a stranger needs to mend their input: the four parts of every message.
struct Complaint {
    std::string what;     ///< what is wrong, one clause: "unknown name 'tau_m'"
    std::string where;    ///< file, line, population, equation: "net.txtpb: population 'Exc': equations line 2 column 7"
    std::string found;    ///< what stands there; may be empty when `what` quotes it
    std::string allowed;  ///< what may stand there, or what to do: "nearest known name: 'taum'"
};

/// "what\n  where: ...\n  found: ...\n  allowed: ..." without the empty parts.
[[nodiscard]] std::string to_string(const Complaint& complaint);

/// The input is wrong: malformed, unknown, out of range, unwritable. Exit code 2.
class InputError : public std::runtime_error {
   public:
    explicit InputError(Complaint complaint);
    [[nodiscard]] const Complaint& complaint() const { return complaint_; }

   private:
    Complaint complaint_;
};

/// The input is right, but the chip is too small or cannot do it. Exit code 3.
class CapacityError : public InputError {
   public:
    using InputError::InputError;
};

[[noreturn]] void assertion_failed(const char* claim, const char* file, int line);

}  // namespace aerie

/// A claim about our own code; checked in every build, since a wrong result is worse than a stop.
#define AERIE_ASSERT(claim) ((claim) ? void(0) : ::aerie::assertion_failed(#claim, __FILE__, __LINE__))
