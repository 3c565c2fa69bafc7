// SPDX-License-Identifier: Apache-2.0
#include "service/device_log_ins.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace godwit::service {
namespace {

using namespace std::chrono_literals;

constexpr model::Caller kAnn{UserId(1), DeviceId(2)};

struct Table {
  ManualClock clock;
  DeviceLogIns log_ins{clock, 120s, 3};
  DeviceLogIns::Begun begun = *log_ins.begin("laptop", "web/1", "::1");
};

TEST(DeviceLogIns, let_a_device_in_once_with_the_right_number) {
  Table table;
  const auto offer = table.log_ins.get(table.begun.link);
  ASSERT_TRUE(offer);
  EXPECT_EQ(offer->device_name, "laptop");
  EXPECT_EQ(std::ranges::count(offer->numbers, table.begun.number), 1);
  int woken = 0;
  const auto pending = table.log_ins.collect(table.begun.link, table.begun.secret, [&] { ++woken; });
  ASSERT_TRUE(pending);
  EXPECT_FALSE(*pending);
  EXPECT_TRUE(table.log_ins.answer(table.begun.link, kAnn, table.begun.number));
  EXPECT_EQ(woken, 1);
  EXPECT_EQ(table.log_ins.answer(table.begun.link, kAnn, table.begun.number).error().code, ErrorCode::kNotFound);
  EXPECT_EQ(table.log_ins.get(table.begun.link).error().code, ErrorCode::kNotFound);
  const auto approved = table.log_ins.collect(table.begun.link, table.begun.secret, nullptr);
  ASSERT_TRUE(approved && *approved);
  EXPECT_EQ((*approved)->by, kAnn);
  EXPECT_EQ(table.log_ins.collect(table.begun.link, table.begun.secret, nullptr).error().code, ErrorCode::kNotFound);
}

TEST(DeviceLogIns, end_with_a_wrong_number_or_a_refusal) {
  for (const std::uint32_t wrong : {0U, 5U}) {
    Table table;
    const auto answered = table.log_ins.answer(table.begun.link, kAnn, wrong);
    EXPECT_EQ(answered.has_value(), wrong == 0);
    EXPECT_EQ(table.log_ins.answer(table.begun.link, kAnn, table.begun.number).error().code, ErrorCode::kNotFound);
    EXPECT_EQ(table.log_ins.collect(table.begun.link, table.begun.secret, nullptr).error().code, ErrorCode::kForbidden);
  }
}

TEST(DeviceLogIns, end_all_at_once_and_wake_who_waits) {
  Table table;
  int woken = 0;
  EXPECT_TRUE(table.log_ins.collect(table.begun.link, table.begun.secret, [&] { ++woken; }));
  table.log_ins.end_all();
  EXPECT_EQ(woken, 1);
  EXPECT_EQ(table.log_ins.collect(table.begun.link, table.begun.secret, nullptr).error().code, ErrorCode::kNotFound);
}

TEST(DeviceLogIns, need_the_secret_and_expire) {
  Table table;
  EXPECT_EQ(table.log_ins.collect(table.begun.link, "guess", nullptr).error().code, ErrorCode::kNotFound);
  EXPECT_EQ(table.log_ins.collect("guess", table.begun.secret, nullptr).error().code, ErrorCode::kNotFound);
  EXPECT_TRUE(table.log_ins.begin("", "", ""));
  EXPECT_TRUE(table.log_ins.begin("", "", ""));
  EXPECT_EQ(table.log_ins.begin("", "", "").error().code, ErrorCode::kOverloaded);
  table.clock.advance(120s);
  EXPECT_EQ(table.log_ins.get(table.begun.link).error().code, ErrorCode::kNotFound);
  EXPECT_EQ(table.log_ins.answer(table.begun.link, kAnn, table.begun.number).error().code, ErrorCode::kNotFound);
  EXPECT_TRUE(table.log_ins.begin("", "", "")) << "there is room again";
}

}  // namespace
}  // namespace godwit::service
