// SPDX-License-Identifier: Apache-2.0
// An HTTP client on a bare connection, for the flow tests: it sends what it is told to and hides nothing. One thread.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "raw_socket.h"

namespace godwit::flow {

using Headers = std::vector<std::pair<std::string, std::string>>;

struct HttpReply {
  int status = 0;  ///< 0: none came
  std::multimap<std::string, std::string> headers;
  std::string body;

  /// The first of that lower-case name, or empty.
  std::string header(const std::string& name) const;
};

class HttpPeer {
 public:
  explicit HttpPeer(std::uint16_t port) : socket_(port) {}

  /// Sends a request and takes its answer. With a body comes its content-length.
  HttpReply ask(const std::string& verb, const std::string& target, const Headers& headers = {},
                std::string_view body = {});
  /// The head of a request alone.
  bool begin(const std::string& verb, const std::string& target, const Headers& headers);
  /// The answer to what was begun; `head_only` for that to a HEAD.
  HttpReply take_reply(bool head_only = false);
  /// Of an answer the head alone; its body is for the caller to read.
  HttpReply take_head();
  RawSocket& socket() { return socket_; }

 private:
  RawSocket socket_;
  std::string rest_;
};

}  // namespace godwit::flow
