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

Result<Config> ConfigFlags::load() const {
  Overrides overrides;
  for (const std::string& item : set) {
    const auto equals = item.find('=');
    if (equals == std::string::npos) return fail(ErrorCode::kInvalid, "--set takes section.key=value");
    overrides.emplace_back(item.substr(0, equals), item.substr(equals + 1));
  }
  if (!data.empty()) overrides.emplace_back("server.data", data);
  if (!listen.empty()) overrides.emplace_back("server.listen", listen);
  return load_config(file, environment(), overrides);
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
