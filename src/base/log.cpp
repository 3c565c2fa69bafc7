// SPDX-License-Identifier: Apache-2.0
#include "base/log.h"

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <atomic>

namespace godwit::log {
namespace {

std::atomic<Level> threshold{Level::kWarn};
std::atomic<Format> chosen{Format::kLogfmt};

constexpr std::string_view name_of(Level level) {
  constexpr std::string_view kNames[] = {"debug", "info", "warn", "error", "off"};
  return kNames[static_cast<std::size_t>(level)];
}

void append_json_string(std::string& out, std::string_view text) {
  out += '"';
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (static_cast<unsigned char>(c) < 0x20) {
      fmt::format_to(std::back_inserter(out), "\\u{:04x}", static_cast<unsigned>(c));
    } else {
      out += c;
    }
  }
  out += '"';
}

bool is_plain(std::string_view text) {
  if (text.empty()) return false;
  return text.find_first_of(" \"=\\\n\r\t") == std::string_view::npos &&
         std::ranges::none_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x20; });
}

void append_value(std::string& out, Format format, const Field& field) {
  if (const auto* text = std::get_if<std::string_view>(&field.value)) {
    if (format == Format::kLogfmt && is_plain(*text)) {
      out += *text;
    } else {
      append_json_string(out, *text);
    }
  } else if (const auto* integer = std::get_if<std::int64_t>(&field.value)) {
    out += std::to_string(*integer);
  } else if (const auto* real = std::get_if<double>(&field.value)) {
    fmt::format_to(std::back_inserter(out), "{:.6g}", *real);
  } else {
    out += std::get<bool>(field.value) ? "true" : "false";
  }
}

spdlog::logger& sink() {
  static spdlog::logger logger = [] {
    spdlog::logger made("godwit", std::make_shared<spdlog::sinks::stderr_sink_mt>());
    made.set_level(spdlog::level::trace);
    made.flush_on(spdlog::level::trace);
    made.set_pattern("time=%Y-%m-%dT%H:%M:%S.%eZ %v", spdlog::pattern_time_type::utc);
    return made;
  }();
  return logger;
}

}  // namespace

void configure(Level level, Format format) {
  threshold = level;
  chosen = format;
  if (format == Format::kJson) {
    sink().set_pattern(R"({"time":"%Y-%m-%dT%H:%M:%S.%eZ",%v})", spdlog::pattern_time_type::utc);
  }
}

std::string format_line(Format format, Level level, std::string_view event, Fields fields) {
  std::string out;
  if (format == Format::kJson) {
    out += "\"level\":";
    append_json_string(out, name_of(level));
    out += ",\"event\":";
    append_json_string(out, event);
    for (const Field& field : fields) {
      out += ',';
      append_json_string(out, field.key);
      out += ':';
      append_value(out, format, field);
    }
  } else {
    out += "level=";
    out += name_of(level);
    out += " event=";
    out += event;
    for (const Field& field : fields) {
      out += ' ';
      out += field.key;
      out += '=';
      append_value(out, format, field);
    }
  }
  return out;
}

void write(Level level, std::string_view event, Fields fields) {
  if (level < threshold.load(std::memory_order_relaxed)) return;
  const Format format = chosen.load(std::memory_order_relaxed);
  sink().info("{}", format_line(format, level, event, fields));
}

}  // namespace godwit::log
