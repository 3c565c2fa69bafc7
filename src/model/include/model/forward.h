// SPDX-License-Identifier: Apache-2.0
// Saying again what was said elsewhere: one message as it is, or several as one record. Pure, any lane.
#pragma once

#include <string>
#include <vector>

#include "model/entry.h"

namespace godwit::model {

/// What somebody wants to say again.
struct Forward {
  LogId log;              ///< where it was said
  std::vector<Seq> seqs;  ///< one; with `merge` 1–100, in any order
  bool merge = false;     ///< into one Merged
  bool operator==(const Forward&) const = default;
};

/// kInvalid names what is wrong.
Status check_forward(const Forward& forward);

/// A message with its overlay, and what its author is called.
struct Source {
  Entry entry;
  std::string author_name;
};

/// The message as it is now, without mentions and what belongs to its own conversation (an answer, a thread, when it disappears). Its
/// origin is that of the message where it has one, else the message. kNotFound when it is no message, or one that is no more.
Result<Body> forward_one(Source source);

/// One record of these, in this order; each as forward_one() gives it, with an origin only where it was forwarded itself. kNotFound as
/// there; kTooLarge when records stand in records more than 3 deep.
Result<Body> forward_merged(std::vector<Source> sources);

}  // namespace godwit::model
