// SPDX-License-Identifier: Apache-2.0
// The configuration: defaults < TOML file < environment (GODWIT_SERVER__LISTEN) < flags. One table describes every option;
// `godwit config show` prints it, unknown keys are errors. Main thread, at start.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/limits.h"

namespace godwit::app {

struct Config {
  std::string listen = "127.0.0.1:8080";
  std::string data = "godwit-data";
  std::int64_t lanes = 0;
  std::int64_t drain_seconds = 10;
  std::int64_t drain_spread_ms = 2'000;
  std::string registration = "open";
  std::int64_t password_attempts = 10;
  std::int64_t password_attempt_seconds = 6;
  std::int64_t max_connections = 16'384;
  std::int64_t max_connections_per_address = 256;
  std::int64_t device_request_burst = 50;
  std::int64_t device_requests_per_second = 20;
  std::int64_t unauthenticated_silence_seconds = limits::kUnauthenticatedSilence.count();
  std::int64_t unauthenticated_total_seconds = limits::kUnauthenticatedTotal.count();
  std::int64_t idle_seconds = limits::kIdleTimeout.count();
  std::int64_t recall_seconds = 0;
  std::int64_t author_kib_per_second = 16'384;
  std::int64_t log_kib_per_second = 65'536;
  std::string moderation_words;
  std::string moderation_words_action = "refuse";
  std::string moderation_url;
  std::string moderation_token;
  std::int64_t moderation_timeout_ms = 2'000;
  std::string moderation_when_down = "refuse";
  bool demo = false;  ///< of `godwit serve --demo` alone: no key, so that no file can make people's folder one
  std::int64_t media_max_bytes = 100LL * 1024 * 1024;
  std::int64_t media_quota_bytes = 1024LL * 1024 * 1024;
  std::string tls_mode = "off";
  std::string tls_cert;
  std::string tls_key;
  std::string tls_min_version = "1.3";
  std::string tls_plaintext = "loopback";
  std::int64_t offline_after_seconds = 30;
  std::string allowed_origins;
  std::string metrics_readers;
  std::string log_level = "info";
  std::string log_format = "logfmt";
};

/// Keys ("server.listen") and values as they come from flags.
using Overrides = std::vector<std::pair<std::string, std::string>>;
/// The process's environment.
using Environment = std::map<std::string, std::string>;

/// kInvalid with a sentence that names the key, the file and what would be right. `file` empty = none. `lan`: where nothing else is said,
/// listen on all interfaces, with TLS of the own authority.
Result<Config> load_config(const std::string& file, const Environment& environment, const Overrides& overrides,
                           bool lan = false);

/// The same of a file's text alone; `name` is what complaints call it.
Result<Config> parse_config(std::string_view toml, const std::string& name);

/// The configuration as a commented TOML file.
std::string show_config(const Config& config);

/// A comma-separated value as a list, without blanks.
std::vector<std::string> split_list(const std::string& text);

}  // namespace godwit::app
