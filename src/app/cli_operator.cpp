// SPDX-License-Identifier: Apache-2.0
#include "cli_operator.h"

#include <cstdlib>
#include <map>

#include "backup_verbs.h"
#include "bench_verbs.h"
#include "command_line/completion.h"
#include "command_line/man_page.h"
#include "config_flags.h"
#include "doctor/doctor.h"
#include "verbs.h"

namespace godwit::app {

struct OperatorVerbs::Flags {
  ConfigFlags config;
  std::size_t users = 0;
  std::string tokens;
  std::string json;
  double seconds = 10;
  double warm_up = 2;
  bench::DirectOptions direct;
  bench::GroupOptions group;
  bench::GroupSize group_size;
  std::size_t messages = 0;
  double interval = 1;
  bool no_reports = false;
  std::string folder;
  bool as_json = false;
  std::string shell;
  std::vector<std::string> page;
};

namespace {

std::chrono::milliseconds to_milliseconds(double seconds) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::duration<double>(seconds));
}

int print_completion(const Command& root, const std::string& shell) {
  if (shell == "bash") std::cout << complete_in_bash(root);
  if (shell == "zsh") std::cout << complete_in_zsh(root);
  if (shell == "fish") std::cout << complete_in_fish(root);
  return 0;
}

int print_man_page(const Command& root, const std::vector<std::string>& words, const std::string& folder) {
  if (!folder.empty()) {
    const Status done = write_man_pages(root, GODWIT_VERSION, folder);
    return done ? 0 : complain(done.error().detail);
  }
  std::string path = root.path;
  for (const std::string& word : words) path += " " + word;
  for (const Command* command : root.all()) {
    if (command->path != path) continue;
    std::cout << write_man_page(root, *command, GODWIT_VERSION);
    return 0;
  }
  return complain("there is no `" + path + "`");
}

}  // namespace

OperatorVerbs::OperatorVerbs() : flags_(std::make_unique<Flags>()) {}
OperatorVerbs::~OperatorVerbs() = default;

void OperatorVerbs::add_to(CLI::App& app, int& status) {
  add_bench_to(app, status);
  add_care_to(app, status);
}

void OperatorVerbs::add_bench_to(CLI::App& app, int& status) {
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

  CLI::App* prepare_group = bench->add_subcommand("prepare-group", "Make a large group for load tests, likewise");
  flags.config.add_to(*prepare_group, false);
  prepare_group->add_option("--members", flags.group_size.members, "How many")->required();
  prepare_group->add_option("--online", flags.group_size.online, "Of them: how many get a device")->required();
  prepare_group->add_option("--tokens", flags.tokens, "File of those; default: bench-group.jsonl in the folder")
      ->type_name("FILE");
  prepare_group->callback([&flags, &status] {
    status = with_config(flags.config, [&](const Config& config) {
      return prepare_bench_group(config, flags.group_size, flags.tokens);
    });
  });
  CLI::App* fill = bench->add_subcommand("fill", "Store many messages of the people of `bench prepare`, likewise");
  flags.config.add_to(*fill, false);
  fill->add_option("--messages", flags.messages, "How many, of 200 bytes")->required();
  fill->add_option("--tokens", flags.tokens, "The file of `bench prepare`")->type_name("FILE");
  fill->callback([&flags, &status] {
    status = with_config(flags.config,
                         [&](const Config& config) { return fill_bench(config, flags.messages, flags.tokens); });
  });
  add_loads_to(*bench, status);
}

