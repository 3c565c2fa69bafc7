// SPDX-License-Identifier: Apache-2.0
// The only file that knows Beast. What its version 1.81 lets pass is refused here: see check_framing and next().
#include "protocol/http.h"

#include <algorithm>
#include <boost/asio/buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>

#include "http_target.h"

namespace godwit::protocol {
namespace {

namespace beast = boost::beast::http;
using Parser = beast::request_parser<beast::string_body>;

/// Above the body itself, for the headers of its chunks. (Beast bounds neither these nor trailers.)
constexpr std::size_t kChunkHeaderBytes = 4096;
/// "0\r\n\r\n": as long as a chunked message is not over, this much at least is still to come. Beast's parser relies on it.
constexpr std::size_t kLastChunkBytes = 5;
constexpr std::size_t kKeepBytes = 512;

std::string to_lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return out;
}

std::string_view to_view(boost::beast::string_view text) { return {text.data(), text.size()}; }

std::unexpected<Error> malformed(const char* what) { return fail(ErrorCode::kMalformed, what); }

Error to_error(const boost::system::error_code& code) {
  if (code == beast::error::header_limit) return {ErrorCode::kTooLarge, "header", 0};
  if (code == beast::error::body_limit) return {ErrorCode::kTooLarge, "body", 0};
  return {ErrorCode::kMalformed, code.message(), 0};
}

/// RFC 9112 §6.1: chunked is last and once; other codings are not implemented.
Status check_transfer_encoding(std::string_view value) {
  const std::string codings = to_lower(value);
  if (codings == "chunked") return {};
  const auto comma = codings.rfind(',');
  const auto last = comma == std::string::npos ? std::string::npos : codings.find_first_not_of(" \t", comma + 1);
  const bool ends_chunked = last != std::string::npos && std::string_view(codings).substr(last) == "chunked";
  if (!ends_chunked || codings.find("chunked") != last) return malformed("transfer-encoding: chunked has to be last");
  return fail(ErrorCode::kUnimplemented, "transfer-encoding");
}

/// Whatever could make two parsers see two different messages (RFC 9112 §11.2).
Status check_framing(const Parser::value_type& message) {
  const auto count = [&](beast::field name) { return message.count(name); };
  const auto hosts = count(beast::field::host);
  if (hosts > 1 || (hosts == 0 && message.version() >= 11)) return malformed("host: exactly one");
  const auto lengths = count(beast::field::content_length);
  if (lengths > 1) return malformed("content-length: more than one");
  if (lengths == 1) {
    const std::string_view value = to_view(message[beast::field::content_length]);
    const bool digits = std::ranges::all_of(value, [](char c) { return c >= '0' && c <= '9'; });
    if (value.empty() || !digits) return malformed("content-length: not a number");
  }
  const auto encodings = count(beast::field::transfer_encoding);
  if (encodings == 0) return {};
  if (message.version() < 11) return malformed("transfer-encoding: not in HTTP/1.0");
  if (encodings > 1 || lengths > 0) return malformed("transfer-encoding: beside another framing");
  return check_transfer_encoding(to_view(message[beast::field::transfer_encoding]));
}

std::size_t count_fields(const Parser::value_type& message) {
  return static_cast<std::size_t>(std::distance(message.begin(), message.end()));
}

}  // namespace

const std::string* HttpRequest::find_header(std::string_view name) const {
  const auto found = std::ranges::find(headers, name, &std::pair<std::string, std::string>::first);
  return found == headers.end() ? nullptr : &found->second;
}

std::string encode_http(const HttpResponse& response, bool keep_alive, bool head_only) {
  const auto reason = beast::obsolete_reason(static_cast<beast::status>(response.status));
  const std::uint64_t length = response.streamed_bytes.value_or(response.body ? response.body->size() : 0);
  std::string out = "HTTP/1.1 " + std::to_string(response.status) + ' ' + std::string(to_view(reason)) + "\r\n";
  bool upgrade = false;
  for (const auto& [name, value] : response.headers) {
    const auto is_break = [](char c) { return c == '\r' || c == '\n' || c == '\0'; };
    if (std::ranges::any_of(name, is_break) || std::ranges::any_of(value, is_break)) continue;
    out.append(name).append(": ").append(value).append("\r\n");
    upgrade = upgrade || name == "upgrade";
  }
  const bool may_have_body = response.status >= 200 && response.status != 204 && response.status != 304;
  if (may_have_body) out.append("content-length: ").append(std::to_string(length)).append("\r\n");
  out.append("connection: ").append(keep_alive ? "keep-alive" : "close").append(upgrade ? ", upgrade" : "");
  out.append("\r\n\r\n");
  if (may_have_body && !head_only && response.body) out.append(*response.body);
  return out;
}

struct HttpRequestParser::State {
  explicit State(HttpLimits with) : limits(with) {}

  void begin_message() {
    parser.emplace();
    parser->header_limit(static_cast<std::uint32_t>(limits.header_bytes));
    // Looked at when the header is there: a streamed body has no limit here.
    parser->body_limit(boost::none);
    parser->eager(false);
    message_bytes = 0;
    header_fields = 0;
    header_checked = false;
  }

  /// Hands what is buffered to Beast: to the end of the header, or of the message. False when more input is needed.
  Result<bool> advance() {
    const std::string_view rest = std::string_view(buffer).substr(consumed);
    if (header_checked && parser->chunked() && rest.size() < kLastChunkBytes) return false;
    boost::system::error_code code;
    const std::size_t taken = parser->put(boost::asio::const_buffer(rest.data(), rest.size()), code);
    consumed += taken;
    message_bytes += taken;
    if (code == beast::error::need_more) return false;
    if (code) return std::unexpected(to_error(code));
    return true;
  }

