// SPDX-License-Identifier: Apache-2.0
// Kills a process that appends, again and again, and looks at what is left.
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <map>
#include <random>

#include "crash_record.h"
#include "open_store.h"

namespace godwit::store {
namespace {

constexpr std::uint32_t kRounds = 24;
constexpr std::uint32_t kStreams = 16;

class Victim {
 public:
  Victim(const std::filesystem::path& folder, UserId user, std::uint32_t round) {
    int ends[2];
    EXPECT_EQ(::pipe2(ends, O_CLOEXEC), 0);
    const std::string program = std::filesystem::read_symlink("/proc/self/exe").parent_path() / "store_sqlite_crasher";
    std::string arguments[] = {program, folder.string(), std::to_string(user.value), std::to_string(round)};
    char* raw[] = {arguments[0].data(), arguments[1].data(), arguments[2].data(), arguments[3].data(), nullptr};
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
    EXPECT_EQ(::posix_spawn(&process_, program.c_str(), &actions, nullptr, raw, environ), 0) << program;
    posix_spawn_file_actions_destroy(&actions);
    ::close(ends[1]);
    output_ = ends[0];
  }
  ~Victim() {
    kill();
    ::close(output_);
  }

  /// The next answer that it got; false when there is none any more, or none in time.
  bool next(CrashRecord& record, int timeout_ms) {
    pollfd ready{output_, POLLIN, 0};
    if (::poll(&ready, 1, timeout_ms) <= 0) return false;
    return ::read(output_, &record, sizeof record) == sizeof record;
  }
  pid_t process() const { return process_; }
  void kill() {
    if (process_ == 0) return;
    ::kill(process_, SIGKILL);
    int status = 0;
    ::waitpid(process_, &status, 0);
    EXPECT_TRUE(WIFSIGNALED(status)) << "it ended by itself with " << WEXITSTATUS(status);
    process_ = 0;
  }

 private:
  pid_t process_ = 0;
  int output_ = -1;
};

class CrashTest : public testing::Test, public World {
 protected:
  ~CrashTest() override {
    lane.stop();
    store.reset();
  }
  /// Every text once, gapless, with what was answered at its seq.
  void check_the_log() {
    const auto entries = read_all(user, LogId::direct(user, user));
    std::map<std::string, Seq> found;
    for (std::size_t i = 0; i < entries.size(); ++i) {
      ASSERT_EQ(entries[i].seq, i + 1);
      const std::string& text = std::get<model::Text>(entries[i].body).text;
      EXPECT_TRUE(found.emplace(text, entries[i].seq).second) << "twice: " << text;
    }
    for (const auto& [text, seq] : acked) {
      ASSERT_TRUE(found.contains(text)) << "acknowledged and lost: " << text;
      EXPECT_EQ(found[text], seq);
    }
  }

  TemporaryFolder folder;
  UserId user;
  std::map<std::string, Seq> acked;
};

TEST_F(CrashTest, nothing_that_was_answered_is_lost_and_a_retry_doubles_nothing) {
  open(*this, options_for(*this, folder.path()));
  user = make_user("ann");
  store.reset();
  std::mt19937 random(5);
  std::size_t answered = 0;
  std::size_t stored_unanswered = 0;
  for (std::uint32_t round = 0; round < kRounds; ++round) {
    SCOPED_TRACE("round " + std::to_string(round));
    std::map<std::uint32_t, std::uint32_t> next;
    const auto note = [&](const CrashRecord& record) {
      acked[text_of(record)] = record.seq;
      next[record.stream] = record.number + 1;
      ++answered;
    };
    {
      Victim victim(folder.path(), user, round);
      CrashRecord record{};
      // Some die as they open the store, others in the middle of the work, at any answer.
      const bool early = round % 6 == 5;
      const auto last = static_cast<int>(random() % 300);
      for (int i = 0; i <= last && victim.next(record, early ? static_cast<int>(random() % 40) : 20'000); ++i)
        note(record);
      victim.kill();
      while (victim.next(record, 0)) note(record);
    }
    open(*this, options_for(*this, folder.path()));
    check_the_log();
    // Each stream had one append on the way whose answer nobody got; its client tries again.
    std::vector<std::pair<CrashRecord, std::future<Result<Appended>>>> retries;
    for (std::uint32_t stream = 0; stream < kStreams; ++stream) {
      const CrashRecord record{.round = round, .stream = stream, .number = next[stream], .seq = 0};
      retries.emplace_back(record, start(lane, logs().append(append_of(record, user))));
    }
    for (auto& [record, retry] : retries) {
      const auto again = retry.get();
      ASSERT_TRUE(again);
      stored_unanswered += again->repeated ? 1 : 0;
      acked[text_of(record)] = again->entry.seq;
    }
    check_the_log();
    store.reset();
  }
  EXPECT_GT(answered, kRounds) << "it must have got to work";
  RecordProperty("answered", std::to_string(answered));
  RecordProperty("stored_unanswered", std::to_string(stored_unanswered));
}

TEST_F(CrashTest, a_folder_that_another_process_holds_is_refused_with_its_number) {
  open(*this, options_for(*this, folder.path()));
  user = make_user("ann");
  store.reset();
  Victim victim(folder.path(), user, 0);
  CrashRecord record{};
  ASSERT_TRUE(victim.next(record, 20'000));
  const auto second = open_sqlite(options_for(*this, folder.path()));
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, ErrorCode::kConflict);
  EXPECT_NE(second.error().detail.find(std::to_string(victim.process())), std::string::npos) << second.error().detail;
  victim.kill();
  open(*this, options_for(*this, folder.path()));
}

}  // namespace
}  // namespace godwit::store
