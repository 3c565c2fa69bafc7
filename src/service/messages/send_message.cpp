// SPDX-License-Identifier: Apache-2.0
#include "base/error.h"
#include "request_hash.h"
#include "service/messages.h"

namespace godwit::service {

Task<Result<store::Appended>> Messages::send(model::Caller caller, SendMessage command) {
  mark(trace_, "service.messages.send");
  if (!model::counts_as_message(command.content)) co_return fail(ErrorCode::kInvalid, "content: missing");
  if (auto ok = model::check_content(command.content); !ok) co_return std::unexpected(ok.error());
  co_return co_await append(caller, command.log, command.client_id, std::move(command.content));
}

Task<Result<store::Appended>> Messages::append(model::Caller caller, LogId log, ClientId client_id, model::Body body) {
  store::Append request{.author = caller,
                        .log = log,
                        .client_id = client_id,
                        .request_hash = hash_request(log, body),
                        .body = std::move(body),
                        .recall_within_ms = std::chrono::milliseconds(options_.recall_window).count()};
  // Membership, block and duplicate checks, the next seq and the insert are one transaction of the store.
  auto appended = co_await store_.logs().append(std::move(request));
  if (appended && !appended->repeated) {
    mark(trace_, "bus.publish");
    bus_.publish({bus::EntryNotice{appended->entry, appended->epoch}});
  }
  co_return appended;
}

}  // namespace godwit::service
