// SPDX-License-Identifier: Apache-2.0
// The state machine of one connection: who it is, what it may ask now, and when it must end.
//
//   new ──hello──► greeting ──► anonymous ──hello with token──► greeting ──► device
//
// Sans-I/O: takes frames and the time, answers verdicts; never touches sockets or the store. One lane. Lives as long as its connection.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>

#include "base/clock.h"
#include "base/error.h"
#include "session/caller.h"

namespace godwit::session {

/// What the route table says about a request.
struct RequestKind {
  bool is_hello = false;
  bool needs_device = false;
  double cost = 1;  ///< tokens of the device's rate
  /// An anonymous connection may stay this long after a success: a person is picking up another device.
  Duration patience{};
};

/// Run the request on behalf of this caller.
struct Dispatch {
  std::variant<Anonymous, Device> caller;
};
/// Answer with the error; the connection stays.
struct Refuse {
  Error error;
};
using Verdict = std::variant<Dispatch, Refuse>;

class Session {
 public:
  struct Timing {
    Duration unauthenticated_silence;
    Duration unauthenticated_total;
    Duration idle;
  };

  Session(Timing timing, std::string address, Instant now);

  /// Anything arrived: the connection is alive.
  void on_traffic(Instant now) { last_traffic_ = now; }
  /// A request arrived. A hello that is dispatched must be followed by on_greeted. The rate is the caller's to check.
  Verdict admit(const RequestKind& kind);
  /// The hello was answered: by whom it was, nullopt for an anonymous or refused one.
  void on_greeted(std::optional<model::Caller> caller);
  /// What the client calls itself, from its hello.
  void name_client(std::string client) { client_ = std::move(client); }
  /// An anonymous connection has a reason to wait until then.
  void wait_until(Instant until) { patient_until_ = std::max(patient_until_, until); }
  /// The request was answered.
  void on_answered() { --in_flight_; }

  bool is_authenticated() const { return caller_.has_value(); }
  const std::optional<model::Caller>& caller() const { return caller_; }
  /// Whether the next request may be looked at now: not while a hello is being answered (what follows it in the same flight waits
  /// for the verdict), nor at the limit of requests in flight. Else stop reading until on_greeted or on_answered.
  bool may_admit() const;
  std::size_t in_flight() const { return in_flight_; }
  /// Until the connection has to end, should nothing happen meanwhile: it was silent, or did not authenticate in time.
  Duration time_left(Instant now) const;
  bool is_expired(Instant now) const { return time_left(now) <= Duration::zero(); }

 private:
  std::variant<Anonymous, Device> caller_now() const;

  Timing timing_;
  std::string address_;
  std::string client_;
  Instant patient_until_{};
  Instant opened_;
  Instant last_traffic_;
  bool hello_seen_ = false;
  bool greeting_ = false;
  std::optional<model::Caller> caller_;
  std::size_t in_flight_ = 0;
};

}  // namespace godwit::session
