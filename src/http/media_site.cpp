// SPDX-License-Identifier: Apache-2.0
#include "http/media_site.h"

#include <algorithm>
#include <optional>

#include "bearer.h"
#include "blob/media_type.h"
#include "http/rest.h"
#include "media_headers.h"

namespace godwit::http {
namespace {

using protocol::HttpRequest;
using protocol::HttpResponse;

constexpr std::string_view kUploads = "/v1/media";
constexpr std::string_view kSession = "/v1/media/session";
constexpr std::string_view kDownloads = "/media/";
constexpr std::string_view kCookie = "godwit_media";
constexpr std::size_t kPieceBytes = 128 * 1024;
constexpr auto kTusHeader = "tus-resumable";
constexpr auto kTusVersion = "1.0.0";

std::optional<std::uint64_t> number_of(const HttpRequest& request, std::string_view header) {
  const std::string* value = request.find_header(header);
  return value ? read_number(*value) : std::nullopt;
}

HttpResponse tus(int status) {
  return {.status = status,
          .headers = {{kTusHeader, kTusVersion}, {"cache-control", "no-store"}, {"x-content-type-options", "nosniff"}},
          .body = nullptr};
}

HttpResponse tus_problem(const Error& error, int status = 0) {
  HttpResponse response = problem(error, status);
  response.headers.emplace_back(kTusHeader, kTusVersion);
  return response;
}

HttpResponse wrong_verb(const std::string& allowed) {
  HttpResponse response = problem({ErrorCode::kInvalid, "this path takes " + allowed, 0}, 405);
  response.headers.emplace_back("allow", allowed);
  return response;
}

/// Whatever it is, it runs nothing, loads nothing and is embedded by nobody else.
HttpResponse download_head(const store::Media& media, const std::string& etag) {
  const bool shown = blob::may_show_inline(media.type);
  return {.status = 200,
          .headers = {{"content-type", media.type},
                      {"content-disposition", shown ? "inline" : "attachment"},
                      {"etag", etag},
                      {"accept-ranges", "bytes"},
                      {"cache-control", "private, max-age=31536000, immutable"},
                      {"content-security-policy", "sandbox; default-src 'none'"},
                      {"cross-origin-resource-policy", "same-origin"},
                      {"referrer-policy", "no-referrer"},
                      {"x-content-type-options", "nosniff"}},
          .body = nullptr};
}

/// By anybody: what a browser keeps is for whoever sits before it. Other sites cannot: a DELETE of theirs is asked about first (CORS).
HttpResponse close_session() {
  HttpResponse response = tus(204);
  response.headers.emplace_back("set-cookie",
                                std::string(kCookie) + "=; Path=/media; HttpOnly; SameSite=Strict; Max-Age=0");
  response.headers.emplace_back("clear-site-data", "\"cache\"");
  return response;
}

}  // namespace

bool MediaSite::is_media(const std::string& path) {
  return path == kUploads || path.starts_with(std::string(kUploads) + "/") || path.starts_with(kDownloads);
}

Task<MediaAnswer> MediaSite::answer(HttpRequest request, std::string address, service::Accounts* accounts,
                                    service::ReadBody body) {
  const bool downloads = request.path.starts_with(kDownloads);
  if (request.method == "OPTIONS" && !downloads) {
    HttpResponse response = tus(204);
    response.headers.emplace_back("tus-version", kTusVersion);
    response.headers.emplace_back("tus-extension", "creation,termination");
    response.headers.emplace_back("tus-max-size", std::to_string(media_.max_bytes()));
    co_return MediaAnswer{response};
  }
  if (request.path == kSession && request.method == "DELETE") co_return MediaAnswer{close_session()};
  if (request.path == kSession) {
    co_return MediaAnswer{co_await open_session(std::move(request), std::move(address), accounts)};
  }
  const auto caller = co_await find_caller(request, std::move(address), accounts);
  if (!caller) co_return MediaAnswer{problem(caller.error())};
  if (downloads) {
    std::string id = request.path.substr(kDownloads.size());
    co_return co_await download(std::move(request), *caller, std::move(id));
  }
  co_return MediaAnswer{co_await upload(std::move(request), *caller, std::move(body))};
}

Task<HttpResponse> MediaSite::open_session(HttpRequest request, std::string address, service::Accounts* accounts) {
  if (request.method != "POST") co_return wrong_verb("POST, DELETE");
  const auto token = bearer_token(request);
  if (!token || token->empty()) co_return problem({ErrorCode::kUnauthenticated, "authorization: Bearer <token>", 0});
  const auto pass = co_await accounts->make_media_pass(*token, std::move(address));
  if (!pass) co_return problem(pass.error());
  HttpResponse response = tus(204);
  response.headers.emplace_back("set-cookie", std::string(kCookie) + "=" + *pass +
                                                  "; Path=/media; HttpOnly; SameSite=Strict; Max-Age=31536000" +
                                                  (request.secure ? "; Secure" : ""));
  co_return response;
}

/// By the token, or for downloads by the cookie.
Task<Result<model::Caller>> MediaSite::find_caller(HttpRequest request, std::string address,
                                                   service::Accounts* accounts) {
  const auto token = bearer_token(request);
  if (!token) co_return fail(ErrorCode::kUnauthenticated, "authorization: Bearer <token>");
  if (!token->empty()) {
    const auto who = co_await accounts->authenticate(*token, "", std::move(address));
    if (!who) co_return std::unexpected(who.error());
    co_return who->caller;
  }
  const std::string* cookies = request.find_header("cookie");
  std::string pass = cookies ? read_cookie(*cookies, kCookie) : std::string();
  if (pass.empty() || !request.path.starts_with(kDownloads)) {
    co_return fail(ErrorCode::kUnauthenticated, "log in first");
  }
  co_return co_await accounts->authenticate_media_pass(std::move(pass));
}

Task<HttpResponse> MediaSite::upload(HttpRequest request, model::Caller caller, service::ReadBody body) {
  const std::string* version = request.find_header(kTusHeader);
  if (!version || *version != kTusVersion) {
    HttpResponse refusal = tus_problem({ErrorCode::kVersionUnsupported, "tus-resumable: 1.0.0", 0}, 412);
    refusal.headers.emplace_back("tus-version", kTusVersion);
    co_return refusal;
  }
  if (request.path == kUploads) {
    if (request.method != "POST") co_return wrong_verb("POST");
    const auto length = number_of(request, "upload-length");
    if (!length) co_return tus_problem({ErrorCode::kInvalid, "upload-length: a number of bytes", 0});
    const auto id = co_await media_.begin(caller, *length);
    if (!id) co_return tus_problem(id.error());
    HttpResponse response = tus(201);
    response.headers.emplace_back("location", std::string(kUploads) + "/" + *id);
    co_return response;
  }
  std::string id = request.path.substr(kUploads.size() + 1);
  if (request.method == "PATCH") co_return co_await append(std::move(request), caller, std::move(id), std::move(body));
  if (request.method == "DELETE") {
    const auto removed = co_await media_.remove(caller, std::move(id));
    co_return removed ? tus(204) : tus_problem(removed.error());
  }
  if (request.method != "HEAD") co_return wrong_verb("HEAD, PATCH, DELETE");
  const auto media = co_await media_.find(caller, std::move(id));
  if (!media) co_return tus_problem(media.error());
  HttpResponse response = tus(200);
  response.headers.emplace_back("upload-offset", std::to_string(media->offset));
  response.headers.emplace_back("upload-length", std::to_string(media->size));
  co_return response;
}

Task<HttpResponse> MediaSite::append(HttpRequest request, model::Caller caller, std::string id,
                                     service::ReadBody body) {
  if (!request.streamed_bytes) {
    co_return tus_problem({ErrorCode::kInvalid, "content-type: application/offset+octet-stream", 0}, 415);
  }
  const auto offset = number_of(request, "upload-offset");
  if (!offset) co_return tus_problem({ErrorCode::kInvalid, "upload-offset: a number of bytes", 0});
  const auto at = co_await media_.append(caller, std::move(id), *offset, std::move(body));
  if (!at) co_return tus_problem(at.error());
  HttpResponse response = tus(204);
  response.headers.emplace_back("upload-offset", std::to_string(*at));
  co_return response;
}

Task<MediaAnswer> MediaSite::download(HttpRequest request, model::Caller caller, std::string id) {
  if (request.method != "GET" && request.method != "HEAD") co_return MediaAnswer{wrong_verb("GET, HEAD")};
  const auto media = co_await media_.open(caller.user, std::move(id));
  if (!media) co_return MediaAnswer{problem(media.error())};
  const std::string etag = "\"" + blob::to_hex(*media->hash).substr(0, 32) + "\"";
  MediaAnswer answer{download_head(*media, etag)};
  HttpResponse& response = answer.response;
  if (const std::string* known = request.find_header("if-none-match"); known && lists_etag(*known, etag)) {
    response.status = 304;
    co_return answer;
  }
  // Ranges are for GET alone (RFC 9110 §14.2), and for the very bytes that the client has a part of (§13.1.5).
  const std::string* wanted = request.method == "GET" ? request.find_header("range") : nullptr;
  const std::string* condition = request.find_header("if-range");
  if (condition && *condition != etag) wanted = nullptr;
  const auto range = wanted ? read_range(*wanted, media->size) : Result<std::optional<Range>>(std::nullopt);
  if (!range) {
    HttpResponse refusal = problem({ErrorCode::kInvalid, "range: beyond the end", 0}, 416);
    refusal.headers.emplace_back("content-range", "bytes */" + std::to_string(media->size));
    co_return MediaAnswer{refusal};
  }
  const Range part = range->value_or(Range{0, media->size - 1});
  if (*range) {
    response.status = 206;
    response.headers.emplace_back("content-range", "bytes " + std::to_string(part.first) + "-" +
                                                       std::to_string(part.last) + "/" + std::to_string(media->size));
  }
  response.streamed_bytes = part.last - part.first + 1;
  answer.read = [this, hash = *media->hash, part](std::uint64_t offset) {
    const std::uint64_t left = part.last + 1 - part.first - offset;
    return media_.read(hash, part.first + offset, static_cast<std::size_t>(std::min<std::uint64_t>(left, kPieceBytes)));
  };
  co_return answer;
}

}  // namespace godwit::http
