// SPDX-License-Identifier: Apache-2.0
#include "media/image_size.h"

#include <fstream>
#include <string>

namespace godwit::sdk {
namespace {

constexpr std::size_t kHeadBytes = 256 * 1024;

std::uint32_t byte(std::string_view bytes, std::size_t at) { return static_cast<std::uint8_t>(bytes[at]); }
std::uint32_t big(std::string_view bytes, std::size_t at, std::size_t count) {
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < count; ++i) value = value << 8 | byte(bytes, at + i);
  return value;
}
std::uint32_t little(std::string_view bytes, std::size_t at, std::size_t count) {
  std::uint32_t value = 0;
  for (std::size_t i = count; i > 0; --i) value = value << 8 | byte(bytes, at + i - 1);
  return value;
}

// The size is in the frame header (SOF, T.81 B.2.2); what comes before are segments with a length.
std::optional<ImageSize> jpeg_size(std::string_view head) {
  std::size_t at = 2;
  while (at + 9 <= head.size()) {
    if (byte(head, at) != 0xFF) return std::nullopt;
    const std::uint32_t marker = byte(head, at + 1);
    if (marker == 0xFF) {
      ++at;
      continue;
    }
    const bool frame = marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
    if (frame) return ImageSize{big(head, at + 7, 2), big(head, at + 5, 2)};
    at += 2 + big(head, at + 2, 2);
  }
  return std::nullopt;
}

std::optional<ImageSize> webp_size(std::string_view head) {
  if (head.size() < 30) return std::nullopt;
  const std::string_view chunk = head.substr(12, 4);
  if (chunk == "VP8X") return ImageSize{little(head, 24, 3) + 1, little(head, 27, 3) + 1};
  if (chunk == "VP8 ") return ImageSize{little(head, 26, 2) & 0x3FFF, little(head, 28, 2) & 0x3FFF};
  if (chunk == "VP8L") {
    const std::uint32_t bits = little(head, 21, 4);
    return ImageSize{(bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1};
  }
  return std::nullopt;
}

}  // namespace

std::optional<ImageSize> image_size(std::string_view head) {
  using namespace std::string_view_literals;
  if (head.size() >= 24 && head.starts_with("\x89PNG\r\n\x1a\n"sv))
    return ImageSize{big(head, 16, 4), big(head, 20, 4)};
  if (head.size() >= 10 && (head.starts_with("GIF87a"sv) || head.starts_with("GIF89a"sv))) {
    return ImageSize{little(head, 6, 2), little(head, 8, 2)};
  }
  if (head.starts_with("\xFF\xD8"sv)) return jpeg_size(head);
  if (head.size() >= 16 && head.starts_with("RIFF"sv) && head.substr(8, 4) == "WEBP"sv) return webp_size(head);
  return std::nullopt;
}

std::optional<ImageSize> read_image_size(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::string head(kHeadBytes, '\0');
  file.read(head.data(), static_cast<std::streamsize>(head.size()));
  head.resize(static_cast<std::size_t>(file.gcount()));
  return image_size(head);
}

}  // namespace godwit::sdk
