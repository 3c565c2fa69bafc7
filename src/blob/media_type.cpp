// SPDX-License-Identifier: Apache-2.0
#include "blob/media_type.h"

#include <algorithm>
#include <array>

#include "base/utf8.h"

namespace godwit::blob {
namespace {

struct Signature {
  std::string_view bytes;
  std::string_view type;
};

using namespace std::string_view_literals;

constexpr Signature kSignatures[] = {
    {"\xFF\xD8\xFF"sv, "image/jpeg"},
    {"\x89PNG\r\n\x1A\n"sv, "image/png"},
    {"GIF87a"sv, "image/gif"},
    {"GIF89a"sv, "image/gif"},
    {"\x1A\x45\xDF\xA3"sv, "video/webm"},
    {"OggS"sv, "audio/ogg"},
    {"ID3"sv, "audio/mpeg"},
    {"fLaC"sv, "audio/flac"},
    {"%PDF-"sv, "application/pdf"},
    {"PK\x03\x04"sv, "application/zip"},
    {"\x1F\x8B\x08"sv, "application/gzip"},
};

/// RIFF….<form> (WAVE, WEBP): RFC 2361, WebP container.
std::string_view riff_type(std::string_view head) {
  if (head.size() < 12 || !head.starts_with("RIFF")) return {};
  const auto form = head.substr(8, 4);
  return form == "WAVE" ? "audio/wav"sv : form == "WEBP" ? "image/webp"sv : ""sv;
}

/// ISO base media: the brand of the "ftyp" box (ISO/IEC 14496-12 §4.3), whose size comes first and is small: no markup begins so.
std::string_view iso_type(std::string_view head) {
  if (head.size() < 12 || !head.starts_with("\0\0"sv) || head.substr(4, 4) != "ftyp") return {};
  const auto brand = head.substr(8, 4);
  if (brand == "avif" || brand == "avis") return "image/avif";
  if (brand == "heic" || brand == "heix" || brand == "mif1") return "image/heic";
  if (brand == "M4A " || brand == "M4B ") return "audio/mp4";
  if (brand == "qt  ") return "video/quicktime";
  return "video/mp4";
}

/// Layer III without an ID3 tag (ISO/IEC 11172-3 §2.4.2.3), with a bit rate and a sampling rate that exist.
bool is_mpeg_audio(std::string_view head) {
  if (head.size() < 4) return false;
  const auto byte = [&](std::size_t at) { return static_cast<unsigned char>(head[at]); };
  return byte(0) == 0xFF && (byte(1) & 0xE6) == 0xE2 && byte(2) >> 4 != 0xF && byte(2) >> 4 != 0 &&
         (byte(2) >> 2 & 3) != 3;
}

/// Matroska that is not WebM says so in its DocType; recordings without a picture are audio only for who made them.
std::string_view ebml_type(std::string_view head) {
  return head.substr(0, 64).find("webm") == std::string_view::npos ? "video/x-matroska"sv : "video/webm"sv;
}

bool is_text(std::string_view head) {
  const bool has_controls = std::ranges::any_of(head, [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte < 0x20 && c != '\n' && c != '\r' && c != '\t' && c != '\f' && c != '\x1B';
  });
  if (has_controls || head.empty()) return false;
  // The end may be cut within a character.
  for (std::size_t cut = 0; cut < 4 && cut < head.size(); ++cut) {
    if (is_valid_utf8(head.substr(0, head.size() - cut))) return true;
  }
  return false;
}

}  // namespace

std::string_view sniff_media_type(std::string_view head) {
  // Prose may begin with the letters of a signature; what has them for its format goes on with other bytes. (But PDF may be all text.)
  if (is_text(head) && !head.starts_with("%PDF-")) return "text/plain";
  for (const auto& [bytes, type] : kSignatures) {
    if (!head.starts_with(bytes)) continue;
    return type == "video/webm" ? ebml_type(head) : type;
  }
  if (const auto type = riff_type(head); !type.empty()) return type;
  if (const auto type = iso_type(head); !type.empty()) return type;
  if (is_mpeg_audio(head)) return "audio/mpeg";
  return "application/octet-stream";
}

bool may_show_inline(std::string_view type) {
  constexpr std::string_view kShown[] = {"image/jpeg", "image/png",  "image/gif",      "image/webp", "image/avif",
                                         "video/mp4",  "video/webm", "audio/ogg",      "audio/mpeg", "audio/mp4",
                                         "audio/wav",  "audio/flac", "video/quicktime"};
  return std::ranges::find(kShown, type) != std::end(kShown);
}

}  // namespace godwit::blob
