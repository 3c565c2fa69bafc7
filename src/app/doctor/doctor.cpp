// SPDX-License-Identifier: Apache-2.0
#include "doctor/doctor.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <iostream>

#include "base/clock.h"
#include "doctor/checks.h"
#include "manifest.h"
#include "store_sqlite/inspection.h"
#include "verbs.h"

namespace godwit::app {
namespace {

namespace json = boost::json;

std::string_view name_of(Verdict verdict) {
  switch (verdict) {
    case Verdict::kGood:
      return "good";
    case Verdict::kWarning:
      return "warning";
    case Verdict::kBad:
      return "bad";
  }
  return {};
}

std::string_view mark_of(Verdict verdict) {
  switch (verdict) {
    case Verdict::kGood:
      return "✓";
    case Verdict::kWarning:
      return "!";
    case Verdict::kBad:
      return "✗";
  }
  return {};
}

Finding check_server(const Config& config, std::optional<int> holder) {
  const std::string subject = "server";
  if (!holder) return {subject, Verdict::kGood, "none runs on this folder", ""};
  // Any verb that changes nothing.
  const auto answer = administer(config, {{"verb", "server.ping"}});
  if (answer) return {subject, Verdict::kGood, fmt::format("process {} runs and answers", *holder), ""};
  return {subject, Verdict::kBad,
          fmt::format("process {} holds the folder and does not answer: {}", *holder, answer.error().detail),
          fmt::format("look at its log; `kill {}` stops it, and what it acknowledged is on disk", *holder)};
}

Finding check_tls(const Config& config) {
  if (config.tls_mode == "off") return {"certificate", Verdict::kGood, "TLS is off", ""};
  const bool internal = config.tls_mode == "internal";
  const std::filesystem::path own = std::filesystem::path(config.data) / "tls";
  std::error_code error;
  if (internal && !std::filesystem::exists(own / "server.crt", error)) {
    return {"certificate", Verdict::kGood, "the server makes one when it starts", ""};
  }
  const std::string chain = internal ? (own / "server.crt").string() : config.tls_cert;
  const std::string key = internal ? (own / "server.key").string() : config.tls_key;
  return check_certificate(chain, key, SystemClock().unix_millis() / 1'000);
}

}  // namespace

Finding check_store(const Config& config, std::optional<int> holder) {
  const std::string subject = "store";
  std::error_code error;
  if (!std::filesystem::exists(std::filesystem::path(config.data) / kDatabaseName, error)) {
    return {subject, Verdict::kGood, "there is none yet", ""};
  }
  std::vector<std::string> faults;
  if (holder) {
    const auto answer = administer(config, {{"verb", "store.inspect"}});
    if (!answer) return {subject, Verdict::kBad, answer.error().detail, "see what is said of the server"};
    for (const json::value& fault : answer->as_array()) faults.emplace_back(fault.as_string());
  } else {
    auto found = store::inspect_folder(config.data);
    if (!found) return {subject, Verdict::kBad, found.error().detail, "restore a backup if the file is damaged"};
    faults = std::move(*found);
  }
  if (faults.empty()) return {subject, Verdict::kGood, "logs, heads and cursors are as they should be", ""};
  return {subject, Verdict::kBad, fmt::format("{}", fmt::join(faults, "; ")),
          "copy the folder away, then restore the last backup, and please report it"};
}

Findings examine(const Result<Config>& config) {
  if (!config) {
    return {{"configuration", Verdict::kBad, config.error().detail,
             "`godwit config show` prints all options with what they take"}};
  }
  Findings findings = {{"configuration", Verdict::kGood, "all options are known and in their bounds", ""}};
  const std::filesystem::path data = config->data;
  const auto holder = find_holder(data);
  findings.push_back(check_folder(data));
  const bool usable = findings.back().verdict != Verdict::kBad;
  const bool there = usable && std::filesystem::exists(data);
  findings.push_back(check_space(data));
  findings.push_back(check_server(*config, holder));
  findings.push_back(check_port(config->listen, holder));
  findings.push_back(check_open_files(*config));
  findings.push_back(check_clock(data));
  findings.push_back(check_tls(*config));
  if (there) {
    findings.push_back(check_leftovers(data, holder));
    findings.push_back(check_disk_speed(data));
    findings.push_back(check_store(*config, holder));
  }
  return findings;
}

int doctor(const Result<Config>& config, bool as_json) {
  const Findings findings = examine(config);
  if (as_json) {
    json::array rows;
    for (const Finding& finding : findings) {
      rows.push_back(json::object{{"subject", finding.subject},
                                  {"verdict", name_of(finding.verdict)},
                                  {"what", finding.what},
                                  {"advice", finding.advice}});
    }
    std::cout << json::serialize(rows) << "\n";
  } else {
    for (const Finding& finding : findings) {
      std::cout << fmt::format("{} {:<14} {}\n", mark_of(finding.verdict), finding.subject, finding.what);
      if (!finding.advice.empty()) std::cout << fmt::format("  {:<14} → {}\n", "", finding.advice);
    }
  }
  return std::ranges::any_of(findings, [](const Finding& finding) { return finding.verdict == Verdict::kBad; }) ? 1 : 0;
}

}  // namespace godwit::app
