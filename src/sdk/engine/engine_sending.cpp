// SPDX-License-Identifier: Apache-2.0
// The engine's outbox, and the files that go with it.
#include "engine/engine.h"
#include "from_wire.h"

namespace godwit::sdk {
namespace {

constexpr std::size_t kOutcomes = 4'096;

}  // namespace

Result<ClientId> Engine::add_item(OutboxItem item) {
  const auto self = account();
  if (!self) return std::unexpected(self.error());
  item.created_ms = clock_.unix_millis();
  item.epoch = sync_->epoch();
  const auto id = protocol::parse_client_id(item.client_id);
  sync_->outbox().add(std::move(item));
  return *id;
}

Answer<Appended> Engine::wait_sent(const std::string& client_id) {
  const auto state = std::make_shared<AnswerState<Appended>>();
  const std::lock_guard lock(loop_.mutex());
  const OutboxItem* item = sync_ ? sync_->outbox().find(client_id) : nullptr;
  if (const auto outcome = outcomes_.find(client_id); outcome != outcomes_.end()) {
    settle_later<Appended>(loop_, state, outcome->second);
  } else if (item && item->failure) {
    settle_later<Appended>(loop_, state, std::unexpected(*item->failure));
  } else if (stopped_why_) {
    settle_later<Appended>(loop_, state, std::unexpected(*stopped_why_));
  } else if (!item) {
    settle_later<Appended>(loop_, state, fail(ErrorCode::kNotFound, "it is not in the outbox"));
  } else {
    sent_waiting_.emplace(client_id, state);
  }
  loop_.post([] {});
  return Answer<Appended>(state);
}

void Engine::item_changed(const OutboxItem& item) {
  if (item.failure) return settle_sent(item.client_id, std::unexpected(*item.failure));
  if (item.uploading()) begin_upload(item);
}

void Engine::item_gone(const OutboxItem& item) {
  if (item.seq == 0) settle_sent(item.client_id, fail(ErrorCode::kNotFound, "it was discarded"));
}

void Engine::item_stored(const OutboxItem& item, const v1::Appended& appended) {
  const Appended value = from_wire(appended);
  if (outcomes_.emplace(item.client_id, value).second) outcome_order_.push_back(item.client_id);
  while (outcome_order_.size() > kOutcomes) {
    outcomes_.erase(outcome_order_.front());
    outcome_order_.pop_front();
  }
  settle_sent(item.client_id, value);
}

void Engine::settle_sent(const std::string& client_id, Result<Appended> result) {
  const auto [first, last] = sent_waiting_.equal_range(client_id);
  for (auto one = first; one != last; ++one) settle_later<Appended>(loop_, one->second, result);
  sent_waiting_.erase(first, last);
}

void Engine::begin_uploads() {
  for (const OutboxItem& item : sync_->outbox().items()) {
    if (item.uploading() && !item.failure) begin_upload(item);
  }
}

void Engine::begin_upload(const OutboxItem& item) {
  const std::string id = item.client_id;
  if (!uploading_.insert(id).second) return;
  const Attachment& file = *item.attachment;
  transfers_.add(Upload{
      .path = file.path,
      .size = file.size,
      .modified_ns = file.modified_ns,
      .location = file.location,
      .begun =
          [this, id](const std::string& location) {
            if (sync_) sync_->outbox().upload_begun(id, location);
          },
      .progress = [this, id, total = file.size](
                      std::uint64_t done) { mirror_.add(TransferProgress{.name = id, .done = done, .total = total}); },
      .done =
          [this, id](const Result<std::string>& media_id) {
            uploading_.erase(id);
            if (!sync_) return;
            if (media_id) return sync_->outbox().uploaded(id, *media_id);
            sync_->outbox().fail(id, media_id.error());
          }});
}

Answer<File> Engine::upload(std::filesystem::path path) {
  const auto state = std::make_shared<AnswerState<File>>();
  const auto looked = look_at_file(path);
  const std::lock_guard lock(loop_.mutex());
  loop_.post([] {});
  if (!looked || stopped_why_) {
    settle_later<File>(loop_, state, std::unexpected(looked ? *stopped_why_ : looked.error()));
    return Answer<File>(state);
  }
  const std::uint64_t id = ++last_question_;
  open_transfers_[id] = [this, state] {
    settle_later<File>(loop_, state, fail(ErrorCode::kGoingAway, "the client was closed"));
  };
  const auto [size, modified] = *looked;
  transfers_.add(Upload{
      .path = path,
      .size = size,
      .modified_ns = modified,
      .location = {},
      .begun = [](const std::string&) {},
      .progress = [this, name = path.string(), size](
                      std::uint64_t done) { mirror_.add(TransferProgress{.name = name, .done = done, .total = size}); },
      .done =
          [this, state, id, size](const Result<std::string>& media_id) {
            open_transfers_.erase(id);
            if (!media_id) return settle_later<File>(loop_, state, std::unexpected(media_id.error()));
            settle_later<File>(loop_, state, File{.id = *media_id, .type = {}, .size = size});
          }});
  return Answer<File>(state);
}

Answer<std::filesystem::path> Engine::download(std::string media_id, std::filesystem::path to) {
  using Path = std::filesystem::path;
  const auto state = std::make_shared<AnswerState<Path>>();
  const std::lock_guard lock(loop_.mutex());
  loop_.post([] {});
  const bool named =
      !media_id.empty() && media_id.find_first_not_of("abcdefghijklmnopqrstuvwxyz234567") == std::string::npos;
  if (!named || stopped_why_) {
    settle_later<Path>(
        loop_, state,
        named ? Result<Path>(std::unexpected(*stopped_why_)) : fail(ErrorCode::kInvalid, "this is no media id"));
    return Answer<Path>(state);
  }
  const std::uint64_t id = ++last_question_;
  open_transfers_[id] = [this, state] {
    settle_later<Path>(loop_, state, fail(ErrorCode::kGoingAway, "the client was closed"));
  };
  transfers_.add(Download{.media_id = media_id,
                          .to = std::move(to),
                          .progress =
                              [this, media_id](std::uint64_t done, std::uint64_t total) {
                                mirror_.add(TransferProgress{.name = media_id, .done = done, .total = total});
                              },
                          .done =
                              [this, state, id](const Result<Path>& path) {
                                open_transfers_.erase(id);
                                settle_later<Path>(loop_, state, path);
                              }});
  return Answer<Path>(state);
}

}  // namespace godwit::sdk
