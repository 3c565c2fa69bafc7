// SPDX-License-Identifier: Apache-2.0
#include "session/session.h"

#include <algorithm>

#include "base/limits.h"

namespace godwit::session {

Session::Session(Timing timing, std::string address, Instant now)
    : timing_(timing), address_(std::move(address)), opened_(now), last_traffic_(now) {}

Verdict Session::admit(const RequestKind& kind) {
  if (kind.is_hello) {
    if (caller_) return Refuse{{ErrorCode::kConflict, "hello was said already", 0}};
    hello_seen_ = greeting_ = true;
    ++in_flight_;
    return Dispatch{Anonymous(address_, client_)};
  }
  if (!hello_seen_) return Refuse{{ErrorCode::kUnauthenticated, "say hello first", 0}};
  if (kind.needs_device && !caller_) return Refuse{{ErrorCode::kUnauthenticated, "log in first", 0}};
  if (!kind.needs_device && caller_) return Refuse{{ErrorCode::kConflict, "logged in already", 0}};
  ++in_flight_;
  return Dispatch{caller_now()};
}

void Session::on_greeted(std::optional<model::Caller> caller) {
  greeting_ = false;
  caller_ = caller;
}

std::variant<Anonymous, Device> Session::caller_now() const {
  if (caller_) return Device(*caller_, address_);
  return Anonymous(address_, client_);
}

bool Session::may_admit() const { return !greeting_ && in_flight_ < limits::kRequestsInFlight; }

Duration Session::time_left(Instant now) const {
  const Duration silence = now - last_traffic_;
  if (caller_) return timing_.idle - silence;
  const Duration left =
      std::min(timing_.unauthenticated_silence - silence, timing_.unauthenticated_total - (now - opened_));
  return std::max(left, Duration(patient_until_ - now));
}

}  // namespace godwit::session
