/// @file For tests of readers: run something that must be refused and look at what it complains of.
#pragma once

#include "core/error.h"
#include "tests/catch.h"

namespace aerie::tests {

/// The complaint of the InputError that `action` throws; fails the test when it throws none.
template <class Action>
Complaint complaint_of(Action action) {
    try {
        action();
    } catch (const InputError& error) {
        return error.complaint();
    }
    FAIL("nothing was refused");
    return {};
}

}  // namespace aerie::tests
