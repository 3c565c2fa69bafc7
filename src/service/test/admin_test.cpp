// SPDX-License-Identifier: Apache-2.0
#include "service/admin.h"

#include <gtest/gtest.h>

#include "async/run_task.h"
#include "base/metrics.h"
#include "bus_local/local_bus.h"
#include "store_sqlite/sqlite_store.h"

namespace godwit::service {
namespace {

constexpr CommandLine kHere;

class AdminTest : public ::testing::Test {
 protected:
  AdminTest() {
    lane.start();
    bus.subscribe([this](const std::vector<bus::Notice>& notices) {
      for (const auto& notice : notices) {
        if (const auto* ended = std::get_if<bus::DevicesEnded>(&notice)) ends.push_back(*ended);
      }
    });
  }

  UserId add(const std::string& handle) {
    const auto account = run(admin.add_user(kHere, handle, "", "correct horse"));
    EXPECT_TRUE(account);
    return account ? account->user.id : UserId();
  }

  model::Caller log_in(UserId user) {
    const DeviceId device = ids.make<DeviceId>();
    store::NewDevice made{.id = device, .user = user, .token_hash = {}, .name = "phone"};
    made.token_hash.front() = static_cast<std::byte>(++tokens);
    EXPECT_TRUE(run(store->devices().create_device(made, 20)));
    return {user, device};
  }

  template <class Value>
  Result<Value> run(Task<Result<Value>> task) {
    return run_task(lane, std::move(task));
  }

  template <class Value>
  static ErrorCode code(const Result<Value>& result) {
    EXPECT_FALSE(result);
    return result ? ErrorCode::kInternal : result.error().code;
  }

  std::vector<std::string> acts() {
    std::vector<std::string> out;
    const auto rows = run(admin.list_audit(kHere, 0, 100));
    EXPECT_TRUE(rows);
    for (const store::AuditRow& row : *rows) {
      out.push_back((row.actor == UserId() ? "cli" : row.actor_handle) + " " + row.act + " " + row.target_handle);
    }
    return out;
  }

  SystemClock clock;
  Metrics metrics;
  IdMint ids{clock};
  Lane lane{"admin-test"};
  std::unique_ptr<store::Store> store = *store::open_sqlite({.clock = &clock, .metrics = &metrics});
  bus::LocalBus bus;
  PasswordHasher hasher{1, 4};
  Presence presence{{*store, bus, clock, std::chrono::seconds(30)}};
  Admin admin{{*store, bus, hasher, clock, ids, &presence}};
  std::vector<bus::DevicesEnded> ends;
  int tokens = 0;
};

TEST_F(AdminTest, a_target_is_named_by_handle_in_any_case_or_by_id) {
  const UserId ann = add("ann");
  add("bob");
  EXPECT_EQ(run(admin.find_user(kHere, "Bob"))->account.user.handle, "bob");
  EXPECT_EQ(run(admin.find_user(kHere, ann))->account.user.handle, "ann");
  for (const Target& nobody :
       {Target("carl"), Target("not a handle"), Target(""), Target(UserId(5)), Target(UserId())}) {
    EXPECT_EQ(code(run(admin.find_user(kHere, nobody))), ErrorCode::kNotFound);
    EXPECT_EQ(code(run(admin.set_disabled(kHere, nobody, true))), ErrorCode::kNotFound);
    EXPECT_EQ(code(run(admin.set_admin(kHere, nobody, true))), ErrorCode::kNotFound);
    EXPECT_EQ(code(run(admin.reset_password(kHere, nobody, std::nullopt))), ErrorCode::kNotFound);
  }
  const UserId gone = add("gone");
  ASSERT_TRUE(run(store->accounts().delete_account(gone)));
  EXPECT_EQ(code(run(admin.find_user(kHere, gone))), ErrorCode::kNotFound);
  EXPECT_EQ(code(run(admin.reset_password(kHere, gone, std::nullopt))), ErrorCode::kNotFound);
}

TEST_F(AdminTest, a_caller_who_is_no_administrator_learns_and_does_nothing) {
  add("ann");
  const model::Caller bob = log_in(add("bob"));
  const auto before = acts();
  for (const char* handle : {"ann", "nobody"}) {
    EXPECT_EQ(code(run(admin.find_user(bob, handle))), ErrorCode::kForbidden);
    EXPECT_EQ(code(run(admin.reset_password(bob, handle, "x"))), ErrorCode::kForbidden);
    EXPECT_EQ(code(run(admin.set_disabled(bob, handle, true))), ErrorCode::kForbidden);
    EXPECT_EQ(code(run(admin.set_admin(bob, handle, true))), ErrorCode::kForbidden);
  }
  EXPECT_EQ(code(run(admin.add_user(bob, "eve", "", "correct horse"))), ErrorCode::kForbidden);
  EXPECT_EQ(code(run(admin.create_invite(bob, 1, 1))), ErrorCode::kForbidden);
  EXPECT_EQ(code(run(admin.count(bob))), ErrorCode::kForbidden);
  EXPECT_EQ(code(run(admin.list_users(bob, UserId(), 10))), ErrorCode::kForbidden);
  EXPECT_EQ(code(run(admin.list_audit(bob, 0, 10))), ErrorCode::kForbidden);
  EXPECT_EQ(acts(), before);
  EXPECT_TRUE(ends.empty());
}

TEST_F(AdminTest, each_act_names_who_did_it) {
  const model::Caller ann = log_in(add("ann"));
  add("bob");
  ASSERT_TRUE(run(admin.set_admin(kHere, "bob", true)));
  ASSERT_TRUE(run(admin.set_disabled(ann, "bob", true)));
  ASSERT_TRUE(run(admin.reset_password(ann, "bob", "another horse")));
  EXPECT_EQ(acts(), (std::vector<std::string>{"ann user.password bob", "ann user.disable bob", "cli admin.add bob",
                                              "cli user.add bob", "cli user.add ann"}));
}

TEST_F(AdminTest, a_password_made_up_fits_and_ends_all_devices) {
  const UserId ann = add("ann");
  const model::Caller phone = log_in(ann);
  const auto made = run(admin.reset_password(kHere, "ann", std::nullopt));
  ASSERT_TRUE(made);
  EXPECT_TRUE(*run(hasher.verify(*made, run(store->accounts().get_account(ann))->password_hash)));
  ASSERT_EQ(ends.size(), 1U);
  EXPECT_EQ(ends[0].devices, std::vector<DeviceId>{phone.device});
  EXPECT_NE(*run(admin.reset_password(kHere, "ann", std::nullopt)), *made);
  EXPECT_EQ(code(run(admin.reset_password(kHere, "ann", "short"))), ErrorCode::kInvalid);
}

TEST_F(AdminTest, whoever_is_online_was_last_seen_now_to_the_minute) {
  const model::Caller ann = log_in(add("ann"));
  add("bob");
  presence.open(ann);
  const auto page = run(admin.list_users(ann, UserId(), 10));
  ASSERT_TRUE(page);
  ASSERT_EQ(page->size(), 2U);
  EXPECT_EQ(page->at(0).use.devices, 1U);
  EXPECT_EQ(page->at(0).use.last_seen_ms % 60'000, 0);
  EXPECT_GT(page->at(0).use.last_seen_ms, clock.unix_millis() - 120'000);
  EXPECT_EQ(page->at(1).use.devices, 0U);
  EXPECT_EQ(page->at(1).use.last_seen_ms, 0);
  EXPECT_EQ(run(admin.count(ann))->sessions, 1U);
  presence.close(ann);
}

}  // namespace
}  // namespace godwit::service
