// SPDX-License-Identifier: Apache-2.0
#include "config_flags.h"

#include <unistd.h>

namespace godwit::app {

void ConfigFlags::add_to(CLI::App& command, bool with_listen) {
  command.add_option("--config", file, "TOML file")->envname("GODWIT_CONFIG")->type_name("FILE");
  command.add_option("--data", data, "Data folder")->type_name("FOLDER");
  if (with_listen) {
    command.add_option("--listen", listen, "ADDRESS:PORT of the one listener")->type_name("ADDRESS");
  }
  command.add_option("--set", set, "Any option, as section.key=value")->type_name("KEY=VALUE");
}

void ConfigFlags::add_tls_to(CLI::App& command) {
  command.add_option("--tls-cert", tls_cert, "Certificate, PEM; with --tls-key")->type_name("FILE");
  command.add_option("--tls-key", tls_key, "Its key, PEM")->type_name("FILE");
  command.add_option("--tls", tls_mode, "internal: make a local authority and a certificate of it")
      ->check(CLI::IsMember({"off", "internal"}).description(""))
      ->type_name("off|internal");
}

Result<Config> ConfigFlags::load() const {
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
  return load_config(file, environment(), overrides, lan);
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

}  // namespace godwit::app
