// SPDX-License-Identifier: Apache-2.0
// Contact lists. Lane, lifetime and errors as in log_store.h.
#pragma once

#include <vector>

#include "async/task.h"
#include "model/contact.h"
#include "model/entry.h"

namespace godwit::store {

struct ContactsPage {
  std::vector<model::Contact> contacts;  ///< ascending by user id
  Seq user_seq = 0;                      ///< head of the owner's user log, read before the rows
  bool more = false;
};

struct ContactOutcome {
  model::Contact mine;
  std::vector<model::Entry> entries;  ///< user-log and conversation entries that were appended, to be published
  Epoch epoch = 0;
};

class ContactStore {
 public:
  virtual ~ContactStore() = default;

  /// In one transaction: reads both rows, applies model::apply, writes the rows, a ContactChanged in each changed side's user log,
  /// both member rows' right to send, and DirectStarted when the conversation begins. kNotFound when the other does not exist, was
  /// deleted (for a request), or is unlisted and a stranger to the owner;
  /// kConflict also when a list is full that would grow (a block is always taken); else the errors of model::apply.
  virtual Task<Result<ContactOutcome>> change(UserId owner, UserId other, model::ContactAction action) = 0;

  /// One row; state kNone when there is none. kNotFound when the other does not exist.
  virtual Task<Result<model::Contact>> get(UserId owner, UserId other) = 0;
  /// As get(), by handle; kNotFound also for an unlisted person who is a stranger to the owner.
  virtual Task<Result<model::Contact>> find(UserId owner, std::string handle) = 0;

  /// Rows that are not kNone, or are blocked.
  virtual Task<Result<ContactsPage>> list(UserId owner, UserId after, std::size_t limit) = 0;
};

}  // namespace godwit::store
