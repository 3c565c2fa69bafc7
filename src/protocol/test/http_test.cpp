// SPDX-License-Identifier: Apache-2.0
#include "protocol/http.h"

#include <gtest/gtest.h>

#include <random>

namespace godwit::protocol {
namespace {

using namespace std::string_literals;

constexpr HttpLimits kLimits{.header_bytes = 2048, .header_fields = 16, .body_bytes = 1024};

Result<std::optional<HttpRequest>> parse(const std::string& text) {
  HttpRequestParser parser(kLimits);
  parser.feed(text);
  return parser.next();
}

std::string with(const std::string& headers, const std::string& rest = "") {
  return "POST /x HTTP/1.1\r\nHost: a\r\n" + headers + "\r\n" + rest;
}

void expect_refusal(const std::string& text, ErrorCode code, const std::string& what, const std::string& detail = "") {
  const auto request = parse(text);
  ASSERT_FALSE(request.has_value()) << what << (*request ? " was taken" : " waits for more");
  EXPECT_EQ(request.error().code, code) << what << ": " << request.error().detail;
  if (!detail.empty()) EXPECT_EQ(request.error().detail, detail) << what;
  HttpRequestParser bytewise(kLimits);
  for (const char c : text) {
    bytewise.feed({&c, 1});
    const auto again = bytewise.next();
    if (!again) {
      EXPECT_EQ(again.error().code, code) << what << ", byte by byte: " << again.error().detail;
      EXPECT_FALSE(bytewise.next().has_value()) << what << ": a refusal is final";
      return;
    }
    ASSERT_FALSE(again->has_value()) << what << ", byte by byte";
  }
  FAIL() << what << ": waits for more, byte by byte";
}

TEST(HttpRequestParser, reads_a_request) {
  const auto parsed =
      parse("GET /v1/ws?a=b%20c&d HTTP/1.1\r\nHost: example.org\r\nX-Thing:  two words \t\r\nx-thing: 2\r\n\r\n");
  ASSERT_TRUE(parsed.has_value() && parsed->has_value());
  const HttpRequest& request = **parsed;
  EXPECT_EQ(request.method, "GET");
  EXPECT_EQ(request.path, "/v1/ws");
  EXPECT_EQ(request.query, "a=b%20c&d");
  ASSERT_NE(request.find_header("x-thing"), nullptr);
  EXPECT_EQ(*request.find_header("x-thing"), "two words");
  EXPECT_EQ(request.find_header("X-Thing"), nullptr);
  EXPECT_EQ(request.headers.size(), 3u);
  EXPECT_TRUE(request.keep_alive);
  EXPECT_EQ(request.body, "");
}

TEST(HttpRequestParser, reads_pipelined_requests_at_any_split) {
  const std::string stream = with("Content-Length: 5\r\n", "hello") +
                             with("Transfer-Encoding: chunked\r\n", "3\r\nabc\r\n2;x=\"y\"\r\nde\r\n0\r\n\r\n") +
                             with("Content-Length: 0\r\n") + "GET / HTTP/1.0\r\n\r\n";
  for (std::size_t split = 0; split <= stream.size(); ++split) {
    HttpRequestParser parser(kLimits);
    std::vector<HttpRequest> got;
    for (const std::string& part : {stream.substr(0, split), stream.substr(split)}) {
      parser.feed(part);
      for (;;) {
        auto request = parser.next();
        ASSERT_TRUE(request.has_value()) << split << request.error().detail;
        if (!*request) break;
        got.push_back(std::move(**request));
      }
    }
    ASSERT_EQ(got.size(), 4u) << split;
    EXPECT_EQ(got[0].body, "hello");
    EXPECT_EQ(got[1].body, "abcde");
    EXPECT_EQ(got[2].body, "");
    EXPECT_EQ(got[3].path, "/");
    EXPECT_FALSE(got[3].keep_alive);
    EXPECT_EQ(parser.buffered(), 0u);
  }
}

TEST(HttpRequestParser, tells_whether_the_connection_stays) {
  EXPECT_FALSE((*parse(with("Connection: close\r\nContent-Length: 0\r\n")))->keep_alive);
  EXPECT_TRUE((*parse("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n"))->keep_alive);
}

TEST(HttpRequestParser, leaves_what_follows_an_upgrade) {
  HttpRequestParser parser(kLimits);
  parser.feed("GET /v1/ws HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n\x81\x80rest");
  ASSERT_TRUE(parser.next().value().has_value());
  EXPECT_EQ(parser.take_rest(), "\x81\x80rest");
  EXPECT_EQ(parser.buffered(), 0u);
}

/// A tus PATCH (RFC 9110 says nothing of its content-type; the parser goes by it).
std::string streamed(const std::string& headers, const std::string& rest = "") {
  return "PATCH /v1/media/a HTTP/1.1\r\nHost: a\r\nContent-Type: application/offset+octet-stream\r\n" + headers +
         "\r\n" + rest;
}

TEST(StreamedBody, is_taken_in_pieces_as_it_comes_and_leaves_the_next_request_alone) {
  const std::string body(5'000, 'b');
  const std::string stream = streamed("Content-Length: 5000\r\n", body) + "GET /next HTTP/1.1\r\nHost: a\r\n\r\n";
  for (const std::size_t step : {std::size_t{1}, std::size_t{7}, std::size_t{1'000}, stream.size()}) {
    HttpRequestParser parser(kLimits);
    std::optional<HttpRequest> first;
    std::optional<HttpRequest> second;
    std::string got;
    for (std::size_t at = 0; at < stream.size(); at += step) {
      parser.feed(std::string_view(stream).substr(at, step));
      if (!first) {
        auto request = parser.next();
        ASSERT_TRUE(request) << step << request.error().detail;
        first = std::move(*request);
        if (!first) continue;
        EXPECT_EQ(first->streamed_bytes, 5'000U) << "which is beyond the limit for other bodies";
        EXPECT_EQ(first->body, "");
      }
      got += parser.take_body();
      EXPECT_EQ(parser.body_left(), 5'000 - got.size()) << step;
      EXPECT_EQ(parser.take_body(), "") << "what is here was taken";
      if (parser.body_left() > 0 || second) continue;
      auto request = parser.next();
      ASSERT_TRUE(request) << step << request.error().detail;
      second = std::move(*request);
    }
    EXPECT_EQ(got, body) << step;
    ASSERT_TRUE(second) << step;
    EXPECT_EQ(second->path, "/next");
    EXPECT_FALSE(second->streamed_bytes);
    EXPECT_EQ(parser.buffered(), 0U);
  }
}

TEST(StreamedBody, that_is_cut_says_how_much_is_missing) {
  HttpRequestParser parser(kLimits);
  parser.feed(streamed("Content-Length: 10\r\n", "four"));
  ASSERT_TRUE(parser.next().value());
  EXPECT_EQ(parser.take_body(), "four");
  EXPECT_EQ(parser.body_left(), 6U);
  EXPECT_EQ(parser.take_body(), "");
}

TEST(StreamedBody, may_be_longer_than_any_memory_or_empty) {
  HttpRequestParser long_one(kLimits);
  long_one.feed(streamed("Content-Length: 18446744073709551615\r\n", "x"));
  const auto request = long_one.next();
  ASSERT_TRUE(request && *request);
  EXPECT_EQ((*request)->streamed_bytes, ~std::uint64_t{0});
  EXPECT_EQ(long_one.take_body(), "x");

  HttpRequestParser empty(kLimits);
  empty.feed(streamed("Content-Length: 0\r\n", "GET / HTTP/1.1\r\nHost: a\r\n\r\n"));
  EXPECT_EQ(empty.next().value()->streamed_bytes, 0U);
  EXPECT_EQ(empty.body_left(), 0U);
  EXPECT_EQ(empty.next().value()->path, "/");
}

TEST(StreamedBody, is_never_read_as_a_request) {
  HttpRequestParser parser(kLimits);
  parser.feed(streamed("Content-Length: 100\r\n", "GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n"));
  ASSERT_TRUE(parser.next().value());
  EXPECT_FALSE(parser.next().value()) << "it was not taken";
  EXPECT_EQ(parser.take_body(), "GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_FALSE(parser.next().value()) << "there is more to come of it";
}

TEST(StreamedBody, says_its_length_beforehand) {
  const std::string chunks = "3\r\nabc\r\n0\r\n\r\n";
  expect_refusal(streamed("Transfer-Encoding: chunked\r\n", chunks), ErrorCode::kMalformed, "chunked",
                 "content-length: needed");
  expect_refusal(streamed(""), ErrorCode::kMalformed, "no length", "content-length: needed");
  for (const auto* length : {"-1", "1, 1", "0x1", "18446744073709551616", ""}) {
    expect_refusal(streamed("Content-Length: "s + length + "\r\n", "abc"), ErrorCode::kMalformed, length);
  }
  expect_refusal(streamed("Content-Length: 3\r\nContent-Length: 4\r\n", "abc"), ErrorCode::kMalformed, "two lengths");
}

TEST(StreamedBody, does_not_raise_the_limit_of_the_header) {
  expect_refusal(streamed("Content-Length: 3\r\nX-Long: " + std::string(3'000, 'x') + "\r\n", "abc"),
                 ErrorCode::kTooLarge, "a long header", "header");
}

// RFC 9112 §11.2: whatever two parsers may read differently.
TEST(HttpRequestParser, refuses_what_smuggles) {
  const std::string chunk = "0\r\n\r\n";
  const std::vector<std::pair<const char*, std::string>> table = {
      {"length and chunked", with("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n", chunk)},
      {"chunked and length", with("Transfer-Encoding: chunked\r\nContent-Length: 5\r\n", chunk)},
      {"two lengths", with("Content-Length: 5\r\nContent-Length: 6\r\n", "hello")},
      {"the same length twice", with("Content-Length: 5\r\nContent-Length: 5\r\n", "hello")},
      {"a list of lengths", with("Content-Length: 5, 5\r\n", "hello")},
      {"a negative length", with("Content-Length: -5\r\n", "hello")},
      {"a length with a sign", with("Content-Length: +5\r\n", "hello")},
      {"a length in hex", with("Content-Length: 0x5\r\n", "hello")},
      {"a length with a word", with("Content-Length: 5 a\r\n", "hello")},
      {"an empty length", with("Content-Length:\r\n", "hello")},
      {"a length over 64 bits", with("Content-Length: 18446744073709551621\r\n", "hello")},
      {"chunked twice", with("Transfer-Encoding: chunked, chunked\r\n", chunk)},
      {"chunked in two fields", with("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", chunk)},
      {"chunked not last", with("Transfer-Encoding: chunked, gzip\r\n", chunk)},
      {"another coding alone", with("Transfer-Encoding: identity\r\n", chunk)},
      {"a look-alike coding", with("Transfer-Encoding: xchunked\r\n", chunk)},
      {"chunked with a parameter", with("Transfer-Encoding: chunked;q=1\r\n", chunk)},
      {"an empty coding", with("Transfer-Encoding:\r\n", chunk)},
      {"chunked in HTTP/1.0", "POST / HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n" + chunk},
      {"a blank before the colon", with("Transfer-Encoding : chunked\r\n", chunk)},
      {"a blank before the name", "GET / HTTP/1.1\r\n Host: a\r\n\r\n"},
      {"a line feed alone in the header", "GET / HTTP/1.1\r\nHost: a\nX: b\r\n\r\n"},
      {"line feeds only", "GET / HTTP/1.1\nHost: a\n\n\r\n\r\n"},
      {"a carriage return alone", "GET / HTTP/1.1\r\nHost: a\rb\r\n\r\n"},
      {"a NUL in a value", "GET / HTTP/1.1\r\nHost: a\0b\r\n\r\n"s},
      {"a NUL in a name", "GET / HTTP/1.1\r\nHo\0st: a\r\n\r\n"s},
      {"a trailer", with("Transfer-Encoding: chunked\r\n", "0\r\nX-Late: 1\r\n\r\n")},
      {"a length as trailer", with("Transfer-Encoding: chunked\r\n", "0\r\nContent-Length: 5\r\n\r\n")},
      {"a chunk size that is no number", with("Transfer-Encoding: chunked\r\n", "xyz\r\n\r\n")},
      {"a chunk size with a sign", with("Transfer-Encoding: chunked\r\n", "-1\r\n\r\n")},
      {"a chunk size in 0x", with("Transfer-Encoding: chunked\r\n", "0x3\r\nabc\r\n0\r\n\r\n")},
      {"a chunk longer than it says", with("Transfer-Encoding: chunked\r\n", "3\r\nabcd\r\n0\r\n\r\n")},
      {"no host", "GET / HTTP/1.1\r\n\r\n"},
      {"two hosts", "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n"},
      {"HTTP/2.0", "GET / HTTP/2.0\r\nHost: a\r\n\r\n"},
      {"HTTP/1.2", "GET / HTTP/1.2\r\nHost: a\r\n\r\n"},
      {"no version", "GET /\r\nHost: a\r\n\r\n"},
      {"a target of two words", "GET /a b HTTP/1.1\r\nHost: a\r\n\r\n"},
  };
  for (const auto& [what, text] : table) expect_refusal(text, ErrorCode::kMalformed, what);
}

TEST(HttpRequestParser, does_not_implement_other_codings) {
  expect_refusal(with("Transfer-Encoding: gzip, chunked\r\n", "0\r\n\r\n"), ErrorCode::kUnimplemented, "gzip, chunked");
}

TEST(HttpRequestParser, limits_the_header) {
  expect_refusal("GET /" + std::string(3000, 'x'), ErrorCode::kTooLarge, "an endless target", "header");
  expect_refusal(with("X: " + std::string(2020, 'x') + "\r\n"), ErrorCode::kTooLarge, "a long field", "header");
  expect_refusal("GET / HTTP/1.1\r\nHost: a\r\nX: " + std::string(3000, 'x'), ErrorCode::kTooLarge, "an endless field",
                 "header");
  std::string fields;
  for (int i = 0; i < 16; ++i) fields += "X: y\r\n";
  expect_refusal(with(fields), ErrorCode::kTooLarge, "17 fields", "header");
}

TEST(HttpRequestParser, limits_the_body) {
  EXPECT_TRUE(parse(with("Content-Length: 1024\r\n", std::string(1024, 'x')))->has_value());
  expect_refusal(with("Content-Length: 1025\r\n"), ErrorCode::kTooLarge, "announced", "body");
  expect_refusal(with("Transfer-Encoding: chunked\r\n", "401\r\n"), ErrorCode::kTooLarge, "a long chunk", "body");
  std::string chunks;
  for (int i = 0; i < 1025; ++i) chunks += "1\r\nx\r\n";
  expect_refusal(with("Transfer-Encoding: chunked\r\n", chunks), ErrorCode::kTooLarge, "many chunks", "body");
  expect_refusal(with("Transfer-Encoding: chunked\r\n", "1;" + std::string(9000, 'x')), ErrorCode::kTooLarge,
                 "an endless chunk extension", "body");
  expect_refusal(with("Transfer-Encoding: chunked\r\n", "0\r\nX: " + std::string(9000, 'x')), ErrorCode::kTooLarge,
                 "an endless trailer", "body");
}

TEST(HttpRequestParser, does_not_count_pipelined_requests_as_body) {
  std::string stream = with("Content-Length: 1000\r\n", std::string(1000, 'x'));
  for (int i = 0; i < 200; ++i) stream += with("Content-Length: 1\r\n", "y");
  HttpRequestParser parser(kLimits);
  parser.feed(stream);
  for (int i = 0; i < 201; ++i) ASSERT_TRUE(parser.next().value().has_value()) << i;
}

TEST(HttpTarget, is_decoded_and_normalised) {
  const std::vector<std::pair<const char*, const char*>> table = {
      {"/", "/"},
      {"/a/b", "/a/b"},
      {"/a/", "/a/"},
      {"/a/./b", "/a/b"},
      {"/a/../b", "/b"},
      {"/a/b/..", "/a/"},
      {"/a/.", "/a/"},
      {"//evil.example/x", "/evil.example/x"},
      {"/a//b///c", "/a/b/c"},
      {"/%61%2Fb", "/a/b"},
      {"/a%2f..%2fb", "/b"},
      {"/%C3%BC", "/ü"},
      {"/a%20b", "/a b"},
      {"/%2e", "/"},
      {"/%252e%252e/x", "/%2e%2e/x"},
      {"/...", "/..."},
      {"http://example.org/a?b", "/a"},
      {"HTTPS://example.org", "/"},
      {"http://example.org?q", "/"},
  };
  for (const auto& [target, path] : table) {
    const auto request = parse("GET "s + target + " HTTP/1.1\r\nHost: a\r\n\r\n");
    ASSERT_TRUE(request.has_value() && request->has_value()) << target;
    EXPECT_EQ((*request)->path, path) << target;
  }
}

TEST(HttpTarget, is_refused_when_it_leaves_the_root_or_is_not_clean) {
  for (const char* target : {"/..",
                             "/../etc/passwd",
                             "/a/../../b",
                             "/%2e%2e/x",
                             "/%2e./x",
                             "/a/%2e%2e%2f%2e%2e/b",
                             "/%",
                             "/%4",
                             "/%zz",
                             "/%00",
                             "/a%0Ab",
                             "/%7F",
                             "/%FF",
                             "/%C0%AE",
                             "/a#b",
                             "*",
                             "example.org:80",
                             "a/b",
                             "http:///x",
                             "ftp://a/b",
                             "/\xC3\xBC"}) {
    expect_refusal("GET "s + target + " HTTP/1.1\r\nHost: a\r\n\r\n", ErrorCode::kMalformed, target);
  }
}

TEST(HttpResponse, is_written_with_its_length) {
  const HttpResponse response{
      .status = 200, .headers = {{"content-type", "text/plain"}}, .body = std::make_shared<std::string>("hello")};
  EXPECT_EQ(encode_http(response, true, false),
            "HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\ncontent-length: 5\r\nconnection: keep-alive\r\n\r\nhello");
  EXPECT_EQ(encode_http(response, false, true),
            "HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\ncontent-length: 5\r\nconnection: close\r\n\r\n");
}

TEST(HttpResponse, has_no_body_where_none_may_be) {
  const HttpResponse response{.status = 304, .body = std::make_shared<std::string>("x")};
  EXPECT_EQ(encode_http(response, true, false), "HTTP/1.1 304 Not Modified\r\nconnection: keep-alive\r\n\r\n");
  EXPECT_EQ(encode_http({.status = 404}, true, false),
            "HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\nconnection: keep-alive\r\n\r\n");
}

TEST(HttpResponse, cannot_be_split_by_a_header) {
  const HttpResponse response{.status = 200, .headers = {{"location", "/\r\nset-cookie: a=b"}}};
  EXPECT_EQ(encode_http(response, true, false),
            "HTTP/1.1 200 OK\r\ncontent-length: 0\r\nconnection: keep-alive\r\n\r\n");
}

TEST(HttpRequestParser, meets_mutated_requests_without_harm) {
  std::mt19937 random(20260104);
  const std::vector<std::string> seeds = {
      with("Content-Length: 5\r\n", "hello"),
      with("Transfer-Encoding: chunked\r\n", "3\r\nabc\r\n2;x=\"y\"\r\nde\r\n0\r\n\r\n"),
      "GET /a/%2e%2e/b?c=d HTTP/1.1\r\nHost: a\r\nConnection: Upgrade, keep-alive\r\nUpgrade: websocket\r\n\r\n"};
  constexpr std::string_view kLikely = "\r\n :;,%/.0159afGET\t\"\\\0\xFF";
  for (int round = 0; round < 20'000; ++round) {
    std::string text = seeds[random() % seeds.size()];
    for (unsigned n = random() % 4; n-- > 0;) {
      const std::size_t at = random() % text.size();
      const char c = kLikely[random() % kLikely.size()];
      if (random() % 3 == 0) {
        text.insert(at, 1, c);
      } else if (random() % 3 == 0) {
        text.erase(at, 1 + random() % 3);
      } else {
        text[at] = c;
      }
    }
    HttpRequestParser parser(kLimits);
    for (std::size_t at = 0; at < text.size();) {
      const std::size_t length = std::min<std::size_t>(1 + random() % 40, text.size() - at);
      parser.feed(std::string_view(text).substr(at, length));
      at += length;
      auto request = parser.next();
      while (request && *request) {
        ASSERT_TRUE((*request)->path.starts_with('/'));
        ASSERT_FALSE((*request)->path.contains("/../"));
        request = parser.next();
      }
      if (!request) break;
    }
  }
}

}  // namespace
}  // namespace godwit::protocol