void OperatorVerbs::add_loads_to(CLI::App& bench, int& status) {
  Flags& flags = *flags_;
  static const std::map<std::string, bench::Encoding> encodings = {{"native", bench::Encoding::kNative},
                                                                   {"websocket", bench::Encoding::kWebSocket},
                                                                   {"mqtt", bench::Encoding::kMqtt}};
  CLI::App* direct = bench.add_subcommand("direct", "Pairs of people, of whom one writes to the other");
  direct->add_option("--url", flags.direct.url, "The server, http://HOST:PORT")->required();
  direct->add_option("--tokens", flags.tokens, "The file of `bench prepare`")->required()->type_name("FILE");
  direct->add_option("--pairs", flags.direct.pairs, "How many pairs")->capture_default_str();
  direct->add_option("--seconds", flags.seconds, "Measured time")->capture_default_str();
  direct->add_option("--warm-up", flags.warm_up, "Seconds before it")->capture_default_str();
  CLI::Option* in_flight =
      direct->add_option("--in-flight", flags.direct.in_flight, "Closed loop: unanswered messages of a pair")
          ->capture_default_str();
  direct->add_option("--rate", flags.direct.rate, "Open loop: messages a second, from all pairs")
      ->check([](const std::string& text) {
        return std::strtod(text.c_str(), nullptr) > 0 ? std::string() : "a number over 0, not " + text;
      })
      ->excludes(in_flight);
  direct
      ->add_option("--encoding", flags.direct.encoding,
                   "native or websocket; mqtt loads an MQTT broker, to compare with")
      ->transform(CLI::CheckedTransformer(encodings).description(""))
      ->type_name("native|websocket|mqtt");
  direct->add_option("--payload", flags.direct.payload, "Bytes of a text")->capture_default_str();
  direct->add_option("--lanes", flags.direct.lanes, "Threads of this program")->capture_default_str();
  direct->add_option("--json", flags.json, "File that gets the result")->type_name("FILE");
  direct->add_flag("--i-own-this-server", flags.direct.foreign, "Load a server on another machine");
  direct->callback([&flags, &status] {
    flags.direct.duration = to_milliseconds(flags.seconds);
    flags.direct.warm_up = to_milliseconds(flags.warm_up);
    status = bench_direct(flags.direct, flags.tokens, flags.json);
  });

  CLI::App* group = bench.add_subcommand("group", "Many members of one group online, of whom one writes");
  group->add_option("--url", flags.group.url, "The server, http://HOST:PORT")->required();
  group->add_option("--tokens", flags.tokens, "The file of `bench prepare-group`")->required()->type_name("FILE");
  group->add_option("--members", flags.group.members, "How many come")->capture_default_str();
  group->add_option("--processes", flags.group.processes, "That hold their connections; 0: this one")
      ->capture_default_str();
  group->add_option("--messages", flags.group.messages, "How many are written")->capture_default_str();
  group->add_option("--interval", flags.interval, "Seconds from one to the next")->capture_default_str();
  group->add_option("--payload", flags.group.payload, "Bytes of a text")->capture_default_str();
  group->add_option("--stalled", flags.group.stalled, "Of the members: read nothing once they are in")
      ->capture_default_str();
  group->add_flag("--no-reports", flags.no_reports, "Members do not report how far they are");
  group->add_option("--json", flags.json, "File that gets the result")->type_name("FILE");
  group->add_flag("--i-own-this-server", flags.group.foreign, "Load a server on another machine");
  group->callback([&flags, &status] {
    flags.group.interval = to_milliseconds(flags.interval);
    flags.group.reports = !flags.no_reports;
    status = bench_group(flags.group, flags.tokens, flags.json);
  });
}

void OperatorVerbs::add_care_to(CLI::App& app, int& status) {
  Flags& flags = *flags_;
  CLI::App* back_up_command = app.add_subcommand("backup", "Copy the data, of a running server too");
  flags.config.add_to(*back_up_command, false);
  back_up_command->add_option("folder", flags.folder, "New folder that gets the copy")->required()->type_name("FOLDER");
  back_up_command->callback([&flags, &status] {
    status = with_config(flags.config, [&](const Config& config) { return back_up(config, flags.folder); });
  });
  CLI::App* restore_command = app.add_subcommand("restore", "Make a data folder of a backup");
  flags.config.add_to(*restore_command, false);
  restore_command->add_option("folder", flags.folder, "The backup")->required()->type_name("FOLDER");
  restore_command->callback([&flags, &status] {
    status = with_config(flags.config, [&](const Config& config) { return restore(config, flags.folder); });
  });
  CLI::App* index = app.add_subcommand("index", "The search index, which the server keeps by itself");
  index->require_subcommand(1);
  CLI::App* rebuild = index->add_subcommand("rebuild", "Make it anew, of a running server too, and wait for it");
  flags.config.add_to(*rebuild, false);
  rebuild->callback([&flags, &status] { status = with_config(flags.config, rebuild_index); });
  CLI::App* doctor_command = app.add_subcommand("doctor", "Look whether a server can run here, and say what to do");
  flags.config.add_to(*doctor_command, true);
  flags.config.add_tls_to(*doctor_command);
  doctor_command->add_flag("--json", flags.as_json, "Print for programs");
  doctor_command->callback([&flags, &status] { status = doctor(flags.config.load(), flags.as_json); });

  CLI::App* completion = app.add_subcommand("completion", "Print a script that completes this command line in a shell");
  completion->add_option("shell", flags.shell, "bash, zsh or fish")
      ->required()
      ->check(CLI::IsMember({"bash", "zsh", "fish"}).description(""))
      ->type_name("bash|zsh|fish");
  completion->callback([&app, &flags, &status] { status = print_completion(describe_command(app), flags.shell); });
  CLI::App* man = app.add_subcommand("man", "Print the manual page of a subcommand; show it with `man -l -`");
  man->add_option("command", flags.page, "Its words, as in `godwit man bench direct`");
  man->add_option("--folder", flags.folder, "Write all pages there instead")->type_name("FOLDER");
  man->callback([&app, &flags, &status] { status = print_man_page(describe_command(app), flags.page, flags.folder); });
}

}  // namespace godwit::app
