// SPDX-License-Identifier: Apache-2.0
// The object graph, by hand and in order of dependency: store → bus → services → gateway. Destroyed in reverse.
#include "server.h"

#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <thread>

#include "admin_socket.h"
#include "async/run_task.h"
#include "base/log.h"
#include "base/metrics.h"
#include "base/random.h"
#include "blob_fs/fs_blob_store.h"
#include "bus_local/local_bus.h"
#include "demo/echo_bot.h"
#include "demo/stage.h"
#include "gateway/gateway.h"
#include "http/media_site.h"
#include "http/rest.h"
#include "http/site.h"
#include "moderation_hook.h"
#include "protocol/wire.h"
#include "service/word_moderator.h"
#include "store_sqlite/sqlite_store.h"
#include "tls_keeper.h"

namespace godwit::app {
namespace {

constexpr std::int64_t kMaxAutomaticLanes = 8;
constexpr std::size_t kHashThreads = 2;
constexpr std::size_t kHashQueue = 64;

service::RegistrationMode registration_mode(const std::string& name) {
  if (name == "invite") return service::RegistrationMode::kInvite;
  if (name == "closed") return service::RegistrationMode::kClosed;
  return service::RegistrationMode::kOpen;
}

std::int64_t count_lanes(const Config& config) {
  if (config.lanes > 0) return config.lanes;
  return std::clamp<std::int64_t>(std::thread::hardware_concurrency(), 1, kMaxAutomaticLanes);
}

/// A disk that fails in the middle of a commit leaves nobody who could say what is stored: stop, and recover at the next start.
[[noreturn]] void stop_on_disk_error(const std::string& what) {
  log::error("store.failed", {{"what", what}});
  std::_Exit(EXIT_FAILURE);
}

}  // namespace

class Server::Graph {
 public:
  static Result<std::unique_ptr<Graph>> create(const Config& config, Trace* trace) {
    auto graph = std::make_unique<Graph>(config, trace);
    auto store = store::open_sqlite({.folder = config.data,
                                     .clock = &graph->clock,
                                     .metrics = &graph->metrics,
                                     .trace = trace,
                                     .on_fatal = stop_on_disk_error});
    if (!store) return std::unexpected(store.error());
    graph->store = std::move(*store);
    auto blobs = blob::open_blob_folder(graph->media_folder());
    if (!blobs) return std::unexpected(blobs.error());
    graph->blobs = std::move(*blobs);
    if (config.tls_mode != "off") {
      auto tls = TlsKeeper::create(config, graph->clock);
      if (!tls) return std::unexpected(tls.error());
      graph->tls = std::move(*tls);
    }
    if (auto ok = graph->set_up_safety(); !ok) return std::unexpected(ok.error());
    graph->build();
    return graph;
  }

  Graph(const Config& with, Trace* with_trace) : config(with), trace(with_trace) {}

  /// What serves the connections of one core.
  struct LaneSet {
    explicit LaneSet(Graph& graph, std::int64_t number)
        : lane("godwit-" + std::to_string(number)),
          nursery(lane),
          accounts({*graph.store, graph.bus, graph.hasher, graph.throttle, graph.clock, graph.ids,
                    registration_mode(graph.config.registration), *graph.presence,
                    [&graph](UserId user, std::string id) { return graph.media->check_avatar(user, std::move(id)); }}),
          contacts(*graph.store, graph.bus, *graph.presence),
          messages({.store = *graph.store,
                    .bus = graph.bus,
                    .trace = graph.trace,
                    .moderators = graph.moderators(),
                    .author_traffic = graph.author_traffic.get(),
                    .log_traffic = graph.log_traffic.get(),
                    .recall_window = std::chrono::seconds(graph.config.recall_seconds)}),
          sync({*graph.store, graph.bus, graph.clock, nursery}),
          devices({*graph.store, graph.bus, graph.throttle, graph.clock, graph.ids, *graph.presence,
                   graph.device_log_ins, nursery}),
          admin(graph.admin_deps()),
          groups({*graph.store, graph.bus, graph.clock, graph.ids,
                  [&graph](UserId user, std::string id) { return graph.media->check_avatar(user, std::move(id)); }}),
          search(*graph.store),
          conversations(*graph.store, graph.bus),
          reports(*graph.store) {}

