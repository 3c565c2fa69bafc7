// SPDX-License-Identifier: Apache-2.0
// The door's methods that send.
#include "base/limits.h"
#include "base/utf8.h"
#include "client_impl.h"
#include "from_wire.h"
#include "media/image_size.h"

namespace godwit::sdk {
namespace {

constexpr std::size_t kEmojiBytes = 32;
constexpr std::size_t kNameBytes = 255;

Status check_text(const std::string& text) {
  const bool right = !text.empty() && text.size() <= limits::kTextBytes && is_valid_utf8(text) && !text.contains('\0');
  if (right) return {};
  return fail(ErrorCode::kInvalid, "a text is UTF-8 of 1 to 16,384 bytes without NUL");
}

Status check_caption(const std::string& caption) { return caption.empty() ? Status() : check_text(caption); }

Status check(const Content& content) {
  if (const auto* text = std::get_if<Text>(&content)) return check_text(text->text);
  if (const auto* picture = std::get_if<Picture>(&content)) return check_caption(picture->caption);
  if (const auto* video = std::get_if<Video>(&content)) return check_caption(video->caption);
  if (const auto* document = std::get_if<Document>(&content)) {
    const std::string& name = document->name;
    if (name.empty() || name.size() > kNameBytes || name.find_first_of("/\\") != std::string::npos ||
        !is_valid_utf8(name)) {
      return fail(ErrorCode::kInvalid, "the name of a document is UTF-8 of 1 to 255 bytes without slashes");
    }
    return check_caption(document->caption);
  }
  return {};
}

template <class Request>
OutboxItem item_of(LogId log, v1::Method method, Request request, const Clock& clock) {
  const std::string id = protocol::format_client_id(make_client_id(clock));
  request.set_log(log.to_string());
  request.set_client_id(id);
  return {.client_id = id, .log = log.to_string(), .method = method, .request = request.SerializeAsString()};
}

Result<Content> content_of(const FileToSend& file) {
  switch (file.as) {
    case FileToSend::As::kVoice:
      return Voice{.file = {}, .duration_ms = file.duration_ms, .waveform = file.waveform};
    case FileToSend::As::kVideo:
      return Video{.file = {},
                   .poster = {},
                   .width = file.width,
                   .height = file.height,
                   .duration_ms = file.duration_ms,
                   .thumb_hash = {},
                   .caption = file.caption};
    case FileToSend::As::kPicture: {
      Picture picture{.file = {}, .thumbnail = {}, .width = file.width, .height = file.height};
      picture.original = true;
      picture.caption = file.caption;
      if (picture.width == 0 || picture.height == 0) {
        const auto size = read_image_size(file.path);
        if (!size) return fail(ErrorCode::kInvalid, file.path.string() + " is no PNG, JPEG, GIF or WebP");
        picture.width = size->width;
        picture.height = size->height;
      }
      return picture;
    }
    case FileToSend::As::kDocument:
      break;
  }
  return Document{
      .file = {}, .name = file.name.empty() ? file.path.filename().string() : file.name, .caption = file.caption};
}

}  // namespace

Result<ClientId> Client::send_text(LogId log, std::string text, Seq reply_to) {
  return send(log, Text{std::move(text)}, reply_to);
}

Result<ClientId> Client::send(LogId log, Content content, Seq reply_to) {
  const Status right = check(content);
  if (!right) return std::unexpected(right.error());
  v1::SendMessageRequest request;
  to_wire(content, request);
  request.set_reply_to(reply_to);
  return impl_->act(
      [&] { return impl_->add_item(item_of(log, v1::METHOD_SEND_MESSAGE, std::move(request), impl_->clock())); });
}

Result<ClientId> Client::send_file(LogId log, FileToSend file) {
  std::error_code wrong;
  const auto path = std::filesystem::absolute(file.path, wrong);
  const auto looked = look_at_file(path);
  if (wrong || !looked) return fail(ErrorCode::kNotFound, file.path.string() + " is no file that can be read");
  if (looked->first == 0) return fail(ErrorCode::kInvalid, file.path.string() + " is empty");
  const auto content = content_of(file);
  if (!content) return std::unexpected(content.error());
  const Status right = check(*content);
  if (!right) return std::unexpected(right.error());
  v1::SendMessageRequest request;
  to_wire(*content, request);
  request.set_reply_to(file.reply_to);
  return impl_->act([&] {
    OutboxItem item = item_of(log, v1::METHOD_SEND_MESSAGE, std::move(request), impl_->clock());
    item.attachment =
        Attachment{.path = path.string(), .size = looked->first, .modified_ns = looked->second, .location = {}};
    return impl_->add_item(std::move(item));
  });
}

Result<ClientId> Client::edit(LogId log, Seq target, std::string text) {
  const Status right = check_text(text);
  if (!right) return std::unexpected(right.error());
  v1::EditMessageRequest request;
  request.set_target(target);
  request.mutable_text()->set_text(text);
  return impl_->act([&] { return impl_->add_item(item_of(log, v1::METHOD_EDIT_MESSAGE, request, impl_->clock())); });
}

Result<ClientId> Client::recall(LogId log, Seq target) {
  v1::RecallMessageRequest request;
  request.set_target(target);
  return impl_->act([&] { return impl_->add_item(item_of(log, v1::METHOD_RECALL_MESSAGE, request, impl_->clock())); });
}

Result<ClientId> Client::react(LogId log, Seq target, std::string emoji) {
  if (emoji.size() > kEmojiBytes || !is_valid_utf8(emoji)) return fail(ErrorCode::kInvalid, "a reaction is one emoji");
  v1::SetReactionRequest request;
  request.set_target(target);
  request.set_emoji(emoji);
  return impl_->act([&] { return impl_->add_item(item_of(log, v1::METHOD_SET_REACTION, request, impl_->clock())); });
}

Answer<Appended> Client::wait_sent(ClientId id) { return impl_->wait_sent(protocol::format_client_id(id)); }

Status Client::retry(ClientId id) {
  return impl_->act([&]() -> Status {
    const std::string fresh = protocol::format_client_id(make_client_id(impl_->clock()));
    if (impl_->sync() && impl_->sync()->outbox().retry(protocol::format_client_id(id), fresh)) return {};
    return fail(ErrorCode::kNotFound, "nothing of this id has failed");
  });
}

Status Client::discard(ClientId id) {
  return impl_->act([&]() -> Status {
    if (!impl_->sync() || impl_->sync()->outbox().discard(protocol::format_client_id(id))) return {};
    return fail(ErrorCode::kConflict, "it is in flight and may be stored already");
  });
}

Answer<File> Client::upload(std::filesystem::path file) { return impl_->upload(std::move(file)); }

Answer<std::filesystem::path> Client::download(std::string media_id, std::filesystem::path to) {
  return impl_->download(std::move(media_id), std::move(to));
}

}  // namespace godwit::sdk
