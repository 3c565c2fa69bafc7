// SPDX-License-Identifier: Apache-2.0
#include "tally.h"

#include <gtest/gtest.h>

namespace godwit::bench {
namespace {

constexpr Seq kHead = 10;

/// Ten messages that were sent, answered and seen as they should be, but for what a test does itself.
class TallyTest : public ::testing::Test {
 protected:
  void send(int count) {
    for (int i = 0; i < count; ++i) tally.on_sent();
  }
  void ack(Number from, Number to) {
    for (Number number = from; number <= to; ++number) tally.on_acked(number, kHead + 1 + number);
  }
  void tell(Number from, Number to) {
    for (Number number = from; number <= to; ++number) EXPECT_TRUE(tally.on_update(number, kHead + 1 + number));
  }

  Tally tally{kHead};
};

TEST_F(TallyTest, ARunWithoutFaultIsClean) {
  send(10);
  EXPECT_FALSE(tally.is_settled());
  ack(0, 9);
  EXPECT_FALSE(tally.is_settled());
  tell(0, 9);
  EXPECT_TRUE(tally.is_settled());
  const Counts counts = tally.counts();
  EXPECT_TRUE(counts.is_clean());
  EXPECT_EQ(counts.sent, 10u);
  EXPECT_EQ(counts.acked, 10u);
  EXPECT_EQ(counts.delivered, 10u);
  EXPECT_EQ(tally.position(), kHead + 10);
}

TEST_F(TallyTest, AnAnswerMayComeAfterTheUpdate) {
  send(2);
  tell(0, 1);
  ack(0, 1);
  EXPECT_TRUE(tally.counts().is_clean());
  EXPECT_TRUE(tally.is_settled());
}

TEST_F(TallyTest, WhatWasAcknowledgedAndNeverCameIsLost) {
  send(10);
  ack(0, 9);
  tell(0, 3);
  EXPECT_EQ(tally.counts().lost, 6u);
  EXPECT_FALSE(tally.counts().is_clean());
}

TEST_F(TallyTest, WhatWasNeverAnsweredAndNeverCameIsLostToo) {
  send(1);
  EXPECT_EQ(tally.counts().lost, 1u);
  EXPECT_EQ(tally.counts().unanswered, 1u);
}

TEST_F(TallyTest, WhatWasRefusedIsNotLost) {
  send(3);
  tally.on_acked(0, kHead + 1);
  tally.on_refused(1);
  tally.on_acked(2, kHead + 2);
  EXPECT_TRUE(tally.on_update(0, kHead + 1));
  EXPECT_TRUE(tally.on_update(2, kHead + 2));
  EXPECT_TRUE(tally.is_settled());
  EXPECT_TRUE(tally.counts().is_clean());
  EXPECT_EQ(tally.counts().refused, 1u);
}

TEST_F(TallyTest, AnEntryToldTwiceIsADuplicate) {
  send(2);
  tell(0, 1);
  EXPECT_FALSE(tally.on_update(1, kHead + 2));
  EXPECT_EQ(tally.counts().duplicated, 1u);
  EXPECT_EQ(tally.counts().delivered, 2u);
}

TEST_F(TallyTest, AMessageStoredTwiceIsADuplicate) {
  send(1);
  ack(0, 0);
  tell(0, 0);
  EXPECT_FALSE(tally.on_update(0, kHead + 2));
  EXPECT_EQ(tally.counts().duplicated, 1u);
}

TEST_F(TallyTest, MessagesStoredInAnotherOrderAreOutOfOrder) {
  send(2);
  EXPECT_TRUE(tally.on_update(1, kHead + 1));
  EXPECT_TRUE(tally.on_update(0, kHead + 2));
  EXPECT_EQ(tally.counts().out_of_order, 1u);
  EXPECT_EQ(tally.counts().lost, 0u);
}

TEST_F(TallyTest, UpdatesToldInAnotherOrderAreOutOfOrder) {
  send(2);
  EXPECT_TRUE(tally.on_update(1, kHead + 2));
  EXPECT_TRUE(tally.has_gap());
  EXPECT_TRUE(tally.on_update(0, kHead + 1));
  EXPECT_FALSE(tally.has_gap());
  EXPECT_EQ(tally.counts().out_of_order, 1u);
}

TEST_F(TallyTest, AnotherSeqThanAnsweredIsOutOfOrder) {
  send(2);
  tally.on_acked(0, kHead + 7);
  tell(0, 0);
  EXPECT_EQ(tally.counts().out_of_order, 1u);
  tell(1, 1);
  tally.on_acked(1, kHead + 9);
  EXPECT_EQ(tally.counts().out_of_order, 2u);
}

TEST_F(TallyTest, AGapIsFilledByReading) {
  send(5);
  ack(0, 4);
  tell(0, 0);
  EXPECT_TRUE(tally.on_update(4, kHead + 5));
  EXPECT_EQ(tally.position(), kHead + 1);
  EXPECT_TRUE(tally.has_gap());
  for (Number number = 1; number <= 4; ++number) tally.on_read(number, kHead + 1 + number);
  EXPECT_FALSE(tally.has_gap());
  EXPECT_TRUE(tally.is_settled());
  const Counts counts = tally.counts();
  EXPECT_TRUE(counts.is_clean());
  EXPECT_EQ(counts.read_late, 3u);
  EXPECT_EQ(counts.delivered, 5u);
}

TEST_F(TallyTest, EntriesOfOthersOnlyMoveThePosition) {
  send(1);
  EXPECT_FALSE(tally.on_update(std::nullopt, kHead + 1));
  EXPECT_FALSE(tally.on_update(77, kHead + 2));
  EXPECT_TRUE(tally.on_update(0, kHead + 3));
  EXPECT_EQ(tally.position(), kHead + 3);
  EXPECT_TRUE(tally.counts().is_clean());
}

}  // namespace
}  // namespace godwit::bench
