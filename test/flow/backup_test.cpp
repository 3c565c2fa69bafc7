// SPDX-License-Identifier: Apache-2.0
// A backup of a running server, and what clients see after it was restored.
#include "backup_verbs.h"

#include <gmock/gmock.h>

#include <atomic>
#include <fstream>
#include <thread>

#include "fixture.h"

namespace godwit::flow {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

class Backup : public Flow {
 protected:
  void SetUp() override {
    Flow::SetUp();
    config_.device_request_burst = 1'000'000;
    config_.device_requests_per_second = 1'000'000;
    places_ = folder_;
    places_ += "-places";
    fs::remove_all(places_);
    fs::create_directories(places_);
  }
  void TearDown() override {
    Flow::TearDown();
    fs::remove_all(places_);
  }

  fs::path backup() const { return places_ / "backup"; }

  /// Stops the server, puts the backup into a fresh folder and starts on it.
  Epoch start_restored() {
    server_.reset();
    config_.data = places_ / "restored";
    const auto restored = app::restore_backup(config_, backup());
    EXPECT_TRUE(restored.has_value()) << restored.error().detail;
    start();
    return restored ? restored->epoch : 0;
  }

  static Seq say(Person& person, const std::string& log, const std::string& text) {
    const auto sent = person.client->call<v1::SendMessageResponse>(v1::METHOD_SEND_MESSAGE, text_message(log, text));
    EXPECT_TRUE(sent.has_value());
    return sent ? sent->appended().seq() : 0;
  }

  static Result<v1::ReadLogResponse> read(Person& person, const std::string& log, Epoch epoch, Seq after) {
    v1::ReadLogRequest request;
    request.set_log(log);
    request.set_epoch(epoch);
    request.set_after(after);
    request.set_limit(200);
    return person.client->call<v1::ReadLogResponse>(v1::METHOD_READ_LOG, request);
  }

  static const v1::Head* head_of(const Person& person, const std::string& log) {
    for (const v1::Head& head : person.heads) {
      if (head.log() == log) return &head;
    }
    return nullptr;
  }

  /// The same person on the server that runs now, with all that the device remembers.
  Person reconnect(const Person& before) const {
    Person person(port());
    person.token = before.token;
    person.resume_token = before.resume_token;
    person.epoch = before.epoch;
    return person;
  }

