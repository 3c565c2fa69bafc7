// SPDX-License-Identifier: Apache-2.0
#include "bench/prepare.h"

#include <fmt/format.h>

#include <algorithm>
#include <future>
#include <system_error>

#include "async/run_task.h"
#include "base/limits.h"

namespace godwit::bench {
namespace {

constexpr std::size_t kFillBytes = 200;

/// Starts `count` tasks at once and waits for all. What came of them in their order; the last error beside it.
template <class T, class Make>
std::pair<std::vector<T>, Status> run_wave(Lane& lane, std::size_t count, Make make) {
  std::vector<std::future<Result<T>>> started;
  started.reserve(count);
  for (std::size_t i = 0; i < count; ++i) started.push_back(start_task(lane, make(i)));
  std::pair<std::vector<T>, Status> done;
  for (auto& one : started) {
    auto result = one.get();
    if (result) {
      done.first.push_back(std::move(*result));
    } else {
      done.second = std::unexpected(result.error());
    }
  }
  return done;
}

std::vector<TokenLine> lines_of(std::vector<service::MintedPair> pairs) {
  std::vector<TokenLine> lines;
  for (service::MintedPair& pair : pairs) {
    for (service::MintedPerson& person : pair.people) lines.push_back({std::move(person), pair.log});
  }
  return lines;
}

/// A task that has a value, as run_wave wants it.
// NOLINTNEXTLINE(cppcoreguidelines-avoid-reference-coroutine-parameters): it outlives the wave
Task<Result<bool>> say(service::Minting& minting, UserId author, LogId log, std::string text) {
  const auto said = co_await minting.mint_text(author, log, std::move(text));
  if (!said) co_return std::unexpected(said.error());
  co_return true;
}

}  // namespace

Status prepare(Lane& lane, service::Minting& minting, std::size_t users, const std::filesystem::path& tokens) {
  if (users == 0 || users % 2 != 0) return fail(ErrorCode::kInvalid, "people are made in pairs: take an even number");
  // Nobody should be made whose token cannot be kept.
  if (auto ok = append_tokens(tokens, {}); !ok) return ok;
  for (std::size_t left = users / 2; left > 0;) {
    const std::size_t wave = std::min(left, kPrepareInFlight);
    auto [pairs, status] = run_wave<service::MintedPair>(lane, wave, [&](std::size_t) { return minting.mint_pair(); });
    if (auto ok = append_tokens(tokens, lines_of(std::move(pairs))); !ok) return ok;
    if (!status) return status;
    left -= wave;
  }
  return {};
}

Status prepare_group(Lane& lane, service::Minting& minting, GroupSize size, const std::filesystem::path& tokens) {
  if (size.members < 2 || size.members > limits::kGroupMembers) {
    return fail(ErrorCode::kInvalid, fmt::format("--members: 2 to {}", limits::kGroupMembers));
  }
  if (size.online < 2 || size.online > size.members) {
    return fail(ErrorCode::kInvalid, "--online: 2 to the number of members");
  }
  std::error_code ignored;
  std::filesystem::remove(tokens, ignored);
  auto group = run_task(lane, minting.mint_group(fmt::format("{} members", size.members)));
  if (!group) return std::unexpected(group.error());
  if (auto ok = append_tokens(tokens, {{group->owner, group->log}}); !ok) return ok;
  for (std::size_t made = 1; made < size.members;) {
    // Those with a device first, and no wave has both.
    const bool online = made < size.online;
    const std::size_t wave = std::min((online ? size.online : size.members) - made, kPrepareInFlight);
    auto [people, status] = run_wave<service::MintedPerson>(
        lane, wave, [&](std::size_t) { return minting.mint_member(group->code, online); });
    std::vector<TokenLine> lines;
    for (service::MintedPerson& person : people) lines.push_back({std::move(person), group->log});
    if (online) {
      if (auto ok = append_tokens(tokens, lines); !ok) return ok;
    }
    if (!status) return status;
    made += wave;
  }
  return {};
}

Status fill(Lane& lane, service::Minting& minting, const std::vector<Credentials>& people, std::size_t messages) {
  for (const Credentials& person : people) {
    if (person.user.value == 0 || !LogId::parse(person.log)) return fail(ErrorCode::kInvalid, "tokens without people");
  }
  if (people.empty()) return fail(ErrorCode::kInvalid, "there is nobody who could write");
  for (std::size_t written = 0; written < messages;) {
    const std::size_t wave = std::min(messages - written, kPrepareInFlight);
    const auto status = run_wave<bool>(lane, wave, [&](std::size_t i) {
      const Credentials& author = people[(written + i) % people.size()];
      std::string text = fmt::format("message {} of a store that is filled with words ", written + i);
      text.append(kFillBytes - text.size(), 'x');
      return say(minting, author.user, *LogId::parse(author.log), std::move(text));
    });
    if (!status.second) return status.second;
    written += wave;
  }
  return {};
}

}  // namespace godwit::bench
