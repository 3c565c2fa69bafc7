// SPDX-License-Identifier: Apache-2.0
// One HTTP request at a time on libcurl, cancellable from another thread. libcurl is used only here.
#pragma once

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace godwit::sdk {

struct HttpReply {
  int status = 0;
  std::map<std::string, std::string> headers;  ///< names in lower case
  std::string body;                            ///< the first 64 KiB, unless the request takes it
};

struct HttpRequest {
  std::string method;
  std::string url;
  std::vector<std::string> headers;  ///< "name: value"
  std::filesystem::path ca_file;
  /// Body to send: `upload_size` bytes, pulled.
  std::function<std::size_t(char* to, std::size_t room)> upload;
  std::uint64_t upload_size = 0;
  /// Takes the body of a 2xx reply; false cancels.
  std::function<bool(const HttpReply& head, std::string_view bytes)> take;
  const std::atomic<bool>* cancelled = nullptr;
};

/// kTimeout, kGoingAway (unreachable, cut), kInvalid (certificate). A reply of any status is no error.
/// 10 s to connect; cut when fewer than 10 bytes a second come for 30 s.
Result<HttpReply> perform(const HttpRequest& request);

}  // namespace godwit::sdk
