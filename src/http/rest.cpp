// SPDX-License-Identifier: Apache-2.0
#include "http/rest.h"

#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <boost/json.hpp>

#include "bearer.h"
#include "idempotency.h"
#include "openapi.h"
#include "rest_query.h"
#include "rest_routes.h"

namespace godwit::http {
namespace {

namespace json = boost::json;
using protocol::HttpRequest;
using protocol::HttpResponse;

constexpr std::size_t kMaxKeyBytes = 255;

HttpResponse answer_json(int status, std::string text) {
  return {.status = status,
          .headers = {{"content-type", "application/json"},
                      {"cache-control", "no-store"},
                      {"x-content-type-options", "nosniff"}},
          .body = std::make_shared<std::string>(std::move(text))};
}

bool is_json(const HttpRequest& request) {
  const std::string* type = request.find_header("content-type");
  return type && (*type == "application/json" || type->starts_with("application/json;"));
}

/// The draft's key is a structured string, in quotes; plain ones are taken too.
std::string unquoted(const std::string& key) {
  const bool quoted = key.size() >= 2 && key.front() == '"' && key.back() == '"';
  return quoted ? key.substr(1, key.size() - 2) : key;
}

std::string digest(std::initializer_list<std::string_view> pieces) {
  std::string text;
  for (const std::string_view piece : pieces) text.append(std::to_string(piece.size())).append(":").append(piece);
  std::array<unsigned char, EVP_MAX_MD_SIZE> out{};
  unsigned int size = 0;
  GODWIT_CHECK(EVP_Digest(text.data(), text.size(), out.data(), &size, EVP_sha256(), nullptr) == 1);
  return {reinterpret_cast<const char*>(out.data()), size};
}

}  // namespace

HttpResponse problem(const Error& error, int status) {
  const ErrorRow& row = describe(error.code);
  if (status == 0) status = row.http_status;
  constexpr std::array kRetry = {"", "GIVE_UP", "LATER", "RESYNC", "LOG_IN"};
  json::object body{{"type", "urn:godwit:error:" + std::string(row.name)},
                    {"title", row.name},
                    {"status", status},
                    {"detail", error.detail},
                    {"code", row.name},
                    {"retry", kRetry[static_cast<std::size_t>(row.retry)]},
                    {"retryAfterMs", error.retry_after_ms}};
  HttpResponse response = answer_json(status, json::serialize(body));
  response.headers.front().second = "application/problem+json";
  if (error.retry_after_ms > 0) {
    response.headers.emplace_back("retry-after", std::to_string((error.retry_after_ms + 999) / 1000));
  }
  if (status == 401) response.headers.emplace_back("www-authenticate", "Bearer");
  return response;
}

struct Rest::State {
  State(const Clock& clock, const std::string& version) : idempotency(clock), description(describe_api(version)) {}

  Task<HttpResponse> call_route(RestMatch match, HttpRequest request, std::string address, SingleCall call);
  Task<HttpResponse> run(const RestRoute* route, std::string token, std::string binary, SingleCall call);

  Idempotency idempotency;
  const std::string description;
};

Rest::Rest(const Clock& clock, const std::string& server) : state_(std::make_unique<State>(clock, server)) {}
Rest::~Rest() = default;

bool Rest::is_rest(const std::string& path) { return path.starts_with("/v1/"); }

Task<HttpResponse> Rest::answer(HttpRequest request, std::string address, SingleCall call) {
  if (request.path == "/v1/openapi.json" && (request.method == "GET" || request.method == "HEAD")) {
    co_return answer_json(200, state_->description);
  }
  // HEAD is GET without its body; the connection leaves that out.
  auto match = match_rest(request.method == "HEAD" ? "GET" : request.method, request.path);
  if (!match) co_return problem({ErrorCode::kNotFound, "no such path", 0});
  if (!match->route) {
    HttpResponse refusal = problem({ErrorCode::kInvalid, "this path takes " + match->allowed, 0}, 405);
    refusal.headers.emplace_back("allow", match->allowed);
    co_return refusal;
  }
  co_return co_await state_->call_route(std::move(*match), std::move(request), std::move(address), std::move(call));
}

Task<HttpResponse> Rest::State::call_route(RestMatch match, HttpRequest request, std::string address, SingleCall call) {
  const RestRoute& route = *match.route;
  const auto token = bearer_token(request);
  if (!token) co_return problem({ErrorCode::kUnauthenticated, "authorization: Bearer <token>", 0});
  if (auto ok = read_query(route, request.query, match.fields); !ok) co_return problem(ok.error());
  if (!request.body.empty() && !is_json(request)) {
    co_return problem({ErrorCode::kInvalid, "content-type: application/json", 0}, 415);
  }
  if (!request.body.empty() && !route.has_body) {
    co_return problem({ErrorCode::kInvalid, "body: this call takes none", 0});
  }
  const std::string* key = request.find_header("idempotency-key");
  if (key && (key->empty() || key->size() > kMaxKeyBytes)) {
    co_return problem({ErrorCode::kInvalid, "idempotency-key: 1 to 255 bytes", 0});
  }
  if (key && route.appends) match.fields.push_back({"clientId", unquoted(*key)});
  auto binary = protocol::request_from_json(route.method, request.body, match.fields);
  if (!binary) co_return problem(binary.error());

  if (!key || route.appends || route.verb == "GET") co_return co_await run(&route, *token, std::move(*binary), call);
  const std::string name = digest({*token, token->empty() ? address : "", *key});
  const std::string asked = digest({route.verb, route.path, *binary});
  auto verdict = idempotency.begin(name, asked);
  if (auto* known = std::get_if<HttpResponse>(&verdict)) co_return std::move(*known);
  if (std::holds_alternative<Idempotency::Running>(verdict)) {
    co_return problem({ErrorCode::kConflict, "idempotency-key: the first call is not answered yet", 0});
  }
  if (std::holds_alternative<Idempotency::Different>(verdict)) {
    co_return problem({ErrorCode::kClientIdReused, "idempotency-key: used for another call", 0}, 422);
  }
  HttpResponse answer = co_await run(&route, *token, std::move(*binary), call);
  if (answer.status < 300) {
    idempotency.keep(name, answer);
  } else {
    idempotency.forget(name);
  }
  co_return answer;
}

Task<HttpResponse> Rest::State::run(const RestRoute* route, std::string token, std::string binary, SingleCall call) {
  auto answer = co_await call(route->method, std::move(token), std::move(binary));
  if (!answer) co_return problem(answer.error());
  co_return answer_json(route->status, protocol::response_to_json(route->method, *answer));
}

}  // namespace godwit::http