    Lane lane;
    Nursery nursery;
    service::Accounts accounts;
    service::Contacts contacts;
    service::Messages messages;
    service::Sync sync;
    service::Devices devices;
    service::Admin admin;
    service::Groups groups;
    service::Search search;
    service::Conversations conversations;
    service::Reports reports;
  };

  /// Who looks at what is said, and how much of it there may be.
  Status set_up_safety() {
    if (!config.moderation_words.empty()) {
      std::ifstream file(config.moderation_words);
      std::stringstream list;
      list << file.rdbuf();
      if (!file) return fail(ErrorCode::kInvalid, "moderation.words: " + config.moderation_words + " cannot be read");
      const auto action = config.moderation_words_action == "mask" ? service::WordModerator::Action::kMask
                                                                   : service::WordModerator::Action::kRefuse;
      auto parsed = service::WordModerator::parse(list.str(), action);
      if (!parsed) return fail(ErrorCode::kInvalid, "moderation.words: " + parsed.error().detail);
      words = std::make_unique<service::WordModerator>(std::move(*parsed));
    }
    if (!config.moderation_url.empty()) {
      hook = std::make_unique<ModerationHook>(
          ModerationHook::Options{.url = config.moderation_url,
                                  .token = config.moderation_token,
                                  .timeout = std::chrono::milliseconds(config.moderation_timeout_ms),
                                  .pass_when_down = config.moderation_when_down == "pass"},
          metrics);
    }
    author_traffic = make_traffic(config.author_kib_per_second);
    log_traffic = make_traffic(config.log_kib_per_second);
    return {};
  }

  std::unique_ptr<service::Throttle> make_traffic(std::int64_t kib_per_second) const {
    constexpr double kAtOnce = 4;
    if (kib_per_second == 0) return nullptr;
    const auto rate = static_cast<double>(kib_per_second);
    const auto per_token = std::chrono::duration_cast<Duration>(std::chrono::duration<double>(1 / rate));
    return std::make_unique<service::Throttle>(clock, kAtOnce * rate, per_token);
  }

  std::vector<service::Moderator*> moderators() const {
    std::vector<service::Moderator*> those;
    if (words) those.push_back(words.get());
    if (hook) those.push_back(hook.get());
    return those;
  }

  service::Admin::Deps admin_deps() { return {*store, bus, hasher, clock, ids, presence.get()}; }

  /// Offers the demo's people at the log-in page, and lets the bot among them answer.
  void join_demo(gateway::Options& options) {
    LaneSet& first = *lanes.front();
    const auto accounts = run_task(first.lane, store->accounts().list_accounts(UserId(), 100));
    if (!accounts) return;
    for (const store::Account& account : *accounts) {
      if (account.user.bot) {
        echo_bots.push_back(std::make_unique<demo::EchoBot>(
            account.user.id, demo::EchoBot::Deps{first.lane, first.nursery, bus, first.messages, clock}));
      } else if (!account.user.deleted) {
        options.demo_people.push_back(account.user);
      }
    }
    options.demo_password = demo::kPassword;
  }

  /// A store in memory has its media in a folder that goes with the process.
  std::filesystem::path media_folder() {
    if (!config.data.empty()) return std::filesystem::path(config.data) / "media";
    return scratch;
  }

