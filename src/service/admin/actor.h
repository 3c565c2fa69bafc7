// SPDX-License-Identifier: Apache-2.0
// An administrator as the store knows them: 0 is the command line, which no session can be.
#pragma once

#include "service/admin.h"

namespace godwit::service {

inline UserId actor_of(const Administrator& by) {
  const auto* caller = std::get_if<model::Caller>(&by);
  if (!caller) return UserId();
  GODWIT_CHECK(caller->user);
  return caller->user;
}

}  // namespace godwit::service
