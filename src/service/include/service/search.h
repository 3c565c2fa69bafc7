// SPDX-License-Identifier: Apache-2.0
// Finding messages. Lane and lifetime as Accounts.
#pragma once

#include <string>
#include <vector>

#include "async/task.h"
#include "store/store.h"

namespace godwit::service {

struct SearchRequest {
  std::string query;         ///< words; empty = all messages of `kind`
  std::optional<LogId> log;  ///< none = in all conversations
  UserId author;             ///< 0 = by all
  model::SearchKind kind = model::SearchKind::kAny;
  UnixMillis since_ms = 0;
  UnixMillis until_ms = 0;
  std::string next;       ///< of the page before
  std::size_t limit = 0;  ///< 1–50, 0 = 20
};

/// A message with the places of the words in its searchable text (model/searchable.h).
struct Found {
  model::Entry entry;
  std::vector<model::TextRange> ranges;  ///< at most 50
};

struct FoundPage {
  std::vector<Found> found;  ///< newest first
  std::string next;          ///< empty = this was the last page
};

class Search {
 public:
  explicit Search(store::Store& store) : store_(store) {}

  /// kInvalid names the field; kNotFound when `log` is none of the caller's. A query without a word finds nothing.
  Task<Result<FoundPage>> find(model::Caller caller, SearchRequest request);

 private:
  store::Store& store_;
};

}  // namespace godwit::service
