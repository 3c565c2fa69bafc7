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

std::string to_json(const GroupReport& report) {
  const GroupOptions& options = report.options;
  json::object out{{"scenario", "group"},
                   {"members", options.members},
                   {"stalled", options.stalled},
                   {"processes", options.processes},
                   {"messages", options.messages},
                   {"interval_ms", options.interval.count()},
                   {"payload_bytes", options.payload},
                   {"reports", options.reports},
                   {"connect_seconds", std::chrono::duration<double>(report.connected).count()},
                   {"ack_ms", percentiles(report.ack)},
                   {"deliver_ms", percentiles(report.deliver)},
                   {"last_ms", percentiles(report.last)},
                   {"server_cpu_ms_per_message", nullptr},
                   {"server_memory_bytes", nullptr},
                   {"expected", report.expected},
                   {"delivered", report.delivered},
                   {"read_late", report.read_late},
                   {"lost", report.lost()},
                   {"duplicated", report.duplicated}};
  if (report.server_cpu_ms_per_message) out["server_cpu_ms_per_message"] = *report.server_cpu_ms_per_message;
  if (const auto& memory = report.memory) {
    out["server_memory_bytes"] = json::object{
        {"before", memory->before}, {"connected", memory->connected}, {"after", memory->after}, {"peak", memory->peak}};
  }
  return json::serialize(out);
}

std::string to_table(const GroupReport& report) {
  constexpr double kMiB = 1 << 20;
  std::string table = fmt::format("{} members came in {:.1f} s; {} messages reached {} of {}, {} by reading\n",
                                  report.options.members, std::chrono::duration<double>(report.connected).count(),
                                  report.options.messages, report.delivered, report.expected, report.read_late);
  table += row("acknowledged", report.ack);
  table += row("delivered", report.deliver);
  table += row("to the last", report.last);
  if (report.server_cpu_ms_per_message) {
    table += fmt::format("server CPU    {:.1f} ms a message\n", *report.server_cpu_ms_per_message);
  }
  if (const auto& memory = report.memory) {
    table += fmt::format("server memory {:.0f} MiB before, {:.0f} with all, {:.0f} after, {:.0f} at most\n",
                         static_cast<double>(memory->before) / kMiB, static_cast<double>(memory->connected) / kMiB,
                         static_cast<double>(memory->after) / kMiB, static_cast<double>(memory->peak) / kMiB);
  }
  return table + fmt::format("lost {}, duplicated {}\n", report.lost(), report.duplicated);
}

}  // namespace godwit::bench
