// SPDX-License-Identifier: Apache-2.0
// Search over search.db and the logs: candidates come from the index, newest first; each is read from the logs as the reader may read it
// and checked against the query once more. A page ends when it is full or when enough candidates were looked at.
#pragma once

#include <atomic>
#include <cstddef>

#include "async/worker_pool.h"
#include "search/follower.h"
#include "search/search_file.h"
#include "store/search_index.h"

namespace godwit::store {

class SqliteSearchIndex final : public SearchIndex {
 public:
  explicit SqliteSearchIndex(Follower::Options options);
  ~SqliteSearchIndex() override;

  Task<Result<FoundPage>> find(UserId reader, SearchQuery query) override;
  void rebuild() override { follower_.rebuild(); }
  IndexState state() const override { return follower_.state(); }

 private:
  Result<FoundPage> look(UserId reader, const SearchQuery& query);

  const std::filesystem::path main_path_;
  const std::filesystem::path search_path_;
  const Clock& clock_;
  Follower follower_;
  // Of the one thread that searches.
  std::unique_ptr<Database> main_;
  std::unique_ptr<SearchFile> file_;
  std::uint64_t generation_ = 0;
  WorkerPool pool_;
};

}  // namespace godwit::store
