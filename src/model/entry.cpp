// SPDX-License-Identifier: Apache-2.0
#include "model/entry.h"

#include <algorithm>

#include "base/utf8.h"
#include "model/text.h"

namespace godwit::model {
namespace {

constexpr std::uint32_t kMaxPixels = 65'535;
constexpr std::uint32_t kMaxDurationMs = 3'600'000;
constexpr std::size_t kMaxThumbHashBytes = 32;
constexpr std::size_t kMaxWaveformBytes = 128;
constexpr std::size_t kMaxNameBytes = 255;
constexpr std::size_t kMaxEmojiBytes = 32;

Status check_caption(const std::string& caption) { return caption.empty() ? Status() : check_message_text(caption); }

Status check_pixels(std::uint32_t width, std::uint32_t height) {
  if (width >= 1 && width <= kMaxPixels && height >= 1 && height <= kMaxPixels) return {};
  return fail(ErrorCode::kInvalid, "width, height: 1 to 65535 pixels");
}

Status check_thumb_hash(const std::string& hash) {
  return hash.size() <= kMaxThumbHashBytes ? Status() : fail(ErrorCode::kInvalid, "thumb_hash: at most 32 bytes");
}

Status check_duration(std::uint32_t ms) {
  return ms >= 1 && ms <= kMaxDurationMs ? Status() : fail(ErrorCode::kInvalid, "duration_ms: 1 to 3600000");
}

bool is_file_name(const std::string& name) {
  if (name.empty() || name.size() > kMaxNameBytes || !is_valid_utf8(name) || name == "." || name == "..") return false;
  for (const char c : name) {
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F || c == '/' || c == '\\') return false;
  }
  return true;
}

/// Short, valid, and nothing that is written: the picture itself is for the clients to judge.
bool is_emoji(const std::string& text) {
  if (text.size() > kMaxEmojiBytes || !is_valid_utf8(text)) return false;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    const bool keycap = (c >= '0' && c <= '9') || c == '#' || c == '*';
    if (byte < 0x80 && !keycap) return false;
  }
  return text.empty() || text.size() >= 2;
}

/// Short, in one line, for people to read.
Status check_line(const std::string& text, std::size_t max_bytes, const char* field) {
  const bool fine = text.size() <= max_bytes && is_valid_utf8(text) &&
                    std::ranges::none_of(text, [](unsigned char c) { return c < 0x20 || c == 0x7F; });
  return fine ? Status()
              : fail(ErrorCode::kInvalid,
                     std::string(field) + ": one line, at most " + std::to_string(max_bytes) + " bytes");
}

bool is_custom_type(const std::string& type) {
  constexpr std::size_t kShortest = 3;
  constexpr std::size_t kLongest = 64;
  return type.size() >= kShortest && type.size() <= kLongest && std::ranges::all_of(type, [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '_';
         });
}

struct Check {
  Status operator()(const Text& it) const { return check_message_text(it.text); }
  Status operator()(const Picture& it) const {
    if (auto ok = check_pixels(it.width, it.height); !ok) return ok;
    if (auto ok = check_thumb_hash(it.thumb_hash); !ok) return ok;
    return check_caption(it.caption);
  }
  Status operator()(const Voice& it) const {
    if (it.waveform.size() > kMaxWaveformBytes) return fail(ErrorCode::kInvalid, "waveform: at most 128 bytes");
    return check_duration(it.duration_ms);
  }
  Status operator()(const Video& it) const {
    if (auto ok = check_pixels(it.width, it.height); !ok) return ok;
    if (auto ok = check_duration(it.duration_ms); !ok) return ok;
    if (auto ok = check_thumb_hash(it.thumb_hash); !ok) return ok;
    return check_caption(it.caption);
  }
  Status operator()(const Document& it) const {
    if (!is_file_name(it.name))
      return fail(ErrorCode::kInvalid, "name: 1 to 255 bytes, no control characters or slashes");
    return check_caption(it.caption);
  }
  Status operator()(const Location& it) const {
    constexpr double kPole = 90;
    constexpr double kDateLine = 180;
    // Written so that what is no number fails, too.
    if (!(it.latitude >= -kPole && it.latitude <= kPole))
      return fail(ErrorCode::kInvalid, "latitude: -90 to 90 degrees");
    if (!(it.longitude >= -kDateLine && it.longitude <= kDateLine)) {
      return fail(ErrorCode::kInvalid, "longitude: -180 to 180 degrees");
    }
    if (auto ok = check_line(it.name, kMaxNameBytes, "name"); !ok) return ok;
    return check_line(it.address, kMaxNameBytes, "address");
  }
  Status operator()(const Card& it) const {
    constexpr std::size_t kMaxCodeBytes = 64;
    if (it.user.value > 0) return {};
    if (it.group_link.empty()) return fail(ErrorCode::kInvalid, "card: whose is missing");
    return check_line(it.group_link, kMaxCodeBytes, "group_link");
  }
  Status operator()(const Custom& it) const {
    constexpr std::size_t kMaxDataBytes = 16'384;
    constexpr std::size_t kMaxFallbackBytes = 512;
    if (!is_custom_type(it.type)) return fail(ErrorCode::kInvalid, "type: 3 to 64 of a-z 0-9 . - _");
    if (it.data.size() > kMaxDataBytes) return fail(ErrorCode::kInvalid, "data: at most 16384 bytes");
    if (it.fallback.empty()) return fail(ErrorCode::kInvalid, "fallback: missing");
    return check_line(it.fallback, kMaxFallbackBytes, "fallback");
  }
  Status operator()(const Edit& it) const { return check_message_text(it.text); }
  Status operator()(const Reaction& it) const {
    return is_emoji(it.emoji) ? Status() : fail(ErrorCode::kInvalid, "emoji: one emoji, at most 32 bytes, or nothing");
  }
  Status operator()(const ExpiryChanged& it) const {
    constexpr std::uint32_t kShortest = 10;
    constexpr std::uint32_t kYear = 31'536'000;
    const bool fine = it.seconds == 0 || (it.seconds >= kShortest && it.seconds <= kYear);
    return fine ? Status() : fail(ErrorCode::kInvalid, "seconds: 0, or 10 to 31536000");
  }
  Status operator()(const Recall&) const { return {}; }
  Status operator()(const Pin&) const { return {}; }
  template <class Other>
  Status operator()(const Other&) const {
    return fail(ErrorCode::kInvalid, "content: missing");
  }
};

}  // namespace

