// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstdio>

#include "godwit/values.h"

namespace godwit::sdk {
namespace {

std::string with_caption(std::string what, const std::string& caption) {
  return caption.empty() ? what : what + " " + caption;
}

std::string size_of(std::uint64_t bytes) {
  constexpr std::uint64_t kKilo = 1024;
  if (bytes < kKilo) return std::to_string(bytes) + " B";
  if (bytes < kKilo * kKilo) return std::to_string(bytes / kKilo) + " kB";
  return std::to_string(bytes / (kKilo * kKilo)) + " MB";
}

std::string length_of(std::uint32_t ms) {
  const std::uint32_t seconds = ms / 1'000;
  return std::to_string(seconds / 60) + ":" + (seconds % 60 < 10 ? "0" : "") + std::to_string(seconds % 60);
}

/// To about a metre.
std::string coordinates(const Location& it) {
  char text[48];
  const int length = std::snprintf(text, sizeof text, "%.5f, %.5f", it.latitude, it.longitude);
  return {text, static_cast<std::size_t>(std::max(length, 0))};
}

/// Of a record the beginning is enough.
constexpr std::size_t kItemsShown = 3;

struct Line {
  std::string operator()(const Text& it) const { return it.text; }
  std::string operator()(const Picture& it) const {
    return with_caption("[picture " + std::to_string(it.width) + "×" + std::to_string(it.height) + "]", it.caption);
  }
  std::string operator()(const Voice& it) const { return "[voice " + length_of(it.duration_ms) + "]"; }
  std::string operator()(const Video& it) const {
    return with_caption("[video " + length_of(it.duration_ms) + "]", it.caption);
  }
  std::string operator()(const Document& it) const {
    return with_caption("[file " + it.name + ", " + size_of(it.file.size) + "]", it.caption);
  }
  std::string operator()(const Location& it) const {
    return "[place " + (it.name.empty() ? "" : it.name + ", ") + coordinates(it) + "]";
  }
  std::string operator()(const Card& it) const {
    return (it.group_link.empty() ? "[contact card " : "[group card ") + it.name + "]";
  }
  std::string operator()(const Custom& it) const { return it.fallback; }
  std::string operator()(const Merged& it) const {
    std::string line = "[record of " + std::to_string(it.items.size()) + " messages]";
    for (std::size_t i = 0; i < std::min(it.items.size(), kItemsShown); ++i) {
      line += (i == 0 ? " " : " · ") + it.items[i].name + ": " + to_line(it.items[i].body);
    }
    return line;
  }
  std::string operator()(const Unsupported&) const { return "(not supported by this version)"; }
  template <class Other>
  std::string operator()(const Other&) const {
    return {};
  }
};

}  // namespace

std::string to_line(const Body& body) { return std::visit(Line(), body); }

}  // namespace godwit::sdk
