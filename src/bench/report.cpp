// SPDX-License-Identifier: Apache-2.0
#include "bench/report.h"

#include <fmt/format.h>

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

namespace godwit::bench {
namespace {

namespace json = boost::json;

double milliseconds(std::chrono::nanoseconds time) { return static_cast<double>(time.count()) / 1e6; }

json::object percentiles(const Histogram& times) {
  return {{"p50", milliseconds(times.percentile(0.5))},
          {"p99", milliseconds(times.percentile(0.99))},
          {"p999", milliseconds(times.percentile(0.999))},
          {"max", milliseconds(times.max())}};
}

std::string row(std::string_view name, const Histogram& times) {
  return fmt::format("{:<14}p50 {:>9.3f}   p99 {:>9.3f}   p99.9 {:>9.3f}   max {:>9.3f}  ms\n", name,
                     milliseconds(times.percentile(0.5)), milliseconds(times.percentile(0.99)),
                     milliseconds(times.percentile(0.999)), milliseconds(times.max()));
}

std::string_view name_of(Encoding encoding) {
  switch (encoding) {
    case Encoding::kNative:
      return "native";
    case Encoding::kWebSocket:
      return "websocket";
    case Encoding::kMqtt:
      return "mqtt";
  }
  return {};
}

}  // namespace

std::string to_json(const DirectReport& report) {
  const DirectOptions& options = report.options;
  json::object out{{"scenario", "direct"},
                   {"loop", options.rate > 0 ? "open" : "closed"},
                   {"encoding", name_of(options.encoding)},
                   {"seconds", std::chrono::duration<double>(options.duration).count()},
                   {"warm_up_seconds", std::chrono::duration<double>(options.warm_up).count()},
                   {"pairs", options.pairs},
                   {"connections", report.connections},
                   {"payload_bytes", options.payload},
                   {"offered_per_second", report.offered_per_second},
                   {"acked_per_second", report.acked_per_second},
                   {"delivered_per_second", report.delivered_per_second},
                   {"ack_ms", percentiles(report.ack)},
                   {"deliver_ms", percentiles(report.deliver)},
                   {"server_cpu_us_per_message", nullptr},
                   {"client_cpu_us_per_message", report.client_cpu_us_per_message},
                   {"sent", report.sent},
                   {"refused", report.refused},
                   {"unanswered", report.unanswered},
                   {"unsent", report.unsent},
                   {"read_late", report.read_late},
                   {"lost", report.lost},
                   {"duplicated", report.duplicated},
                   {"out_of_order", report.out_of_order}};
  if (options.rate > 0) {
    out["rate"] = options.rate;
  } else {
    out["in_flight"] = options.in_flight;
  }
  if (report.server_cpu_us_per_message) out["server_cpu_us_per_message"] = *report.server_cpu_us_per_message;
  return json::serialize(out);
}

std::string to_table(const DirectReport& report) {
  const DirectOptions& options = report.options;
  const std::string loop =
      options.rate > 0 ? fmt::format("{:.0f} a second", options.rate) : fmt::format("{} in flight", options.in_flight);
  std::string out = fmt::format("direct, {} pairs, {}, {} bytes, {}\n", options.pairs, loop, options.payload,
                                name_of(options.encoding));
  out += fmt::format("{:<14}{:.0f} offered, {:.0f} acknowledged, {:.0f} delivered\n", "a second",
                     report.offered_per_second, report.acked_per_second, report.delivered_per_second);
  out += row("acknowledged", report.ack);
  out += row("delivered", report.deliver);
  const std::string server =
      report.server_cpu_us_per_message ? fmt::format("{:.1f}", *report.server_cpu_us_per_message) : "unknown";
  out += fmt::format("{:<14}server {}, this program {:.1f}  µs a message\n", "CPU", server,
                     report.client_cpu_us_per_message);
  out += fmt::format("{:<14}{} sent, {} refused, {} lost, {} duplicated, {} out of order\n", "messages", report.sent,
                     report.refused, report.lost, report.duplicated, report.out_of_order);
  if (report.unanswered != 0) out += fmt::format("{:<14}{} without an answer\n", "", report.unanswered);
  if (report.unsent != 0)
    out += fmt::format("{:<14}{} due and never sent: the server is too slow\n", "", report.unsent);
  if (report.read_late != 0) out += fmt::format("{:<14}{} came by reading the log\n", "", report.read_late);
  return out;
}

}  // namespace godwit::bench
