// SPDX-License-Identifier: Apache-2.0
#include "verbs.h"

#include <fmt/format.h>
#include <signal.h>
#include <sys/resource.h>

#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <filesystem>
#include <functional>
#include <iostream>

#include "admin_socket.h"
#include "async/run_task.h"
#include "base/log.h"
#include "bus_local/local_bus.h"
#include "lan.h"
#include "server.h"
#include "store_sqlite/sqlite_store.h"

namespace godwit::app {
namespace {

namespace json = boost::json;

log::Level level_of(const std::string& name) {
  constexpr std::string_view kNames[] = {"debug", "info", "warn", "error", "off"};
  return static_cast<log::Level>(std::ranges::find(kNames, name) - std::begin(kNames));
}

int complain(const std::string& sentence) {
  std::cerr << "godwit: " << sentence << "\n";
  return 1;
}

/// Each connection is a descriptor: take all that the system grants.
void raise_descriptor_limit() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &limit);
}

Result<std::string> run_on_own_store(const Config& config, const std::string& request) {
  SystemClock clock;
  Metrics metrics;
  auto store = store::open_sqlite(
      {.folder = config.data, .clock = &clock, .metrics = &metrics, .on_fatal = [](const std::string& what) {
         std::cerr << "godwit: " << what << "\n";
         std::_Exit(EXIT_FAILURE);
       }});
  if (!store) return std::unexpected(store.error());
  bus::LocalBus bus;
  service::PasswordHasher hasher(1, 1);
  IdMint ids(clock);
  service::Admin admin({**store, bus, hasher, clock, ids});
  Lane lane("godwit-admin");
  lane.start();
  return run_task(lane, run_admin_verb(admin, request));
}

int run_verb(const Config& config, const json::object& request, const std::function<void(const json::value&)>& print) {
  const std::string text = json::serialize(request);
  auto answer = ask_running_server(config.data, text);
  if (!answer && answer.error().code == ErrorCode::kNotFound) answer = run_on_own_store(config, text);
  if (!answer) return complain(answer.error().detail);
  const json::object reply = json::parse(*answer).as_object();
  if (const auto* error = reply.if_contains("error")) return complain(std::string(error->as_string()));
  print(reply.at("ok"));
  return 0;
}

}  // namespace

int serve(const Config& config, bool lan) {
  log::configure(level_of(config.log_level), config.log_format == "json" ? log::Format::kJson : log::Format::kLogfmt);
  raise_descriptor_limit();
  // Before any thread is made, so that all of them leave these signals to this one.
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGHUP);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);

  auto server = Server::start(config);
  if (!server) return complain(server.error().detail);
  const auto colon = config.listen.rfind(':');
  std::string host = config.listen.substr(0, colon);
  if (host == "0.0.0.0" || host == "[::]") host = "127.0.0.1";
  std::cout << fmt::format("Godwit is ready at {}://{}:{} (data in {})", config.tls_mode == "off" ? "http" : "https",
                           host, (*server)->port(), std::filesystem::absolute(config.data).lexically_normal().string())
            << std::endl;
  if (lan) show_lan_address((*server)->port(), config.tls_mode == "internal");

  int signal = 0;
  for (sigwait(&signals, &signal); signal == SIGHUP; sigwait(&signals, &signal)) (*server)->reload_certificate();
  log::info("server.stopping", {{"signal", signal}});
  (*server)->stop();
  return 0;
}

int add_user(const Config& config, const std::string& handle, const std::string& name, const std::string& password) {
  const json::object request{{"verb", "user.add"}, {"handle", handle}, {"name", name}, {"password", password}};
  return run_verb(config, request, [](const json::value& user) {
    std::cout << "made @" << user.at("handle").as_string().c_str() << (user.at("admin").as_bool() ? " (admin)" : "")
              << "\n";
  });
}

int set_password(const Config& config, const std::string& handle, const std::string& password) {
  const json::object request{{"verb", "user.passwd"}, {"handle", handle}, {"password", password}};
  return run_verb(config, request,
                  [](const json::value&) { std::cout << "password set, all devices are logged out\n"; });
}

int list_users(const Config& config) {
  return run_verb(config, {{"verb", "user.list"}}, [](const json::value& users) {
    for (const json::value& user : users.as_array()) {
      std::cout << fmt::format("{:<20} @{:<32} {}{}\n", user.at("id").as_int64(), user.at("handle").as_string().c_str(),
                               user.at("name").as_string().c_str(), user.at("admin").as_bool() ? "  (admin)" : "");
    }
  });
}

int create_invite(const Config& config, std::uint32_t uses, std::uint32_t days) {
  return run_verb(config, {{"verb", "invite.create"}, {"uses", uses}, {"days", days}},
                  [](const json::value& invite) { std::cout << invite.at("code").as_string().c_str() << "\n"; });
}

}  // namespace godwit::app
