// SPDX-License-Identifier: Apache-2.0
#include <chrono>
#include <map>
#include <random>
#include <thread>

#include "store_contract.h"

namespace godwit::store::contract {
namespace {

using Seqs = std::vector<Seq>;

SearchQuery words(const std::string& text) {
  return {.phrases = *model::parse_query(text), .author = UserId(), .limit = 20, .max_bytes = 1 << 20};
}

/// Until the index has taken in all there is. Fails the test when that takes a minute.
void await_index(Store& store) {
  // Twice the same answer, a look apart: "not behind" as of a moment ago is not enough.
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::minutes(1);
  for (int calm = 0; calm < 2;) {
    ASSERT_LT(std::chrono::steady_clock::now(), deadline) << "the index stays behind";
    std::this_thread::sleep_for(std::chrono::milliseconds(300));
    calm = store.search().state().behind == 0 ? calm + 1 : 0;
  }
}

class Finder {
 public:
  explicit Finder(World& world) : world_(world) {}
  std::vector<model::Entry> all(UserId reader, SearchQuery query) {
    std::vector<model::Entry> found;
    for (int pages = 0; pages < 10'000; ++pages) {
      auto page = world_.run(world_.store->search().find(reader, query));
      EXPECT_TRUE(page) << page.error().detail;
      if (!page) return found;
      for (model::Entry& entry : page->entries) found.push_back(std::move(entry));
      if (page->before == 0) return found;
      query.before = page->before;
    }
    ADD_FAILURE() << "pages without end";
    return found;
  }
  Seqs seqs(UserId reader, SearchQuery query) {
    Seqs out;
    for (const model::Entry& entry : all(reader, std::move(query))) out.push_back(entry.seq);
    return out;
  }

