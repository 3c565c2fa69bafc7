// SPDX-License-Identifier: Apache-2.0
#include "http_peer.h"

#include <algorithm>

namespace godwit::flow {

std::string HttpReply::header(const std::string& name) const {
  const auto found = headers.find(name);
  return found == headers.end() ? std::string() : found->second;
}

bool HttpPeer::begin(const std::string& verb, const std::string& target, const Headers& headers) {
  std::string head = verb + " " + target + " HTTP/1.1\r\nhost: test\r\n";
  for (const auto& [name, value] : headers) head += name + ": " + value + "\r\n";
  return socket_.write(head + "\r\n");
}

HttpReply HttpPeer::ask(const std::string& verb, const std::string& target, const Headers& headers,
                        std::string_view body) {
  Headers all = headers;
  if (!body.empty()) all.emplace_back("content-length", std::to_string(body.size()));
  if (begin(verb, target, all)) socket_.write(body);
  return take_reply(verb == "HEAD");
}

HttpReply HttpPeer::take_head() {
  HttpReply reply;
  if (!rest_.contains("\r\n\r\n")) rest_ += socket_.read_until("\r\n\r\n");
  const auto end = rest_.find("\r\n\r\n");
  if (end == std::string::npos || !rest_.starts_with("HTTP/1.1 ")) return reply;
  reply.status = std::stoi(rest_.substr(9, 3));
  for (std::size_t at = rest_.find("\r\n") + 2; at < end;) {
    const std::size_t stop = rest_.find("\r\n", at);
    const std::size_t colon = rest_.find(": ", at);
    reply.headers.emplace(rest_.substr(at, colon - at), rest_.substr(colon + 2, stop - colon - 2));
    at = stop + 2;
  }
  rest_.erase(0, end + 4);
  return reply;
}

HttpReply HttpPeer::take_reply(bool head_only) {
  HttpReply reply = take_head();
  const std::string length = reply.header("content-length");
  const std::size_t size = head_only || length.empty() ? 0 : std::stoul(length);
  while (rest_.size() < size) {
    const std::string more = socket_.read_some();
    if (more.empty()) break;
    rest_ += more;
  }
  const std::size_t here = std::min(size, rest_.size());
  reply.body = rest_.substr(0, here);
  rest_.erase(0, here);
  return reply;
}

}  // namespace godwit::flow
