// SPDX-License-Identifier: Apache-2.0
// HTTP/1.1 requests and responses (RFC 9110, 9112). The parser is Beast's, behind this door and hardened: no transfer-encoding
// beside content-length, chunked only as the last coding, no trailers, limits on header and body. Sans-I/O, any lane.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/error.h"

namespace godwit::protocol {

struct HttpRequest {
  std::string method;
  std::string path;   ///< percent-decoded, normalised, begins with '/', no dot segments, valid UTF-8 without NUL
  std::string query;  ///< raw, without '?'
  std::vector<std::pair<std::string, std::string>> headers;  ///< names in lower case
  std::string body;
  bool keep_alive = true;
  unsigned minor_version = 1;  ///< of HTTP/1.x
  /// The body comes in pieces: it is for HttpRequestParser::take_body, so many bytes, and `body` stays empty. Requests whose
  /// content-type is application/offset+octet-stream (tus 1.0.0) are so.
  std::optional<std::uint64_t> streamed_bytes = {};
  bool secure = false;  ///< came over TLS; said by whoever owns the connection

  /// Value of the first header of that lower-case name, or nullptr.
  const std::string* find_header(std::string_view name) const;
};

struct HttpResponse {
  int status = 200;
  std::vector<std::pair<std::string, std::string>> headers;
  std::shared_ptr<const std::string> body;  ///< nullptr = empty
  /// So many bytes follow the header, sent by somebody else.
  std::optional<std::uint64_t> streamed_bytes = {};
};

/// With content-length, date-less; `head_only` leaves the body out but keeps its length.
std::string encode_http(const HttpResponse& response, bool keep_alive, bool head_only);

struct HttpLimits {
  std::size_t header_bytes;
  std::size_t header_fields;
  std::size_t body_bytes;
};

/// Parses one request after another from a stream.
class HttpRequestParser {
 public:
  explicit HttpRequestParser(HttpLimits limits);
  ~HttpRequestParser();
  HttpRequestParser(HttpRequestParser&&) noexcept;

  void feed(std::string_view bytes);
  /// The next request, nullopt when more input is needed. kMalformed (400), kTooLarge (header: detail "header", 431; body: 413),
  /// kUnimplemented (unknown transfer coding, 501).
  Result<std::optional<HttpRequest>> next();
  /// Bytes of a streamed body that are here; it must be taken to its end before the next request.
  std::string take_body();
  /// Bytes of it that were not taken.
  std::uint64_t body_left() const;
  /// What follows the last request: the first WebSocket bytes after an upgrade. Empties it.
  std::string take_rest();
  std::size_t buffered() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace godwit::protocol
