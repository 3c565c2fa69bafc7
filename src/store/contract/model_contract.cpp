// SPDX-License-Identifier: Apache-2.0
// Random operations against the store and against a model of it that a reader can check: maps, vectors and the pure rules of `model`.
#include <filesystem>
#include <map>
#include <random>

#include "base/random.h"
#include "store_contract.h"

namespace godwit::store::contract {
namespace {

struct Member {
  bool may_send = false;
  model::Cursor cursor;
};

struct Log {
  std::vector<model::Entry> entries;
  std::map<UserId, Member> members;
};

struct Sent {
  Append request;
  Seq seq = 0;
};

/// What the store must look like.
class Reference {
 public:
  explicit Reference(Epoch epoch) : epoch_(epoch) {}

  void add(const model::User& user) {
    users.emplace(user.id, user);
    logs[LogId::user(user.id)].members[user.id] = {false, {user.id, epoch_, 0, 0, 0}};
    logs[LogId::direct(user.id, user.id)].members[user.id] = {true, {user.id, epoch_, 0, 0, 0}};
  }

  Result<Seq> append(const Append& wanted, UnixMillis now) {
    const UserId author = wanted.author.user;
    const bool exists = logs.contains(wanted.log);
    if (!exists || !logs[wanted.log].members.contains(author)) {
      if (!exists) logs.erase(wanted.log);
      return fail(wanted.log.names(author) ? ErrorCode::kNotAContact : ErrorCode::kNotFound);
    }
    Log& log = logs[wanted.log];
    if (!log.members[author].may_send) return fail(ErrorCode::kNotAContact);
    const Seq target = model::target_of(wanted.body);
    if (wanted.body.index() != model::Body(model::Text()).index()) {
      const bool there = target >= 1 && target <= log.entries.size();
      if (auto ok = model::check_amendment(author, wanted.body, there ? &log.entries[target - 1] : nullptr); !ok) {
        return std::unexpected(ok.error());
      }
    }
    const Seq seq = put(wanted.log, author, wanted.body, now);
    if (const auto* edit = std::get_if<model::Edit>(&wanted.body)) {
      log.entries[target - 1].overlay = model::Overlay{.edited_seq = seq, .text = edit->text, .recalled_seq = 0};
    }
    if (std::holds_alternative<model::Recall>(wanted.body)) {
      model::Entry& entry = log.entries[target - 1];
      if (!entry.overlay) entry.overlay.emplace();
      entry.overlay->text.clear();
      entry.overlay->recalled_seq = seq;
      entry.body = {};
      for (model::Entry& other : log.entries) {
        const auto* edit = std::get_if<model::Edit>(&other.body);
        if (edit && edit->target == target) other.body = {};
      }
    }
    log.members[author].cursor = {author, epoch_, seq, seq, log.entries.back().message_index};
    return seq;
  }

  void advance(const CursorAdvance& mark) {
    const auto log = logs.find(mark.log);
    if (log == logs.end() || !log->second.members.contains(mark.user)) return;
    model::Cursor& cursor = log->second.members[mark.user].cursor;
    const Seq head = log->second.entries.size();
    cursor.read = std::max(cursor.read, std::min(mark.read, head));
    cursor.delivered = std::max({cursor.delivered, std::min(mark.delivered, head), cursor.read});
    cursor.read_index = cursor.read == 0 ? 0 : log->second.entries[cursor.read - 1].message_index;
  }

  Result<void> change(UserId owner, UserId other, const model::ContactAction& action, UnixMillis now) {
    auto change = model::apply(action, contact(owner, other), contact(other, owner), now);
    if (!change) return std::unexpected(change.error());
    contacts[{owner, other}] = change->mine;
    contacts[{other, owner}] = change->theirs;
    if (change->mine_changed) put(LogId::user(owner), owner, model::ContactChanged{change->mine}, now);
    if (change->theirs_changed) put(LogId::user(other), owner, model::ContactChanged{change->theirs}, now);
    const LogId direct = LogId::direct(owner, other);
    if (change->started || logs.contains(direct)) {
      for (const auto& [user, may] : {std::pair(owner, change->i_may_send), std::pair(other, change->they_may_send)}) {
        Member& member = logs[direct].members[user];
        member.may_send = may;
        member.cursor.user = user;
        member.cursor.epoch = epoch_;
      }
    }
    if (change->started) put(direct, owner, model::DirectStarted{change->requester, change->request_text}, now);
    return {};
  }

  model::Contact contact(UserId owner, UserId other) {
    const auto row = contacts.find({owner, other});
    return row == contacts.end() ? model::Contact{.user = users.at(other)} : row->second;
  }

  std::map<UserId, model::User> users;
  std::map<LogId, Log> logs;
  std::map<std::pair<UserId, UserId>, model::Contact> contacts;

 private:
  Seq put(LogId id, UserId author, const model::Body& body, UnixMillis now) {
    Log& log = logs[id];
    const std::uint64_t before = log.entries.empty() ? 0 : log.entries.back().message_index;
    log.entries.push_back({.log = id,
                           .seq = log.entries.size() + 1,
                           .author = author,
                           .time_ms = now,
                           .message_index = before + (std::holds_alternative<model::Text>(body) ? 1 : 0),
                           .body = body});
    return log.entries.size();
  }

  Epoch epoch_;
};

class Script {
 public:
  Script(World& world, unsigned seed) : world_(world), random_(seed), reference_(world.store->epoch()) {
    for (int i = 0; i < 4; ++i) {
      const std::string handle = "user" + std::to_string(seed) + "_" + std::to_string(i);
      users_.push_back(world_.make_user(handle));
      reference_.add({users_.back(), handle, "Name of " + handle});
    }
  }

