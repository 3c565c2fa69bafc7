// SPDX-License-Identifier: Apache-2.0
#include "model/entry.h"

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
  Status operator()(const Edit& it) const { return check_message_text(it.text); }
  Status operator()(const Reaction& it) const {
    return is_emoji(it.emoji) ? Status() : fail(ErrorCode::kInvalid, "emoji: one emoji, at most 32 bytes, or nothing");
  }
  Status operator()(const Recall&) const { return {}; }
  template <class Other>
  Status operator()(const Other&) const {
    return fail(ErrorCode::kInvalid, "content: missing");
  }
};

}  // namespace

bool counts_as_message(const Body& body) {
  return std::holds_alternative<Text>(body) || std::holds_alternative<Picture>(body) ||
         std::holds_alternative<Voice>(body) || std::holds_alternative<Video>(body) ||
         std::holds_alternative<Document>(body);
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
      },
      body);
  return files;
}

Status check_content(const Body& body) { return std::visit(Check(), body); }

Status check_amendment(UserId author, const Body& amendment, const Entry* target, bool manages_author) {
  if (!target) return fail(ErrorCode::kNotFound, "target: no such message");
  if (target->overlay && target->overlay->recalled_seq != 0) return fail(ErrorCode::kConflict, "target: recalled");
  if (std::holds_alternative<Edit>(amendment) && !std::holds_alternative<Text>(target->body)) {
    return fail(ErrorCode::kConflict, "target: not a text message");
  }
  if (!counts_as_message(target->body)) return fail(ErrorCode::kConflict, "target: not a message");
  if (std::holds_alternative<Reaction>(amendment)) return {};
  const bool takes_back = manages_author && std::holds_alternative<Recall>(amendment);
  if (target->author != author && !takes_back) return fail(ErrorCode::kForbidden, "target: not your message");
  return {};
}

}  // namespace godwit::model
