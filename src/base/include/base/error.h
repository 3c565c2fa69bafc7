// SPDX-License-Identifier: Apache-2.0
// The one error table. What the network or the disk can cause is an Error; what cannot happen is GODWIT_CHECK.
// The rows equal proto/godwit/v1/error.proto (tested). Any lane; plain values.
#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>

namespace godwit {

enum class ErrorCode : std::uint8_t {
  kInternal = 1,
  kInvalid = 2,
  kUnimplemented = 3,
  kMalformed = 4,
  kTooLarge = 5,
  kUnauthenticated = 6,
  kTokenInvalid = 7,
  kWrongCredentials = 8,
  kRateLimited = 9,
  kOverloaded = 10,
  kNotFound = 11,
  kForbidden = 12,
  kNotAContact = 13,
  kHandleTaken = 14,
  kRegistrationClosed = 15,
  kInviteInvalid = 16,
  kClientIdReused = 17,
  kIndeterminate = 18,
  kStorageFull = 19,
  kConflict = 20,
  kWrongEpoch = 21,
  kVersionUnsupported = 22,
  kGoingAway = 23,
  kTimeout = 24,
  kTooManyConnections = 25,
  kQuotaExceeded = 26,
};

/// What a client does about an error; numbers as in the Retry enum of error.proto.
enum class Retry : std::uint8_t { kGiveUp = 1, kLater = 2, kResync = 3, kLogIn = 4 };

struct ErrorRow {
  ErrorCode code;
  std::string_view name;  ///< as in error.proto, without prefix; also the metric label
  Retry retry;
  int http_status;
};

/// The row of a code.
const ErrorRow& describe(ErrorCode code);
/// The row of a wire number, or nullptr.
const ErrorRow* find_error(std::uint32_t number);

struct Error {
  ErrorCode code = ErrorCode::kInternal;
  std::string detail;                ///< English, for developers; never content or a token
  std::uint32_t retry_after_ms = 0;  ///< 0 = the client's own back-off
};

template <class T>
using Result = std::expected<T, Error>;
using Status = std::expected<void, Error>;

inline std::unexpected<Error> fail(ErrorCode code, std::string detail = {}, std::uint32_t retry_after_ms = 0) {
  return std::unexpected(Error{code, std::move(detail), retry_after_ms});
}

[[noreturn]] void check_failed(const char* expression, const char* file, int line);

}  // namespace godwit

/// A broken invariant is a bug: say where and stop.
#define GODWIT_CHECK(expression) \
  ((expression) ? static_cast<void>(0) : ::godwit::check_failed(#expression, __FILE__, __LINE__))
