// SPDX-License-Identifier: Apache-2.0
#include "demo/echo_bot.h"

#include "base/log.h"
#include "base/random.h"

namespace godwit::demo {
namespace {

/// Long enough to be seen.
constexpr auto kPause = std::chrono::milliseconds(700);

}  // namespace

EchoBot::EchoBot(UserId self, Deps deps) : self_(self), deps_(deps) {
  deps_.bus.subscribe([this](const std::vector<bus::Notice>& notices) {
    for (const bus::Notice& notice : notices) {
      const auto* appended = std::get_if<bus::EntryNotice>(&notice);
      if (!appended || appended->entry.author == self_ || !appended->entry.log.names(self_)) continue;
      if (!std::holds_alternative<model::Text>(appended->entry.body)) continue;
      deps_.lane.post([this, entry = appended->entry]() mutable { deps_.nursery.spawn(answer(std::move(entry))); });
    }
  });
}

Task<void> EchoBot::answer(model::Entry entry) {
  co_await sleep_for(kPause);
  service::SendMessage command{.log = entry.log,
                               .client_id = make_client_id(deps_.clock),
                               .content = model::Text{std::get<model::Text>(entry.body).text}};
  const auto sent = co_await deps_.messages.send({.user = self_, .device = {}}, std::move(command));
  if (!sent) log::warn("demo.echo", {{"error", describe(sent.error().code).name}});
}

}  // namespace godwit::demo
