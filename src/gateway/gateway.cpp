// SPDX-License-Identifier: Apache-2.0
#include "gateway/gateway.h"

#include <unistd.h>

#include <algorithm>
#include <thread>
#include <utility>

#include "base/log.h"
#include "gateway_lane.h"
#include "net/listener.h"

namespace godwit::gateway {
namespace {

/// Connections over the limit of their address are told so; over this many more they are just closed.
constexpr std::size_t kRefusalsAtOnce = 256;

}  // namespace

class Gateway::Impl {
 public:
  Impl(Options options, Deps deps) : options_(std::move(options)), deps_(std::move(deps)) {
    for (LaneParts& parts : deps_.lanes) {
      auto inbox = std::make_shared<Inbox>(parts.lane);
      deps_.bus.subscribe([inbox](const std::vector<bus::Notice>& notices) { inbox->put(notices); });
      LaneContext::Shared shared{.options = options_,
                                 .clock = deps_.clock,
                                 .metrics = deps_.metrics,
                                 .trace = deps_.trace,
                                 .http = deps_.http,
                                 .tls = deps_.tls,
                                 .epoch = parts.services.sync.epoch()};
      parts.lane.run([&] {
        lanes_.push_back(std::make_unique<GatewayLane>(parts, shared, inbox,
                                                       [this](const std::string& address) { release(address); }));
      });
    }
  }

  Result<std::uint16_t> listen(const std::string& text) {
    const auto endpoint = net::parse_endpoint(text);
    if (!endpoint) return std::unexpected(endpoint.error());
    Result<std::uint16_t> port;
    accepting().run([&] {
      auto listener = net::Listener::create(accepting(), *endpoint, [this](int descriptor, std::string address) {
        accept(descriptor, std::move(address));
      });
      if (!listener) {
        port = std::unexpected(listener.error());
        return;
      }
      port = (*listener)->port();
      listeners_.push_back(std::move(*listener));
    });
    return port;
  }

  void drain(std::chrono::milliseconds limit) {
    accepting().run([this] { listeners_.clear(); });
    for (const auto& lane : lanes_) lane->lane().run([&lane] { lane->drain(); });
    const Instant deadline = deps_.clock.now() + limit;
    while (deps_.clock.now() < deadline && count_connections() > 0) {
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
  }

  void stop() {
    if (std::exchange(stopped_, true)) return;
    accepting().run([this] { listeners_.clear(); });
    for (auto& lane : lanes_) {
      Lane& own = lane->lane();
      own.run([&lane] { lane->shut_down(); });
    }
  }

 private:
  /// The lane that accepts and counts.
  Lane& accepting() { return deps_.lanes.front().lane; }

  void accept(int descriptor, std::string address) {
    std::size_t& from_here = per_address_[address];
    const bool refused = total_ >= options_.max_connections || from_here >= options_.max_connections_per_address;
    if (total_ >= options_.max_connections + kRefusalsAtOnce ||
        from_here >= options_.max_connections_per_address + kRefusalsAtOnce) {
      ::close(descriptor);
      return;
    }
    ++total_;
    ++from_here;
    GatewayLane* lane = lanes_[next_lane_++ % lanes_.size()].get();
    lane->lane().post([lane, descriptor, from = std::move(address), refused]() mutable {
      lane->accept(descriptor, std::move(from), refused);
    });
  }

  void release(const std::string& address) {
    accepting().post([this, address] {
      --total_;
      const auto it = per_address_.find(address);
      if (--it->second == 0) per_address_.erase(it);
    });
  }

  std::size_t count_connections() {
    std::size_t count = 0;
    for (const auto& lane : lanes_) lane->lane().run([&] { count += lane->count_connections(); });
    return count;
  }

  Options options_;
  Deps deps_;
  std::vector<std::unique_ptr<GatewayLane>> lanes_;
  // Of the accepting lane.
  std::vector<std::unique_ptr<net::Listener>> listeners_;
  std::unordered_map<std::string, std::size_t> per_address_;
  std::size_t total_ = 0;
  std::size_t next_lane_ = 0;
  bool stopped_ = false;
};

Gateway::Gateway(Options options, Deps deps) : impl_(std::make_unique<Impl>(std::move(options), std::move(deps))) {}
Gateway::~Gateway() = default;
Result<std::uint16_t> Gateway::listen(const std::string& endpoint) { return impl_->listen(endpoint); }
void Gateway::drain(std::chrono::milliseconds limit) { impl_->drain(limit); }
void Gateway::stop() { impl_->stop(); }

}  // namespace godwit::gateway
