// SPDX-License-Identifier: Apache-2.0
// Structured log lines: an event name and fields, as logfmt or JSON, on standard error. Never message content, never a
// token. Silent on success of ordinary work; "error" means a bug or a broken disk. Any thread.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <variant>

namespace godwit::log {

enum class Level : std::uint8_t { kDebug, kInfo, kWarn, kError, kOff };
enum class Format : std::uint8_t { kLogfmt, kJson };

struct Field {
  std::string_view key;
  std::variant<std::string_view, std::int64_t, double, bool> value;

  Field(std::string_view k, std::string_view v) : key(k), value(v) {}
  Field(std::string_view k, const char* v) : key(k), value(std::string_view(v)) {}
  Field(std::string_view k, const std::string& v) : key(k), value(std::string_view(v)) {}
  Field(std::string_view k, bool v) : key(k), value(v) {}
  Field(std::string_view k, double v) : key(k), value(v) {}
  template <class Integer>
    requires std::is_integral_v<Integer>
  Field(std::string_view k, Integer v) : key(k), value(static_cast<std::int64_t>(v)) {}
};

using Fields = std::initializer_list<Field>;

/// Called once at start; before it only warnings and errors are written, as logfmt.
void configure(Level level, Format format);

void write(Level level, std::string_view event, Fields fields);

inline void debug(std::string_view event, Fields fields = {}) { write(Level::kDebug, event, fields); }
inline void info(std::string_view event, Fields fields = {}) { write(Level::kInfo, event, fields); }
inline void warn(std::string_view event, Fields fields = {}) { write(Level::kWarn, event, fields); }
inline void error(std::string_view event, Fields fields = {}) { write(Level::kError, event, fields); }

/// One line as it would be written, without time and newline; for tests and sinks.
std::string format_line(Format format, Level level, std::string_view event, Fields fields);

}  // namespace godwit::log
