// SPDX-License-Identifier: Apache-2.0
#include "command_line/command_tree.h"

#include <CLI/CLI.hpp>
#include <sstream>

namespace godwit::app {

std::vector<std::string> CommandOption::choices() const {
  std::vector<std::string> all;
  if (value.find('|') == std::string::npos) return all;
  std::istringstream words(value);
  for (std::string word; std::getline(words, word, '|');) all.push_back(word);
  return all;
}

std::string Command::name() const { return path.substr(path.rfind(' ') + 1); }

std::vector<const Command*> Command::all() const {
  std::vector<const Command*> found = {this};
  for (const Command& command : commands) {
    for (const Command* below : command.all()) found.push_back(below);
  }
  return found;
}

Command describe_command(const CLI::App& app, const std::string& parent) {
  Command command{.path = parent.empty() ? app.get_name() : parent + " " + app.get_name(),
                  .description = app.get_description()};
  for (const CLI::Option* option : app.get_options()) {
    const bool takes = option->get_type_size() != 0 && option->get_expected_max() != 0;
    // Behind a colon CLI11 tells what its validators think.
    const std::string type = option->get_type_name();
    const std::string value = takes ? type.substr(0, type.find(':')) : std::string();
    if (option->get_positional()) {
      command.arguments.push_back({option->get_name(true), value, option->get_description(), option->get_required()});
      continue;
    }
    CommandOption described{.value = value,
                            .description = option->get_description(),
                            .standard = option->get_default_str(),
                            .environment = option->get_envname(),
                            .required = option->get_required()};
    for (const std::string& name : option->get_snames()) described.names.push_back("-" + name);
    for (const std::string& name : option->get_lnames()) described.names.push_back("--" + name);
    command.options.push_back(std::move(described));
  }
  for (const CLI::App* below : app.get_subcommands([](const CLI::App*) { return true; })) {
    // A subcommand without a group is hidden from the help, and so here.
    if (!below->get_group().empty()) command.commands.push_back(describe_command(*below, command.path));
  }
  return command;
}

}  // namespace godwit::app
