// SPDX-License-Identifier: Apache-2.0
#include "lane_context.h"

#include <algorithm>

namespace godwit::gateway {
namespace {

constexpr std::size_t kBucketsKept = 1'000;

}  // namespace

LaneContext::LaneContext(LaneParts lane_parts, Shared with)
    : parts(lane_parts),
      shared(with),
      sockets(std::make_unique<net::SocketSet>(parts.lane, shared.metrics, shared.tls)),
      timers(shared.clock.now()),
      registry(shared.clock),
      sessions(shared.metrics.gauge("godwit_sessions", "Connections with an authenticated device")),
      sweep_buckets_at_(kBucketsKept) {}

Task<Result<std::string>> LaneContext::run(const Route* route, Caller caller, std::optional<DeviceId> device,
                                           std::string body) {
  const Instant began = shared.clock.now();
  std::optional<std::uint32_t> wait_ms;
  if (device) wait_ms = take_tokens(*device, route->kind.cost);

  Result<std::string> result;
  if (wait_ms) {
    result = fail(ErrorCode::kRateLimited, "too many requests", *wait_ms);
  } else {
    mark(shared.trace, "gateway.route");
    result = co_await route->run(parts.services, std::move(caller), std::move(body));
  }
  count_request(*route, result ? nullptr : &result.error(), shared.clock.now() - began);
  co_return result;
}

std::optional<std::uint32_t> LaneContext::take_tokens(DeviceId device, double cost) {
  const Instant now = shared.clock.now();
  if (buckets_.size() >= sweep_buckets_at_) {
    std::erase_if(buckets_, [&](const auto& row) { return row.second.is_full(now); });
    // However many are busy: a sweep costs each request the same.
    sweep_buckets_at_ = std::max(kBucketsKept, 2 * buckets_.size());
  }
  const auto it =
      buckets_.try_emplace(device, shared.options.device_burst, shared.options.device_per_second, now).first;
  return it->second.take(cost, now);
}

void LaneContext::count_request(const Route& route, const Error* error, Duration took) {
  const std::string method(route.name);
  const std::string result(error ? describe(error->code).name : "OK");
  shared.metrics.counter("godwit_requests_total", "Requests answered", {{"method", method}, {"result", result}}).add();
  shared.metrics
      .histogram("godwit_request_seconds", "From the request's arrival to its answer", latency_bounds(),
                 {{"method", method}})
      .observe(std::chrono::duration<double>(took).count());
}

}  // namespace godwit::gateway
