// SPDX-License-Identifier: Apache-2.0
#include "scripted_server.h"

#include <gtest/gtest.h>

namespace godwit::sdk::test {

using std::chrono::milliseconds;

Seq ScriptedServer::append(const std::string& name, const std::string& text, std::int64_t author,
                           const std::string& id) {
  auto& its = logs[name];
  v1::Entry entry;
  entry.set_log(name);
  entry.set_seq(its.size() + 1);
  entry.set_author(author);
  entry.set_time_ms(world_.wall());
  entry.set_message_index(its.size() + 1);
  entry.mutable_body()->mutable_text()->set_text(text);
  its.push_back(entry);
  entry.set_client_id(id);
  v1::Update update;
  update.mutable_entry()->set_epoch(epoch);
  *update.mutable_entry()->mutable_entry() = entry;
  if (!world_.chance(faults.lose_update)) push(update);
  if (world_.chance(faults.double_update)) push(update);
  return entry.seq();
}

void ScriptedServer::push(const v1::Update& update) {
  const std::string body = update.SerializeAsString();
  protocol::Frame frame;
  frame.kind = protocol::FrameKind::kUpdate;
  frame.body = body;
  deliver(protocol::encode_native(frame), milliseconds(0));
}

void ScriptedServer::go_away(const v1::GoingAway& away) {
  const std::string body = away.SerializeAsString();
  protocol::Frame frame;
  frame.kind = protocol::FrameKind::kGoingAway;
  frame.body = body;
  deliver(protocol::encode_native(frame), milliseconds(0));
}

void ScriptedServer::cut() {
  ++connection_;
  open_ = false;
  if (events_) std::exchange(events_, nullptr)->on_closed({ErrorCode::kGoingAway, "cut"});
}

void ScriptedServer::restore(std::size_t kept) {
  ++epoch;
  for (auto& [name, its] : logs) its.resize(std::min(its.size(), kept));
  std::erase_if(client_ids_, [&](const auto& row) { return row.second > kept; });
  cursors.clear();
  cut();
}

void ScriptedServer::open(TransportEvents& events) {
  close();
  events_ = &events;
  decoder_ = protocol::FrameDecoder(limits_);
  preface_ = 0;
  budget_ = faults.cut_within > 0 ? 1 + static_cast<long>(world_.below(faults.cut_within)) : -1;
  last_delivery_ = world_.now();
  world_.after(milliseconds(1), [this, connection = connection_] {
    if (connection != connection_ || !events_) return;
    if (!reachable) return cut();
    open_ = true;
    events_->on_open();
  });
}

void ScriptedServer::close() {
  ++connection_;
  open_ = false;
  events_ = nullptr;
}

void ScriptedServer::write(std::string bytes) {
  if (!open_) return;
  world_.after(milliseconds(1), [this, connection = connection_, bytes = std::move(bytes)] {
    if (connection == connection_ && !silent) take(bytes);
  });
}

void ScriptedServer::take(const std::string& bytes) {
  std::string_view rest = bytes;
  const auto preface = std::min(rest.size(), protocol::kNativePreface.size() - preface_);
  EXPECT_EQ(rest.substr(0, preface), protocol::kNativePreface.substr(preface_, preface));
  preface_ += preface;
  decoder_.feed(rest.substr(preface));
  const auto connection = connection_;
  while (connection == connection_) {
    const auto frame = decoder_.next();
    ASSERT_TRUE(frame.has_value());
    if (!*frame) return;
    answer(**frame);
  }
}

void ScriptedServer::answer(const protocol::Frame& frame) {
  if (frame.kind == protocol::FrameKind::kPing) {
    ++pings;
    protocol::Frame pong;
    pong.kind = protocol::FrameKind::kPong;
    return deliver(protocol::encode_native(pong), milliseconds(1));
  }
  if (unanswered_methods.contains(v1::Method_Name(static_cast<v1::Method>(frame.method)))) return;
  switch (frame.method) {
    case v1::METHOD_HELLO:
      return hello(frame.correlation, frame);
    case v1::METHOD_SEND_MESSAGE:
      return send_message(frame.correlation, frame);
    case v1::METHOD_READ_LOG:
      return read_log(frame.correlation, frame);
    case v1::METHOD_GET_HEAD: {
      v1::GetHeadRequest request;
      request.ParseFromArray(frame.body.data(), static_cast<int>(frame.body.size()));
      v1::GetHeadResponse response;
      *response.mutable_head() = head_of(request.log());
      return reply(frame.correlation, response);
    }
    case v1::METHOD_LIST_CONTACTS: {
      v1::ListContactsResponse response;
      response.set_user_seq(logs["u.7"].size());
      return reply(frame.correlation, response);
    }
    case v1::METHOD_ADVANCE_CURSORS: {
      v1::AdvanceCursorsRequest request;
      request.ParseFromArray(frame.body.data(), static_cast<int>(frame.body.size()));
      for (const auto& advance : request.advances()) {
        EXPECT_LE(advance.delivered(), logs[advance.log()].size());
        v1::Cursor& its = cursors[advance.log()];
        its.set_delivered(std::max(its.delivered(), advance.delivered()));
        its.set_read(std::max(its.read(), advance.read()));
      }
      return reply(frame.correlation, v1::AdvanceCursorsResponse());
    }
    default:
      return refuse(frame.correlation, v1::ERROR_CODE_UNIMPLEMENTED, v1::RETRY_GIVE_UP);
  }
}

void ScriptedServer::hello(std::uint32_t correlation, const protocol::Frame& frame) {
  v1::HelloRequest request;
  request.ParseFromArray(frame.body.data(), static_cast<int>(frame.body.size()));
  hellos.push_back(request);
  if (greeting_error) return reply(correlation, *greeting_error, true);
  v1::HelloResponse response;
  response.set_version(1);
  response.set_epoch(epoch);
  response.mutable_self()->set_id(kSelf);
  response.set_idle_timeout_ms(90'000);
  reply(correlation, response, false, true);  // the heads come after it
  v1::Update update;
  // Repeats are allowed: everything that there is is listed at each hello.
  for (const auto& [name, its] : logs) *update.mutable_heads()->add_heads() = head_of(name);
  update.mutable_heads()->set_done(true);
  update.mutable_heads()->set_resume_token("token " + std::to_string(hellos.size()));
  push(update);
}

void ScriptedServer::send_message(std::uint32_t correlation, const protocol::Frame& frame) {
  v1::SendMessageRequest request;
  request.ParseFromArray(frame.body.data(), static_cast<int>(frame.body.size()));
  if (world_.chance(faults.refuse_send)) return refuse(correlation, v1::ERROR_CODE_OVERLOADED, v1::RETRY_LATER);
  ++sends_taken;
  auto found = client_ids_.find(request.client_id());
  if (found == client_ids_.end()) {
    const Seq seq = append(request.log(), request.text().text(), kSelf, request.client_id());
    found = client_ids_.emplace(request.client_id(), seq).first;
  }
  v1::SendMessageResponse response;
  response.mutable_appended()->set_epoch(epoch);
  response.mutable_appended()->set_seq(found->second);
  response.mutable_appended()->set_time_ms(world_.wall());
  response.mutable_appended()->set_message_index(found->second);
  reply(correlation, response);
}

void ScriptedServer::read_log(std::uint32_t correlation, const protocol::Frame& frame) {
  v1::ReadLogRequest request;
  request.ParseFromArray(frame.body.data(), static_cast<int>(frame.body.size()));
  if (request.epoch() != epoch) return refuse(correlation, v1::ERROR_CODE_WRONG_EPOCH, v1::RETRY_RESYNC);
  const auto& its = logs[request.log()];
  const Seq head = its.size();
  const Seq before = request.before() == 0 ? head + 1 : std::min<Seq>(request.before(), head + 1);
  const Seq limit = request.limit() == 0 ? 50 : std::min(request.limit(), 20U);  // pages may be cut short
  Seq first = request.after() + 1;
  Seq last = before - 1;
  if (request.after() == 0 && request.before() != 0) {
    first = last >= limit ? last - limit + 1 : 1;
  } else {
    last = std::min(last, first + limit - 1);
  }
  v1::ReadLogResponse response;
  for (Seq seq = first; seq <= last; ++seq) *response.add_entries() = its[seq - 1];
  response.set_epoch(epoch);
  response.set_head(head);
  response.set_floor(1);
  reply(correlation, response);
}

v1::Head ScriptedServer::head_of(const std::string& name) {
  v1::Head head;
  head.set_log(name);
  head.set_epoch(epoch);
  head.set_seq(logs[name].size());
  head.set_message_index(logs[name].size());
  head.set_floor(1);
  head.set_may_send(true);
  head.add_members()->set_id(kSelf);
  head.add_members()->set_id(kOther);
  v1::Cursor& cursor = *head.add_cursors();
  cursor = cursors[name];
  cursor.set_user(kSelf);
  cursor.set_epoch(epoch);
  return head;
}

void ScriptedServer::refuse(std::uint32_t correlation, v1::ErrorCode code, v1::Retry retry) {
  v1::Error error;
  error.set_code(code);
  error.set_retry(retry);
  reply(correlation, error, true);
}

void ScriptedServer::reply(std::uint32_t correlation, const google::protobuf::MessageLite& message, bool error,
                           bool at_once) {
  const std::string body = message.SerializeAsString();
  protocol::Frame frame;
  frame.kind = protocol::FrameKind::kResponse;
  frame.correlation = correlation;
  frame.error = error;
  frame.body = body;
  deliver(protocol::encode_native(frame), milliseconds(at_once ? 0 : 1 + world_.below(faults.max_delay_ms)));
}

void ScriptedServer::deliver(std::string bytes, milliseconds delay) {
  if (!open_) return;
  world_.after(delay, [this, connection = connection_, bytes = std::move(bytes)] {
    std::string_view rest = bytes;
    while (!rest.empty() && connection == connection_ && events_) {
      auto part = std::min<std::size_t>(rest.size(), 1 + world_.below(40));
      if (budget_ >= 0) part = std::min<std::size_t>(part, static_cast<std::size_t>(budget_));
      if (part > 0) events_->on_bytes(rest.substr(0, part));
      rest.remove_prefix(part);
      if (budget_ < 0 || connection != connection_) continue;
      budget_ -= static_cast<long>(part);
      if (budget_ == 0) return cut();
    }
  });
}

}  // namespace godwit::sdk::test
