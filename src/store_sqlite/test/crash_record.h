// SPDX-License-Identifier: Apache-2.0
// What the crash test and the process that it kills agree on: from the numbers of an append follow its text and its client_id.
#pragma once

#include <cstring>
#include <string>

#include "store/log_store.h"

namespace godwit::store {

struct CrashRecord {
  std::uint32_t round;
  std::uint32_t stream;
  std::uint32_t number;
  std::uint32_t unused = 0;
  Seq seq;
};

inline std::string text_of(const CrashRecord& record) {
  return std::to_string(record.round) + "." + std::to_string(record.stream) + "." + std::to_string(record.number) +
         std::string(record.number % 700, '.');
}

inline Append append_of(const CrashRecord& record, UserId user) {
  ClientId client_id{};
  RequestHash hash{};
  std::memcpy(client_id.data(), &record, 12);
  std::memcpy(hash.data(), &record, 12);
  return {.author = {user, DeviceId(1)},
          .log = LogId::direct(user, user),
          .client_id = client_id,
          .request_hash = hash,
          .body = model::Text{text_of(record)}};
}

}  // namespace godwit::store