  void build() {
    media = std::make_unique<service::Media>(
        service::Media::Deps{.store = *store,
                             .blobs = *blobs,
                             .clock = clock,
                             .max_bytes = static_cast<std::uint64_t>(config.media_max_bytes),
                             .quota_bytes = static_cast<std::uint64_t>(config.media_quota_bytes)});
    media_site = std::make_unique<http::MediaSite>(*media);
    presence = std::make_unique<service::Presence>(
        service::Presence::Deps{*store, bus, clock, std::chrono::seconds(config.offline_after_seconds)});
    std::vector<gateway::LaneParts> parts;
    for (std::int64_t i = 0; i < count_lanes(config); ++i) {
      LaneSet& set = *lanes.emplace_back(std::make_unique<LaneSet>(*this, i));
      set.lane.start();
      parts.push_back({set.lane,
                       set.nursery,
                       {set.accounts, set.contacts, set.messages, set.sync, set.devices, *presence, set.admin,
                        set.groups, set.search, set.conversations, set.reports}});
    }

    site = std::make_unique<http::Site>(http::Site::Deps{.metrics = metrics,
                                                         .unready_reason = [this] { return unready_reason(); },
                                                         .metrics_readers = split_list(config.metrics_readers),
                                                         .authority = authority_page(),
                                                         .strict_transport = config.tls_mode == "files"});
    gateway::Options options;
    options.server = "godwit/" GODWIT_VERSION;
    options.allowed_origins = split_list(config.allowed_origins);
    options.max_connections = static_cast<std::size_t>(config.max_connections);
    options.max_connections_per_address = static_cast<std::size_t>(config.max_connections_per_address);
    options.device_burst = static_cast<double>(config.device_request_burst);
    options.device_per_second = static_cast<double>(config.device_requests_per_second);
    options.unauthenticated_silence = std::chrono::seconds(config.unauthenticated_silence_seconds);
    options.unauthenticated_total = std::chrono::seconds(config.unauthenticated_total_seconds);
    options.idle_timeout = std::chrono::seconds(config.idle_seconds);
    options.allow_plaintext = config.tls_plaintext == "all";
    options.drain_spread = std::chrono::milliseconds(config.drain_spread_ms);
    if (config.demo) join_demo(options);
    gateway = std::make_unique<gateway::Gateway>(
        options, gateway::Gateway::Deps{.lanes = parts,
                                        .bus = bus,
                                        .clock = clock,
                                        .metrics = metrics,
                                        .trace = trace,
                                        .http =
                                            [this](protocol::HttpRequest request, gateway::HttpContext context) {
                                              return answer_http(std::move(request), std::move(context));
                                            },
                                        .tls = tls ? &tls->source() : nullptr});
  }

  Task<gateway::HttpAnswer> answer_http(protocol::HttpRequest request, gateway::HttpContext context) {
    if (http::MediaSite::is_media(request.path)) {
      auto answer = co_await media_site->answer(std::move(request), std::move(context.address), context.accounts,
                                                std::move(context.read_body));
      co_return gateway::HttpAnswer{std::move(answer.response), std::move(answer.read)};
    }
    if (http::Rest::is_rest(request.path)) {
      co_return gateway::HttpAnswer{
          co_await rest.answer(std::move(request), std::move(context.address), std::move(context.call))};
    }
    co_return gateway::HttpAnswer{co_await site->answer(std::move(request), std::move(context.address))};
  }

  /// An hour between looks: what goes was unused for a day.
  Task<void> collect_media() {
    for (;;) {
      co_await sleep_for(std::chrono::hours(1));
      const auto done = co_await media->collect();
      if (!done) log::warn("media.collect", {{"error", describe(done.error().code).name}});
    }
  }

  std::function<std::string()> authority_page() const {
    if (config.tls_mode != "internal") return {};
    return [this] { return tls->authority(); };
  }

