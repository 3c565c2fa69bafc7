// SPDX-License-Identifier: Apache-2.0
#include "forward.h"

#include <algorithm>

#include "account_rows.h"
#include "base/limits.h"
#include "log_rows.h"
#include "protocol/body_codec.h"
#include "sqlite_log_store.h"

namespace godwit::store {
namespace {

Result<std::vector<model::Source>> read_sources(Database& database, UserId author, const model::Forward& forward,
                                                UnixMillis now) {
  const auto row = find_log_of(database, forward.log, author);
  if (!row) return fail(ErrorCode::kNotFound, "forward.log: no such log");
  std::vector<Seq> seqs = forward.seqs;
  std::ranges::sort(seqs);
  seqs.erase(std::ranges::unique(seqs).begin(), seqs.end());
  std::vector<model::Source> sources;
  for (const Seq seq : seqs) {
    auto entry = seq >= row->floor ? find_entry(database, forward.log, *row, seq, now) : std::nullopt;
    if (!entry) return fail(ErrorCode::kNotFound, "forward.seqs: no such message");
    take_out_hidden(database, *row, author, std::span(&*entry, 1));
    const auto who = find_user(database, entry->author);
    sources.push_back({std::move(*entry), who ? who->name : std::string()});
  }
  return sources;
}

}  // namespace

Result<model::Body> copy_forwarded(Database& database, UserId author, const model::Forward& forward, UnixMillis now) {
  auto sources = read_sources(database, author, forward, now);
  if (!sources) return std::unexpected(sources.error());
  if (!forward.merge) return model::forward_one(std::move(sources->front()));
  auto merged = model::forward_merged(std::move(*sources));
  if (merged && protocol::encode_body(*merged).size() > limits::kMergedBytes) {
    return fail(ErrorCode::kTooLarge, "forward: the record is over 64 KiB");
  }
  return merged;
}

Task<Result<model::Body>> SqliteLogStore::read_forward(UserId author, model::Forward forward) {
  return engine_.read<model::Body>([this, author, asked = std::move(forward)](Database& database) {
    return copy_forwarded(database, author, asked, engine_.now());
  });
}

}  // namespace godwit::store
