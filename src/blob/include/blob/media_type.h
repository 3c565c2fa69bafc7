// SPDX-License-Identifier: Apache-2.0
// What bytes are, by their beginning (WHATWG MIME Sniffing §6, and the formats' own signatures): never by a name or by what a client
// says. Pure; any lane.
#pragma once

#include <string_view>

namespace godwit::blob {

/// A MIME type; "application/octet-stream" when it is nothing that is known, "text/plain" when it looks like text. Markup (HTML, SVG, XML)
/// is text: nobody's browser shall run it. `head` is the first 4,096 bytes, or all.
std::string_view sniff_media_type(std::string_view head);

/// Whether a browser may show it in place. All else is offered as a download.
bool may_show_inline(std::string_view type);

}  // namespace godwit::blob