  Status listen() {
    // After the gateway subscribed to the bus.
    LaneSet& first = *lanes.front();
    first.lane.run([this, &first] { first.nursery.spawn(presence->run()); });
    if (auto swept = run_task(first.lane, media->sweep()); !swept) return std::unexpected(swept.error());
    first.lane.run([this, &first] { first.nursery.spawn(collect_media()); });
    auto bound = gateway->listen(config.listen);
    if (!bound) return std::unexpected(bound.error());
    port = *bound;
    if (!config.data.empty()) {
      // On a lane of its own, so that it never waits for clients nor they for it.
      admin_lane.start();
      admin = std::make_unique<service::Admin>(admin_deps());
      admin_socket = AdminSocket::listen(admin_lane, config.data, *admin);
    }
    return {};
  }

  std::string unready_reason() const { return stopping ? "stopping" : store->unready_reason(); }

  void stop() {
    if (!gateway || stopping.exchange(true)) return;
    gateway->drain(std::chrono::seconds(config.drain_seconds));
    gateway->stop();
    device_log_ins.end_all();
    for (const auto& set : lanes) run_task(set->lane, set->sync.flush_cursors());
    run_task(lanes.front()->lane, presence->flush());
    admin_lane.stop();
    admin_socket.reset();
    for (const auto& set : lanes) set->lane.stop();
    // What is still being hashed or committed is answered to lanes that stand still but exist; nobody reads those answers.
    hasher.stop();
    hook.reset();
    blobs.reset();
    store.reset();
    std::error_code ignored;
    if (config.data.empty()) std::filesystem::remove_all(scratch, ignored);
  }

  ~Graph() { stop(); }

  const Config config;
  Trace* const trace;
  SystemClock clock;
  Metrics metrics;
  IdMint ids{clock};
  std::unique_ptr<store::Store> store;
  bus::LocalBus bus;
  service::PasswordHasher hasher{kHashThreads, kHashQueue};
  service::Throttle throttle{clock, static_cast<double>(config.password_attempts),
                             std::chrono::seconds(config.password_attempt_seconds)};
  std::unique_ptr<service::WordModerator> words;
  std::unique_ptr<ModerationHook> hook;
  std::unique_ptr<service::Throttle> author_traffic;
  std::unique_ptr<service::Throttle> log_traffic;
  service::DeviceLogIns device_log_ins{clock, limits::kDeviceLogInLife};
  std::unique_ptr<service::Presence> presence;
  // Before the lanes: uploads that were under way go with them and let go of what they held.
  const std::filesystem::path scratch =
      std::filesystem::temp_directory_path() / ("godwit-media-" + std::to_string(::getpid()));
  std::unique_ptr<blob::BlobStore> blobs;
  std::unique_ptr<service::Media> media;
  std::unique_ptr<http::MediaSite> media_site;
  std::vector<std::unique_ptr<LaneSet>> lanes;
  http::Rest rest{clock, GODWIT_VERSION};
  std::unique_ptr<TlsKeeper> tls;
  std::vector<std::unique_ptr<demo::EchoBot>> echo_bots;
  std::unique_ptr<http::Site> site;
  std::unique_ptr<gateway::Gateway> gateway;
  Lane admin_lane{"godwit-admin"};
  std::unique_ptr<service::Admin> admin;
  std::unique_ptr<AdminSocket> admin_socket;
  std::uint16_t port = 0;
  std::atomic<bool> stopping = false;
};

Server::Server(std::unique_ptr<Graph> graph) : graph_(std::move(graph)) {}
Server::~Server() = default;

Result<std::unique_ptr<Server>> Server::start(const Config& config, Trace* trace) {
  protocol::silence_protobuf();
  // A peer that is gone is an error of the write, also of OpenSSL's.
  std::signal(SIGPIPE, SIG_IGN);
  auto graph = Graph::create(config, trace);
  if (!graph) return std::unexpected(graph.error());
  if (auto ok = (*graph)->listen(); !ok) return std::unexpected(ok.error());
  return std::unique_ptr<Server>(new Server(std::move(*graph)));
}

std::uint16_t Server::port() const { return graph_->port; }
void Server::stop() { graph_->stop(); }
void Server::reload_certificate() {
  if (graph_->tls) graph_->tls->look();
}

}  // namespace godwit::app