 private:
  World& world_;
};

TEST_P(SearchContract, finds_messages_by_their_words_newest_first) {
  const UserId ann = make_user("ann");
  const LogId log = LogId::direct(ann, ann);
  const Seq first = say(ann, log, "The harbour at dawn");
  say(ann, log, "nothing of it");
  const Seq third = say(ann, log, "dawn over the HARBOUR wall");
  const Seq chinese = say(ann, log, "明天去北京大学");
  await_index(*store);
  Finder finder(*this);
  EXPECT_EQ(finder.seqs(ann, words("harbour dawn")), (Seqs{third, first}));
  EXPECT_EQ(finder.seqs(ann, words("harb")), (Seqs{third, first}));
  EXPECT_EQ(finder.seqs(ann, words("北京")), Seqs{chinese});
  EXPECT_EQ(finder.seqs(ann, words("京大学")), Seqs{chinese});
  EXPECT_EQ(finder.seqs(ann, words("学")), Seqs{chinese});
  EXPECT_EQ(finder.seqs(ann, words("北大")), Seqs{});
}

TEST_P(SearchContract, finds_for_members_only) {
  const UserId ann = make_user("ann");
  const UserId ben = make_user("ben");
  const UserId eve = make_user("eve");
  const LogId log = befriend(ann, ben);
  const Seq said = say(ann, log, "the secret garden");
  await_index(*store);
  Finder finder(*this);
  EXPECT_EQ(finder.seqs(ann, words("secret")), Seqs{said});
  EXPECT_EQ(finder.seqs(ben, words("secret")), Seqs{said});
  EXPECT_EQ(finder.seqs(eve, words("secret")), Seqs{});
  SearchQuery inside = words("secret");
  inside.log = log;
  EXPECT_EQ(code(run(store->search().find(eve, inside))), ErrorCode::kNotFound);
  EXPECT_EQ(finder.seqs(ben, inside), Seqs{said});
}

TEST_P(SearchContract, finds_nothing_of_a_recall_even_before_the_index_knows) {
  const UserId ann = make_user("ann");
  const LogId log = LogId::direct(ann, ann);
  const Seq said = say(ann, log, "regrettable words");
  await_index(*store);
  Finder finder(*this);
  ASSERT_EQ(finder.seqs(ann, words("regrettable")), Seqs{said});
  ASSERT_TRUE(append(ann, log, model::Recall{said}));
  EXPECT_EQ(finder.seqs(ann, words("regrettable")), Seqs{});
  await_index(*store);
  EXPECT_EQ(finder.seqs(ann, words("regrettable")), Seqs{});
  EXPECT_EQ(store->search().state().messages, 0U);
}

TEST_P(SearchContract, finds_an_edited_message_by_its_new_words_only) {
  const UserId ann = make_user("ann");
  const LogId log = LogId::direct(ann, ann);
  const Seq said = say(ann, log, "meet at noon");
  await_index(*store);
  ASSERT_TRUE(append(ann, log, model::Edit{.target = said, .text = "meet at midnight"}));
  Finder finder(*this);
  EXPECT_EQ(finder.seqs(ann, words("noon")), Seqs{}) << "at once";
  await_index(*store);
  EXPECT_EQ(finder.seqs(ann, words("noon")), Seqs{});
  const auto found = finder.all(ann, words("midnight"));
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found.front().seq, said);
  EXPECT_EQ(found.front().overlay->text, "meet at midnight");
}

TEST_P(SearchContract, lets_kind_author_and_time_choose) {
  const UserId ann = make_user("ann");
  const UserId ben = make_user("ben");
  const LogId log = befriend(ann, ben);
  const UnixMillis begin = clock.unix_millis();
  const Seq text = say(ann, log, "a boat");
  clock.advance(std::chrono::seconds(10));
  const Seq link = say(ben, log, "a boat: HTTPS://example.org/boat");
  clock.advance(std::chrono::seconds(10));
  const auto picture = append(ann, log,
                              model::Picture{.file = {.id = upload(ann, 1)},
                                             .thumbnail = std::nullopt,
                                             .width = 4,
                                             .height = 3,
                                             .caption = "boat in the picture"});
  ASSERT_TRUE(picture) << picture.error().detail;
  await_index(*store);
  Finder finder(*this);
  const auto with = [&](auto change) {
    SearchQuery query = words("boat");
    change(query);
    return finder.seqs(ann, query);
  };
  const Seq shown = picture->entry.seq;
  EXPECT_EQ(with([](SearchQuery&) {}), (Seqs{shown, link, text}));
  EXPECT_EQ(with([&](SearchQuery& q) { q.author = ben; }), Seqs{link});
  EXPECT_EQ(with([](SearchQuery& q) { q.kind = model::SearchKind::kLink; }), Seqs{link});
  EXPECT_EQ(with([](SearchQuery& q) { q.kind = model::SearchKind::kPicture; }), Seqs{shown});
  EXPECT_EQ(with([](SearchQuery& q) { q.kind = model::SearchKind::kText; }), (Seqs{link, text}));
  EXPECT_EQ(with([&](SearchQuery& q) { q.since_ms = begin + 10'000; }), (Seqs{shown, link}));
  EXPECT_EQ(with([&](SearchQuery& q) { q.until_ms = begin + 10'000; }), Seqs{text});
  for (const bool in_one : {false, true}) {
    SearchQuery gallery = words("");
    if (in_one) gallery.log = log;
    gallery.kind = model::SearchKind::kPicture;
    EXPECT_EQ(finder.seqs(ben, gallery), Seqs{shown}) << "without words: all of the kind";
    gallery.kind = model::SearchKind::kLink;
    EXPECT_EQ(finder.seqs(ben, gallery), Seqs{link});
  }
}

TEST_P(SearchContract, pages_without_gaps_or_repeats) {
  const UserId ann = make_user("ann");
  const LogId log = LogId::direct(ann, ann);
  Seqs expected;
  for (int i = 0; i < 25; ++i) expected.insert(expected.begin(), say(ann, log, "wave " + std::to_string(i)));
  await_index(*store);
  Finder finder(*this);
  for (const std::size_t limit : {1U, 7U, 25U, 50U}) {
    SearchQuery query = words("wave");
    query.limit = limit;
    EXPECT_EQ(finder.seqs(ann, query), expected) << limit;
  }
  SearchQuery small = words("wave");
  small.max_bytes = 1;
  EXPECT_EQ(run(store->search().find(ann, small))->entries.size(), 1U) << "at least one";
  EXPECT_EQ(finder.seqs(ann, small), expected);
}

TEST_P(SearchContract, takes_no_word_for_syntax) {
  const UserId ann = make_user("ann");
  const LogId log = LogId::direct(ann, ann);
  const Seq said = say(ann, log, "NEAR AND text or NOT \"quoted\" (log:l1) ^begin a*b");
  await_index(*store);
  Finder finder(*this);
  for (const char* query : {"NEAR", "NOT", "AND text", "\"quoted\"", "quoted\"", "(log", "text:near", "^begin", "a*b",
                            "NEAR(text quoted)", "near OR", "-near", "l1"}) {
    EXPECT_EQ(finder.seqs(ann, words(query)), Seqs{said}) << query;
  }
  EXPECT_EQ(finder.seqs(ann, words("begin OR nothing")), Seqs{}) << "OR is a word like others";
}

TEST_P(SearchContract, begins_anew_and_finds_the_same) {
  const UserId ann = make_user("ann");
  const LogId log = LogId::direct(ann, ann);
  Seqs expected;
  for (int i = 0; i < 30; ++i) expected.insert(expected.begin(), say(ann, log, "tide"));
  await_index(*store);
  const auto before = store->search().state();
  store->search().rebuild();
  await_index(*store);
  const auto after = store->search().state();
  EXPECT_EQ(after.rebuilt, before.rebuilt + 1);
  EXPECT_EQ(after.messages, before.messages);
  SearchQuery query = words("tide");
  query.limit = 50;
  EXPECT_EQ(Finder(*this).seqs(ann, query), expected);
}

TEST_P(SearchContract, of_a_group_is_for_its_members_as_far_back_as_they_may_read) {
  const UserId ann = make_user("ann");
  const UserId bob = make_user("bob");
  befriend(ann, bob);
  const LogId log = LogId::group(77);
  ASSERT_TRUE(run(store->groups().create_group({.creator = {ann, DeviceId()},
                                                .log = log,
                                                .client_id = client_id(),
                                                .request_hash = hash_of(model::MembersAdded{}),
                                                .group = {.name = "Crew"},
                                                .members = {}})));
  const Seq before = say(ann, log, "a lighthouse");
  ASSERT_TRUE(append(ann, log, model::MembersAdded{.users = {bob}}));
  const Seq after = say(ann, log, "another lighthouse");
  await_index(*store);
  Finder finder(*this);
  EXPECT_EQ(finder.seqs(ann, words("lighthouse")), (Seqs{after, before}));
  EXPECT_EQ(finder.seqs(bob, words("lighthouse")), (Seqs{after}));
  ASSERT_TRUE(append(ann, log, model::MembersRemoved{.users = {bob}}));
  EXPECT_EQ(finder.seqs(bob, words("lighthouse")), (Seqs{}));
}

/// Random messages, edits and recalls of three people: what is found is what a look at every message finds.
TEST_P(SearchContract, finds_what_a_look_at_everything_finds) {
  std::mt19937 random(20'260'101);
  const auto pick = [&](std::size_t count) { return std::uniform_int_distribution<std::size_t>(0, count - 1)(random); };
  const std::vector<std::string> vocabulary = {"sea",        "Season", "séance", "北京", "京都",
                                               "東京タワー", "서울",   "ＳＥＡ", "3",    "👍"};
  const auto sentence = [&] {
    std::string text;
    for (std::size_t i = 0; i <= pick(4); ++i) text += vocabulary[pick(vocabulary.size())] + (pick(2) == 0 ? " " : "");
    return text + "x";
  };
  const std::vector<UserId> people = {make_user("ann"), make_user("ben"), make_user("cat")};
  const std::vector<LogId> logs = {befriend(people[0], people[1]), befriend(people[1], people[2]),
                                   LogId::direct(people[0], people[0])};
  const std::vector<UserId> authors = {people[0], people[1], people[0]};
  std::map<std::pair<LogId, Seq>, bool> said;
  for (int i = 0; i < 300; ++i) {
    const std::size_t where = pick(logs.size());
    std::vector<Seq> mine;
    for (const auto& [key, lives] : said) {
      if (key.first == logs[where] && lives) mine.push_back(key.second);
    }
    const std::size_t deed = pick(10);
    if (deed < 7 || mine.empty()) {
      said[{logs[where], say(authors[where], logs[where], sentence())}] = true;
    } else if (deed < 9) {
      ASSERT_TRUE(
          append(authors[where], logs[where], model::Edit{.target = mine[pick(mine.size())], .text = sentence()}));
    } else {
      const Seq target = mine[pick(mine.size())];
      ASSERT_TRUE(append(authors[where], logs[where], model::Recall{target}));
      said[{logs[where], target}] = false;
    }
  }
  await_index(*store);
  Finder finder(*this);
  const std::vector<std::string> queries = {"sea",    "SEA ",   "se",   "京", "北京", "京都 sea",
                                            "タワー", "東京タ", "서울", "3",  "👍",   "sea x"};
  std::size_t hits = 0;
  for (const UserId reader : people) {
    for (const std::string& query : queries) {
      const auto phrases = *model::parse_query(query);
      std::map<LogId, Seqs> expected;
      for (const LogId log : logs) {
        if (!run(store->logs().head(reader, log))) continue;
        for (const model::Entry& entry : read_all(reader, log)) {
          const auto now = model::make_searchable(entry.body, entry.overlay);
          if (now && model::matches(now->text, phrases)) expected[log].insert(expected[log].begin(), entry.seq);
        }
      }
      std::map<LogId, Seqs> found;
      for (const model::Entry& entry : finder.all(reader, words(query))) found[entry.log].push_back(entry.seq);
      EXPECT_EQ(found, expected) << reader.value << " " << query;
      hits += found.size();
    }
  }
  EXPECT_GT(hits, 20U);
}

}  // namespace
}  // namespace godwit::store::contract