bool counts_as_message(const Body& body) {
  return std::holds_alternative<Text>(body) || std::holds_alternative<Picture>(body) ||
         std::holds_alternative<Voice>(body) || std::holds_alternative<Video>(body) ||
         std::holds_alternative<Document>(body) || std::holds_alternative<Merged>(body) ||
         std::holds_alternative<Location>(body) || std::holds_alternative<Card>(body) ||
         std::holds_alternative<Custom>(body);
}

bool is_group_change(const Body& body) {
  return std::holds_alternative<GroupCreated>(body) || std::holds_alternative<MembersAdded>(body) ||
         std::holds_alternative<MembersRemoved>(body) || std::holds_alternative<RoleChanged>(body) ||
         std::holds_alternative<GroupChanged>(body) || std::holds_alternative<NicknameChanged>(body) ||
         std::holds_alternative<MemberMuted>(body) || std::holds_alternative<GroupDismissed>(body);
}

bool changes_members(const Body& body) {
  return std::holds_alternative<GroupCreated>(body) || std::holds_alternative<MembersAdded>(body) ||
         std::holds_alternative<MembersRemoved>(body) || std::holds_alternative<RoleChanged>(body);
}

Seq target_of(const Body& body) {
  if (const auto* edit = std::get_if<Edit>(&body)) return edit->target;
  if (const auto* recall = std::get_if<Recall>(&body)) return recall->target;
  if (const auto* reaction = std::get_if<Reaction>(&body)) return reaction->target;
  if (const auto* pin = std::get_if<Pin>(&body)) return pin->target;
  return 0;
}

Seq reply_of(const Body& body) {
  return std::visit(
      [](const auto& it) -> Seq {
        if constexpr (requires { it.context; }) return it.context.reply_to;
        return 0;
      },
      body);
}

Context* context_of(Body& body) {
  return std::visit(
      [](auto& it) -> Context* {
        if constexpr (requires { it.context; }) return &it.context;
        return nullptr;
      },
      body);
}

UnixMillis expiry_of(const Body& body) {
  return std::visit(
      [](const auto& it) -> UnixMillis {
        if constexpr (requires { it.context; }) return it.context.expires_ms;
        return 0;
      },
      body);
}

std::vector<File*> files_of(Body& body) {
  std::vector<File*> files;
  std::visit(
      [&](auto& it) {
        if constexpr (requires { it.file; }) files.push_back(&it.file);
        if constexpr (requires { it.thumbnail; }) {
          if (it.thumbnail) files.push_back(&*it.thumbnail);
        }
        if constexpr (requires { it.poster; }) {
          if (it.poster) files.push_back(&*it.poster);
        }
        if constexpr (requires { it.items; }) {
          for (MergedItem& item : it.items) std::ranges::copy(files_of(item.body), std::back_inserter(files));
        }
      },
      body);
  return files;
}

std::string_view text_of(const Body& body) {
  return std::visit(
      [](const auto& it) -> std::string_view {
        if constexpr (requires { it.caption; }) return it.caption;
        if constexpr (requires { it.text; }) return it.text;
        return {};
      },
      body);
}

const std::vector<Span>& spans_of(const Body& body) {
  static const std::vector<Span> none;
  return std::visit(
      [](const auto& it) -> const std::vector<Span>& {
        if constexpr (requires { it.context.spans; }) return it.context.spans;
        if constexpr (requires { it.spans; }) return it.spans;
        return none;
      },
      body);
}

Status check_content(const Body& body) {
  if (auto ok = std::visit(Check(), body); !ok) return ok;
  return check_spans(text_of(body), spans_of(body));
}

Status check_amendment(UserId author, const Body& amendment, const Entry* target, bool manages_author) {
  if (!target) return fail(ErrorCode::kNotFound, "target: no such message");
  if (target->overlay && target->overlay->recalled_seq != 0) return fail(ErrorCode::kConflict, "target: recalled");
  if (target->overlay && target->overlay->expired) return fail(ErrorCode::kConflict, "target: it disappeared");
  if (std::holds_alternative<Edit>(amendment)) {
    const auto* text = std::get_if<Text>(&target->body);
    if (!text) return fail(ErrorCode::kConflict, "target: not a text message");
    if (text->context.origin) return fail(ErrorCode::kConflict, "target: forwarded");
  }
  if (!counts_as_message(target->body)) return fail(ErrorCode::kConflict, "target: not a message");
  if (std::holds_alternative<Reaction>(amendment) || std::holds_alternative<Pin>(amendment)) return {};
  const bool takes_back = manages_author && std::holds_alternative<Recall>(amendment);
  if (target->author != author && !takes_back) return fail(ErrorCode::kForbidden, "target: not your message");
  return {};
}

}  // namespace godwit::model
