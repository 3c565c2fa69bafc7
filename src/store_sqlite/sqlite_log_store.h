// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine.h"
#include "log_rows.h"
#include "store/log_store.h"

namespace godwit::store {

class SqliteLogStore final : public LogStore {
 public:
  explicit SqliteLogStore(Engine& engine) : engine_(engine) {}

  Task<Result<Appended>> append(Append append) override;
  Task<Result<model::Body>> read_forward(UserId author, model::Forward forward) override;
  Task<Result<model::Page>> read(UserId reader, ReadRange range) override;
  Task<Result<model::Head>> head(UserId reader, LogId log) override;
  Task<Result<HeadsPage>> heads(HeadsQuery query) override;
  Task<Result<model::Page>> read_some(UserId reader, LogId log, std::vector<Seq> seqs) override;
  Task<Result<Seq>> find_at(UserId reader, LogId log, UnixMillis time_ms) override;
  Task<Result<std::vector<model::Entry>>> versions(UserId reader, VersionsQuery query) override;
  Task<Result<Readers>> readers(UserId asker, LogId log, Seq seq) override;
  Task<Result<std::optional<model::Entry>>> hide(model::Caller reader, LogId log, std::vector<Seq> seqs) override;
  Task<Result<std::vector<CursorMove>>> advance_cursors(std::vector<CursorAdvance> advances) override;
  Task<Result<std::optional<model::Entry>>> set_conversation(UserId user, LogId log,
                                                             model::ConversationSettings settings) override;

 private:
  Engine& engine_;
};

}  // namespace godwit::store
