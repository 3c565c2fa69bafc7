// SPDX-License-Identifier: Apache-2.0
#include "verbs.h"

#include <fmt/format.h>
#include <signal.h>
#include <sys/resource.h>

#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <ctime>
#include <filesystem>
#include <functional>
#include <iostream>

#include "admin_socket.h"
#include "async/run_task.h"
#include "base/log.h"
#include "bus_local/local_bus.h"
#include "demo.h"
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

Result<std::string> run_on_own_store(const Config& config, const std::string& request) {
  SystemClock clock;
  Metrics metrics;
  Lane lane("godwit-admin");  // outlives the threads that continue its tasks
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
  lane.start();
  auto answer = run_task(lane, run_admin_verb(&admin, request));
  lane.stop();
  return answer;
}

int run_verb(const Config& config, const json::object& request, const std::function<void(const json::value&)>& print) {
  const auto answer = administer(config, request);
  if (!answer) return complain(answer.error().detail);
  print(*answer);
  return 0;
}

void print_user(const json::value& user) {
  std::cout << fmt::format("{:<20} @{:<32} {}{}{}\n", user.at("id").as_int64(), user.at("handle").as_string().c_str(),
                           user.at("name").as_string().c_str(), user.at("admin").as_bool() ? "  (admin)" : "",
                           user.at("disabled").as_bool() ? "  (disabled)" : "");
}

/// "@ann", or the number of an account that was deleted since.
std::string person(const json::value& row, const std::string& key) {
  const std::string handle(row.at(key + "_handle").as_string());
  return handle.empty() ? std::to_string(row.at(key).as_int64()) : "@" + handle;
}

/// UTC, as in RFC 3339.
std::string time_text(std::int64_t unix_ms) {
  const std::time_t seconds = unix_ms / 1'000;
  std::tm parts{};
  ::gmtime_r(&seconds, &parts);
  char text[24] = {};
  std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &parts);
  return text;
}

std::string count_devices(int devices) { return devices == 1 ? "1 device" : std::to_string(devices) + " devices"; }

}  // namespace

Result<json::value> administer(const Config& config, const json::object& request) {
  const std::string text = json::serialize(request);
  auto answer = ask_running_server(config.data, text);
  if (!answer && answer.error().code == ErrorCode::kNotFound) answer = run_on_own_store(config, text);
  if (!answer) return std::unexpected(answer.error());
  const json::object reply = json::parse(*answer).as_object();
  if (const auto* error = reply.if_contains("error")) {
    return fail(ErrorCode::kInvalid, std::string(error->as_string()));
  }
  return reply.at("ok");
}

int complain(const std::string& sentence) {
  std::cerr << "godwit: " << sentence << "\n";
  return 1;
}

void raise_descriptor_limit() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &limit);
}

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

  if (auto ok = config.demo ? prepare_demo(config) : check_not_demo(config); !ok) return complain(ok.error().detail);
  auto server = Server::start(config);
  if (!server) return complain(server.error().detail);
  const auto colon = config.listen.rfind(':');
  const std::string bound = config.listen.substr(0, colon);
  const std::string host = bound == "0.0.0.0" || bound == "[::]" ? "127.0.0.1" : bound;
  std::cout << fmt::format("Godwit is ready at {}://{}:{} (data in {})", config.tls_mode == "off" ? "http" : "https",
                           host, (*server)->port(), std::filesystem::absolute(config.data).lexically_normal().string())
            << std::endl;
  if (lan) show_lan_address(bound, (*server)->port(), config.tls_mode);

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

int set_password(const Config& config, const std::string& handle, const std::optional<std::string>& password) {
  json::object request{{"verb", "user.passwd"}, {"handle", handle}};
  if (password) request["password"] = *password;
  return run_verb(config, request, [](const json::value& done) {
    // Alone on standard output, for whoever pipes it on.
    if (const auto* fresh = done.as_object().if_contains("password")) std::cout << fresh->as_string().c_str() << "\n";
    std::cerr << "password set, all devices are logged out\n";
  });
}

int set_disabled(const Config& config, const std::string& handle, bool disabled) {
  return run_verb(config, {{"verb", disabled ? "user.disable" : "user.enable"}, {"handle", handle}},
                  [disabled](const json::value&) {
                    std::cout << (disabled ? "disabled, all devices are logged out\n" : "enabled\n");
                  });
}

int list_users(const Config& config) {
  return run_verb(config, {{"verb", "user.list"}}, [](const json::value& users) {
    for (const json::value& user : users.as_array()) print_user(user);
  });
}

int find_user(const Config& config, const std::string& handle) {
  return run_verb(config, {{"verb", "user.find"}, {"handle", handle}}, [](const json::value& user) {
    print_user(user);
    const std::int64_t seen = user.at("last_seen_ms").as_int64();
    std::cout << fmt::format("made {}, last seen {}, {} logged in\n", time_text(user.at("created_ms").as_int64()),
                             seen == 0 ? "never" : time_text(seen), count_devices(user.at("devices").to_number<int>()));
  });
}

int set_admin(const Config& config, const std::string& handle, bool admin) {
  return run_verb(config, {{"verb", admin ? "admin.add" : "admin.remove"}, {"handle", handle}},
                  [admin](const json::value&) { std::cout << (admin ? "now an admin\n" : "no longer an admin\n"); });
}

int show_audit(const Config& config, std::uint32_t limit) {
  return run_verb(config, {{"verb", "admin.audit"}, {"limit", limit}}, [](const json::value& rows) {
    for (const json::value& row : rows.as_array()) {
      const std::string actor = row.at("actor").as_int64() == 0 ? "cli" : person(row, "actor");
      const std::string target = row.at("target").as_int64() == 0 ? "" : person(row, "target");
      std::cout << fmt::format("{}  {:<20} {:<16} {}\n", time_text(row.at("time_ms").as_int64()), actor,
                               row.at("act").as_string().c_str(), target);
    }
  });
}

int show_counts(const Config& config) {
  return run_verb(config, {{"verb", "admin.counts"}}, [](const json::value& counts) {
    for (const auto& [name, value] : counts.as_object()) {
      std::cout << fmt::format("{:<14} {}\n", std::string_view(name), value.to_number<std::uint64_t>());
    }
  });
}

int rebuild_index(const Config& config) {
  return run_verb(config, {{"verb", "index.rebuild"}}, [](const json::value& done) {
    std::cout << fmt::format("made anew, {} messages\n", done.at("messages").to_number<std::uint64_t>());
  });
}

int create_invite(const Config& config, std::uint32_t uses, std::uint32_t days) {
  return run_verb(config, {{"verb", "invite.create"}, {"uses", uses}, {"days", days}},
                  [](const json::value& invite) { std::cout << invite.at("code").as_string().c_str() << "\n"; });
}

}  // namespace godwit::app
