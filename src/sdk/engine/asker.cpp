// SPDX-License-Identifier: Apache-2.0
#include "engine/asker.h"

#include <vector>

namespace godwit::sdk {

void Asker::connect(Requests* requests) { requests_ = requests; }

void Asker::online() {
  std::vector<Id> waiting;
  for (const auto& [id, question] : questions_) {
    if (!question->in_flight) waiting.push_back(id);
  }
  for (const Id id : waiting) launch(id);
}

void Asker::close(const Error& why) {
  closed_ = why;
  requests_ = nullptr;
  while (!questions_.empty()) finish(questions_.begin()->first, std::unexpected(Failure{.error = why}));
}

void Asker::add(v1::Method method, const google::protobuf::MessageLite& request, Repeat repeat, Requests::Done done) {
  if (closed_) return done(std::unexpected(Failure{.error = *closed_}));
  const Id id = ++last_;
  auto question = std::make_unique<Question>(loop_);
  question->method = method;
  question->request.reset(request.New());
  question->request->CheckTypeAndMergeFrom(request);
  question->repeat = repeat;
  question->done = std::move(done);
  question->deadline.start(timeout_, [this, id] {
    finish(id, std::unexpected(Failure{.error = {ErrorCode::kTimeout, "the server did not answer in time"}}));
  });
  questions_.emplace(id, std::move(question));
  launch(id);
}

void Asker::launch(Id id) {
  const auto found = questions_.find(id);
  if (found == questions_.end()) return;
  if (!requests_) {
    if (found->second->repeat == Repeat::kNow) {
      finish(id, std::unexpected(Failure{.error = {ErrorCode::kGoingAway, "there is no connection"}}));
    }
    return;
  }
  Question& question = *found->second;
  question.in_flight = true;
  const auto request = question.request;
  requests_->request(question.method, *request,
                     [this, id](Reply<std::string> reply) { answered(id, std::move(reply)); });
}

void Asker::answered(Id id, Reply<std::string> reply) {
  const auto found = questions_.find(id);
  if (found == questions_.end()) return;
  Question& question = *found->second;
  const bool cut = !reply && reply.error().disconnected;
  if (cut && !closed_ && question.repeat != Repeat::kNow &&
      (reply.error().unsent || question.repeat == Repeat::kHarmless)) {
    question.in_flight = false;
    return;
  }
  finish(id, std::move(reply));
}

void Asker::finish(Id id, Reply<std::string> reply) {
  auto question = questions_.extract(id);
  if (!question.empty()) question.mapped()->done(std::move(reply));
}

}  // namespace godwit::sdk
