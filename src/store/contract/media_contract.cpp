// SPDX-License-Identifier: Apache-2.0
// Uploads: how they grow, how much a person may have, who may see them, and when they go.
#include <gmock/gmock.h>

#include "store_contract.h"

namespace godwit::store::contract {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

constexpr std::uint64_t kQuota = 1'000;
constexpr std::chrono::hours kDay{24};

NewMedia begun(UserId owner, char letter, std::uint64_t size) {
  return {.id = std::string(26, letter), .owner = owner, .size = size, .quota = kQuota};
}

model::Picture picture(const std::string& id) { return {.file = {.id = id}, .width = 4, .height = 3}; }

/// What went a day after everything was used last.
Collected collect(World& world) {
  auto collected = world.run(world.media().collect_media(world.clock.unix_millis(), 100));
  EXPECT_TRUE(collected);
  return collected ? *collected : Collected();
}

bool may_see(World& world, UserId user, const std::string& id) {
  const auto media = world.run(world.media().readable_media(user, id));
  EXPECT_TRUE(media);
  return media && media->has_value();
}

TEST_P(MediaContract, an_upload_grows_and_is_complete_with_its_hash_and_type) {
  const UserId ann = make_user("ann");
  const NewMedia wanted = begun(ann, 'a', 700);
  EXPECT_FALSE(*run(media().find_media(wanted.id)));
  ASSERT_TRUE(run(media().create_media(wanted)));
  const auto fresh = *run(media().find_media(wanted.id));
  ASSERT_TRUE(fresh);
  EXPECT_EQ(fresh->owner, ann);
  EXPECT_EQ(fresh->size, 700U);
  EXPECT_EQ(fresh->offset, 0U);
  EXPECT_FALSE(fresh->hash);
  ASSERT_TRUE(run(media().advance_media(wanted.id, 300)));
  EXPECT_EQ((*run(media().find_media(wanted.id)))->offset, 300U);
  ASSERT_TRUE(run(media().complete_media(wanted.id, content_hash(7), "image/png")));
  const auto whole = *run(media().find_media(wanted.id));
  EXPECT_EQ(whole->offset, 700U);
  EXPECT_EQ(whole->hash, content_hash(7));
  EXPECT_EQ(whole->type, "image/png");
}

TEST_P(MediaContract, the_offset_only_grows_and_never_beyond_the_size) {
  const UserId ann = make_user("ann");
  const NewMedia wanted = begun(ann, 'a', 700);
  ASSERT_TRUE(run(media().create_media(wanted)));
  for (const std::uint64_t offset : {300, 200, 701}) ASSERT_TRUE(run(media().advance_media(wanted.id, offset)));
  EXPECT_EQ((*run(media().find_media(wanted.id)))->offset, 300U);
  ASSERT_TRUE(run(media().rewind_media(wanted.id)));
  EXPECT_EQ((*run(media().find_media(wanted.id)))->offset, 0U) << "unless its bytes were lost";
}

TEST_P(MediaContract, what_is_complete_changes_no_more) {
  const UserId ann = make_user("ann");
  const std::string id = upload(ann, 1, 700);
  ASSERT_TRUE(run(media().advance_media(id, 300)));
  ASSERT_TRUE(run(media().rewind_media(id)));
  ASSERT_TRUE(run(media().complete_media(id, content_hash(2), "text/plain")));
  const auto whole = *run(media().find_media(id));
  EXPECT_EQ(whole->offset, 700U);
  EXPECT_EQ(whole->hash, content_hash(1));
  EXPECT_EQ(whole->type, "image/jpeg");
  EXPECT_EQ(code(run(media().complete_media(std::string(26, 'z'), content_hash(2), ""))), ErrorCode::kNotFound);
  EXPECT_TRUE(run(media().advance_media(std::string(26, 'z'), 1))) << "nothing happens to one that is gone";
}

TEST_P(MediaContract, an_id_is_taken_once) {
  const UserId ann = make_user("ann");
  ASSERT_TRUE(run(media().create_media(begun(ann, 'a', 1))));
  EXPECT_EQ(code(run(media().create_media(begun(make_user("bob"), 'a', 1)))), ErrorCode::kConflict);
  EXPECT_EQ((*run(media().find_media(std::string(26, 'a'))))->owner, ann);
}

TEST_P(MediaContract, all_uploads_of_a_person_count_from_their_beginning) {
  const UserId ann = make_user("ann");
  const UserId bob = make_user("bob");
  ASSERT_TRUE(run(media().create_media(begun(ann, 'a', 600))));
  ASSERT_TRUE(run(media().create_media(begun(ann, 'b', 400))));
  const auto refused = run(media().create_media(begun(ann, 'c', 1)));
  EXPECT_EQ(code(refused), ErrorCode::kQuotaExceeded);
  EXPECT_EQ(refused.error().detail, "0 bytes are left");
  EXPECT_FALSE(*run(media().find_media(std::string(26, 'c'))));
  EXPECT_TRUE(run(media().create_media(begun(bob, 'd', 1'000)))) << "others have their own";
  ASSERT_TRUE(run(media().remove_media(ann, std::string(26, 'b'))));
  EXPECT_EQ(run(media().create_media(begun(ann, 'e', 401))).error().detail, "400 bytes are left");
  EXPECT_TRUE(run(media().create_media(begun(ann, 'e', 400))));
}

TEST_P(MediaContract, the_same_bytes_count_for_each_upload_of_them) {
  const UserId ann = make_user("ann");
  for (const char letter : {'a', 'b'}) {
    ASSERT_TRUE(run(media().create_media(begun(ann, letter, 400))));
    ASSERT_TRUE(run(media().complete_media(std::string(26, letter), content_hash(1), "image/jpeg")));
  }
  EXPECT_EQ(run(media().create_media(begun(ann, 'c', 400))).error().detail, "200 bytes are left");
}

TEST_P(MediaContract, a_content_goes_with_the_last_upload_that_names_it) {
  const UserId ann = make_user("ann");
  const std::string first = upload(ann, 1);
  const std::string second = upload(make_user("bob"), 1);
  EXPECT_TRUE(*run(media().is_content_used(content_hash(1))));
  EXPECT_FALSE(*run(media().is_content_used(content_hash(2))));
  const auto one = run(media().remove_media(ann, first));
  ASSERT_TRUE(one);
  EXPECT_THAT(one->uploads, ElementsAre(first));
  EXPECT_THAT(one->contents, IsEmpty());
  clock.advance(kDay);
  const Collected other = collect(*this);
  EXPECT_THAT(other.uploads, ElementsAre(second));
  EXPECT_THAT(other.contents, ElementsAre(content_hash(1)));
  EXPECT_FALSE(*run(media().is_content_used(content_hash(1))));
}

TEST_P(MediaContract, an_upload_is_for_its_owner_until_a_message_shows_it_to_the_members) {
  const UserId ann = make_user("ann");
  const UserId bob = make_user("bob");
  const UserId eve = make_user("eve");
  const LogId log = befriend(ann, bob);
  befriend(ann, eve);
  const std::string id = upload(ann, 1);
  EXPECT_TRUE(may_see(*this, ann, id));
  EXPECT_FALSE(may_see(*this, bob, id));
  ASSERT_TRUE(append(ann, log, picture(id)));
  EXPECT_TRUE(may_see(*this, ann, id));
  EXPECT_TRUE(may_see(*this, bob, id));
  EXPECT_FALSE(may_see(*this, eve, id)) << "a contact, but in another conversation";
  EXPECT_FALSE(may_see(*this, eve, std::string(26, 'z'))) << "there is none";
  ASSERT_TRUE(change(bob, ann, model::BlockUser{true}));
  EXPECT_TRUE(may_see(*this, bob, id)) << "the conversation stays readable";
}

TEST_P(MediaContract, an_upload_that_is_not_complete_is_for_nobody) {
  const UserId ann = make_user("ann");
  const NewMedia wanted = begun(ann, 'a', 700);
  ASSERT_TRUE(run(media().create_media(wanted)));
  EXPECT_FALSE(may_see(*this, ann, wanted.id));
  EXPECT_EQ(code(append(ann, LogId::direct(ann, ann), picture(wanted.id))), ErrorCode::kNotFound);
}

TEST_P(MediaContract, only_who_uploaded_it_may_show_it) {
  const UserId ann = make_user("ann");
  const UserId bob = make_user("bob");
  const LogId log = befriend(ann, bob);
  const std::string id = upload(ann, 1);
  EXPECT_EQ(code(append(bob, log, picture(id))), ErrorCode::kNotFound);
  EXPECT_FALSE(may_see(*this, bob, id)) << "asking for it shows it to nobody";
  EXPECT_EQ(head(bob, log).seq, 1U);
  ASSERT_TRUE(append(ann, log, picture(id)));
  EXPECT_EQ(code(append(bob, LogId::direct(bob, bob), picture(id))), ErrorCode::kNotFound)
      << "else a recall would leave it with others";
  ASSERT_TRUE(append(ann, log, picture(id)));
  EXPECT_EQ(code(append(bob, LogId::direct(bob, bob), picture(id))), ErrorCode::kNotFound)
      << "else a recall would leave it with others";
}

TEST_P(MediaContract, a_message_tells_the_type_and_size_that_the_store_knows) {
  const UserId ann = make_user("ann");
  model::Picture lie = picture(upload(ann, 1, 700));
  lie.file.type = "text/html";
  lie.file.size = 5;
  lie.thumbnail = model::File{.id = upload(ann, 2, 70), .type = "", .size = 0};
  const auto sent = append(ann, LogId::direct(ann, ann), lie);
  ASSERT_TRUE(sent);
  const auto kept = std::get<model::Picture>(entry(ann, LogId::direct(ann, ann), sent->entry.seq).body);
  EXPECT_EQ(kept.file, (model::File{lie.file.id, "image/jpeg", 700}));
  EXPECT_EQ(kept.thumbnail, (model::File{lie.thumbnail->id, "image/jpeg", 70}));
  EXPECT_EQ(std::get<model::Picture>(sent->entry.body), kept) << "and tells those who are there the same";
}

TEST_P(MediaContract, a_picture_of_an_account_is_for_everyone_until_it_is_another) {
  const UserId ann = make_user("ann");
  const UserId eve = make_user("eve");
  const std::string first = upload(ann, 1);
  const std::string second = upload(ann, 2);
  ASSERT_TRUE(run(accounts().set_profile(ann, {.avatar = first})));
  EXPECT_TRUE(may_see(*this, eve, first));
  EXPECT_EQ(code(run(media().remove_media(ann, first))), ErrorCode::kConflict);
  ASSERT_TRUE(run(accounts().set_profile(ann, {.avatar = second})));
  EXPECT_FALSE(may_see(*this, eve, first));
  EXPECT_TRUE(may_see(*this, eve, second));
  ASSERT_TRUE(run(accounts().set_profile(ann, {.name = "Ann"})));
  EXPECT_TRUE(may_see(*this, eve, second)) << "another change is none of the picture";
  ASSERT_TRUE(run(accounts().delete_account(ann)));
  EXPECT_FALSE(may_see(*this, eve, second));
}

TEST_P(MediaContract, a_picture_of_an_account_is_a_complete_upload_of_its_own) {
  const UserId ann = make_user("ann");
  const NewMedia unfinished = begun(ann, 'u', 700);
  ASSERT_TRUE(run(media().create_media(unfinished)));
  for (const std::string& id : {upload(make_user("bob"), 1), unfinished.id, std::string(26, 'z')}) {
    EXPECT_EQ(code(run(accounts().set_profile(ann, {.name = "Ann", .avatar = id}))), ErrorCode::kNotFound) << id;
  }
  EXPECT_EQ(run(accounts().get_account(ann))->user.avatar, "");
}

TEST_P(MediaContract, a_recall_takes_its_files_away) {
  const UserId ann = make_user("ann");
  const UserId bob = make_user("bob");
  const LogId log = befriend(ann, bob);
  const std::string id = upload(ann, 1);
  model::Picture both = picture(id);
  both.thumbnail = model::File{.id = upload(ann, 2)};
  const auto sent = append(ann, log, both);
  ASSERT_TRUE(sent);
  EXPECT_TRUE(may_see(*this, bob, both.thumbnail->id));
  ASSERT_TRUE(append(ann, log, model::Recall{sent->entry.seq}));
  EXPECT_FALSE(may_see(*this, bob, id));
  EXPECT_FALSE(may_see(*this, bob, both.thumbnail->id));
  EXPECT_THAT(collect(*this).uploads, IsEmpty()) << "it is unused since now, not since it was uploaded";
  clock.advance(kDay);
  EXPECT_THAT(collect(*this).contents, UnorderedElementsAre(content_hash(1), content_hash(2)));
}

TEST_P(MediaContract, what_another_message_shows_stays_after_a_recall) {
  const UserId ann = make_user("ann");
  const UserId bob = make_user("bob");
  const LogId log = befriend(ann, bob);
  const std::string id = upload(ann, 1);
  const auto first = append(ann, log, picture(id));
  const auto second = append(ann, log, picture(id));
  ASSERT_TRUE(first && second);
  ASSERT_TRUE(append(ann, log, model::Recall{first->entry.seq}));
  clock.advance(kDay);
  EXPECT_TRUE(may_see(*this, bob, id));
  EXPECT_THAT(collect(*this).uploads, IsEmpty());
  ASSERT_TRUE(append(ann, log, model::Recall{second->entry.seq}));
  EXPECT_FALSE(may_see(*this, bob, id));
}

TEST_P(MediaContract, what_a_deleted_account_kept_for_itself_goes) {
  const UserId ann = make_user("ann");
  const UserId bob = make_user("bob");
  const LogId log = befriend(ann, bob);
  const std::string shared = upload(ann, 1);
  const std::string own = upload(ann, 2);
  ASSERT_TRUE(append(ann, log, picture(shared)));
  ASSERT_TRUE(append(ann, LogId::direct(ann, ann), picture(own)));
  ASSERT_TRUE(run(accounts().delete_account(ann)));
  clock.advance(kDay);
  EXPECT_THAT(collect(*this).uploads, ElementsAre(own)) << "nobody can read the note that shows it";
  EXPECT_TRUE(may_see(*this, bob, shared)) << "messages stay";
}

TEST_P(MediaContract, only_the_owner_takes_an_upload_back_and_only_while_nothing_shows_it) {
  const UserId ann = make_user("ann");
  const UserId bob = make_user("bob");
  const std::string id = upload(ann, 1);
  EXPECT_EQ(code(run(media().remove_media(bob, id))), ErrorCode::kNotFound);
  EXPECT_EQ(code(run(media().remove_media(ann, std::string(26, 'z')))), ErrorCode::kNotFound);
  ASSERT_TRUE(append(ann, LogId::direct(ann, ann), picture(id)));
  EXPECT_EQ(code(run(media().remove_media(ann, id))), ErrorCode::kConflict);
  ASSERT_TRUE(append(ann, LogId::direct(ann, ann), model::Recall{1}));
  EXPECT_TRUE(run(media().remove_media(ann, id)));
  EXPECT_FALSE(*run(media().find_media(id)));
}

TEST_P(MediaContract, collects_what_was_used_nowhere_oldest_first_and_so_many_at_once) {
  const UserId ann = make_user("ann");
  std::vector<std::string> ids;
  for (std::uint8_t i = 0; i < 4; ++i) {
    ids.push_back(upload(ann, i));
    clock.advance(std::chrono::hours(1));
  }
  const UnixMillis before = clock.unix_millis() - std::chrono::milliseconds(std::chrono::minutes(90)).count();
  EXPECT_THAT(run(media().collect_media(before, 2))->uploads, ElementsAre(ids[0], ids[1]));
  EXPECT_THAT(run(media().collect_media(before, 2))->uploads, ElementsAre(ids[2]));
  EXPECT_THAT(run(media().collect_media(before, 2))->uploads, IsEmpty());
  EXPECT_TRUE(may_see(*this, ann, ids[3]));
}

TEST_P(MediaContract, an_upload_that_goes_on_is_not_collected) {
  const UserId ann = make_user("ann");
  const NewMedia wanted = begun(ann, 'a', 700);
  ASSERT_TRUE(run(media().create_media(wanted)));
  clock.advance(kDay);
  ASSERT_TRUE(run(media().advance_media(wanted.id, 300)));
  EXPECT_THAT(collect(*this).uploads, IsEmpty());
  clock.advance(kDay);
  EXPECT_THAT(collect(*this).uploads, ElementsAre(wanted.id));
}

}  // namespace
}  // namespace godwit::store::contract
