// SPDX-License-Identifier: Apache-2.0
#include "config.h"

#include <fmt/format.h>

#include <toml++/toml.h>
#include <algorithm>
#include <charconv>
#include <set>
#include <sstream>
#include <variant>

namespace godwit::app {
namespace {

constexpr const char* kLanListen = "0.0.0.0:8080";

struct Number {
  std::int64_t Config::* field;
  std::int64_t min;
  std::int64_t max;
};
struct Text {
  std::string Config::* field;
  std::set<std::string> choices;  ///< empty = any
};

struct Option {
  std::string key;
  std::string doc;
  std::variant<Number, Text> value;
};

const std::vector<Option>& options() {
  static const std::vector<Option> table = {
      {"server.listen", "Address and port of the one listener.", Text{&Config::listen, {}}},
      {"server.data", "Data folder; made when absent, used by one process at a time.", Text{&Config::data, {}}},
      {"server.lanes", "Threads that serve connections; 0 = one per core, at most 8.", Number{&Config::lanes, 0, 64}},
      {"server.drain_seconds", "On SIGTERM: how long running requests and connections may take to finish.",
       Number{&Config::drain_seconds, 0, 300}},
      {"server.drain_spread_ms", "On SIGTERM: clients come back spread over this many milliseconds.",
       Number{&Config::drain_spread_ms, 0, 600'000}},
      {"accounts.registration", "Who may make an account.", Text{&Config::registration, {"open", "invite", "closed"}}},
      {"accounts.password_attempts", "Password attempts at once, per address and per handle.",
       Number{&Config::password_attempts, 1, 1'000'000}},
      {"accounts.password_attempt_seconds", "Then one attempt each so many seconds.",
       Number{&Config::password_attempt_seconds, 1, 3'600}},
      {"accounts.offline_after_seconds", "People show as offline so long after their last connection closed.",
       Number{&Config::offline_after_seconds, 0, 3'600}},
      {"limits.max_connections", "Connections in all.", Number{&Config::max_connections, 1, 1'000'000}},
      {"limits.max_connections_per_address", "Connections from one address; raise it behind a reverse proxy.",
       Number{&Config::max_connections_per_address, 1, 1'000'000}},
      {"limits.device_request_burst", "Requests of one device at once.",
       Number{&Config::device_request_burst, 10, 1'000'000}},
      {"limits.device_requests_per_second", "Then so many a second.",
       Number{&Config::device_requests_per_second, 1, 1'000'000}},
      {"limits.author_kib_per_second",
       "What one person says, KiB times the members it goes to, a second; four times as much at once. 0 = any number.",
       Number{&Config::author_kib_per_second, 0, 1LL << 40}},
      {"limits.conversation_kib_per_second", "The same of all that is said in one conversation.",
       Number{&Config::log_kib_per_second, 0, 1LL << 40}},
      {"limits.unauthenticated_silence_seconds",
       "A connection that nobody logged in on and that is silent so long is closed.",
       Number{&Config::unauthenticated_silence_seconds, 1, 3'600}},
      {"limits.unauthenticated_total_seconds",
       "A connection that nobody logged in on is closed after so long, busy or not.",
       Number{&Config::unauthenticated_total_seconds, 1, 3'600}},
      {"limits.idle_seconds", "A device that is silent so long is disconnected.",
       Number{&Config::idle_seconds, 1, 3'600}},
      {"messages.recall_seconds", "Messages are taken back for so long after they were sent; 0 = at any time.",
       Number{&Config::recall_seconds, 0, 31'536'000}},
      {"moderation.words", "A file of words that may not be said, one entry on each line.",
       Text{&Config::moderation_words, {}}},
      {"moderation.words_action",
       "What becomes of a message with such a word: it is refused, or stars stand for the word.",
       Text{&Config::moderation_words_action, {"refuse", "mask"}}},
      {"moderation.url", "Each message is posted there before it is said; see docs/operations.md.",
       Text{&Config::moderation_url, {}}},
      {"moderation.token", "Sent to moderation.url as a bearer token.", Text{&Config::moderation_token, {}}},
      {"moderation.timeout_ms", "So long moderation.url has to answer.",
       Number{&Config::moderation_timeout_ms, 10, 60'000}},
      {"moderation.when_down",
       "What becomes of messages while moderation.url does not answer: refuse (clients try again), or pass.",
       Text{&Config::moderation_when_down, {"refuse", "pass"}}},
      {"media.max_bytes", "Bytes of one upload.", Number{&Config::media_max_bytes, 1'024, 100LL << 30}},
      {"media.quota_bytes", "Bytes that the uploads of one person may have together.",
       Number{&Config::media_quota_bytes, 1'024, 1LL << 50}},
      {"tls.mode",
       "Where the certificate comes from: files (tls.cert and tls.key), or internal: the server's own authority.",
       Text{&Config::tls_mode, {"off", "files", "internal"}}},
      {"tls.cert", "Certificate and its chain, PEM; read again when it changes. Implies the mode files.",
       Text{&Config::tls_cert, {}}},
      {"tls.key", "Its key, PEM without a passphrase.", Text{&Config::tls_key, {}}},
      {"tls.min_version", "Oldest TLS that is spoken.", Text{&Config::tls_min_version, {"1.2", "1.3"}}},
      {"tls.plaintext", "Who may go on without TLS on the same port.",
       Text{&Config::tls_plaintext, {"loopback", "all"}}},
      {"web.allowed_origins", "Further origins, comma-separated, whose pages may open a WebSocket.",
       Text{&Config::allowed_origins, {}}},
      {"metrics.readers", "Addresses besides loopback, comma-separated, that may read /metrics.",
       Text{&Config::metrics_readers, {}}},
      {"log.level", "Least severe level that is written.",
       Text{&Config::log_level, {"debug", "info", "warn", "error", "off"}}},
      {"log.format", "One line per event.", Text{&Config::log_format, {"logfmt", "json"}}},
  };
  return table;
}

std::size_t edit_distance(const std::string& a, const std::string& b) {
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = std::exchange(row[0], i);
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t changed = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, changed});
    }
  }
  return row.back();
}

Result<const Option*> find_option(const std::string& key, const std::string& source) {
  const auto it = std::ranges::find(options(), key, &Option::key);
  if (it != options().end()) return &*it;
  const auto nearest =
      std::ranges::min_element(options(), {}, [&](const Option& option) { return edit_distance(option.key, key); });
  return fail(ErrorCode::kInvalid,
              fmt::format("{}: unknown option '{}'; did you mean '{}'?", source, key, nearest->key));
}

Status set_option(Config& config, const Option& option, const std::string& text, const std::string& source) {
  if (const auto* number = std::get_if<Number>(&option.value)) {
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size() || value < number->min || value > number->max) {
      return fail(ErrorCode::kInvalid, fmt::format("{}: {} must be a number from {} to {}, not '{}'", source,
                                                   option.key, number->min, number->max, text));
    }
    config.*number->field = value;
    return {};
  }
  const auto& [field, choices] = std::get<Text>(option.value);
  if (!choices.empty() && !choices.contains(text)) {
    return fail(ErrorCode::kInvalid,
                fmt::format("{}: {} must be one of {}, not '{}'", source, option.key, fmt::join(choices, ", "), text));
  }
  config.*field = text;
  return {};
}

Status apply_override(Config& config, const std::string& key, const std::string& value, const std::string& source) {
  const auto option = find_option(key, source);
  return option ? set_option(config, **option, value, source) : std::unexpected(option.error());
}

Status apply_table(Config& config, const toml::table& root, const std::string& file) {
  for (const auto& [section, node] : root) {
    const auto* table = node.as_table();
    if (!table) {
      return fail(ErrorCode::kInvalid, fmt::format("{}: '{}' stands outside a section", file, section.str()));
    }
    for (const auto& [name, value] : *table) {
      const std::string key = fmt::format("{}.{}", section.str(), name.str());
      std::string text;
      if (const auto* string = value.as_string()) {
        text = string->get();
      } else if (const auto* integer = value.as_integer()) {
        text = std::to_string(integer->get());
      } else {
        return fail(ErrorCode::kInvalid, fmt::format("{}: {} must be a string or a whole number", file, key));
      }
      if (auto ok = apply_override(config, key, text, file); !ok) return ok;
    }
  }
  return {};
}

/// `read` gives the table or throws toml's error.
template <class Read>
Status apply_toml(Config& config, const std::string& name, Read read) {
  toml::table root;
  try {
    root = read();
  } catch (const toml::parse_error& error) {
    return fail(ErrorCode::kInvalid, fmt::format("{}:{}: {}", name, error.source().begin.line, error.description()));
  }
  return apply_table(config, root, name);
}

Status apply_file(Config& config, const std::string& file) {
  return apply_toml(config, file, [&] { return toml::parse_file(file); });
}

/// What the options of TLS say together.
Status settle_tls(Config& config) {
  if (config.tls_cert.empty() != config.tls_key.empty()) {
    return fail(ErrorCode::kInvalid, "tls.cert and tls.key belong together: one is missing");
  }
  if (config.tls_mode.empty()) config.tls_mode = config.tls_cert.empty() ? "internal" : "files";
  if (!config.tls_cert.empty() && config.tls_mode == "off") config.tls_mode = "files";
  if (config.tls_cert.empty() == (config.tls_mode == "files")) {
    return fail(ErrorCode::kInvalid,
                "tls.mode " + config.tls_mode + " does not fit: files needs tls.cert and tls.key, and only it");
  }
  return {};
}

/// GODWIT_SERVER__DRAIN_SECONDS → server.drain_seconds
std::string key_of_variable(const std::string& name) {
  std::string key = name.substr(std::string("GODWIT_").size());
  std::ranges::transform(key, key.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  const auto at = key.find("__");
  return key.replace(at, 2, ".");
}

}  // namespace

Result<Config> load_config(const std::string& file, const Environment& environment, const Overrides& overrides,
                           bool lan) {
  Config config;
  if (lan) {
    config.listen = kLanListen;
    config.tls_mode.clear();
  }
  if (!file.empty()) {
    if (auto ok = apply_file(config, file); !ok) return std::unexpected(ok.error());
  }
  for (const auto& [name, value] : environment) {
    if (!name.starts_with("GODWIT_") || name.find("__") == std::string::npos) continue;
    if (auto ok = apply_override(config, key_of_variable(name), value, name); !ok) return std::unexpected(ok.error());
  }
  for (const auto& [key, value] : overrides) {
    if (auto ok = apply_override(config, key, value, "command line"); !ok) return std::unexpected(ok.error());
  }
  if (auto ok = settle_tls(config); !ok) return std::unexpected(ok.error());
  return config;
}

Result<Config> parse_config(std::string_view toml, const std::string& name) {
  Config config;
  if (auto ok = apply_toml(config, name, [&] { return toml::parse(toml, name); }); !ok) {
    return std::unexpected(ok.error());
  }
  if (auto ok = settle_tls(config); !ok) return std::unexpected(ok.error());
  return config;
}

std::string show_config(const Config& config) {
  std::string out;
  std::string section;
  for (const Option& option : options()) {
    const auto dot = option.key.find('.');
    if (const auto name = option.key.substr(0, dot); name != section) {
      out += fmt::format("{}[{}]\n", section.empty() ? "" : "\n", name);
      section = name;
    }
    const auto name = option.key.substr(dot + 1);
    if (const auto* number = std::get_if<Number>(&option.value)) {
      out +=
          fmt::format("# {} ({} to {})\n{} = {}\n", option.doc, number->min, number->max, name, config.*number->field);
    } else {
      const auto& [field, choices] = std::get<Text>(option.value);
      const std::string hint = choices.empty() ? "" : fmt::format(" ({})", fmt::join(choices, ", "));
      std::ostringstream text;
      text << toml::toml_formatter{toml::table{{"v", config.*field}}};
      out += fmt::format("# {}{}\n{} {}\n", option.doc, hint, name, text.str().substr(2));
    }
  }
  return out;
}

std::vector<std::string> split_list(const std::string& text) {
  std::vector<std::string> items;
  std::string item;
  for (const char c : text + ",") {
    if (c == ',') {
      if (!item.empty()) items.push_back(std::exchange(item, {}));
    } else if (c != ' ') {
      item += c;
    }
  }
  return items;
}

}  // namespace godwit::app
