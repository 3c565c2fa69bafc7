// SPDX-License-Identifier: Apache-2.0
#include "cli_operator.h"

#include <map>

#include "bench_verbs.h"
#include "config_flags.h"

namespace godwit::app {

struct OperatorVerbs::Flags {
  ConfigFlags config;
  std::size_t users = 0;
  std::string tokens;
  std::string json;
  double seconds = 10;
  double warm_up = 2;
  bench::DirectOptions direct;
};

namespace {

std::chrono::milliseconds to_milliseconds(double seconds) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::duration<double>(seconds));
}

}  // namespace

OperatorVerbs::OperatorVerbs() : flags_(std::make_unique<Flags>()) {}
OperatorVerbs::~OperatorVerbs() = default;

void OperatorVerbs::add_to(CLI::App& app, int& status) {
  Flags& flags = *flags_;

  CLI::App* bench = app.add_subcommand("bench", "Measure a server under load");
  bench->require_subcommand(1);
  CLI::App* prepare = bench->add_subcommand("prepare", "Make people for load tests; no server may hold the folder");
  flags.config.add_to(*prepare, false);
  prepare->add_option("--users", flags.users, "How many, even: each two are contacts")->required();
  prepare
      ->add_option("--tokens", flags.tokens, "File that gets their tokens; default: bench-tokens.jsonl in the folder")
      ->type_name("FILE");
  prepare->callback([&flags, &status] {
    status = with_config(flags.config,
                         [&](const Config& config) { return prepare_bench(config, flags.users, flags.tokens); });
  });

  static const std::map<std::string, bench::Encoding> kEncodings = {{"native", bench::Encoding::kNative},
                                                                    {"websocket", bench::Encoding::kWebSocket}};
  CLI::App* direct = bench->add_subcommand("direct", "Pairs of people, of whom one writes to the other");
  direct->add_option("--url", flags.direct.url, "The server, http://HOST:PORT")->required();
  direct->add_option("--tokens", flags.tokens, "The file of `bench prepare`")->required()->type_name("FILE");
  direct->add_option("--pairs", flags.direct.pairs, "How many pairs")->capture_default_str();
  direct->add_option("--seconds", flags.seconds, "Measured time")->capture_default_str();
  direct->add_option("--warm-up", flags.warm_up, "Seconds before it")->capture_default_str();
  CLI::Option* in_flight =
      direct->add_option("--in-flight", flags.direct.in_flight, "Closed loop: unanswered messages of a pair")
          ->capture_default_str();
  direct->add_option("--rate", flags.direct.rate, "Open loop: messages a second, from all pairs")
      ->check(CLI::PositiveNumber)
      ->excludes(in_flight);
  direct->add_option("--encoding", flags.direct.encoding, "native or websocket")
      ->transform(CLI::CheckedTransformer(kEncodings))
      ->type_name("NAME");
  direct->add_option("--payload", flags.direct.payload, "Bytes of a text")->capture_default_str();
  direct->add_option("--lanes", flags.direct.lanes, "Threads of this program")->capture_default_str();
  direct->add_option("--json", flags.json, "File that gets the result")->type_name("FILE");
  direct->add_flag("--i-own-this-server", flags.direct.foreign, "Load a server on another machine");
  direct->callback([&flags, &status] {
    flags.direct.duration = to_milliseconds(flags.seconds);
    flags.direct.warm_up = to_milliseconds(flags.warm_up);
    status = bench_direct(flags.direct, flags.tokens, flags.json);
  });
}

}  // namespace godwit::app
