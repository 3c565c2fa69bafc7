// SPDX-License-Identifier: Apache-2.0
// Edits and recalls: who may, what they leave, what pages show.
#include "contract/store_contract.h"

namespace godwit::store::contract {
namespace {

const model::Body kNothing = std::monostate();

TEST_P(StoreContract, an_edit_is_an_entry_of_its_own_and_the_message_shows_the_newest_text_in_its_overlay) {
  const UserId ann = user_.add_user("ann");
  const LogId note = LogId::direct(ann, ann);
  const Seq target = user_.say(ann, note, "first").entry.seq;
  user_.append(ann, note, model::Edit{target, "second"});
  const Appended edit = user_.append(ann, note, model::Edit{target, "third"});
  EXPECT_EQ(edit.entry.seq, 3U);
  EXPECT_EQ(edit.entry.message_index, 1U) << "an edit is not a message";

  const auto entries = user_.read_all(ann, note);
  ASSERT_EQ(entries.size(), 3U);
  EXPECT_EQ(entries[0].body, model::Body(model::Text{"first"}));
  EXPECT_EQ(entries[0].overlay, (model::Overlay{3, "third", 0}));
  EXPECT_EQ(entries[1].body, model::Body(model::Edit{1, "second"}));
  EXPECT_EQ(entries[1].overlay, std::nullopt);
  EXPECT_EQ(entries[2].body, model::Body(model::Edit{1, "third"}));
}

TEST_P(StoreContract, a_recall_erases_the_message_and_every_text_its_edits_gave_it) {
  const UserId ann = user_.add_user("ann");
  const UserId bob = user_.add_user("bob");
  const LogId log = user_.befriend(ann, bob);
  const Seq target = user_.say(ann, log, "first").entry.seq;
  user_.append(ann, log, model::Edit{target, "second"});
  user_.say(ann, log, "another");
  user_.append(ann, log, model::Edit{4, "another, better"});
  const Appended recall = user_.append(ann, log, model::Recall{target});
  EXPECT_EQ(recall.entry.message_index, 2U) << "a recall is not a message, and the recalled one goes on counting";

  const auto entries = user_.read_all(bob, log);
  ASSERT_EQ(entries.size(), 6U);
  EXPECT_EQ(entries[1].body, kNothing);
  ASSERT_TRUE(entries[1].overlay);
  EXPECT_EQ(entries[1].overlay->recalled_seq, 6U);
  EXPECT_EQ(entries[1].overlay->text, "");
  EXPECT_EQ(entries[1].message_index, 1U);
  EXPECT_EQ(entries[1].author, ann);
  EXPECT_EQ(entries[2].body, kNothing);
  EXPECT_EQ(entries[3].body, model::Body(model::Text{"another"}));
  EXPECT_EQ(entries[3].overlay, (model::Overlay{5, "another, better", 0}));
  EXPECT_EQ(entries[4].body, model::Body(model::Edit{4, "another, better"}));
  EXPECT_EQ(entries[5].body, model::Body(model::Recall{2}));
}

TEST_P(StoreContract, an_amendment_needs_a_text_message_of_its_author_that_is_not_recalled) {
  const UserId ann = user_.add_user("ann");
  const UserId bob = user_.add_user("bob");
  const LogId log = user_.befriend(ann, bob);
  const Seq mine = user_.say(ann, log, "mine").entry.seq;
  const Seq edit = user_.append(ann, log, model::Edit{mine, "better"}).entry.seq;
  const Seq recalled = user_.say(ann, log, "gone").entry.seq;
  user_.append(ann, log, model::Recall{recalled});
  const Seq head = user_.head(ann, log).seq;

  const auto refused = [&](UserId author, const model::Body& body) {
    return refusal(user_.try_append(user_.make_append(author, log, body)));
  };
  for (const bool is_edit : {true, false}) {
    const auto amend = [&](Seq target) -> model::Body {
      if (is_edit) return model::Edit{target, "new"};
      return model::Recall{target};
    };
    EXPECT_EQ(refused(ann, amend(0)), "NOT_FOUND");
    EXPECT_EQ(refused(ann, amend(head + 1)), "NOT_FOUND");
    EXPECT_EQ(refused(ann, amend(~Seq{0})), "NOT_FOUND");
    EXPECT_EQ(refused(ann, amend(1)), "CONFLICT") << "the beginning of a conversation is no text message";
    EXPECT_EQ(refused(ann, amend(edit)), "CONFLICT") << "an edit is no text message";
    EXPECT_EQ(refused(ann, amend(recalled)), "CONFLICT");
    EXPECT_EQ(refused(bob, amend(mine)), "FORBIDDEN");
  }
  EXPECT_EQ(user_.head(ann, log).seq, head);
  EXPECT_EQ(user_.read_all(ann, log)[mine - 1].overlay, (model::Overlay{edit, "better", 0}));
}

TEST_P(StoreContract, the_target_is_looked_for_in_the_same_log) {
  const UserId ann = user_.add_user("ann");
  const UserId bob = user_.add_user("bob");
  const LogId log = user_.befriend(ann, bob);
  user_.say(ann, log, "one");
  user_.say(ann, log, "two");
  user_.say(ann, LogId::direct(ann, ann), "note");
  EXPECT_EQ(refusal(user_.try_append(user_.make_append(ann, LogId::direct(ann, ann), model::Recall{2}))), "NOT_FOUND");
}

TEST_P(StoreContract, a_repeated_edit_is_not_applied_again) {
  const UserId ann = user_.add_user("ann");
  const LogId note = LogId::direct(ann, ann);
  user_.say(ann, note, "first");
  const Append edit = user_.make_append(ann, note, model::Edit{1, "second"});
  must(user_.try_append(edit));
  user_.append(ann, note, model::Edit{1, "third"});
  EXPECT_TRUE(must(user_.try_append(edit)).repeated);
  EXPECT_EQ(user_.read_all(ann, note)[0].overlay, (model::Overlay{3, "third", 0}));
}

TEST_P(StoreContract, a_repeat_of_a_send_that_was_recalled_since_says_where_it_was_but_not_what) {
  const UserId ann = user_.add_user("ann");
  const LogId note = LogId::direct(ann, ann);
  const Append send = user_.make_append(ann, note, model::Text{"regretted"});
  const Appended first = must(user_.try_append(send));
  user_.append(ann, note, model::Recall{1});
  const Appended repeat = must(user_.try_append(send));
  EXPECT_TRUE(repeat.repeated);
  EXPECT_EQ(repeat.entry.seq, first.entry.seq);
  EXPECT_EQ(repeat.entry.time_ms, first.entry.time_ms);
  EXPECT_EQ(repeat.entry.body, kNothing);
}

TEST_P(StoreContract, the_last_message_of_a_head_comes_with_its_overlay) {
  const UserId ann = user_.add_user("ann");
  const UserId bob = user_.add_user("bob");
  const LogId log = user_.befriend(ann, bob);
  EXPECT_EQ(user_.head(ann, log).last_message, std::nullopt) << "the beginning is no message";
  user_.say(ann, log, "one");
  const Seq two = user_.say(ann, log, "two").entry.seq;
  user_.append(ann, log, model::Edit{two, "two!"});
  model::Head head = user_.head(bob, log);
  ASSERT_TRUE(head.last_message);
  EXPECT_EQ(head.last_message->seq, two);
  EXPECT_EQ(head.last_message->body, model::Body(model::Text{"two"}));
  EXPECT_EQ(head.last_message->overlay, (model::Overlay{4, "two!", 0}));
  EXPECT_EQ(head.last_message->log, log);

  user_.append(ann, log, model::Recall{two});
  head = user_.head(bob, log);
  ASSERT_TRUE(head.last_message && head.last_message->overlay);
  EXPECT_EQ(head.last_message->body, kNothing);
  EXPECT_EQ(head.last_message->overlay->recalled_seq, 5U);
}

}  // namespace
}  // namespace godwit::store::contract
