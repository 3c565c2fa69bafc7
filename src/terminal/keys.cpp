// SPDX-License-Identifier: Apache-2.0
#include "terminal/keys.h"

#include <algorithm>
#include <utility>

namespace godwit::terminal {
namespace {

constexpr std::string_view kPasteBegins = "\x1b[200~";
constexpr std::string_view kPasteEnds = "\x1b[201~";

constexpr std::pair<std::string_view, KeyKind> kSequences[] = {
    {"[A", KeyKind::kUp},        {"[B", KeyKind::kDown},     {"[C", KeyKind::kRight},
    {"[D", KeyKind::kLeft},      {"[H", KeyKind::kHome},     {"[F", KeyKind::kEnd},
    {"[1~", KeyKind::kHome},     {"[4~", KeyKind::kEnd},     {"[7~", KeyKind::kHome},
    {"[8~", KeyKind::kEnd},      {"[3~", KeyKind::kDelete},  {"[5~", KeyKind::kPageUp},
    {"[6~", KeyKind::kPageDown}, {"[1;3A", KeyKind::kAltUp}, {"[1;3B", KeyKind::kAltDown},
    {"OA", KeyKind::kUp},        {"OB", KeyKind::kDown},     {"OC", KeyKind::kRight},
    {"OD", KeyKind::kLeft},      {"OH", KeyKind::kHome},     {"OF", KeyKind::kEnd},
    {"\r", KeyKind::kNewline},   {"\n", KeyKind::kNewline},  {"[13;2u", KeyKind::kNewline},
};

std::optional<KeyKind> control_key(char c) {
  switch (c) {
    case '\r':
      return KeyKind::kEnter;
    case '\n':
      return KeyKind::kNewline;
    case '\t':
      return KeyKind::kTab;
    case '\x7f':
    case '\x08':
      return KeyKind::kBackspace;
    case '\x01':
      return KeyKind::kHome;
    case '\x05':
      return KeyKind::kEnd;
    case '\x10':
      return KeyKind::kAltUp;
    case '\x0e':
      return KeyKind::kAltDown;
    case '\x17':
      return KeyKind::kWordBack;
    case '\x15':
      return KeyKind::kLineBack;
    case '\x0c':
      return KeyKind::kRedraw;
    case '\x03':
    case '\x04':
    case '\x11':
      return KeyKind::kQuit;
    default:
      return std::nullopt;
  }
}

bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20 || c == '\x7f'; }

/// Bytes of the escape sequence at the front (ECMA-48 §5.4), 0 = more must follow.
std::size_t sequence_size(std::string_view bytes) {
  if (bytes.size() < 2) return 0;
  if (bytes[1] == 'O') return bytes.size() < 3 ? 0 : 3;
  if (bytes[1] != '[') return 2;
  for (std::size_t i = 2; i < bytes.size(); ++i) {
    if (bytes[i] >= 0x40 && bytes[i] <= 0x7e) return i + 1;
  }
  return 0;
}

/// Bytes of whole characters at the front up to the first control character; what is cut in the middle waits.
std::size_t text_size(std::string_view bytes) {
  std::size_t size = 0;
  while (size < bytes.size() && !is_control(bytes[size])) {
    const auto first = static_cast<unsigned char>(bytes[size]);
    const std::size_t length = first < 0xC0 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
    if (size + length > bytes.size()) break;
    size += length;
  }
  return size;
}

}  // namespace

std::vector<Key> KeyReader::feed(std::string_view bytes) {
  held_ += bytes;
  std::vector<Key> keys;
  while (auto key = take(false)) {
    if (key->kind != KeyKind::kText || !key->text.empty()) keys.push_back(std::move(*key));
  }
  return keys;
}

std::vector<Key> KeyReader::give_up() {
  std::vector<Key> keys;
  while (auto key = take(true)) {
    if (key->kind != KeyKind::kText || !key->text.empty()) keys.push_back(std::move(*key));
  }
  return keys;
}

/// An empty text key is something that was dropped.
std::optional<Key> KeyReader::take(bool last) {
  if (pasting_) {
    const auto end = held_.find(kPasteEnds);
    // The end may be cut: keep as many bytes as could be its beginning.
    const auto sure = end == std::string::npos ? held_.size() - std::min(held_.size(), kPasteEnds.size() - 1) : end;
    pasted_ += held_.substr(0, sure);
    held_.erase(0, sure);
    if (end == std::string::npos) return std::nullopt;
    held_.erase(0, kPasteEnds.size());
    pasting_ = false;
    std::ranges::replace(pasted_, '\r', '\n');
    return Key{KeyKind::kText, std::exchange(pasted_, {})};
  }
  if (held_.empty()) return std::nullopt;
  const char first = held_.front();
  if (first == '\x1b') {
    const std::size_t size = sequence_size(held_);
    if (size == 0) {
      if (!last) return std::nullopt;
      held_.erase(0, held_.size() == 1 ? 1 : held_.size());
      return Key{KeyKind::kEscape};
    }
    const std::string sequence = held_.substr(0, size);
    held_.erase(0, size);
    if (sequence == kPasteBegins) {
      pasting_ = true;
      return Key{};
    }
    const auto* known = std::ranges::find(kSequences, std::string_view(sequence).substr(1),
                                          &std::pair<std::string_view, KeyKind>::first);
    return known == std::end(kSequences) ? Key{} : Key{known->second};
  }
  if (is_control(first)) {
    held_.erase(0, 1);
    const auto kind = control_key(first);
    return kind ? Key{*kind} : Key{};
  }
  std::size_t size = text_size(held_);
  if (size == 0) {
    if (!last) return std::nullopt;
    size = held_.size();
  }
  Key key{KeyKind::kText, held_.substr(0, size)};
  held_.erase(0, size);
  return key;
}

}  // namespace godwit::terminal
