// SPDX-License-Identifier: Apache-2.0
// What uploads are asked for with, and what they are recognised by. First byte: the size of the content that ranges are of.
#include "blob/media_type.h"
#include "media_headers.h"
#include "target.h"

namespace godwit::fuzz {

void media(std::string_view bytes) {
  const std::uint64_t size = take_byte(bytes) + std::uint64_t{1};
  const auto range = http::read_range(bytes, size);
  if (range && *range) require((*range)->first <= (*range)->last && (*range)->last < size);
  if (http::read_number(bytes)) require(bytes.find_first_not_of("0123456789") == std::string_view::npos);

  const std::string cookie = http::read_cookie(bytes, "godwit_media");
  require(cookie.empty() || (bytes.contains("godwit_media=" + cookie) && !cookie.contains(';')));
  require(http::read_cookie("godwit_media=" + cookie, "godwit_media") == cookie);
  if (http::lists_etag(bytes, "\"0123456789abcdef\"")) {
    require(bytes.contains('*') || bytes.contains("\"0123456789abcdef\""));
  }

  const std::string_view type = blob::sniff_media_type(bytes);
  require(type.contains('/') && !type.contains('\n'));
  // What a browser would run if it believed a name: never shown in place, whatever surrounds it.
  if (bytes.starts_with('<') || bytes.starts_with("%PDF-")) require(!blob::may_show_inline(type));
}

}  // namespace godwit::fuzz
