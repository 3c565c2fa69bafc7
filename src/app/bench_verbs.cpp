// SPDX-License-Identifier: Apache-2.0
#include "bench_verbs.h"

#include <fmt/format.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>

#include "base/log.h"
#include "bench/prepare.h"
#include "bench/report.h"
#include "protocol/wire.h"
#include "store_sqlite/sqlite_store.h"
#include "verbs.h"

namespace godwit::app {

std::string default_tokens_file(const Config& config) {
  return std::filesystem::path(config.data) / "bench-tokens.jsonl";
}

int prepare_bench(const Config& config, std::size_t users, const std::string& tokens) {
  log::configure(log::Level::kWarn, log::Format::kLogfmt);
  SystemClock clock;
  Metrics metrics;
  Lane lane("godwit-prepare");  // outlives the threads that continue its tasks
  // A transaction for each wave of changes, however large.
  auto store = store::open_sqlite({.folder = config.data,
                                   .clock = &clock,
                                   .metrics = &metrics,
                                   .batch_limit = bench::kPrepareInFlight,
                                   .on_fatal = [](const std::string& what) {
                                     std::cerr << "godwit: " << what << "\n";
                                     std::_Exit(EXIT_FAILURE);
                                   }});
  if (!store) return complain(store.error().detail);
  IdMint ids(clock);
  service::Minting minting({**store, ids});
  lane.start();
  const std::string file = tokens.empty() ? default_tokens_file(config) : tokens;
  const Status done = bench::prepare(lane, minting, users, file);
  lane.stop();
  if (!done) return complain(done.error().detail);
  std::cout << fmt::format("made {} people; their tokens are in {}\n", users, file);
  return 0;
}

int bench_direct(const bench::DirectOptions& options, const std::string& tokens, const std::string& json) {
  log::configure(log::Level::kWarn, log::Format::kLogfmt);
  protocol::silence_protobuf();
  raise_descriptor_limit();
  const auto people = bench::read_tokens(tokens, 2 * options.pairs);
  if (!people) return complain(people.error().detail);
  const auto report = bench::run_direct(options, *people);
  if (!report) return complain(report.error().detail);
  std::cout << bench::to_table(*report);
  if (!json.empty()) {
    std::ofstream out(json);
    out << bench::to_json(*report) << "\n";
    if (!out.flush()) return complain("cannot write " + json);
  }
  return report->is_clean() ? 0 : complain("messages were lost, doubled or misplaced");
}

}  // namespace godwit::app
