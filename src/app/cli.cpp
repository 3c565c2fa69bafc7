// SPDX-License-Identifier: Apache-2.0
#include "cli.h"

#include <termios.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <iostream>
#include <string>

#include "config.h"
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

Environment environment() {
  Environment all;
  for (char** row = environ; *row; ++row) {
    const std::string_view line(*row);
    const auto equals = line.find('=');
    if (equals != std::string_view::npos) all.emplace(line.substr(0, equals), line.substr(equals + 1));
  }
  return all;
}

/// Options that every subcommand with a configuration takes.
struct ConfigFlags {
  std::string file;
  std::string data;
  std::string listen;
  std::vector<std::string> set;
  std::string tls_cert;
  std::string tls_key;
  std::string tls_mode;

  void add_tls_to(CLI::App& command) {
    command.add_option("--tls-cert", tls_cert, "Certificate, PEM; with --tls-key");
    command.add_option("--tls-key", tls_key, "Its key, PEM");
    command.add_option("--tls", tls_mode, "internal: make a local authority and a certificate of it")
        ->check(CLI::IsMember({"off", "internal"}));
  }

  void add_to(CLI::App& command, bool with_listen) {
    command.add_option("--config", file, "TOML file")->envname("GODWIT_CONFIG");
    command.add_option("--data", data, "Data folder");
    if (with_listen) command.add_option("--listen", listen, "ADDRESS:PORT of the one listener");
    command.add_option("--set", set, "Any option, as section.key=value");
  }

  Result<Config> load() const {
    Overrides overrides;
    for (const std::string& item : set) {
      const auto equals = item.find('=');
      if (equals == std::string::npos) return fail(ErrorCode::kInvalid, "--set takes section.key=value");
      overrides.emplace_back(item.substr(0, equals), item.substr(equals + 1));
    }
    if (!data.empty()) overrides.emplace_back("server.data", data);
    if (!listen.empty()) overrides.emplace_back("server.listen", listen);
    if (!tls_cert.empty()) overrides.emplace_back("tls.cert", tls_cert);
    if (!tls_key.empty()) overrides.emplace_back("tls.key", tls_key);
    if (!tls_mode.empty()) overrides.emplace_back("tls.mode", tls_mode);
    return load_config(file, environment(), overrides);
  }
};

template <class Verb>
int with_config(const ConfigFlags& flags, Verb verb) {
  const auto config = flags.load();
  if (!config) {
    std::cerr << "godwit: " << config.error().detail << "\n";
    return 1;
  }
  return verb(*config);
}

}  // namespace

int run_command_line(int argc, char** argv) {
  CLI::App app("Godwit: instant messaging that you host yourself", "godwit");
  app.set_version_flag("--version", "godwit " GODWIT_VERSION);
  app.require_subcommand(1);
  int status = 0;
  ConfigFlags flags;

  CLI::App* serve_command = app.add_subcommand("serve", "Run the server");
  flags.add_to(*serve_command, true);
  flags.add_tls_to(*serve_command);
  bool lan = false;
  serve_command->add_flag(
      "--lan", lan, "For phones in the same network: all interfaces, --tls internal, and the address as a QR code");
  serve_command->callback([&] {
    if (lan && flags.listen.empty()) flags.listen = "0.0.0.0:8080";
    if (lan && flags.tls_mode.empty() && flags.tls_cert.empty()) flags.tls_mode = "internal";
    status = with_config(flags, [lan](const Config& config) { return serve(config, lan); });
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
  passwd->callback([&] {
    status = with_config(
        flags, [&](const Config& config) { return set_password(config, handle, read_password("New password: ")); });
  });
  CLI::App* list = user->add_subcommand("list", "List the accounts");
  flags.add_to(*list, false);
  list->callback([&] { status = with_config(flags, list_users); });

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

  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : 2;
  }
  return status;
}

}  // namespace godwit::app
