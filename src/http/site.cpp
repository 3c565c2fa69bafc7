// SPDX-License-Identifier: Apache-2.0
#include "http/site.h"

#include <algorithm>

#include "web_files.h"

namespace godwit::http {
namespace {

using protocol::HttpRequest;
using protocol::HttpResponse;

/// The web app runs no code but its own, talks to nobody but its server, and is framed by nobody.
constexpr std::string_view kContentSecurityPolicy =
    "default-src 'self'; img-src 'self' data: blob:; media-src 'self' blob:; connect-src 'self'; object-src 'none'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

std::string_view content_type(std::string_view path) {
  constexpr std::pair<std::string_view, std::string_view> kTypes[] = {
      {".html", "text/html; charset=utf-8"},
      {".js", "text/javascript; charset=utf-8"},
      {".css", "text/css; charset=utf-8"},
      {".svg", "image/svg+xml"},
      {".png", "image/png"},
      {".ico", "image/x-icon"},
      {".json", "application/json"},
      {".webmanifest", "application/manifest+json"},
      {".wasm", "application/wasm"},
      {".woff2", "font/woff2"},
  };
  for (const auto& [suffix, type] : kTypes) {
    if (path.ends_with(suffix)) return type;
  }
  return "application/octet-stream";
}

HttpResponse text(int status, std::string body) {
  return {.status = status,
          .headers = {{"content-type", "text/plain; charset=utf-8"}, {"cache-control", "no-store"}},
          .body = std::make_shared<std::string>(std::move(body))};
}

const WebFile* find_web_file(std::string_view path) {
  const auto files = web_files();
  const auto it = std::ranges::find(files, path, &WebFile::path);
  return it == files.end() ? nullptr : &*it;
}

HttpResponse serve_file(const HttpRequest& request, const WebFile& file) {
  // Files under /assets carry a hash of their content in their name.
  const bool immutable = file.path.starts_with("/assets/");
  HttpResponse response{.status = 200,
                        .headers = {{"content-type", std::string(content_type(file.path))},
                                    {"etag", std::string(file.etag)},
                                    {"cache-control", immutable ? "public, max-age=31536000, immutable" : "no-cache"},
                                    {"content-security-policy", std::string(kContentSecurityPolicy)},
                                    {"referrer-policy", "no-referrer"},
                                    {"cross-origin-opener-policy", "same-origin"},
                                    {"cross-origin-resource-policy", "same-origin"}},
                        .body = nullptr};
  const std::string* known = request.find_header("if-none-match");
  if (known && *known == file.etag) {
    response.status = 304;
  } else {
    response.body = std::make_shared<std::string>(file.bytes);
  }
  return response;
}

HttpResponse serve_web(const HttpRequest& request) {
  if (web_files().empty()) {
    return text(404, "This binary was built without the web app; `./dev build` makes one with it.\n");
  }
  const WebFile* file = find_web_file(request.path);
  // The web app has its own routes: any path that does not look like a file is its page.
  const bool is_page = request.path.substr(request.path.rfind('/')).find('.') == std::string::npos;
  if (!file && is_page && !request.path.starts_with("/v1/")) file = find_web_file("/index.html");
  return file ? serve_file(request, *file) : text(404, "not found\n");
}

}  // namespace

Task<HttpResponse> Site::answer(HttpRequest request, std::string address) {
  HttpResponse response = route(request, address);
  response.headers.emplace_back("x-content-type-options", "nosniff");
  co_return response;
}

HttpResponse Site::route(const HttpRequest& request, const std::string& address) const {
  if (request.method != "GET" && request.method != "HEAD") {
    HttpResponse refusal = text(405, "GET or HEAD only\n");
    refusal.headers.emplace_back("allow", "GET, HEAD");
    return refusal;
  }
  if (request.path == "/healthz") return text(200, "ok\n");
  if (request.path == "/readyz") {
    const std::string reason = deps_.unready_reason();
    return reason.empty() ? text(200, "ready\n") : text(503, reason + "\n");
  }
  if (request.path == "/ca.crt" && !deps_.authority.empty()) {
    HttpResponse response = text(200, deps_.authority);
    response.headers.front().second = "application/x-x509-ca-cert";
    response.headers.emplace_back("content-disposition", "attachment; filename=\"godwit-ca.crt\"");
    return response;
  }
  if (request.path == "/metrics") {
    if (!may_read_metrics(request, address)) return text(403, "metrics are for loopback and metrics.readers only\n");
    HttpResponse response = text(200, deps_.metrics.expose());
    response.headers.front().second = "text/plain; version=0.0.4; charset=utf-8";
    return response;
  }
  return serve_web(request);
}

bool Site::may_read_metrics(const HttpRequest& request, const std::string& address) const {
  if (std::ranges::find(deps_.metrics_readers, address) != deps_.metrics_readers.end()) return true;
  // Behind a proxy on this machine everyone seems to be local.
  const bool proxied = request.find_header("x-forwarded-for") || request.find_header("forwarded");
  return !proxied && (address.starts_with("127.") || address == "::1");
}

}  // namespace godwit::http
