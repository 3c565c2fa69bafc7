// SPDX-License-Identifier: Apache-2.0
// The whole table: how two people may stand × what one of them can do.
#include "model/contact.h"

#include <gtest/gtest.h>

#include <map>

#include "base/limits.h"

namespace godwit::model {
namespace {

constexpr UnixMillis kBefore = 1'000;
constexpr UnixMillis kNow = 2'000;

ContactState state_of(char letter) {
  return std::map<char, ContactState>{{'N', ContactState::kNone},
                                      {'O', ContactState::kOutgoing},
                                      {'I', ContactState::kIncoming},
                                      {'A', ContactState::kAccepted}}
      .at(letter);
}

char letter_of(ContactState state) { return "?NOIA"[static_cast<int>(state)]; }

struct Rows {
  Contact mine;
  Contact theirs;
};

/// "OI": mine outgoing, theirs incoming. Blocks: "", "m", "t", "mt".
Rows make_rows(std::string_view states, std::string_view blocks) {
  Rows rows;
  rows.mine = {.user = {UserId(2), "bob", "Bob"}, .state = state_of(states[0]), .changed_ms = kBefore};
  rows.theirs = {.user = {UserId(1), "amy", "Amy"}, .state = state_of(states[1]), .changed_ms = kBefore};
  rows.mine.blocked = blocks.contains('m');
  rows.theirs.blocked = blocks.contains('t');
  for (Contact* row : {&rows.mine, &rows.theirs}) {
    if (row->state == ContactState::kOutgoing || row->state == ContactState::kIncoming) row->request_text = "please";
  }
  return rows;
}

const std::map<std::string, ContactAction> kActions = {
    {"request", RequestContact{"hello"}}, {"accept", AnswerContact{true}}, {"decline", AnswerContact{false}},
    {"alias", SetContactAlias{"Bobby"}},  {"delete", DeleteContact{}},     {"block", BlockUser{true}},
    {"unblock", BlockUser{false}},
};

/// "AA+" both accepted and just begun; "NOT_FOUND" the error; rows that got a new value are marked "!": "O!I!".
std::string outcome(std::string_view states, std::string_view blocks, const std::string& action) {
  const Rows rows = make_rows(states, blocks);
  const auto change = apply(kActions.at(action), rows.mine, rows.theirs, kNow);
  if (!change) return std::string(describe(change.error().code).name);
  EXPECT_EQ(change->mine_changed, change->mine != rows.mine);
  EXPECT_EQ(change->theirs_changed, change->theirs != rows.theirs);
  EXPECT_EQ(change->mine.changed_ms, change->mine_changed ? kNow : kBefore);
  EXPECT_EQ(change->theirs.changed_ms, change->theirs_changed ? kNow : kBefore);
  std::string out(1, letter_of(change->mine.state));
  if (change->mine_changed) out += '!';
  out += letter_of(change->theirs.state);
  if (change->theirs_changed) out += '!';
  if (change->started) out += '+';
  return out;
}

struct Row {
  const char* states;
  const char* blocks;
  const char* request;
  const char* accept;
  const char* decline;
  const char* alias;
  const char* remove;
  const char* block;
  const char* unblock;
};

constexpr Row kTable[] = {
    // mine theirs, blocks, request,   accept,      decline,     alias,  delete,  block,   unblock
    {"NN", "", "O!I!", "NOT_FOUND", "NOT_FOUND", "N!N", "NN", "N!N", "NN"},
    {"OI", "", "O!I!", "NOT_FOUND", "NOT_FOUND", "O!I", "N!N!", "O!I", "OI"},
    {"IO", "", "A!A!+", "A!A!+", "N!N!", "I!O", "N!N!", "N!O", "IO"},
    {"AA", "", "CONFLICT", "NOT_FOUND", "NOT_FOUND", "A!A", "N!N!", "A!A", "AA"},
    // A request that a block hid: one waits, the other knows of nothing.
    {"ON", "", "O!I!", "NOT_FOUND", "NOT_FOUND", "O!N", "N!N", "O!N", "ON"},
    {"NO", "", "A!A!+", "NOT_FOUND", "NOT_FOUND", "N!O", "NN!", "N!O", "NO"},
    // I block.
    {"NN", "m", "FORBIDDEN", "NOT_FOUND", "NOT_FOUND", "N!N", "NN", "NN", "N!N"},
    {"OI", "m", "FORBIDDEN", "NOT_FOUND", "NOT_FOUND", "O!I", "N!N!", "OI", "O!I"},
    {"NO", "m", "FORBIDDEN", "NOT_FOUND", "NOT_FOUND", "N!O", "NN!", "NO", "N!O"},
    {"AA", "m", "FORBIDDEN", "NOT_FOUND", "NOT_FOUND", "A!A", "N!N!", "AA", "A!A"},
    // They block: it looks the same from here, and their row learns nothing of a request.
    {"NN", "t", "O!N", "NOT_FOUND", "NOT_FOUND", "N!N", "NN", "N!N", "NN"},
    {"ON", "t", "O!N", "NOT_FOUND", "NOT_FOUND", "O!N", "N!N", "O!N", "ON"},
    {"AA", "t", "CONFLICT", "NOT_FOUND", "NOT_FOUND", "A!A", "N!N!", "A!A", "AA"},
    // Both do.
    {"NN", "mt", "FORBIDDEN", "NOT_FOUND", "NOT_FOUND", "N!N", "NN", "NN", "N!N"},
    {"AA", "mt", "FORBIDDEN", "NOT_FOUND", "NOT_FOUND", "A!A", "N!N!", "AA", "A!A"},
};

TEST(Contacts, change_as_the_table_says) {
  for (const Row& row : kTable) {
    const std::string where = std::string(row.states) + " " + row.blocks;
    EXPECT_EQ(outcome(row.states, row.blocks, "request"), row.request) << where << " request";
    EXPECT_EQ(outcome(row.states, row.blocks, "accept"), row.accept) << where << " accept";
    EXPECT_EQ(outcome(row.states, row.blocks, "decline"), row.decline) << where << " decline";
    EXPECT_EQ(outcome(row.states, row.blocks, "alias"), row.alias) << where << " alias";
    EXPECT_EQ(outcome(row.states, row.blocks, "delete"), row.remove) << where << " delete";
    EXPECT_EQ(outcome(row.states, row.blocks, "block"), row.block) << where << " block";
    EXPECT_EQ(outcome(row.states, row.blocks, "unblock"), row.unblock) << where << " unblock";
  }
}

TEST(Contacts, may_send_only_while_both_accepted_and_nobody_blocks) {
  for (const char* states : {"NN", "OI", "IO", "AA", "ON", "NO"}) {
    for (const char* blocks : {"", "m", "t", "mt"}) {
      const Rows rows = make_rows(states, blocks);
      const auto change = apply(SetContactAlias{"x"}, rows.mine, rows.theirs, kNow);
      ASSERT_TRUE(change.has_value());
      const bool open = std::string_view(states) == "AA" && std::string_view(blocks).empty();
      EXPECT_EQ(change->i_may_send, open) << states << " " << blocks;
      EXPECT_EQ(change->they_may_send, open) << states << " " << blocks;
    }
  }
}

TEST(Contacts, may_send_again_after_an_unblock) {
  const Rows rows = make_rows("AA", "m");
  EXPECT_TRUE(apply(BlockUser{false}, rows.mine, rows.theirs, kNow)->i_may_send);
}

TEST(Contacts, begin_with_the_text_of_whoever_asked_first) {
  for (const char* action : {"accept", "request"}) {
    const Rows rows = make_rows("IO", "");
    const auto change = apply(kActions.at(action), rows.mine, rows.theirs, kNow);
    ASSERT_TRUE(change.has_value());
    EXPECT_TRUE(change->started);
    EXPECT_EQ(change->requester, UserId(2));
    EXPECT_EQ(change->request_text, "please");
    EXPECT_EQ(change->mine.request_text, "");
    EXPECT_EQ(change->theirs.request_text, "");
  }
}

TEST(Contacts, carry_the_request_text_to_the_other_side_unless_it_blocks) {
  Rows rows = make_rows("NN", "");
  auto change = apply(RequestContact{"hi"}, rows.mine, rows.theirs, kNow);
  EXPECT_EQ(change->mine.request_text, "hi");
  EXPECT_EQ(change->theirs.request_text, "hi");
  rows = make_rows("NN", "t");
  change = apply(RequestContact{"hi"}, rows.mine, rows.theirs, kNow);
  EXPECT_EQ(change->mine.request_text, "hi");
  EXPECT_EQ(change->theirs.request_text, "");
}

TEST(Contacts, forget_request_texts_and_alias_when_deleted) {
  Rows rows = make_rows("OI", "");
  rows.mine.alias = "Bobby";
  rows.theirs.alias = "Amity";
  const auto change = apply(DeleteContact{}, rows.mine, rows.theirs, kNow);
  EXPECT_EQ(change->mine.alias, "");
  EXPECT_EQ(change->theirs.alias, "Amity") << "what the other calls me is theirs";
  EXPECT_EQ(change->mine.request_text, "");
  EXPECT_EQ(change->theirs.request_text, "");
}

TEST(Contacts, check_texts) {
  const Rows rows = make_rows("NN", "");
  const auto code = [&](ContactAction action) { return apply(action, rows.mine, rows.theirs, kNow).error().code; };
  EXPECT_EQ(code(RequestContact{std::string(limits::kContactTextBytes + 1, 'x')}), ErrorCode::kInvalid);
  EXPECT_EQ(code(RequestContact{"\xFF"}), ErrorCode::kInvalid);
  EXPECT_EQ(code(SetContactAlias{std::string(limits::kNameCodePoints + 1, 'x')}), ErrorCode::kInvalid);
  EXPECT_EQ(code(SetContactAlias{"a\nb"}), ErrorCode::kInvalid);
  EXPECT_EQ(apply(SetContactAlias{"  Bobby "}, rows.mine, rows.theirs, kNow)->mine.alias, "Bobby");
}

TEST(Contacts, are_never_oneself) {
  Rows rows = make_rows("NN", "");
  rows.theirs.user.id = rows.mine.user.id;
  for (const auto& [name, action] : kActions) {
    EXPECT_EQ(apply(action, rows.mine, rows.theirs, kNow).error().code, ErrorCode::kForbidden) << name;
  }
}

}  // namespace
}  // namespace godwit::model