  fs::path places_;
};

TEST_F(Backup, DevicesWithOldPositionsConvergeAfterARestore) {
  start();
  Person ann = register_person(port(), "ann");
  Person bob = register_person(port(), "bob");
  befriend(ann, bob);
  const std::string log = direct_log(ann, bob);
  for (int i = 1; i <= 5; ++i) say(ann, log, "before " + std::to_string(i));
  ASSERT_TRUE(app::make_backup(config_, backup()).has_value());

  // Acknowledged after the backup, seen by both, and gone with it.
  const Seq position = say(ann, log, "after");
  ASSERT_TRUE(bob.client->next_update(
      [&](const v1::Update& update) { return update.has_entry() && update.entry().entry().seq() == position; }));
  Person remembered = reconnect(bob);
  ASSERT_TRUE(greet(remembered).has_value());  // a resume token that knows of it

  for (Person* person : {&ann, &bob, &remembered}) person->client->close();
  const Epoch epoch = start_restored();
  Person later = reconnect(remembered);
  const auto hello = greet(later);
  ASSERT_TRUE(hello.has_value()) << hello.error().detail;
  EXPECT_EQ(hello->epoch(), epoch);
  EXPECT_GT(hello->epoch(), remembered.epoch);

  // The old resume token hides no log, and every head tells the epoch.
  const v1::Head* head = head_of(later, log);
  ASSERT_NE(head, nullptr);
  EXPECT_EQ(head->seq(), position - 1);
  EXPECT_EQ(head->epoch(), epoch);

  // A position of the old epoch is not taken for one of the new.
  const auto stale = read(later, log, remembered.epoch, position);
  ASSERT_FALSE(stale.has_value());
  EXPECT_EQ(stale.error().code, ErrorCode::kWrongEpoch);

  // The seq is given again, to another message; both devices that read again agree.
  Person sender = reconnect(ann);
  ASSERT_TRUE(greet(sender).has_value());
  EXPECT_EQ(say(sender, log, "other"), position);
  const auto mine = read(sender, log, epoch, 0);
  const auto theirs = read(later, log, epoch, 0);
  ASSERT_TRUE(mine && theirs);
  ASSERT_EQ(theirs->entries_size(), static_cast<int>(position));
  for (int i = 0; i < theirs->entries_size(); ++i) {
    EXPECT_EQ(theirs->entries(i).seq(), static_cast<Seq>(i + 1));
    EXPECT_EQ(theirs->entries(i).body().SerializeAsString(), mine->entries(i).body().SerializeAsString());
  }
  EXPECT_EQ(theirs->entries(static_cast<int>(position) - 1).body().text().text(), "other");
  const auto told = later.client->next_update(entry_of(log));
  ASSERT_TRUE(told.has_value());
  EXPECT_EQ(told->entry().epoch(), epoch);
}

TEST_F(Backup, ABackupUnderLoadIsAPrefixOfEveryLog) {
  start();
  Person ann = register_person(port(), "ann");
  const std::string log = LogId::direct(ann.id, ann.id).to_string();
  std::vector<std::uint32_t> sent;
  std::atomic<bool> enough = false;
  std::thread sender([&] {
    for (int i = 1; !enough; ++i) {
      const auto correlation = ann.client->send(v1::METHOD_SEND_MESSAGE, text_message(log, std::to_string(i)));
      ASSERT_TRUE(ann.client->receive(correlation).has_value());
      sent.push_back(correlation);
    }
  });
  std::this_thread::sleep_for(std::chrono::milliseconds(100));
  for (int i = 0; i < 3; ++i) {
    const auto made = app::make_backup(config_, places_ / std::to_string(i));
    ASSERT_TRUE(made.has_value()) << made.error().detail;
  }
  enough = true;
  sender.join();
  fs::rename(places_ / "2", backup());
  ann.client->close();
  const Epoch epoch = start_restored();
  Person later = reconnect(ann);
  ASSERT_TRUE(greet(later).has_value());
  Seq after = 0;
  for (;;) {
    const auto page = read(later, log, epoch, after);
    ASSERT_TRUE(page.has_value());
    for (const v1::Entry& entry : page->entries()) {
      ASSERT_EQ(entry.seq(), ++after);
      ASSERT_EQ(entry.body().text().text(), std::to_string(after));
    }
    if (after == page->head()) break;
  }
  EXPECT_GT(after, 0u);
  EXPECT_LE(after, sent.size());
}

TEST_F(Backup, AStoppedFolderIsBackedUpTheSame) {
  start();
  Person ann = register_person(port(), "ann");
  const std::string log = LogId::direct(ann.id, ann.id).to_string();
  say(ann, log, "note");
  ann.client->close();
  server_.reset();
  ASSERT_TRUE(app::make_backup(config_, backup()).has_value());
  start_restored();
  Person later = reconnect(ann);
  ASSERT_TRUE(greet(later).has_value());
  EXPECT_EQ(head_of(later, log)->seq(), 1u);
}

TEST_F(Backup, MediaFilesGoWithIt) {
  start();
  const auto put = [](const fs::path& path, const std::string& text) {
    fs::create_directories(path.parent_path());
    std::ofstream(path) << text;
  };
  put(folder_ / "media" / "ab" / "abcdef", "a picture");
  put(folder_ / "media" / "cd" / "cdef01", std::string(3 << 20, 'v'));
  const auto made = app::make_backup(config_, backup());
  ASSERT_TRUE(made.has_value()) << made.error().detail;
  EXPECT_EQ(made->files.size(), 3u);
  start_restored();
  EXPECT_EQ(fs::file_size(fs::path(config_.data) / "media" / "cd" / "cdef01"), 3u << 20);
  std::string text;
  std::getline(std::ifstream(fs::path(config_.data) / "media" / "ab" / "abcdef"), text);
  EXPECT_EQ(text, "a picture");
}

TEST_F(Backup, NothingIsEverOverwritten) {
  start();
  register_person(port(), "ann");
  const auto why = [](const auto& result) { return result ? std::string() : result.error().detail; };
  fs::create_directories(backup());
  EXPECT_THAT(why(app::make_backup(config_, backup())), HasSubstr("overwrites nothing"));
  fs::remove(backup());
  fs::create_directories(places_ / "backup.incomplete");
  EXPECT_THAT(why(app::make_backup(config_, backup())), HasSubstr("did not end"));
  fs::remove(places_ / "backup.incomplete");
  ASSERT_TRUE(app::make_backup(config_, backup()).has_value());

  EXPECT_THAT(why(app::restore_backup(config_, backup())), HasSubstr("not empty"));  // and a server runs there
  server_.reset();
  EXPECT_THAT(why(app::restore_backup(config_, backup())), HasSubstr("not empty"));
  app::Config nowhere = config_;
  nowhere.data = places_ / "no-data";
  EXPECT_THAT(why(app::make_backup(nowhere, places_ / "other")), HasSubstr("there is no data"));
  EXPECT_FALSE(fs::exists(nowhere.data));
}

TEST_F(Backup, ADamagedBackupIsNotRestoredAndLeavesNothing) {
  start();
  register_person(port(), "ann");
  fs::create_directories(folder_ / "media");
  std::ofstream(folder_ / "media" / "abc") << "picture";
  ASSERT_TRUE(app::make_backup(config_, backup()).has_value());
  server_.reset();
  config_.data = places_ / "restored";
  const auto why = [&] {
    const auto result = app::restore_backup(config_, backup());
    EXPECT_FALSE(fs::exists(config_.data));
    return result ? std::string() : result.error().detail;
  };
  std::ofstream(backup() / "media" / "abc") << "Picture";
  EXPECT_THAT(why(), HasSubstr("checksum differs"));
  fs::remove(backup() / "media" / "abc");
  EXPECT_THAT(why(), HasSubstr("cannot read"));
  std::ofstream(backup() / "media" / "abc") << "picture";
  const auto manifest = backup() / app::kManifestName;
  std::string text;
  std::getline(std::ifstream(manifest), text);
  const auto with = [&](const std::string& from, const std::string& to) {
    std::string changed = text;
    const auto at = changed.find(from);
    EXPECT_NE(at, std::string::npos);
    std::ofstream(manifest) << changed.replace(at, from.size(), to);
    return why();
  };
  EXPECT_THAT(with("media/abc", "../outside"), HasSubstr("damaged or not of this program"));
  EXPECT_THAT(with("media/abc", "media/../../outside"), HasSubstr("damaged or not of this program"));
  EXPECT_THAT(with("\"format\":1", "\"format\":2"), HasSubstr("damaged or not of this program"));
  EXPECT_THAT(with("{", ""), HasSubstr("damaged or not of this program"));
  fs::remove(manifest);
  EXPECT_THAT(why(), HasSubstr("no whole backup"));
  std::ofstream(manifest) << text;
  EXPECT_TRUE(app::restore_backup(config_, backup()).has_value());
}

}  // namespace
}  // namespace godwit::flow
