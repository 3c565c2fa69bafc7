// SPDX-License-Identifier: Apache-2.0
#include "moderation_hook.h"

#include <curl/curl.h>

#include <array>
#include <boost/json.hpp>

#include "base/log.h"

namespace godwit::app {
namespace {

constexpr std::size_t kPools = 8;
constexpr std::size_t kQueue = 1'000;
constexpr std::size_t kAnswerBytes = 64 * 1024;

/// The kind of a message as in EntryBody.
struct KindOf {
  const char* operator()(const model::Text&) const { return "text"; }
  const char* operator()(const model::Picture&) const { return "picture"; }
  const char* operator()(const model::Voice&) const { return "voice"; }
  const char* operator()(const model::Video&) const { return "video"; }
  const char* operator()(const model::Document&) const { return "document"; }
  const char* operator()(const model::Merged&) const { return "merged"; }
  const char* operator()(const model::Location&) const { return "location"; }
  const char* operator()(const model::Card&) const { return "card"; }
  const char* operator()(const model::Custom&) const { return "custom"; }
  const char* operator()(const model::Edit&) const { return "edit"; }
  template <class Other>
  const char* operator()(const Other&) const {
    return "other";
  }
};

std::string to_json(const service::Statement& statement) {
  model::Body body = statement.body;
  boost::json::array files;
  for (const model::File* file : model::files_of(body)) files.emplace_back(file->id);
  boost::json::object question{{"author", std::to_string(statement.author.value)},
                               {"log", statement.log.to_string()},
                               {"kind", std::visit(KindOf(), body)},
                               {"text", statement.text},
                               {"files", std::move(files)}};
  if (const Seq target = model::target_of(body); target != 0) question["target"] = std::to_string(target);
  return boost::json::serialize(question);
}

std::size_t take_answer(char* data, std::size_t size, std::size_t count, void* pointer) {
  auto& answer = *static_cast<std::string*>(pointer);
  if (answer.size() + size * count > kAnswerBytes) return 0;
  answer.append(data, size * count);
  return size * count;
}

Result<std::string> post(const ModerationHook::Options& options, const std::string& question) {
  // Each pool has one thread: the connection stays open from one question to the next.
  thread_local const std::unique_ptr<CURL, decltype(&curl_easy_cleanup)> curl(curl_easy_init(), curl_easy_cleanup);
  GODWIT_CHECK(curl);
  curl_easy_reset(curl.get());
  curl_slist* list = curl_slist_append(nullptr, "Content-Type: application/json");
  if (!options.token.empty()) list = curl_slist_append(list, ("Authorization: Bearer " + options.token).c_str());
  const std::unique_ptr<curl_slist, decltype(&curl_slist_free_all)> headers(list, curl_slist_free_all);
  std::string answer;
  const auto set = [&](auto option, auto value) { curl_easy_setopt(curl.get(), option, value); };
  set(CURLOPT_URL, options.url.c_str());
  set(CURLOPT_HTTPHEADER, headers.get());
  set(CURLOPT_POSTFIELDS, question.c_str());
  set(CURLOPT_POSTFIELDSIZE, static_cast<long>(question.size()));
  set(CURLOPT_NOSIGNAL, 1L);
  set(CURLOPT_PROTOCOLS_STR, "http,https");
  // What people say goes to the address of the operator, not by a proxy of the environment.
  set(CURLOPT_PROXY, "");
  set(CURLOPT_TIMEOUT_MS, static_cast<long>(options.timeout.count()));
  set(CURLOPT_WRITEFUNCTION, take_answer);
  set(CURLOPT_WRITEDATA, &answer);
  if (const CURLcode code = curl_easy_perform(curl.get()); code != CURLE_OK) {
    return fail(ErrorCode::kOverloaded, curl_easy_strerror(code));
  }
  long status = 0;
  curl_easy_getinfo(curl.get(), CURLINFO_RESPONSE_CODE, &status);
  if (status != 200) return fail(ErrorCode::kOverloaded, "HTTP " + std::to_string(status));
  return answer;
}

std::string text_of(const boost::json::object& answer, std::string_view field) {
  const auto* value = answer.if_contains(field);
  const auto* text = value ? value->if_string() : nullptr;
  return text ? std::string(*text) : std::string();
}

Result<service::Verdict> read_verdict(const std::string& answer) {
  boost::system::error_code error;
  const boost::json::value value = boost::json::parse(answer, error);
  const auto* object = error ? nullptr : value.if_object();
  if (!object) return fail(ErrorCode::kOverloaded, "the answer is no JSON object");
  const std::string action = text_of(*object, "action");
  using Kind = service::Verdict::Kind;
  if (action == "pass") return service::Verdict();
  if (action == "change") return service::Verdict{Kind::kChange, text_of(*object, "text")};
  if (action == "refuse") return service::Verdict{Kind::kRefuse, text_of(*object, "reason")};
  return fail(ErrorCode::kOverloaded, "the answer has no action that is known");
}

}  // namespace

ModerationHook::ModerationHook(Options options, Metrics& metrics)
    : options_(std::move(options)),
      passed_(metrics.counter("godwit_moderation_passed_total", "Messages that the hook let pass")),
      changed_(metrics.counter("godwit_moderation_changed_total", "Messages that the hook changed")),
      refused_(metrics.counter("godwit_moderation_refused_total", "Messages that the hook refused")),
      failed_(metrics.counter("godwit_moderation_failed_total", "Questions that the hook did not answer")) {
  curl_global_init(CURL_GLOBAL_DEFAULT);
  for (std::size_t i = 0; i < kPools; ++i) {
    pools_.push_back(std::make_unique<WorkerPool>("godwit-moderate", 1, kQueue));
  }
}

Task<Result<service::Verdict>> ModerationHook::judge(service::Statement statement) {
  const auto author = static_cast<std::size_t>(statement.author.value);
  return pools_[std::hash<std::size_t>()(author) % kPools]->run<service::Verdict>(
      [this, question = to_json(statement)](std::size_t) { return ask(question); });
}

Result<service::Verdict> ModerationHook::ask(const std::string& question) const {
  const auto answer = post(options_, question);
  auto verdict = answer ? read_verdict(*answer) : std::unexpected(answer.error());
  if (!verdict) {
    failed_.add();
    log::warn("moderation.failed", {{"why", verdict.error().detail}});
    if (options_.pass_when_down) return service::Verdict();
    return fail(ErrorCode::kOverloaded, "the moderation does not answer");
  }
  using Kind = service::Verdict::Kind;
  (verdict->kind == Kind::kPass ? passed_ : verdict->kind == Kind::kChange ? changed_ : refused_).add();
  if (verdict->kind == Kind::kRefuse && verdict->text.empty()) verdict->text = "the server's rules do not allow it";
  return verdict;
}

}  // namespace godwit::app
