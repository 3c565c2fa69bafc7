// SPDX-License-Identifier: Apache-2.0
#include <sodium.h>

#include "base/error.h"
#include "service/messages.h"

namespace godwit::service {
namespace {

/// What media messages and replies add: each field with its size before it.
template <class Mix>
void mix_content(model::Body body, Mix mix) {
  const auto mix_text = [&](const std::string& text) {
    const std::uint64_t size = text.size();
    mix(&size, sizeof size);
    mix(text.data(), text.size());
  };
  for (const model::File* file : model::files_of(body)) mix_text(file->id);
  std::visit(
      [&](const auto& it) {
        if constexpr (requires { it.caption; }) mix_text(it.caption);
        if constexpr (requires { it.file; it.name; }) mix_text(it.name);
        if constexpr (requires { it.emoji; }) mix_text(it.emoji);
        if constexpr (requires { it.thumb_hash; }) mix_text(it.thumb_hash);
        if constexpr (requires { it.waveform; }) mix_text(it.waveform);
        if constexpr (requires { it.width; }) mix_text(std::to_string(it.width) + "x" + std::to_string(it.height));
        if constexpr (requires { it.duration_ms; }) mix_text(std::to_string(it.duration_ms));
        if constexpr (requires { it.original; }) mix_text(it.original ? "original" : "");
      },
      body);
  if (const Seq reply = model::reply_of(body); reply != 0) mix_text(std::to_string(reply));
}

/// What makes two requests the same: everything but who asks and the client_id itself.
store::RequestHash hash_request(LogId log, const model::Body& body) {
  crypto_generichash_state state;
  crypto_generichash_init(&state, nullptr, 0, store::RequestHash().size());
  const auto mix = [&](const void* bytes, std::size_t size) {
    crypto_generichash_update(&state, static_cast<const unsigned char*>(bytes), size);
  };
  const std::int64_t numbers[] = {log.high(), log.low(), static_cast<std::int64_t>(body.index()),
                                  static_cast<std::int64_t>(model::target_of(body))};
  mix(numbers, sizeof numbers);
  if (const auto* text = std::get_if<model::Text>(&body)) mix(text->text.data(), text->text.size());
  if (const auto* edit = std::get_if<model::Edit>(&body)) mix(edit->text.data(), edit->text.size());
  mix_content(body, mix);
  store::RequestHash hash;
  crypto_generichash_final(&state, reinterpret_cast<unsigned char*>(hash.data()), hash.size());
  return hash;
}

}  // namespace

Task<Result<store::Appended>> Messages::send(model::Caller caller, SendMessage command) {
  mark(trace_, "service.messages.send");
  if (!model::counts_as_message(command.content)) co_return fail(ErrorCode::kInvalid, "content: missing");
  if (auto ok = model::check_content(command.content); !ok) co_return std::unexpected(ok.error());
  co_return co_await append(caller, command.log, command.client_id, std::move(command.content));
}

Task<Result<store::Appended>> Messages::append(model::Caller caller, LogId log, ClientId client_id, model::Body body) {
  store::Append request{.author = caller,
                        .log = log,
                        .client_id = client_id,
                        .request_hash = hash_request(log, body),
                        .body = std::move(body)};
  // Membership, block and duplicate checks, the next seq and the insert are one transaction of the store.
  auto appended = co_await store_.logs().append(std::move(request));
  if (appended && !appended->repeated) {
    mark(trace_, "bus.publish");
    bus_.publish({bus::EntryNotice{appended->entry, appended->epoch}});
  }
  co_return appended;
}

}  // namespace godwit::service
