// SPDX-License-Identifier: Apache-2.0
#include "base/error.h"

#include <array>
#include <cstdio>
#include <cstdlib>

namespace godwit {
namespace {

using enum ErrorCode;

constexpr std::array kRows = {
    ErrorRow{kInternal, "INTERNAL", Retry::kLater, 500},
    ErrorRow{kInvalid, "INVALID", Retry::kGiveUp, 400},
    ErrorRow{kUnimplemented, "UNIMPLEMENTED", Retry::kGiveUp, 404},
    ErrorRow{kMalformed, "MALFORMED", Retry::kGiveUp, 400},
    ErrorRow{kTooLarge, "TOO_LARGE", Retry::kGiveUp, 413},
    ErrorRow{kUnauthenticated, "UNAUTHENTICATED", Retry::kLogIn, 401},
    ErrorRow{kTokenInvalid, "TOKEN_INVALID", Retry::kLogIn, 401},
    ErrorRow{kWrongCredentials, "WRONG_CREDENTIALS", Retry::kGiveUp, 403},
    ErrorRow{kRateLimited, "RATE_LIMITED", Retry::kLater, 429},
    ErrorRow{kOverloaded, "OVERLOADED", Retry::kLater, 503},
    ErrorRow{kNotFound, "NOT_FOUND", Retry::kGiveUp, 404},
    ErrorRow{kForbidden, "FORBIDDEN", Retry::kGiveUp, 403},
    ErrorRow{kNotAContact, "NOT_A_CONTACT", Retry::kGiveUp, 403},
    ErrorRow{kHandleTaken, "HANDLE_TAKEN", Retry::kGiveUp, 409},
    ErrorRow{kRegistrationClosed, "REGISTRATION_CLOSED", Retry::kGiveUp, 403},
    ErrorRow{kInviteInvalid, "INVITE_INVALID", Retry::kGiveUp, 403},
    ErrorRow{kClientIdReused, "CLIENT_ID_REUSED", Retry::kGiveUp, 409},
    ErrorRow{kIndeterminate, "INDETERMINATE", Retry::kLater, 503},
    ErrorRow{kStorageFull, "STORAGE_FULL", Retry::kLater, 507},
    ErrorRow{kConflict, "CONFLICT", Retry::kGiveUp, 409},
    ErrorRow{kWrongEpoch, "WRONG_EPOCH", Retry::kResync, 409},
    ErrorRow{kVersionUnsupported, "VERSION_UNSUPPORTED", Retry::kGiveUp, 400},
    ErrorRow{kGoingAway, "GOING_AWAY", Retry::kLater, 503},
    ErrorRow{kTimeout, "TIMEOUT", Retry::kLater, 408},
    ErrorRow{kTooManyConnections, "TOO_MANY_CONNECTIONS", Retry::kLater, 503},
    ErrorRow{kQuotaExceeded, "QUOTA_EXCEEDED", Retry::kGiveUp, 413},
};

static_assert([] {
  for (std::size_t i = 0; i < kRows.size(); ++i) {
    if (static_cast<std::size_t>(kRows[i].code) != i + 1) return false;
  }
  return true;
}());

}  // namespace

const ErrorRow& describe(ErrorCode code) { return kRows[static_cast<std::size_t>(code) - 1]; }

const ErrorRow* find_error(std::uint32_t number) {
  return number == 0 || number > kRows.size() ? nullptr : &kRows[number - 1];
}

void check_failed(const char* expression, const char* file, int line) {
  std::fprintf(stderr, "check failed: %s at %s:%d\n", expression, file, line);
  std::abort();
}

}  // namespace godwit
