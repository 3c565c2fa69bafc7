// SPDX-License-Identifier: Apache-2.0
#include "media/http.h"

#include <curl/curl.h>

#include <algorithm>
#include <memory>
#include <mutex>

namespace godwit::sdk {
namespace {

constexpr std::size_t kBodyBytes = 64 * 1024;

struct Exchange {
  const HttpRequest& request;
  HttpReply reply;
  CURL* curl = nullptr;
};

std::size_t on_header(char* data, std::size_t size, std::size_t count, void* pointer) {
  auto& its = *static_cast<Exchange*>(pointer);
  std::string_view line(data, size * count);
  while (line.ends_with('\n') || line.ends_with('\r') || line.ends_with(' ')) line.remove_suffix(1);
  if (line.starts_with("HTTP/")) its.reply.headers.clear();
  const auto colon = line.find(':');
  if (colon != std::string_view::npos) {
    std::string name(line.substr(0, colon));
    std::ranges::transform(name, name.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? char(c - 'A' + 'a') : c; });
    std::string_view value = line.substr(colon + 1);
    while (value.starts_with(' ')) value.remove_prefix(1);
    its.reply.headers[name] = value;
  }
  return size * count;
}

std::size_t on_body(char* data, std::size_t size, std::size_t count, void* pointer) {
  auto& its = *static_cast<Exchange*>(pointer);
  const std::string_view bytes(data, size * count);
  long status = 0;
  curl_easy_getinfo(its.curl, CURLINFO_RESPONSE_CODE, &status);
  its.reply.status = static_cast<int>(status);
  if (its.request.take && status >= 200 && status < 300) {
    return its.request.take(its.reply, bytes) ? bytes.size() : 0;
  }
  its.reply.body += bytes.substr(0, kBodyBytes - std::min(kBodyBytes, its.reply.body.size()));
  return bytes.size();
}

std::size_t on_upload(char* to, std::size_t size, std::size_t count, void* pointer) {
  return static_cast<Exchange*>(pointer)->request.upload(to, size * count);
}

int on_progress(void* pointer, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
  const auto* cancelled = static_cast<Exchange*>(pointer)->request.cancelled;
  return cancelled && cancelled->load() ? 1 : 0;
}

Error explain(CURLcode code, const char* detail) {
  const std::string what = *detail ? detail : curl_easy_strerror(code);
  if (code == CURLE_OPERATION_TIMEDOUT) return {ErrorCode::kTimeout, what};
  if (code == CURLE_PEER_FAILED_VERIFICATION || code == CURLE_SSL_CACERT_BADFILE) return {ErrorCode::kInvalid, what};
  return {ErrorCode::kGoingAway, what};
}

}  // namespace

Result<HttpReply> perform(const HttpRequest& request) {
  static std::once_flag once;
  std::call_once(once, [] { curl_global_init(CURL_GLOBAL_DEFAULT); });
  const std::unique_ptr<CURL, decltype(&curl_easy_cleanup)> curl(curl_easy_init(), curl_easy_cleanup);
  GODWIT_CHECK(curl);
  Exchange its{.request = request, .reply = {}, .curl = curl.get()};
  curl_slist* list = curl_slist_append(nullptr, "Expect:");
  for (const std::string& header : request.headers) list = curl_slist_append(list, header.c_str());
  const std::unique_ptr<curl_slist, decltype(&curl_slist_free_all)> headers(list, curl_slist_free_all);
  char detail[CURL_ERROR_SIZE] = "";
  const auto set = [&](auto option, auto value) { curl_easy_setopt(curl.get(), option, value); };
  set(CURLOPT_URL, request.url.c_str());
  set(CURLOPT_CUSTOMREQUEST, request.method.c_str());
  set(CURLOPT_HTTPHEADER, headers.get());
  set(CURLOPT_ERRORBUFFER, detail);
  set(CURLOPT_NOSIGNAL, 1L);
  set(CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_1_1);
  set(CURLOPT_PROTOCOLS_STR, "http,https");
  // The server is named by the address alone: no proxy of the environment may see the token.
  set(CURLOPT_PROXY, "");
  set(CURLOPT_CONNECTTIMEOUT, 10L);
  set(CURLOPT_LOW_SPEED_LIMIT, 10L);
  set(CURLOPT_LOW_SPEED_TIME, 30L);
  set(CURLOPT_HEADERFUNCTION, on_header);
  set(CURLOPT_HEADERDATA, &its);
  set(CURLOPT_WRITEFUNCTION, on_body);
  set(CURLOPT_WRITEDATA, &its);
  set(CURLOPT_NOPROGRESS, 0L);
  set(CURLOPT_XFERINFOFUNCTION, on_progress);
  set(CURLOPT_XFERINFODATA, &its);
  if (request.method == "HEAD") set(CURLOPT_NOBODY, 1L);
  if (request.upload) {
    set(CURLOPT_UPLOAD, 1L);
    set(CURLOPT_INFILESIZE_LARGE, static_cast<curl_off_t>(request.upload_size));
    set(CURLOPT_READFUNCTION, on_upload);
    set(CURLOPT_READDATA, &its);
  } else if (request.method == "POST") {
    set(CURLOPT_POSTFIELDSIZE, 0L);
    set(CURLOPT_POSTFIELDS, "");
    set(CURLOPT_CUSTOMREQUEST, static_cast<const char*>(nullptr));
  }
  if (!request.ca_file.empty()) set(CURLOPT_CAINFO, request.ca_file.c_str());
  const CURLcode code = curl_easy_perform(curl.get());
  if (code != CURLE_OK) return std::unexpected(explain(code, detail));
  long status = 0;
  curl_easy_getinfo(curl.get(), CURLINFO_RESPONSE_CODE, &status);
  its.reply.status = static_cast<int>(status);
  return std::move(its.reply);
}

}  // namespace godwit::sdk
