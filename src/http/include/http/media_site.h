// SPDX-License-Identifier: Apache-2.0
// Media over HTTP: uploads by tus 1.0.0 (https://tus.io/protocols/resumable-upload; core, creation, termination) at /v1/media, downloads
// with ranges (RFC 9110 §14) at /media.
// Lane: any; keeps no state. Lifetime: outlived by the service.
#pragma once

#include <functional>
#include <string>

#include "async/task.h"
#include "protocol/http.h"
#include "service/accounts.h"
#include "service/media.h"

namespace godwit::http {

struct MediaAnswer {
  protocol::HttpResponse response;
  /// With streamed_bytes: the bytes from an offset on.
  std::function<Task<Result<std::string>>(std::uint64_t offset)> read = {};
};

class MediaSite {
 public:
  explicit MediaSite(service::Media& media) : media_(media) {}

  static bool is_media(const std::string& path);
  Task<MediaAnswer> answer(protocol::HttpRequest request, std::string address, service::Accounts* accounts,
                           service::ReadBody body);

 private:
  Task<protocol::HttpResponse> open_session(protocol::HttpRequest request, std::string address,
                                            service::Accounts* accounts);
  Task<Result<model::Caller>> find_caller(protocol::HttpRequest request, std::string address,
                                          service::Accounts* accounts);
  Task<protocol::HttpResponse> upload(protocol::HttpRequest request, model::Caller caller, service::ReadBody body);
  Task<protocol::HttpResponse> append(protocol::HttpRequest request, model::Caller caller, std::string id,
                                      service::ReadBody body);
  Task<MediaAnswer> download(protocol::HttpRequest request, model::Caller caller, std::string id);

  service::Media& media_;
};

}  // namespace godwit::http
