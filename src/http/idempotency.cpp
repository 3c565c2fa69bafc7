// SPDX-License-Identifier: Apache-2.0
#include "idempotency.h"

namespace godwit::http {

Idempotency::Verdict Idempotency::begin(const std::string& name, const std::string& request) {
  const std::scoped_lock lock(mutex_);
  drop_old();
  const auto found = by_name_.find(name);
  if (found == by_name_.end()) {
    rows_.push_back({.name = name, .request = request, .since = clock_.now(), .answer = {}});
    by_name_[name] = std::prev(rows_.end());
    return First{};
  }
  const Row& row = *found->second;
  if (row.request != request) return Different{};
  if (!row.answer) return Running{};
  return *row.answer;
}

void Idempotency::keep(const std::string& name, const protocol::HttpResponse& answer) {
  const std::scoped_lock lock(mutex_);
  if (const auto found = by_name_.find(name); found != by_name_.end()) found->second->answer = answer;
}

void Idempotency::forget(const std::string& name) {
  const std::scoped_lock lock(mutex_);
  const auto found = by_name_.find(name);
  if (found == by_name_.end()) return;
  rows_.erase(found->second);
  by_name_.erase(found);
}

void Idempotency::drop_old() {
  const Instant now = clock_.now();
  while (!rows_.empty() && (rows_.size() >= kKept || now - rows_.front().since >= kLifetime)) {
    by_name_.erase(rows_.front().name);
    rows_.pop_front();
  }
}

}  // namespace godwit::http
