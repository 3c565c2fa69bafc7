// SPDX-License-Identifier: Apache-2.0
// Width and height from the header of a PNG, JPEG, GIF or WebP. Pure but for reading the first 256 KiB.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string_view>

namespace godwit::sdk {

struct ImageSize {
  std::uint32_t width = 0;
  std::uint32_t height = 0;
  bool operator==(const ImageSize&) const = default;
};

/// nullopt: another format, or cut short.
std::optional<ImageSize> image_size(std::string_view head);
std::optional<ImageSize> read_image_size(const std::filesystem::path& path);

}  // namespace godwit::sdk
