// SPDX-License-Identifier: Apache-2.0
// A moderator outside: each message is posted as JSON to a web address of the operator, who lets it pass, changes it or refuses it
// (docs/operations.md, "Moderation"). Any lane may ask; destroyed after the lanes.
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "async/worker_pool.h"
#include "base/metrics.h"
#include "service/moderator.h"

namespace godwit::app {

class ModerationHook final : public service::Moderator {
 public:
  struct Options {
    std::string url;                           ///< http or https
    std::string token = {};                    ///< sent as `Authorization: Bearer`; empty = none
    std::chrono::milliseconds timeout{2'000};  ///< of one question
    bool pass_when_down = false;               ///< else nobody says anything while the hook does not answer
  };
  ModerationHook(Options options, Metrics& metrics);

  /// kOverloaded when the hook does not answer as it should and may not be passed over.
  Task<Result<service::Verdict>> judge(service::Statement statement) override;

 private:
  Result<service::Verdict> ask(const std::string& question) const;

  const Options options_;
  Counter passed_;
  Counter changed_;
  Counter refused_;
  Counter failed_;
  /// Each of one thread: what one author says is judged in order.
  std::vector<std::unique_ptr<WorkerPool>> pools_;
};

}  // namespace godwit::app
