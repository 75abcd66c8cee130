/// @file An option whose value is one of a few names: --arithmetic fixed|float64.
#pragma once

#include <CLI/CLI.hpp>
#include <map>
#include <string>
#include <vector>

#include "core/nearest_name.h"

namespace aerie::cli {

/// Adds the option; `value` outlives the command's callback. Another name is refused with the nearest one.
template <class Value>
CLI::Option* add_choice(CLI::App& command, const std::string& option, Value& value, const std::map<std::string, Value>& choices, const std::string& description) {
    std::vector<std::string> names;
    for (const auto& [name, ignored] : choices) names.push_back(name);
    const CLI::Validator is_known{[names](std::string& text) {
                                      for (const std::string& name : names) if (name == text) return std::string{};
                                      return "'" + text + "' is unknown; " + suggest_name(text, names);
                                  }, "", "choice"};
    return command.add_option_function<std::string>(option, [&value, choices](const std::string& name) { value = choices.at(name); }, description)->check(is_known);
}

}  // namespace aerie::cli