  Status check_size(bool needs_more) const {
    const std::size_t held_back = needs_more ? buffer.size() - consumed : 0;
    const bool in_header = !parser->is_header_done();
    if (in_header && message_bytes + held_back > limits.header_bytes) return fail(ErrorCode::kTooLarge, "header");
    const std::size_t most = limits.header_bytes + 2 * limits.body_bytes + kChunkHeaderBytes;
    const bool over = message_bytes > most || held_back > kChunkHeaderBytes;
    if (!in_header && over) return fail(ErrorCode::kTooLarge, "body");
    return {};
  }

  Status finish_header() {
    const auto& message = parser->get();
    header_fields = count_fields(message);
    if (message_bytes > limits.header_bytes || header_fields > limits.header_fields) {
      return fail(ErrorCode::kTooLarge, "header");
    }
    if (auto framing = check_framing(message); !framing) return framing;
    header_checked = true;
    if (is_streamed()) return {};
    if (parser->content_length() && *parser->content_length() > limits.body_bytes) {
      return fail(ErrorCode::kTooLarge, "body");
    }
    parser->body_limit(limits.body_bytes);
    parser->eager(true);
    return {};
  }

  bool is_streamed() const {
    return to_view(parser->get()[beast::field::content_type]) == "application/offset+octet-stream";
  }

  /// The header alone; its body is for take_body.
  Result<HttpRequest> finish_streamed() {
    const auto length = parser->content_length();
    if (parser->chunked() || !length) return malformed("content-length: needed");
    const std::uint64_t size = *length;
    auto request = to_request(Parser::value_type(parser->get()));
    parser.reset();
    if (!request) return request;
    body_left = size;
    request->streamed_bytes = size;
    return request;
  }

  Result<HttpRequest> finish_message() {
    auto message = parser->release();
    parser.reset();
    if (count_fields(message) != header_fields) return malformed("trailers");
    return to_request(std::move(message));
  }

  static Result<HttpRequest> to_request(Parser::value_type message) {
    auto target = parse_http_target(to_view(message.target()));
    if (!target) return malformed("request target");
    HttpRequest request;
    request.method = to_view(message.method_string());
    request.path = std::move(target->path);
    request.query = std::move(target->query);
    for (const auto& field : message) {
      request.headers.emplace_back(to_lower(to_view(field.name_string())), to_view(field.value()));
    }
    request.keep_alive = message.keep_alive();
    request.minor_version = message.version() % 10;
    request.body = std::move(message.body());
    return request;
  }

  HttpLimits limits;
  std::string buffer;
  std::size_t consumed = 0;
  std::optional<Parser> parser;  ///< of the message in progress
  std::size_t message_bytes = 0;
  std::size_t header_fields = 0;
  std::uint64_t body_left = 0;  ///< of a streamed body
  bool header_checked = false;
  std::optional<Error> failed;  ///< Beast's parser must not be asked again after an error
};

HttpRequestParser::HttpRequestParser(HttpLimits limits) : state_(std::make_unique<State>(limits)) {}
HttpRequestParser::~HttpRequestParser() = default;
HttpRequestParser::HttpRequestParser(HttpRequestParser&&) noexcept = default;

void HttpRequestParser::feed(std::string_view bytes) {
  state_->buffer.erase(0, state_->consumed);
  state_->consumed = 0;
  state_->buffer.append(bytes);
}

Result<std::optional<HttpRequest>> HttpRequestParser::next() {
  State& state = *state_;
  if (state.failed) return std::unexpected(*state.failed);
  if (state.body_left > 0) return std::nullopt;
  const auto refuse = [&](Error error) {
    state.failed = std::move(error);
    return std::unexpected(*state.failed);
  };
  while (state.consumed < state.buffer.size()) {
    if (!state.parser) state.begin_message();
    const auto moved = state.advance();
    if (!moved) return refuse(moved.error());
    if (auto size = state.check_size(!*moved); !size) return refuse(size.error());
    if (!*moved) return std::nullopt;
    if (!state.header_checked && state.parser->is_header_done()) {
      if (auto header = state.finish_header(); !header) return refuse(header.error());
      if (state.is_streamed()) {
        auto request = state.finish_streamed();
        if (!request) return refuse(request.error());
        return std::move(*request);
      }
    }
    if (state.parser->is_done()) {
      auto request = state.finish_message();
      if (!request) return refuse(request.error());
      return std::move(*request);
    }
  }
  if (state.buffer.capacity() > kKeepBytes) {
    state.buffer = {};
    state.consumed = 0;
  }
  return std::nullopt;
}

std::string HttpRequestParser::take_body() {
  State& state = *state_;
  const auto here =
      static_cast<std::size_t>(std::min<std::uint64_t>(state.buffer.size() - state.consumed, state.body_left));
  std::string piece = state.buffer.substr(state.consumed, here);
  state.consumed += here;
  state.body_left -= here;
  return piece;
}

std::uint64_t HttpRequestParser::body_left() const { return state_->body_left; }

std::string HttpRequestParser::take_rest() {
  std::string rest = state_->buffer.substr(state_->consumed);
  state_->buffer = {};
  state_->consumed = 0;
  return rest;
}

std::size_t HttpRequestParser::buffered() const { return state_->buffer.size() - state_->consumed; }

}  // namespace godwit::protocol
