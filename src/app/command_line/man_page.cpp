// SPDX-License-Identifier: Apache-2.0
#include "command_line/man_page.h"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>

namespace godwit::app {
namespace {

/// A line of text as roff reads it: no escape, no request, and dashes that can be copied.
std::string escape(const std::string& text) {
  std::string out;
  for (const char c : text) {
    if (c == '\\') {
      out += "\\e";
    } else if (c == '-') {
      out += "\\-";
    } else {
      out += c;
    }
  }
  if (out.starts_with('.') || out.starts_with('\'')) out.insert(0, "\\&");
  return out;
}

std::string bold(const std::string& text) { return "\\fB" + escape(text) + "\\fR"; }
std::string italic(const std::string& text) { return "\\fI" + escape(text) + "\\fR"; }

std::string sentence(const std::string& text) {
  const bool ends = text.ends_with('.') || text.ends_with('?') || text.ends_with('!');
  return escape(text) + (text.empty() || ends ? "" : ".");
}

std::string synopsis(const Command& command) {
  std::string out = bold(command.path);
  if (!command.options.empty()) out += " [" + italic("option") + " ...]";
  if (!command.commands.empty()) out += " " + italic("command") + " ...";
  for (const CommandArgument& argument : command.arguments) {
    out += argument.required ? " " + italic(argument.name) : " [" + italic(argument.name) + "]";
  }
  return out + "\n";
}

std::string describe(const CommandOption& option) {
  std::string names;
  for (const std::string& name : option.names) {
    names += (names.empty() ? "" : ", ") + bold(name);
  }
  if (!option.value.empty()) names += " " + italic(option.value);
  std::string out = fmt::format(".TP\n{}\n{}\n", names, sentence(option.description));
  if (option.required) out += "Must be given.\n";
  if (!option.standard.empty()) out += fmt::format("Default: {}.\n", escape(option.standard));
  if (!option.environment.empty()) out += fmt::format("Environment: {}.\n", bold(option.environment));
  return out;
}

}  // namespace

std::string page_name(const Command& command) {
  std::string name = command.path;
  std::ranges::replace(name, ' ', '-');
  return name;
}

std::string write_man_page(const Command& root, const Command& command, const std::string& version) {
  std::string title = page_name(command);
  std::ranges::transform(title, title.begin(),
                         [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; });
  std::string out = fmt::format(".\\\" SPDX-License-Identifier: Apache-2.0\n.TH {} 1 \"\" \"godwit {}\" \"Godwit\"\n",
                                escape(title), escape(version));
  out += fmt::format(".SH NAME\n{} \\- {}\n", escape(page_name(command)), escape(command.description));
  out += ".SH SYNOPSIS\n" + synopsis(command);
  if (!command.commands.empty()) {
    out += ".SH COMMANDS\n";
    for (const Command& below : command.commands) {
      out += fmt::format(".TP\n{}\n{}\nSee \\fB{}\\fR(1).\n", bold(below.name()), sentence(below.description),
                         escape(page_name(below)));
    }
  }
  if (!command.arguments.empty()) {
    out += ".SH ARGUMENTS\n";
    for (const CommandArgument& argument : command.arguments) {
      out += fmt::format(".TP\n{}\n{}\n", italic(argument.name), sentence(argument.description));
    }
  }
  if (!command.options.empty()) {
    out += ".SH OPTIONS\n";
    for (const CommandOption& option : command.options) out += describe(option);
  }
  if (&command == &root) {
    out +=
        ".SH ENVIRONMENT\nEvery option of the configuration can be given as a variable: "
        "\\fBGODWIT_SECTION__NAME\\fR stands for\n\\fIname\\fR in section \\fIsection\\fR.\n";
  }
  out +=
      ".SH EXIT STATUS\n0 when it was done, 1 when it was not (a sentence on standard error says why), 2 for a wrong "
      "command line.\n";
  if (&command != &root) out += fmt::format(".SH SEE ALSO\n\\fB{}\\fR(1)\n", escape(page_name(root)));
  return out;
}

Status write_man_pages(const Command& root, const std::string& version, const std::filesystem::path& folder) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  for (const Command* command : root.all()) {
    const std::filesystem::path path = folder / (page_name(*command) + ".1");
    std::ofstream out(path);
    out << write_man_page(root, *command, version);
    if (!out.flush()) return fail(ErrorCode::kInternal, fmt::format("cannot write {}", path.string()));
  }
  return {};
}

}  // namespace godwit::app
