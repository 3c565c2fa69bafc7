// SPDX-License-Identifier: Apache-2.0
// The command line as plain values, for those who describe it: completion and manual pages.
#pragma once

#include <string>
#include <vector>

namespace CLI {  // NOLINT(readability-identifier-naming): the library's name
class App;
}

namespace godwit::app {

struct CommandOption {
  std::vector<std::string> names;  ///< with their dashes, as "--url"
  /// What it takes: FILE, FOLDER, or its choices as "native|websocket"; empty = nothing, it is a flag.
  std::string value;
  std::string description;
  std::string standard;     ///< value when it is not given, if it has one
  std::string environment;  ///< variable that gives it, if there is one
  bool required = false;

  /// Empty when it takes anything.
  std::vector<std::string> choices() const;
};

struct CommandArgument {
  std::string name;
  std::string value;  ///< as of an option
  std::string description;
  bool required = false;
};

struct Command {
  std::string path;  ///< "godwit bench direct"
  std::string description;
  std::vector<CommandOption> options;
  std::vector<CommandArgument> arguments;
  std::vector<Command> commands;

  /// The last word of the path.
  std::string name() const;
  /// This and all below it, each before its own.
  std::vector<const Command*> all() const;
};

Command describe_command(const CLI::App& app, const std::string& parent = {});

}  // namespace godwit::app
