// SPDX-License-Identifier: Apache-2.0
// Who was mentioned and has not read it yet. Inside a transaction, on the thread of the database.
#pragma once

#include <vector>

#include "log_rows.h"
#include "model/span.h"

namespace godwit::store {

/// The members among those whom `author` mentions at `seq`, but those who block the author; everyone is one row more.
void put_mentions(Database& database, const LogRow& row, Seq seq, UserId author, const std::vector<model::Span>& spans);
/// Nobody is mentioned there any more.
void drop_mentions(Database& database, const LogRow& row, Seq seq);
/// The member has read so far.
void forget_mentions(Database& database, const LogRow& row, UserId user, Seq read);

struct Mentions {
  std::uint32_t count = 0;
  Seq first = 0;
};
/// Of a member, after the read mark. `row` as that member may read it.
Mentions count_mentions(Database& database, const LogRow& row, UserId user, Seq read);

}  // namespace godwit::store
