// SPDX-License-Identifier: Apache-2.0
// The life of a request as an ordered list of span names ("store.append"). The rooms mark the spans that ARCHITECTURE.md
// lists; the flow tests install a Trace and assert the order. Without one a mark costs a branch.
// Any thread. Lifetime: the object graph owns it.
#pragma once

#include <mutex>
#include <string_view>
#include <vector>

namespace godwit {

class Trace {
 public:
  /// `span` must be a literal.
  void mark(std::string_view span);
  std::vector<std::string_view> take();

 private:
  std::mutex mutex_;
  std::vector<std::string_view> spans_;
};

inline void mark(Trace* trace, std::string_view span) {
  if (trace) trace->mark(span);
}

}  // namespace godwit
