// SPDX-License-Identifier: Apache-2.0
// The files of the built web app, embedded in the binary (cmake/embed_web.cmake).
#pragma once

#include <span>
#include <string_view>

namespace godwit::http {

struct WebFile {
  std::string_view path;  ///< "/index.html"
  std::string_view bytes;
  std::string_view etag;  ///< with quotes
};

/// Empty when the binary was built without the web app.
std::span<const WebFile> web_files();

}  // namespace godwit::http
