// SPDX-License-Identifier: Apache-2.0
// Whoever looks at what people want to say before it is said. Any lane; the answers to one author come in the order of the questions.
#pragma once

#include <string>

#include "async/task.h"
#include "base/error.h"
#include "model/entry.h"

namespace godwit::service {

/// A message, or the new text of one.
struct Statement {
  UserId author;
  LogId log;
  model::Body body;
  std::string text;  ///< what a person wrote of it: the text or caption, the name of a place; may be empty
};

struct Verdict {
  enum class Kind { kPass, kChange, kRefuse };
  Kind kind = Kind::kPass;
  std::string text = {};  ///< kChange: to be said instead. kRefuse: why, for the author
};

class Moderator {
 public:
  virtual ~Moderator() = default;
  /// kOverloaded when it cannot be judged now: nothing is said then.
  virtual Task<Result<Verdict>> judge(Statement statement) = 0;
};

}  // namespace godwit::service
