// SPDX-License-Identifier: Apache-2.0
#include "gateway_lane.h"

#include "connection.h"
#include "routes.h"

namespace godwit::gateway {
namespace {

constexpr std::size_t kBucketsKept = 10'000;

}  // namespace

GatewayLane::GatewayLane(LaneParts lane_parts, Shared with, std::shared_ptr<Inbox> notices)
    : parts(lane_parts),
      shared(std::move(with)),
      inbox(std::move(notices)),
      sockets(std::make_unique<net::SocketSet>(parts.lane, shared.metrics)),
      timers(shared.clock.now()),
      registry(shared.clock),
      fanout(registry, shared.metrics, shared.trace),
      sessions(shared.metrics.gauge("godwit_sessions", "Connections with an authenticated device")) {
  inbox->connect(&fanout);
  parts.nursery.spawn(tick(alive_));
}

GatewayLane::~GatewayLane() = default;

void GatewayLane::shut_down() {
  *alive_ = false;
  inbox->connect(nullptr);
  for (const auto& [key, connection] : connections) connection->abandon();
  connections.clear();
  sockets.reset();
}

Task<void> GatewayLane::tick(std::shared_ptr<bool> alive) {
  while (*alive) {
    timers.advance(shared.clock.now());
    co_await sleep_for(std::chrono::seconds(1));
  }
}

void GatewayLane::accept(int descriptor, std::string address, bool refused) {
  auto connection = std::make_shared<Connection>(*this, std::move(address), refused || draining);
  connections.emplace(connection.get(), connection);
  connection->start(descriptor);
}

void GatewayLane::drain() {
  draining = true;
  const auto all = connections;  // a copy: closing forgets
  for (const auto& [key, connection] : all) connection->drain();
}

void GatewayLane::forget(Connection& connection) {
  shared.release(connection.address());
  connections.erase(&connection);
}

std::optional<std::uint32_t> GatewayLane::take_tokens(DeviceId device, double cost) {
  const Instant now = shared.clock.now();
  if (buckets_.size() >= kBucketsKept) {
    std::erase_if(buckets_, [&](const auto& row) { return row.second.is_full(now); });
  }
  const auto it =
      buckets_.try_emplace(device, shared.options.device_burst, shared.options.device_per_second, now).first;
  return it->second.take(cost, now);
}

void GatewayLane::count_request(const Route& route, const Error* error, Duration took) {
  const std::string method(route.name);
  const std::string result(error ? describe(error->code).name : "OK");
  shared.metrics.counter("godwit_requests_total", "Requests answered", {{"method", method}, {"result", result}}).add();
  shared.metrics
      .histogram("godwit_request_seconds", "From the request's arrival to its answer", latency_bounds(),
                 {{"method", method}})
      .observe(std::chrono::duration<double>(took).count());
}

}  // namespace godwit::gateway
