// SPDX-License-Identifier: Apache-2.0
#include "demo.h"

#include <fstream>

#include "async/run_task.h"
#include "base/metrics.h"
#include "blob_fs/fs_blob_store.h"
#include "demo/stage.h"
#include "store_sqlite/sqlite_store.h"

namespace godwit::app {
namespace {

constexpr std::string_view kFilling = "filling";
constexpr std::string_view kFilled = "filled";

std::filesystem::path marker_of(const Config& config) { return std::filesystem::path(config.data) / "demo"; }

/// Empty when there is none.
std::string read_marker(const Config& config) {
  std::ifstream in(marker_of(config));
  std::string word;
  in >> word;
  return word;
}

Status write_marker(const Config& config, std::string_view word) {
  std::ofstream out(marker_of(config));
  out << word << "\n" << std::flush;
  if (!out) return fail(ErrorCode::kInternal, "cannot write " + marker_of(config).string());
  return {};
}

Task<Result<void>> fill(demo::Stage stage, UnixMillis now) {
  auto accounts = co_await stage.store.accounts().list_accounts(UserId(), 1);
  if (!accounts) co_return std::unexpected(accounts.error());
  if (!accounts->empty()) {
    co_return fail(ErrorCode::kConflict, "real people live in this data folder: the demo needs an empty one");
  }
  auto story = demo::parse_story(demo::story_text(), now);
  if (!story) co_return std::unexpected(story.error());
  co_return co_await demo::play(stage, std::move(*story), now);
}

}  // namespace

Status check_not_demo(const Config& config) {
  if (config.data.empty() || read_marker(config).empty()) return {};
  return fail(
      ErrorCode::kConflict,
      "the data folder is a demo's, whose passwords everyone may know: start it with --demo, or use another folder");
}

Status prepare_demo(const Config& config) {
  const std::string word = read_marker(config);
  if (word == kFilled) return {};
  if (!word.empty()) {
    return fail(ErrorCode::kConflict,
                "the first start of this demo was interrupted: delete " + config.data + " and start again");
  }
  demo::StoryClock clock;
  const UnixMillis now = SystemClock().unix_millis();
  clock.set(now);
  Metrics metrics;
  std::string failed;
  Lane lane("godwit-demo");  // outlives the threads that continue its tasks
  auto store = store::open_sqlite(
      {.folder = config.data, .clock = &clock, .metrics = &metrics, .on_fatal = [&](const std::string& what) {
         failed = what;
       }});
  if (!store) return std::unexpected(store.error());
  auto blobs = blob::open_blob_folder(std::filesystem::path(config.data) / "media");
  if (!blobs) return std::unexpected(blobs.error());
  service::PasswordHasher hasher(2, 64);
  lane.start();
  if (auto ok = write_marker(config, kFilling); !ok) return ok;
  const auto filled = run_task(lane, fill({**store, **blobs, clock, hasher}, now));
  lane.stop();
  if (!filled) {
    std::error_code ignored;
    if (filled.error().code == ErrorCode::kConflict) std::filesystem::remove(marker_of(config), ignored);
    return std::unexpected(filled.error());
  }
  return write_marker(config, kFilled);
}

}  // namespace godwit::app
