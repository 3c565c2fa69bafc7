// SPDX-License-Identifier: Apache-2.0
#include "command_line/completion.h"

#include <fmt/format.h>

#include <map>

namespace godwit::app {
namespace {

constexpr const char* kLicence = "# SPDX-License-Identifier: Apache-2.0\n";

/// In single quotes, as sh, zsh and (with its own escape) fish read them.
std::string quote(const std::string& text, const char* apostrophe = "'\\''") {
  std::string out = "'";
  for (const char c : text) c == '\'' ? out += apostrophe : out += c;
  return out + "'";
}
std::string quote_for_fish(const std::string& text) {
  std::string doubled;
  for (const char c : text) {
    if (c == '\\') doubled += '\\';
    doubled += c;
  }
  return quote(doubled, "\\'");
}

/// The cases that lead from a path and a word to the path below: one body for bash and zsh.
std::string walk(const Command& root) {
  std::string out;
  for (const Command* command : root.all()) {
    if (command != &root) out += fmt::format("      {0}) at={0} ;;\n", quote(command->path));
  }
  return out;
}

enum class Kind : std::uint8_t { kFile, kFolder, kChoice, kOther };

Kind kind_of(const std::string& value) {
  if (value == "FILE") return Kind::kFile;
  if (value == "FOLDER") return Kind::kFolder;
  return value.find('|') == std::string::npos ? Kind::kOther : Kind::kChoice;
}

/// "path option" of every option that takes something, by what answers it.
std::map<std::string, std::vector<std::string>> by_answer(const Command& root, const std::string& file,
                                                          const std::string& folder, const std::string& choice) {
  std::map<std::string, std::vector<std::string>> cases;
  for (const Command* command : root.all()) {
    for (const CommandOption& option : command->options) {
      if (option.value.empty()) continue;
      std::string answer;
      const Kind kind = kind_of(option.value);
      if (kind == Kind::kFile) answer = file;
      if (kind == Kind::kFolder) answer = folder;
      if (kind == Kind::kChoice) answer = fmt::format(fmt::runtime(choice), fmt::join(option.choices(), " "));
      for (const std::string& name : option.names) cases[answer].push_back(quote(command->path + " " + name));
    }
  }
  return cases;
}

std::string answer_cases(const std::map<std::string, std::vector<std::string>>& cases) {
  std::string out;
  for (const auto& [answer, patterns] : cases) {
    out += fmt::format("    {})\n      {}return ;;\n", fmt::join(patterns, " | "), answer.empty() ? "" : answer + "; ");
  }
  return out;
}

/// What the first argument of a command takes.
Kind argument_kind(const Command& command) {
  return command.arguments.empty() ? Kind::kOther : kind_of(command.arguments.front().value);
}

}  // namespace

std::string complete_in_bash(const Command& root) {
  std::string words;
  std::string arguments;
  for (const Command* command : root.all()) {
    std::vector<std::string> offered;
    offered.reserve(command->commands.size());
    for (const Command& below : command->commands) offered.push_back(below.name());
    for (const CommandOption& option : command->options) {
      for (const std::string& name : option.names) offered.push_back(name);
    }
    words +=
        fmt::format("    {}) words={} ;;\n", quote(command->path), quote(fmt::format("{}", fmt::join(offered, " "))));
    const Kind kind = argument_kind(*command);
    if (kind == Kind::kFile)
      arguments += fmt::format("    {}) _godwit_names -f \"$current\"; return ;;\n", quote(command->path));
    if (kind == Kind::kFolder)
      arguments += fmt::format("    {}) _godwit_names -d \"$current\"; return ;;\n", quote(command->path));
    if (kind == Kind::kChoice) {
      arguments += fmt::format(
          "    {}) words={} ;;\n", quote(command->path),
          quote(fmt::format("{}", fmt::join(CommandOption{.value = command->arguments.front().value}.choices(), " "))));
    }
  }
  const auto answers = by_answer(root, "_godwit_names -f \"$current\"", "_godwit_names -d \"$current\"",
                                 "mapfile -t COMPREPLY < <(compgen -W '{}' -- \"$current\")");
  return fmt::format(
      "{}# bash completion for godwit; `godwit completion bash` prints it.\n"
      "_godwit_names() {{\n"
      "  compopt -o filenames 2>/dev/null\n"
      "  mapfile -t COMPREPLY < <(compgen \"$1\" -- \"$2\")\n"
      "}}\n"
      "_godwit() {{\n"
      "  local current=${{COMP_WORDS[COMP_CWORD]}} previous=${{COMP_WORDS[COMP_CWORD-1]}} at=godwit word words=\n"
      "  COMPREPLY=()\n"
      "  for word in \"${{COMP_WORDS[@]:1:COMP_CWORD-1}}\"; do\n"
      "    case \"$at $word\" in\n{}    esac\n"
      "  done\n"
      "  case \"$at $previous\" in\n{}  esac\n"
      "  case \"$at\" in\n{}  esac\n"
      "  if [[ $current != -* ]]; then\n"
      "    case \"$at\" in\n{}      *) ;;\n    esac\n"
      "  fi\n"
      "  mapfile -t COMPREPLY < <(compgen -W \"$words\" -- \"$current\")\n"
      "}}\n"
      "complete -F _godwit godwit\n",
      kLicence, walk(root), answer_cases(answers), words, arguments);
}

std::string complete_in_zsh(const Command& root) {
  // A colon parts a word from its description.
  const auto item = [](const std::string& word, const std::string& description) {
    return quote(word + ":" + description);
  };
  std::string words;
  for (const Command* command : root.all()) {
    std::string items;
    for (const Command& below : command->commands) items += " " + item(below.name(), below.description);
    for (const CommandOption& option : command->options) {
      for (const std::string& name : option.names) items += " " + item(name, option.description);
    }
    words += fmt::format("    {}) items=({}) ;;\n", quote(command->path), items.empty() ? "" : items.substr(1));
  }
  std::string arguments;
  for (const Command* command : root.all()) {
    const Kind kind = argument_kind(*command);
    if (kind == Kind::kFile) arguments += fmt::format("      {}) _files; return ;;\n", quote(command->path));
    if (kind == Kind::kFolder) arguments += fmt::format("      {}) _files -/; return ;;\n", quote(command->path));
    if (kind == Kind::kChoice) {
      const auto choices = CommandOption{.value = command->arguments.front().value}.choices();
      arguments += fmt::format("      {}) compadd -- {}; return ;;\n", quote(command->path), fmt::join(choices, " "));
    }
  }
  return fmt::format(
      "#compdef godwit\n{}# zsh completion for godwit; `godwit completion zsh` prints it.\n"
      "_godwit() {{\n"
      "  local current=$words[CURRENT] previous=$words[CURRENT-1] at=godwit word\n"
      "  local -a items\n"
      "  for word in ${{words[2,CURRENT-1]}}; do\n"
      "    case \"$at $word\" in\n{}    esac\n"
      "  done\n"
      "  case \"$at $previous\" in\n{}  esac\n"
      "  if [[ $current != -* ]]; then\n"
      "    case \"$at\" in\n{}      *) ;;\n    esac\n"
      "  fi\n"
      "  case \"$at\" in\n{}  esac\n"
      "  _describe 'godwit' items\n"
      "}}\n"
      "if [[ $funcstack[1] == _godwit ]]; then _godwit \"$@\"; else compdef _godwit godwit; fi\n",
      kLicence, walk(root), answer_cases(by_answer(root, "_files", "_files -/", "compadd -- {}")), arguments, words);
}

std::string complete_in_fish(const Command& root) {
  std::string cases;
  for (const Command* command : root.all()) {
    if (command != &root) cases += fmt::format("      case {0}\n        set at {0}\n", quote_for_fish(command->path));
  }
  std::string out = fmt::format(
      "{}# fish completion for godwit; `godwit completion fish` prints it.\n"
      "function __godwit_at\n"
      "  set -l at godwit\n"
      "  for word in (commandline -opc)[2..-1]\n"
      "    switch \"$at $word\"\n{}    end\n"
      "  end\n"
      "  test \"$at\" = \"$argv\"\n"
      "end\n"
      "complete -c godwit -f\n",
      kLicence, cases);
  for (const Command* command : root.all()) {
    const std::string begin =
        fmt::format("complete -c godwit -n {}", quote_for_fish(fmt::format("__godwit_at {}", command->path)));
    for (const Command& below : command->commands) {
      out += fmt::format("{} -a {} -d {}\n", begin, below.name(), quote_for_fish(below.description));
    }
    const Kind argument = argument_kind(*command);
    if (argument == Kind::kFile) out += begin + " -F\n";
    if (argument == Kind::kFolder) out += begin + " -a '(__fish_complete_directories)'\n";
    if (argument == Kind::kChoice) {
      const auto choices = CommandOption{.value = command->arguments.front().value}.choices();
      out += fmt::format("{} -a '{}'\n", begin, fmt::join(choices, " "));
    }
    for (const CommandOption& option : command->options) {
      std::string names;
      for (const std::string& name : option.names) {
        names += name.starts_with("--") ? " -l " + name.substr(2) : " -s " + name.substr(1);
      }
      const Kind kind = kind_of(option.value);
      std::string takes;
      if (!option.value.empty()) takes = " -x";
      if (kind == Kind::kFile) takes = " -r -F";
      if (kind == Kind::kFolder) takes = " -x -a '(__fish_complete_directories)'";
      if (kind == Kind::kChoice) takes = fmt::format(" -x -a '{}'", fmt::join(option.choices(), " "));
      out += fmt::format("{}{}{} -d {}\n", begin, names, takes, quote_for_fish(option.description));
    }
  }
  return out;
}

}  // namespace godwit::app
