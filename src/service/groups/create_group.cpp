// SPDX-License-Identifier: Apache-2.0
#include "base/limits.h"
#include "publish.h"
#include "request_hash.h"
#include "service/groups.h"

namespace godwit::service {
namespace {

/// Few write, many read.
model::GroupRules channel_rules() {
  return {.send = model::GroupRole::kAdmin, .invite = model::GroupRole::kAdmin, .history_for_new = true};
}

}  // namespace

Task<Result<void>> Groups::check_avatar(model::Caller caller, std::string avatar) {
  if (avatar.empty() || !deps_.check_avatar) co_return Result<void>();
  co_return co_await deps_.check_avatar(caller.user, std::move(avatar));
}

Task<Result<model::Head>> Groups::create(model::Caller caller, CreateGroup command) {
  if (command.members.size() > limits::kUsersPerRequest) co_return fail(ErrorCode::kInvalid, "members: at most 100");
  const model::GroupRules usual = command.channel ? channel_rules() : model::GroupRules();
  model::GroupChanged profile{.name = std::move(command.name),
                              .avatar = std::move(command.avatar),
                              .description = std::move(command.description),
                              .notice = std::nullopt,
                              .rules = command.rules.value_or(usual)};
  if (auto ok = model::normalise(profile); !ok) co_return std::unexpected(ok.error());
  if (auto ok = co_await check_avatar(caller, *profile.avatar); !ok) co_return std::unexpected(ok.error());

  const model::Body asked[] = {model::GroupCreated{*profile.name, command.channel}, profile,
                               model::MembersAdded{command.members}};
  store::NewGroup group{.creator = caller,
                        .log = LogId::group(deps_.ids.make<UserId>().value),
                        .client_id = command.client_id,
                        .request_hash = hash_requests(LogId::user(caller.user), asked),
                        .group = {.name = *profile.name,
                                  .avatar = *profile.avatar,
                                  .description = *profile.description,
                                  .channel = command.channel,
                                  .rules = *profile.rules},
                        .members = std::move(command.members)};
  auto made = co_await deps_.store.groups().create_group(std::move(group));
  if (!made) co_return std::unexpected(made.error());
  publish_entries(deps_.bus, std::move(made->entries), made->epoch);
  co_return co_await deps_.store.logs().head(caller.user, made->log);
}

}  // namespace godwit::service
