// SPDX-License-Identifier: Apache-2.0
#include "bench_verbs.h"

#include <fmt/format.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iostream>

#include "base/log.h"
#include "bench/prepare.h"
#include "bench/report.h"
#include "protocol/wire.h"
#include "store_sqlite/sqlite_store.h"
#include "verbs.h"

namespace godwit::app {

namespace {

/// On a folder that no server holds: opens its store, lets `work` make what it makes, and closes it.
Status mint(const Config& config, const std::function<Status(Lane&, service::Minting&)>& work) {
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
  if (!store) return std::unexpected(store.error());
  IdMint ids(clock);
  service::Minting minting({**store, ids, clock});
  lane.start();
  const Status done = work(lane, minting);
  lane.stop();
  return done;
}

int write_json(const std::string& file, const std::string& text) {
  if (file.empty()) return 0;
  std::ofstream out(file);
  out << text << "\n";
  return out.flush() ? 0 : complain("cannot write " + file);
}

}  // namespace

std::string default_tokens_file(const Config& config) {
  return std::filesystem::path(config.data) / "bench-tokens.jsonl";
}

std::string default_group_file(const Config& config) {
  return std::filesystem::path(config.data) / "bench-group.jsonl";
}

int prepare_bench(const Config& config, std::size_t users, const std::string& tokens) {
  const std::string file = tokens.empty() ? default_tokens_file(config) : tokens;
  const Status done =
      mint(config, [&](Lane& lane, service::Minting& minting) { return bench::prepare(lane, minting, users, file); });
  if (!done) return complain(done.error().detail);
  std::cout << fmt::format("made {} people; their tokens are in {}\n", users, file);
  return 0;
}

int prepare_bench_group(const Config& config, bench::GroupSize size, const std::string& tokens) {
  const std::string file = tokens.empty() ? default_group_file(config) : tokens;
  const Status done = mint(
      config, [&](Lane& lane, service::Minting& minting) { return bench::prepare_group(lane, minting, size, file); });
  if (!done) return complain(done.error().detail);
  std::cout << fmt::format("made a group of {}; the tokens of {} are in {}\n", size.members, size.online, file);
  return 0;
}

int fill_bench(const Config& config, std::size_t messages, const std::string& tokens) {
  const auto people = bench::read_all_tokens(tokens.empty() ? default_tokens_file(config) : tokens);
  if (!people) return complain(people.error().detail);
  const Status done = mint(
      config, [&](Lane& lane, service::Minting& minting) { return bench::fill(lane, minting, *people, messages); });
  if (!done) return complain(done.error().detail);
  std::cout << fmt::format("stored {} messages in the conversations of {} people\n", messages, people->size());
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
  if (const int failed = write_json(json, bench::to_json(*report))) return failed;
  return report->is_clean() ? 0 : complain("messages were lost, doubled or misplaced");
}

int bench_group(const bench::GroupOptions& options, const std::string& tokens, const std::string& json) {
  log::configure(log::Level::kWarn, log::Format::kLogfmt);
  protocol::silence_protobuf();
  raise_descriptor_limit();
  const auto people = bench::read_tokens(tokens, options.members);
  if (!people) return complain(people.error().detail);
  const auto report = bench::run_group(options, *people);
  if (!report) return complain(report.error().detail);
  std::cout << bench::to_table(*report);
  if (const int failed = write_json(json, bench::to_json(*report))) return failed;
  return report->is_clean() ? 0 : complain("messages were lost or doubled");
}

}  // namespace godwit::app
