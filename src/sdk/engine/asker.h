// SPDX-License-Identifier: Apache-2.0
// Requests of the application: they wait for a connection, are asked again when asking twice does no harm, and end in time.
// Under the client's lock; settles answers outside of it, on the client's thread.
#pragma once

#include <functional>
#include <map>
#include <memory>

#include "godwit/answer.h"
#include "link/requests.h"
#include "loop/loop.h"

namespace godwit::sdk {

/// Settles on the client's thread, without the lock.
template <class T>
void settle_later(Loop& loop, std::shared_ptr<AnswerState<T>> state, Result<T> result) {
  loop.defer([state = std::move(state), result = std::move(result)]() mutable { state->settle(std::move(result)); });
}

class Asker {
 public:
  Asker(Loop& loop, std::chrono::milliseconds timeout) : loop_(loop), timeout_(timeout) {}

  /// null = there is no account: requests wait until there is.
  void connect(Requests* requests);
  /// The connection is there: asks what waits.
  void online();
  /// Fails everything, now and from now on.
  void close(const Error& why);

  /// What a broken connection means: the request failed, is asked again, or (kNow) failed, also when there is none to begin with.
  enum class Repeat : std::uint8_t { kNever, kHarmless, kNow };

  /// `convert` makes the answer of the response: T(const Response&).
  template <class Response, class Convert>
  auto ask(v1::Method method, const google::protobuf::MessageLite& request, Repeat repeat, Convert convert) {
    using T = decltype(convert(std::declval<const Response&>()));
    auto state = std::make_shared<AnswerState<T>>();
    add(method, request, repeat,
        Requests::typed<Response>([this, state, convert = std::move(convert)](Reply<Response> reply) mutable {
          if (!reply) return settle_later<T>(loop_, state, std::unexpected(reply.error().error));
          if constexpr (std::is_void_v<T>) {
            convert(*reply);
            settle_later<T>(loop_, state, {});
          } else {
            settle_later<T>(loop_, state, convert(*reply));
          }
        }));
    return Answer<T>(state);
  }

 private:
  struct Question {
    explicit Question(World& world) : deadline(world) {}
    v1::Method method = v1::METHOD_UNSPECIFIED;
    std::shared_ptr<google::protobuf::MessageLite> request;
    Repeat repeat = Repeat::kNever;
    Requests::Done done;
    Timer deadline;
    bool in_flight = false;
  };
  using Id = std::uint64_t;

  void add(v1::Method method, const google::protobuf::MessageLite& request, Repeat repeat, Requests::Done done);
  void launch(Id id);
  void answered(Id id, Reply<std::string> reply);
  void finish(Id id, Reply<std::string> reply);

  Loop& loop_;
  std::chrono::milliseconds timeout_;
  Requests* requests_ = nullptr;
  std::optional<Error> closed_;
  Id last_ = 0;
  std::map<Id, std::unique_ptr<Question>> questions_;
};

}  // namespace godwit::sdk
