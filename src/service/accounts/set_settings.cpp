// SPDX-License-Identifier: Apache-2.0
#include "publish.h"
#include "service/accounts.h"

namespace godwit::service {

Task<Result<model::Settings>> Accounts::set_settings(model::Caller caller, model::Settings settings) {
  auto outcome = co_await deps_.store.accounts().set_settings(caller.user, settings);
  if (!outcome) co_return std::unexpected(outcome.error());
  publish_entries(deps_.bus, std::move(outcome->entries), deps_.store.epoch());
  if (outcome->before.invisible != settings.invisible) deps_.presence.announce(caller.user);
  std::vector<bus::Notice> shown;
  shown.reserve(outcome->shown.size());
  for (const auto& [log, cursor] : outcome->shown) shown.push_back(bus::CursorNotice{log, cursor});
  if (!shown.empty()) deps_.bus.publish(shown);
  co_return settings;
}

}  // namespace godwit::service
