// SPDX-License-Identifier: Apache-2.0
// The process that the crash test kills: appends from two lanes as fast as it can and writes each answer to its standard output.
//   store_sqlite_crasher <folder> <user> <round>
#include <unistd.h>

#include <cstdlib>

#include "async/run_task.h"
#include "base/clock.h"
#include "base/metrics.h"
#include "crash_record.h"
#include "store_sqlite/sqlite_store.h"

namespace {

using namespace godwit;
using namespace godwit::store;

constexpr int kInFlight = 16;

Task<void> append_for_ever(LogStore& logs, UserId user, std::uint32_t round, std::uint32_t stream) {
  for (std::uint32_t number = 0;; ++number) {
    CrashRecord record{.round = round, .stream = stream, .number = number, .seq = 0};
    auto appended = co_await logs.append(append_of(record, user));
    if (!appended) std::_Exit(2);
    record.seq = appended->entry.seq;
    // Small enough to be written whole or not at all.
    if (::write(STDOUT_FILENO, &record, sizeof record) != sizeof record) std::_Exit(3);
  }
}

}  // namespace

int main(int count, char** arguments) {
  if (count != 4) return 1;
  SystemClock clock;
  Metrics metrics;
  // Small batches, so that there are many moments to die in.
  auto opened = open_sqlite({.folder = arguments[1], .clock = &clock, .metrics = &metrics, .batch_limit = 5});
  if (!opened) return 4;
  const UserId user(std::atoll(arguments[2]));
  const auto round = static_cast<std::uint32_t>(std::atoi(arguments[3]));
  Lane one("one");
  Lane two("two");
  for (int i = 0; i < kInFlight; ++i) {
    start_task(i % 2 == 0 ? one : two, append_for_ever((*opened)->logs(), user, round, static_cast<std::uint32_t>(i)));
  }
  one.start();
  two.start();
  ::pause();
}
