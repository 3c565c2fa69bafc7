// SPDX-License-Identifier: Apache-2.0
#include "async/lane.h"

#include <gtest/gtest.h>

#include <future>

#include "async/nursery.h"
#include "async/run_task.h"
#include "async/worker_pool.h"

namespace godwit {
namespace {

class LaneTest : public testing::Test {
 protected:
  LaneTest() { lane_.start(); }
  Lane lane_{"lane-test"};
};

TEST_F(LaneTest, runs_jobs_in_order_on_its_own_thread) {
  std::vector<int> order;
  std::thread::id seen;
  lane_.post([&] { order.push_back(1); });
  std::vector<Lane::Job> batch;
  batch.emplace_back([&] { order.push_back(2); });
  batch.emplace_back([&] { order.push_back(3); });
  lane_.post(std::move(batch));
  lane_.run([&] {
    order.push_back(4);
    seen = std::this_thread::get_id();
    EXPECT_EQ(Lane::current(), &lane_);
    EXPECT_TRUE(lane_.is_current());
  });
  EXPECT_EQ(order, (std::vector<int>{1, 2, 3, 4}));
  EXPECT_NE(seen, std::this_thread::get_id());
  EXPECT_EQ(Lane::current(), nullptr);
}

TEST_F(LaneTest, never_runs_a_posted_job_within_the_turn_that_posts_it) {
  std::string order;
  lane_.run([&] {
    lane_.post([&] { order += 'b'; });
    order += 'a';
  });
  // Only jobs that one thread posts keep their order: the first of these may overtake the lane's own.
  lane_.run([] {});
  lane_.run([] {});
  EXPECT_EQ(order, "ab");
}

TEST_F(LaneTest, stops_twice_without_harm_and_drops_what_waits) {
  auto held = std::make_shared<int>(1);
  lane_.run([&] { lane_.post([held] {}); });
  lane_.stop();
  lane_.stop();
  lane_.post([] { FAIL(); });
}

TEST_F(LaneTest, continues_a_task_that_another_thread_settles) {
  std::thread settler;
  const int got = run_task<int>(lane_, [](std::thread& from) -> Task<int> {
    Lane* const before = Lane::current();
    const int value = co_await suspend<int>([&from](Resume<int> resume) {
      from = std::thread([r = std::move(resume)]() mutable { std::move(r).settle(42); });
    });
    EXPECT_EQ(Lane::current(), before);
    co_return value;
  }(settler));
  settler.join();
  EXPECT_EQ(got, 42);
}

TEST_F(LaneTest, continues_many_tasks_in_one_post) {
  constexpr int kMany = 100;
  std::vector<Resume<int>> waiting;
  Nursery nursery(lane_);
  int sum = 0;
  lane_.run([&] {
    for (int i = 0; i < kMany; ++i) {
      nursery.spawn([](std::vector<Resume<int>>& to, int& into) -> Task<void> {
        const int value = co_await suspend<int>([&to](Resume<int> resume) { to.push_back(std::move(resume)); });
        into += value;
      }(waiting, sum));
    }
    EXPECT_EQ(nursery.running(), static_cast<std::size_t>(kMany));
  });
  std::vector<Lane::Job> jobs;
  for (Resume<int>& resume : waiting) {
    EXPECT_EQ(&resume.lane(), &lane_);
    jobs.push_back(std::move(resume).bind(2));
  }
  lane_.post(std::move(jobs));
  lane_.run([&] {
    EXPECT_EQ(sum, 2 * kMany);
    EXPECT_EQ(nursery.running(), 0u);
  });
}

TEST_F(LaneTest, counts_the_tasks_of_a_nursery_that_run) {
  Nursery nursery(lane_);
  std::optional<Resume<bool>> resume;
  std::string order;
  lane_.run([&] {
    nursery.spawn([](std::optional<Resume<bool>>& to, std::string& said) -> Task<void> {
      said += 'a';
      co_await suspend<bool>([&to](Resume<bool> r) { to.emplace(std::move(r)); });
      said += 'c';
    }(resume, order));
    order += 'b';
    EXPECT_EQ(nursery.running(), 1u);
  });
  std::move(*resume).settle(true);
  lane_.run([] {});
  lane_.run([&] { EXPECT_EQ(nursery.running(), 0u); });
  EXPECT_EQ(order, "abc") << "a task runs at once up to its first suspension";
}

TEST_F(LaneTest, lets_a_task_sleep_while_others_run) {
  const auto before = std::chrono::steady_clock::now();
  run_task<bool>(lane_, []() -> Task<bool> {
    co_await sleep_for(std::chrono::milliseconds(5));
    co_return true;
  }());
  EXPECT_GE(std::chrono::steady_clock::now() - before, std::chrono::milliseconds(5));
}

TEST_F(LaneTest, destroys_suspended_tasks_with_the_lane) {
  auto held = std::make_shared<int>(1);
  const std::weak_ptr<int> watch = held;
  {
    Lane other("short-lived");
    other.start();
    Nursery nursery(other);
    other.run([&] {
      nursery.spawn([](std::shared_ptr<int> keep) -> Task<void> {
        co_await sleep_for(std::chrono::hours(1));
        EXPECT_EQ(*keep, 1);
      }(std::move(held)));
    });
    EXPECT_FALSE(watch.expired());
    other.stop();
  }
  EXPECT_TRUE(watch.expired());
}

TEST_F(LaneTest, stops_the_process_over_an_exception_that_escapes_a_task) {
  testing::GTEST_FLAG(death_test_style) = "threadsafe";
  EXPECT_DEATH(
      {
        Lane doomed("doomed");
        doomed.start();
        Nursery nursery(doomed);
        doomed.run([&] {
          nursery.spawn([]() -> Task<void> {
            throw std::runtime_error("a bug");
            co_return;
          }());
        });
        std::promise<void> never;
        never.get_future().wait_for(std::chrono::seconds(10));
      },
      "task.exception");
}

TEST(WorkerPool, runs_work_elsewhere_and_answers_on_the_lane) {
  Lane lane("lane-test");  // outlives the pool, whose threads post to it
  lane.start();
  WorkerPool pool("pool-test", 2, 10);
  const auto got = run_task<Result<std::size_t>>(lane, [](WorkerPool& on, Lane& home) -> Task<Result<std::size_t>> {
    auto result = co_await on.run<std::size_t>([](std::size_t worker) -> Result<std::size_t> {
      EXPECT_EQ(Lane::current(), nullptr);
      return worker;
    });
    EXPECT_TRUE(home.is_current());
    co_return result;
  }(pool, lane));
  ASSERT_TRUE(got.has_value());
  EXPECT_LT(*got, 2u);
}

TEST(WorkerPool, refuses_when_its_queue_is_full_and_finishes_what_it_took) {
  Lane lane("lane-test");
  lane.start();
  WorkerPool pool("pool-test", 1, 2);
  std::promise<void> begun;
  std::promise<void> go;
  int done = 0;
  ASSERT_TRUE(pool.submit([&](std::size_t) {
    begun.set_value();
    go.get_future().wait();
    ++done;
  }));
  begun.get_future().wait();
  EXPECT_TRUE(pool.submit([&](std::size_t) { ++done; }));
  EXPECT_TRUE(pool.submit([&](std::size_t) { ++done; }));
  EXPECT_FALSE(pool.submit([&](std::size_t) { ++done; }));

  const auto refused = run_task<Result<int>>(lane, [](WorkerPool& on) -> Task<Result<int>> {
    co_return co_await on.run<int>([](std::size_t) -> Result<int> { return 1; });
  }(pool));
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().code, ErrorCode::kOverloaded);

  go.set_value();
  pool.stop();
  pool.stop();
  EXPECT_EQ(done, 3);
  EXPECT_FALSE(pool.submit([](std::size_t) {})) << "it has stopped";
}

}  // namespace
}  // namespace godwit
