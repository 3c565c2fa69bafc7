// SPDX-License-Identifier: Apache-2.0
#include "cli.h"

#include <termios.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <iostream>
#include <memory>
#include <optional>
#include <string>

#include "cli_operator.h"
#include "client_commands.h"
#include "config_flags.h"
#include "verbs.h"

namespace godwit::app {
namespace {

/// From the terminal without echo, else the first line of standard input.
std::string read_password(const std::string& prompt) {
  termios before{};
  const bool terminal = ::isatty(STDIN_FILENO) != 0 && ::tcgetattr(STDIN_FILENO, &before) == 0;
  if (terminal) {
    std::cerr << prompt << std::flush;
    termios silent = before;
    silent.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    ::tcsetattr(STDIN_FILENO, TCSANOW, &silent);
  }
  std::string password;
  std::getline(std::cin, password);
  if (terminal) {
    ::tcsetattr(STDIN_FILENO, TCSANOW, &before);
    std::cerr << "\n";
  }
  return password;
}

/// What they refer to outlives the parsing.
void add_admin_commands(CLI::App& app, ConfigFlags& flags, std::string& handle, int& status) {
  CLI::App* admin = app.add_subcommand("admin", "Administrators, the audit of what they did, and counts");
  admin->require_subcommand(1);
  for (const bool add : {true, false}) {
    CLI::App* command = add ? admin->add_subcommand("add", "Make a person an administrator")
                            : admin->add_subcommand("remove", "Make an administrator an ordinary person");
    flags.add_to(*command, false);
    command->add_option("handle", handle, "Handle")->required();
    command->callback([&flags, &handle, &status, add] {
      status = with_config(flags, [&](const Config& config) { return set_admin(config, handle, add); });
    });
  }
  CLI::App* audit = admin->add_subcommand("audit", "What administrators did, newest first");
  flags.add_to(*audit, false);
  auto limit = std::make_shared<std::uint32_t>(100);
  audit->add_option("--limit", *limit, "Rows")->capture_default_str()->check(CLI::Range(1, 100'000));
  audit->callback([&flags, &status, limit] {
    status = with_config(flags, [&](const Config& config) { return show_audit(config, *limit); });
  });
  CLI::App* counts = admin->add_subcommand("counts", "How much the server holds");
  flags.add_to(*counts, false);
  counts->callback([&flags, &status] { status = with_config(flags, show_counts); });
}

}  // namespace

// NOLINTNEXTLINE(readability-function-size): a list
int run_command_line(int argc, char** argv) {
  CLI::App app("Godwit: instant messaging that you host yourself", "godwit");
  app.set_version_flag("--version", "godwit " GODWIT_VERSION);
  app.require_subcommand(1);
  int status = 0;
  ConfigFlags flags;

  CLI::App* serve_command = app.add_subcommand("serve", "Run the server");
  flags.add_to(*serve_command, true);
  flags.add_tls_to(*serve_command);
  bool demo = false;
  serve_command->add_flag("--demo", demo, "Invented people with weeks of talk, in a data folder that holds no others");
  serve_command->add_flag(
      "--lan", flags.lan,
      "For phones in the same network: all interfaces, --tls internal, and the address as a QR code");
  serve_command->callback([&] {
    status = with_config(flags, [&flags, &demo](Config config) {
      config.demo = demo;
      return serve(config, flags.lan);
    });
  });

  CLI::App* config_command = app.add_subcommand("config", "Look at the configuration");
  config_command->require_subcommand(1);
  CLI::App* check = config_command->add_subcommand("check", "Say whether it is right");
  flags.add_to(*check, true);
  check->callback([&] {
    status = with_config(flags, [](const Config&) {
      std::cout << "the configuration is right\n";
      return 0;
    });
  });
  CLI::App* show = config_command->add_subcommand("show", "Print every option with its value, as a TOML file");
  flags.add_to(*show, true);
  show->callback([&] {
    status = with_config(flags, [](const Config& config) {
      std::cout << show_config(config);
      return 0;
    });
  });

  std::string handle;
  std::string name;
  CLI::App* user = app.add_subcommand("user", "Manage accounts (of a running server too)");
  user->require_subcommand(1);
  CLI::App* add = user->add_subcommand("add", "Make an account; the password is read from standard input");
  flags.add_to(*add, false);
  add->add_option("handle", handle, "Handle, 3-32 of a-z 0-9 _ .")->required();
  add->add_option("--name", name, "Display name");
  add->callback([&] {
    status = with_config(
        flags, [&](const Config& config) { return add_user(config, handle, name, read_password("Password: ")); });
  });
  CLI::App* passwd = user->add_subcommand("passwd", "Set a password, read from standard input; logs all devices out");
  flags.add_to(*passwd, false);
  passwd->add_option("handle", handle, "Handle")->required();
  bool generate = false;
  passwd->add_flag("--generate", generate, "Make one up and print it instead");
  passwd->callback([&] {
    status = with_config(flags, [&](const Config& config) {
      return set_password(config, handle, generate ? std::nullopt : std::optional(read_password("New password: ")));
    });
  });
  CLI::App* list = user->add_subcommand("list", "List the accounts");
  flags.add_to(*list, false);
  list->callback([&] { status = with_config(flags, list_users); });

  for (const bool disabled : {true, false}) {
    CLI::App* command = disabled ? user->add_subcommand("disable", "Log a person out and let them in no more")
                                 : user->add_subcommand("enable", "Let a disabled person in again");
    flags.add_to(*command, false);
    command->add_option("handle", handle, "Handle")->required();
    command->callback([&, disabled] {
      status = with_config(flags, [&](const Config& config) { return set_disabled(config, handle, disabled); });
    });
  }
  CLI::App* find = user->add_subcommand("find", "Show one account");
  flags.add_to(*find, false);
  find->add_option("handle", handle, "Handle")->required();
  find->callback([&] { status = with_config(flags, [&](const Config& config) { return find_user(config, handle); }); });
  add_admin_commands(app, flags, handle, status);

  std::uint32_t uses = 1;
  std::uint32_t days = 7;
  CLI::App* invite = app.add_subcommand("invite", "Manage invites");
  invite->require_subcommand(1);
  CLI::App* create = invite->add_subcommand("create", "Make an invite code and print it");
  flags.add_to(*create, false);
  create->add_option("--uses", uses, "How many people may register with it")->capture_default_str();
  create->add_option("--days", days, "Days until it expires; 0 = never")->capture_default_str();
  create->callback(
      [&] { status = with_config(flags, [&](const Config& config) { return create_invite(config, uses, days); }); });

  OperatorVerbs operator_verbs;
  operator_verbs.add_to(app, status);
  const Environment variables = environment();
  add_client_commands(app, variables, read_password, status);

  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : 2;
  }
  return status;
}

}  // namespace godwit::app
