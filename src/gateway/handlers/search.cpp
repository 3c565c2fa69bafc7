// SPDX-License-Identifier: Apache-2.0
#include "handlers/handlers.h"

namespace godwit::gateway::handlers {

Answer<v1::SearchMessagesResponse> search_messages(Services services, Device who, v1::SearchMessagesRequest request) {
  service::SearchRequest asked{.query = request.query(),
                               .log = std::nullopt,
                               .author = UserId(request.author()),
                               .kind = static_cast<model::SearchKind>(request.kind()),
                               .since_ms = request.since_ms(),
                               .until_ms = request.until_ms(),
                               .next = request.next(),
                               .limit = request.limit()};
  if (!v1::SearchKind_IsValid(request.kind())) co_return fail(ErrorCode::kInvalid, "kind: none of ours");
  if (!request.log().empty()) {
    asked.log = LogId::parse(request.log());
    if (!asked.log) co_return fail(ErrorCode::kInvalid, "log: not a log name");
  }
  auto page = co_await services.search.find(who.caller(), std::move(asked));
  if (!page) co_return std::unexpected(page.error());
  v1::SearchMessagesResponse response;
  for (const service::Found& one : page->found) {
    v1::Found& found = *response.add_found();
    *found.mutable_entry() = protocol::to_wire(one.entry);
    for (const model::TextRange& range : one.ranges) {
      found.add_ranges(static_cast<std::uint32_t>(range.offset));
      found.add_ranges(static_cast<std::uint32_t>(range.length));
    }
  }
  response.set_next(page->next);
  co_return response;
}

}  // namespace godwit::gateway::handlers
