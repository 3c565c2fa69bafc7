// SPDX-License-Identifier: Apache-2.0
// Finding messages by their words. A projection of the logs: it follows them on its own within a second, and makes itself anew when it is
// lost or damaged. What is found is read again from the logs with the reader's rights, so that nothing is answered that the reader
// could not read otherwise, and no text that is not there any more. Lane, lifetime as in log_store.h.
#pragma once

#include <optional>
#include <vector>

#include "async/task.h"
#include "model/entry.h"
#include "model/search_words.h"
#include "model/searchable.h"
#include "store/log_store.h"

namespace godwit::store {

struct SearchQuery {
  std::vector<model::Phrase> phrases;  ///< all must be there; none = all messages that the rest lets through
  std::optional<LogId> log;            ///< only in this one
  UserId author;                       ///< 0 = by all
  model::SearchKind kind = model::SearchKind::kAny;
  UnixMillis since_ms = 0;  ///< stored then or later; 0 = no bound
  UnixMillis until_ms = 0;  ///< stored before; 0 = no bound
  Position before = 0;      ///< of the page before; 0 = from the newest
  std::size_t limit = 0;
  std::size_t max_bytes = 0;  ///< the page ends once its texts are over this
};

struct FoundPage {
  std::vector<model::Entry> entries;  ///< newest first, with their overlays
  /// For the next page, 0 = this was the last. A page ends after a bounded amount of work: it may be short, even empty.
  Position before = 0;
};

struct IndexState {
  Position behind = 0;         ///< entries and erasures that are not yet in the index
  std::uint64_t messages = 0;  ///< in the index
  std::uint64_t rebuilt = 0;   ///< how often it was begun anew since the store was opened
};

class SearchIndex {
 public:
  virtual ~SearchIndex() = default;

  /// kNotFound when `log` is none of the reader's; kOverloaded while a damaged index is put aside.
  virtual Task<Result<FoundPage>> find(UserId reader, SearchQuery query) = 0;
  /// Begins anew, in the background; what is found meanwhile is not all. Any thread.
  virtual void rebuild() = 0;
  /// As of a moment ago. Any thread.
  virtual IndexState state() const = 0;
};

}  // namespace godwit::store
