// SPDX-License-Identifier: Apache-2.0
#include "request_hash.h"

#include <sodium.h>

namespace godwit::service {
namespace {

class Mixer {
 public:
  Mixer() { crypto_generichash_init(&state_, nullptr, 0, store::RequestHash().size()); }

  void bytes(const void* data, std::size_t size) {
    crypto_generichash_update(&state_, static_cast<const unsigned char*>(data), size);
  }
  /// With its size before it.
  void text(std::string_view text) {
    const std::uint64_t size = text.size();
    bytes(&size, sizeof size);
    bytes(text.data(), text.size());
  }
  void number(std::int64_t value) { text(std::to_string(value)); }

  store::RequestHash finish() {
    store::RequestHash hash;
    crypto_generichash_final(&state_, reinterpret_cast<unsigned char*>(hash.data()), hash.size());
    return hash;
  }

 private:
  crypto_generichash_state state_;
};

/// What media messages and replies add.
void mix_content(model::Body body, Mixer& mixer) {
  for (const model::File* file : model::files_of(body)) mixer.text(file->id);
  std::visit(
      [&](const auto& it) {
        if constexpr (requires { it.caption; }) mixer.text(it.caption);
        if constexpr (requires {
                        it.file;
                        it.name;
                      })
          mixer.text(it.name);
        if constexpr (requires { it.emoji; }) mixer.text(it.emoji);
        if constexpr (requires { it.thumb_hash; }) mixer.text(it.thumb_hash);
        if constexpr (requires { it.waveform; }) mixer.text(it.waveform);
        if constexpr (requires { it.width; }) mixer.text(std::to_string(it.width) + "x" + std::to_string(it.height));
        if constexpr (requires { it.duration_ms; }) mixer.number(it.duration_ms);
        if constexpr (requires { it.original; }) mixer.text(it.original ? "original" : "");
      },
      body);
  for (const model::Span& span : model::spans_of(body)) {
    for (const std::int64_t value : {std::int64_t{static_cast<int>(span.kind)}, std::int64_t{span.offset},
                                     std::int64_t{span.length}, span.user.value}) {
      mixer.number(value);
    }
    mixer.text(span.url);
  }
  if (const Seq reply = model::reply_of(body); reply != 0) mixer.number(static_cast<std::int64_t>(reply));
}

void mix_rules(const model::GroupRules& rules, Mixer& mixer) {
  for (const auto role : {rules.send, rules.invite, rules.edit_profile, rules.mention_all, rules.pin}) {
    mixer.number(static_cast<int>(role));
  }
  mixer.number(rules.join_approval);
  mixer.number(rules.history_for_new);
  mixer.number(rules.slow_mode_s);
  mixer.number(rules.members_hidden);
}

/// What has fields of its own: some kinds of message, and what is done to conversations.
struct MixKind {
  Mixer& mixer;

  void operator()(const model::Location& it) const {
    mixer.bytes(&it.latitude, sizeof it.latitude);
    mixer.bytes(&it.longitude, sizeof it.longitude);
    mixer.text(it.name);
    mixer.text(it.address);
  }
  void operator()(const model::Card& it) const {
    mixer.number(it.user.value);
    mixer.text(it.group_link);
  }
  void operator()(const model::Custom& it) const {
    for (const auto* field : {&it.type, &it.data, &it.fallback}) mixer.text(*field);
  }
  void operator()(const model::Pin& it) const { mixer.number(it.pinned); }
  void operator()(const model::ExpiryChanged& it) const { mixer.number(it.seconds); }
  void operator()(const model::GroupCreated& it) const {
    mixer.text(it.name);
    mixer.number(it.channel);
  }
  void operator()(const model::MembersAdded& it) const { users(it.users); }
  void operator()(const model::MembersRemoved& it) const { users(it.users); }
  void operator()(const model::RoleChanged& it) const {
    mixer.number(it.user.value);
    mixer.number(static_cast<int>(it.role));
  }
  void operator()(const model::GroupChanged& it) const {
    for (const auto* field : {&it.name, &it.avatar, &it.description, &it.notice}) {
      mixer.number(field->has_value());
      mixer.text(field->value_or(std::string()));
    }
    if (it.rules) mix_rules(*it.rules, mixer);
  }
  void operator()(const model::NicknameChanged& it) const { mixer.text(it.nickname); }
  void operator()(const model::MemberMuted& it) const {
    mixer.number(it.user.value);
    mixer.number(it.until_ms);
  }
  template <class Other>
  void operator()(const Other&) const {}

  void users(const std::vector<UserId>& users) const {
    for (const UserId user : users) mixer.number(user.value);
  }
};

}  // namespace

store::RequestHash hash_requests(LogId log, std::span<const model::Body> bodies) {
  Mixer mixer;
  for (const model::Body& body : bodies) {
    const std::int64_t numbers[] = {log.high(), log.low(), static_cast<std::int64_t>(body.index()),
                                    static_cast<std::int64_t>(model::target_of(body))};
    mixer.bytes(numbers, sizeof numbers);
    if (const auto* text = std::get_if<model::Text>(&body)) mixer.bytes(text->text.data(), text->text.size());
    if (const auto* edit = std::get_if<model::Edit>(&body)) mixer.bytes(edit->text.data(), edit->text.size());
    mix_content(body, mixer);
    std::visit(MixKind{mixer}, body);
  }
  return mixer.finish();
}

store::RequestHash hash_forward(LogId log, const model::Forward& forward) {
  Mixer mixer;
  mixer.text("forward");
  for (const std::int64_t half : {log.high(), log.low(), forward.log.high(), forward.log.low()}) mixer.number(half);
  mixer.number(forward.merge);
  for (const Seq seq : forward.seqs) mixer.number(static_cast<std::int64_t>(seq));
  return mixer.finish();
}

store::RequestHash hash_request(LogId log, const model::Body& body) { return hash_requests(log, std::span(&body, 1)); }

}  // namespace godwit::service
