// SPDX-License-Identifier: Apache-2.0
// Options that every subcommand with a configuration takes, and how it gets the configuration from them.
#pragma once

#include <CLI/CLI.hpp>
#include <iostream>
#include <string>
#include <vector>

#include "config.h"

namespace godwit::app {

struct ConfigFlags {
  std::string file;
  std::string data;
  std::string listen;
  std::vector<std::string> set;
  std::string tls_cert;
  std::string tls_key;
  std::string tls_mode;
  bool lan = false;

  void add_to(CLI::App& command, bool with_listen);
  void add_tls_to(CLI::App& command);
  Result<Config> load() const;
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

/// The process's environment.
Environment environment();

}  // namespace godwit::app
