// SPDX-License-Identifier: Apache-2.0
#include "service/device_log_ins.h"

#include <sodium.h>

#include <algorithm>
#include <utility>

#include "base/random.h"
#include "secret.h"

namespace godwit::service {
namespace {

/// The look-up goes by hash, so that its time tells nothing of the links that exist.
std::string key_of(std::string_view link) {
  const store::SecretHash hash = hash_token(link);
  return {reinterpret_cast<const char*>(hash.data()), hash.size()};
}

bool is_same(std::string_view one, std::string_view other) {
  return one.size() == other.size() && sodium_memcmp(one.data(), other.data(), one.size()) == 0;
}

std::uint32_t random_number() { return static_cast<std::uint32_t>(10 + random_below(90)); }

/// `number` and two others, in any order.
std::array<std::uint32_t, 3> three_with(std::uint32_t number) {
  std::array<std::uint32_t, 3> numbers{number, number, number};
  while (numbers[1] == number) numbers[1] = random_number();
  while (numbers[2] == number || numbers[2] == numbers[1]) numbers[2] = random_number();
  std::swap(numbers[0], numbers[random_below(3)]);
  return numbers;
}

}  // namespace

Result<DeviceLogIns::Begun> DeviceLogIns::begin(std::string device_name, std::string client, std::string address) {
  Begun begun{.link = make_token().text, .secret = make_token().text, .number = random_number()};
  Attempt attempt;
  attempt.secret = begun.secret;
  attempt.number = begun.number;
  attempt.offer = {std::move(device_name), std::move(client), std::move(address), three_with(begun.number), 0};
  const std::lock_guard lock(mutex_);
  forget_expired();
  if (attempts_.size() >= max_attempts_) return fail(ErrorCode::kOverloaded, "too many log-ins are waiting");
  attempt.expires = clock_.now() + life_;
  attempts_.emplace(key_of(begun.link), std::move(attempt));
  return begun;
}

void DeviceLogIns::end_all() {
  decltype(attempts_) ended;
  {
    const std::lock_guard lock(mutex_);
    ended.swap(attempts_);
  }
  for (const auto& [key, attempt] : ended) {
    if (attempt.wake) attempt.wake();
  }
}

const DeviceLogIns::Attempt* DeviceLogIns::find(std::string_view link) const {
  const auto it = attempts_.find(key_of(link));
  return it == attempts_.end() || it->second.expires <= clock_.now() ? nullptr : &it->second;
}

void DeviceLogIns::forget_expired() {
  std::erase_if(attempts_, [now = clock_.now()](const auto& row) { return row.second.expires <= now; });
}

Result<DeviceLogIns::Offer> DeviceLogIns::get(std::string_view link) const {
  const std::lock_guard lock(mutex_);
  const Attempt* attempt = find(link);
  if (!attempt || attempt->state != State::kOpen) return fail(ErrorCode::kNotFound, "no such log-in");
  Offer offer = attempt->offer;
  const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(attempt->expires - clock_.now());
  offer.expires_in_ms = static_cast<std::uint32_t>(left.count());
  return offer;
}

Status DeviceLogIns::answer(std::string_view link, model::Caller by, std::uint32_t number) {
  Wake wake;
  bool wrong = false;
  {
    const std::lock_guard lock(mutex_);
    const Attempt* found = find(link);
    if (!found || found->state != State::kOpen) return fail(ErrorCode::kNotFound, "no such log-in");
    Attempt& attempt = attempts_.at(key_of(link));
    const bool right = number == attempt.number;
    wrong = !right && number != 0;
    attempt.state = right ? State::kApproved : State::kDeclined;
    attempt.by = by;
    wake = std::exchange(attempt.wake, nullptr);
  }
  if (wake) wake();
  if (wrong) return fail(ErrorCode::kForbidden, "number: not the one shown");
  return {};
}

Result<std::optional<DeviceLogIns::Approved>> DeviceLogIns::collect(std::string_view link, std::string_view secret,
                                                                    Wake wake) {
  Wake replaced;
  {
    const std::lock_guard lock(mutex_);
    const Attempt* found = find(link);
    if (!found || !is_same(found->secret, secret)) return fail(ErrorCode::kNotFound, "no such log-in");
    Attempt& attempt = attempts_.at(key_of(link));
    if (attempt.state == State::kDeclined) return fail(ErrorCode::kForbidden, "declined");
    if (attempt.state == State::kApproved) {
      Approved approved{attempt.by, std::move(attempt.offer.device_name)};
      attempts_.erase(key_of(link));
      return approved;
    }
    replaced = std::exchange(attempt.wake, std::move(wake));
  }
  if (replaced) replaced();
  return std::nullopt;
}

}  // namespace godwit::service