  void step() {
    world_.clock.advance(std::chrono::milliseconds(below(50)));
    switch (below(12)) {
      case 0:
        return change(model::RequestContact{"text " + std::to_string(below(100))});
      case 1:
        return change(model::AnswerContact{below(4) != 0});
      case 2:
        return below(4) == 0 ? change(model::DeleteContact{}) : change(model::BlockUser{below(3) == 0});
      case 3:
        return change(model::SetContactAlias{below(2) == 0 ? "" : "alias"});
      case 4:
        return advance();
      case 5:
        return repeat();
      case 6:
        return append(model::Edit{target(), "edit " + std::to_string(below(1'000))});
      case 7:
        return append(model::Recall{target()});
      default:
        return append(model::Text{"text " + std::to_string(below(1'000))});
    }
  }

  void compare() {
    for (const auto& [id, log] : reference_.logs) {
      for (const auto& [user, member] : log.members) {
        const auto entries = world_.read_all(user, id);
        ASSERT_EQ(entries.size(), log.entries.size()) << id.to_string();
        for (std::size_t i = 0; i < entries.size(); ++i) {
          ASSERT_EQ(entries[i], log.entries[i]) << id.to_string() << " " << i + 1;
        }
        const model::Head head = world_.head(user, id);
        EXPECT_EQ(head.seq, log.entries.size());
        EXPECT_EQ(head.may_send, member.may_send) << id.to_string() << " " << user.value;
        EXPECT_EQ(head.message_index, log.entries.empty() ? 0 : log.entries.back().message_index);
        ASSERT_EQ(head.cursors.size(), log.members.size());
        for (const model::Cursor& cursor : head.cursors) EXPECT_EQ(cursor, log.members.at(cursor.user).cursor);
      }
    }
    for (const UserId owner : users_) {
      for (const UserId other : users_) {
        const auto stored = world_.run(world_.contacts().get(owner, other));
        ASSERT_TRUE(stored);
        EXPECT_EQ(*stored, reference_.contact(owner, other));
      }
    }
  }

 private:
  std::uint64_t below(std::uint64_t bound) { return random_() % bound; }
  UserId any() { return users_[below(users_.size())]; }
  LogId any_log() { return below(20) == 0 ? LogId::user(any()) : LogId::direct(any(), any()); }
  Seq target() { return below(12); }

  void append(model::Body body) {
    const LogId log = any_log();
    const UserId author = below(8) == 0 || log.kind() != LogId::Kind::kDirect ? any()
                          : below(2) == 0                                     ? log.first()
                                                                              : log.second();
    const Append wanted = world_.request(author, log, std::move(body));
    const auto expected = reference_.append(wanted, world_.clock.unix_millis());
    const auto got = world_.run(world_.logs().append(wanted));
    ASSERT_EQ(code(got), code(expected)) << log.to_string() << " by " << author.value;
    if (!got) return;
    EXPECT_EQ(got->entry.seq, *expected);
    sent_.push_back({wanted, *expected});
  }

  void repeat() {
    if (sent_.empty()) return;
    const Sent& sent = sent_[below(sent_.size())];
    Append wanted = sent.request;
    if (below(4) == 0) wanted.request_hash[9] ^= std::byte{1};
    const auto got = world_.run(world_.logs().append(wanted));
    if (wanted.request_hash != sent.request.request_hash) {
      EXPECT_EQ(code(got), ErrorCode::kClientIdReused);
      return;
    }
    ASSERT_TRUE(got);
    EXPECT_TRUE(got->repeated);
    EXPECT_EQ(got->entry.seq, sent.seq);
  }

  void advance() {
    const CursorAdvance mark{any(), any_log(), below(40), below(40)};
    reference_.advance(mark);
    world_.advance({mark});
  }

  void change(const model::ContactAction& action) {
    const UserId owner = any();
    const UserId other = any();
    const auto expected = reference_.change(owner, other, action, world_.clock.unix_millis());
    const auto got = world_.change(owner, other, action);
    ASSERT_EQ(code(got), code(expected)) << owner.value << " " << other.value << " action " << action.index();
    if (got) EXPECT_EQ(got->mine, reference_.contact(owner, other));
  }

  World& world_;
  std::mt19937_64 random_;
  Reference reference_;
  std::vector<UserId> users_;
  std::vector<Sent> sent_;
};

TEST_P(ModelContract, does_what_a_few_maps_do_under_random_operations) {
  for (const unsigned seed : {11U, 12U, 13U}) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    Script script(*this, seed);
    for (int i = 1; i <= 400; ++i) {
      script.step();
      if (i % 50 == 0) script.compare();
      if (HasFatalFailure()) FAIL() << "at step " << i;
    }
  }
  EXPECT_EQ(run(store->inspect()).value(), std::vector<std::string>()) << "nothing is wrong with what they left";
}

TEST_P(ModelContract, is_copied_into_a_new_file_and_never_over_another) {
  const UserId ann = make_user("ann");
  say(ann, LogId::direct(ann, ann), "note");
  const auto file = std::filesystem::temp_directory_path() /
                    ("godwit-copy-" + std::to_string(ann.value) + "-" + std::to_string(random_below(~0ULL)));
  EXPECT_EQ(run(store->snapshot(file)).value(), store->epoch());
  EXPECT_GT(std::filesystem::file_size(file), 0U);
  EXPECT_EQ(code(run(store->snapshot(file))), ErrorCode::kConflict);
  std::filesystem::remove(file);
  EXPECT_FALSE(run(store->snapshot(file / "below")));
}

}  // namespace
}  // namespace godwit::store::contract
