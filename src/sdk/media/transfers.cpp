// SPDX-License-Identifier: Apache-2.0
#include "media/transfers.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>

#include "link/backoff.h"

namespace godwit::sdk {
namespace {

constexpr std::size_t kThreads = 2;
constexpr int kCreated = 201;
constexpr int kNoContent = 204;
constexpr int kPartial = 206;
constexpr int kOk = 200;
constexpr std::chrono::milliseconds kProgressEvery{100};

class Descriptor {
 public:
  Descriptor(const std::filesystem::path& path, int flags) : number_(::open(path.c_str(), flags | O_CLOEXEC, 0600)) {}
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int number() const { return number_; }
  explicit operator bool() const { return number_ >= 0; }

 private:
  int number_;
};

std::optional<std::uint64_t> number_in(const HttpReply& reply, const std::string& header) {
  const auto found = reply.headers.find(header);
  if (found == reply.headers.end()) return std::nullopt;
  std::uint64_t value = 0;
  const std::string& text = found->second;
  const auto [end, wrong] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (wrong != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

Error refusal(const HttpReply& reply) {
  std::string line = reply.body.substr(0, reply.body.find('\n'));
  const std::string detail = "the server answers " + std::to_string(reply.status) + (line.empty() ? "" : ": " + line);
  switch (reply.status) {
    case 401:
      return {ErrorCode::kTokenInvalid, detail};
    case 403:
      return {ErrorCode::kForbidden, detail};
    case 404:
    case 410:
      return {ErrorCode::kNotFound, detail};
    case 409:
      return {ErrorCode::kConflict, detail};
    case 413:
      return {ErrorCode::kTooLarge, detail};
    case 429:
      return {ErrorCode::kRateLimited, detail};
    case 507:
      return {ErrorCode::kQuotaExceeded, detail};
    default:
      return {reply.status >= 500 ? ErrorCode::kOverloaded : ErrorCode::kInvalid, detail};
  }
}

/// The path of a Location: the token goes to our own server only, whatever host it names.
std::string path_of(const std::string& location) {
  const auto scheme = location.find("://");
  if (scheme == std::string::npos) return location;
  const auto slash = location.find('/', scheme + 3);
  return slash == std::string::npos ? "/" : location.substr(slash);
}

/// Whether trying again can help.
bool passes(const Error& error) {
  switch (error.code) {
    case ErrorCode::kGoingAway:
    case ErrorCode::kTimeout:
    case ErrorCode::kOverloaded:
    case ErrorCode::kRateLimited:
    case ErrorCode::kIndeterminate:
      return true;
    default:
      return false;
  }
}

}  // namespace

Result<std::pair<std::uint64_t, std::int64_t>> look_at_file(const std::filesystem::path& path) {
  struct stat its{};
  if (::stat(path.c_str(), &its) != 0 || !S_ISREG(its.st_mode)) {
    return fail(ErrorCode::kNotFound, path.string() + " is no file that can be read");
  }
  return std::pair(static_cast<std::uint64_t>(its.st_size),
                   std::int64_t{its.st_mtim.tv_sec} * 1'000'000'000 + its.st_mtim.tv_nsec);
}

Transfers::Transfers(Loop& loop, std::string base, std::filesystem::path ca_file)
    : loop_(loop), base_(std::move(base)), ca_file_(std::move(ca_file)) {}

Transfers::~Transfers() { stop(); }

void Transfers::start(std::string token) {
  token_ = std::move(token);
  for (std::size_t i = threads_.size(); i < kThreads; ++i) threads_.emplace_back([this] { work(); });
}

void Transfers::add(Upload one) {
  queue([this, its = std::make_shared<Upload>(std::move(one))] {
    auto result = upload(*its);
    if (!stopped_) loop_.post([its, result = std::move(result)] { its->done(result); });
  });
}

void Transfers::add(Download one) {
  queue([this, its = std::make_shared<Download>(std::move(one))] {
    auto result = download(*its);
    if (!stopped_) loop_.post([its, result = std::move(result)] { its->done(result); });
  });
}

void Transfers::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopped_ = true;
  }
  wake_.notify_all();
  for (std::thread& thread : threads_) thread.join();
  threads_.clear();
}

void Transfers::queue(Work work) {
  {
    const std::lock_guard lock(mutex_);
    queue_.push_back(std::move(work));
  }
  wake_.notify_one();
}

void Transfers::work() {
  for (;;) {
    Work next;
    {
      std::unique_lock lock(mutex_);
      wake_.wait(lock, [this] { return stopped_ || !queue_.empty(); });
      if (stopped_) return;
      next = std::move(queue_.front());
      queue_.pop_front();
    }
    next();
  }
}

bool Transfers::rest(unsigned attempt) {
  std::unique_lock lock(mutex_);
  wake_.wait_for(lock, full_jitter(attempt, loop_) + std::chrono::milliseconds(100),
                 [this] { return stopped_.load(); });
  return !stopped_;
}

Result<HttpReply> Transfers::ask(HttpRequest request) {
  request.headers.push_back("Authorization: Bearer " + token_);
  request.ca_file = ca_file_;
  request.cancelled = &stopped_;
  return perform(request);
}

Result<std::string> Transfers::upload(Upload& its) {
  unsigned attempt = 0;
  for (;;) {
    const auto file = look_at_file(its.path);
    if (!file) return std::unexpected(file.error());
    if (*file != std::pair(its.size, its.modified_ns)) {
      return fail(ErrorCode::kConflict, its.path.string() + " was changed since it was given to send");
    }
    auto offset = offset_of(its);
    if (offset && *offset < its.size) offset = send_from(its, *offset);
    if (offset && *offset == its.size) return its.location.substr(its.location.rfind('/') + 1);
    if (!offset && !passes(offset.error())) {
      // The server threw an unfinished upload away: begin anew, once a try.
      const bool gone = offset.error().code == ErrorCode::kNotFound && !its.location.empty();
      if (!gone) return std::unexpected(offset.error());
      its.location.clear();
    }
    attempt = offset ? 0 : attempt + 1;
    if (!rest(attempt)) return fail(ErrorCode::kGoingAway, "the client was closed");
  }
}

Result<std::uint64_t> Transfers::offset_of(Upload& its) {
  if (its.location.empty()) {
    auto made = ask({.method = "POST",
                     .url = base_ + "/v1/media",
                     .headers = {"Tus-Resumable: 1.0.0", "Upload-Length: " + std::to_string(its.size)}});
    if (!made) return std::unexpected(made.error());
    const auto location = made->headers.find("location");
    if (made->status != kCreated || location == made->headers.end()) return std::unexpected(refusal(*made));
    its.location = path_of(location->second);
    if (!its.location.starts_with('/')) return fail(ErrorCode::kMalformed, "the server names no place for the upload");
    loop_.post([begun = its.begun, where = its.location] { begun(where); });
    return 0;
  }
  auto head = ask({.method = "HEAD", .url = base_ + its.location, .headers = {"Tus-Resumable: 1.0.0"}});
  if (!head) return std::unexpected(head.error());
  if (head->status != kOk && head->status != kNoContent) return std::unexpected(refusal(*head));
  const auto offset = number_in(*head, "upload-offset");
  if (!offset || *offset > its.size) return fail(ErrorCode::kMalformed, "the server names no offset of the upload");
  return *offset;
}

Result<std::uint64_t> Transfers::send_from(const Upload& its, std::uint64_t offset) {
  const Descriptor file(its.path, O_RDONLY);
  if (!file) return fail(ErrorCode::kNotFound, its.path.string() + " cannot be read");
  std::uint64_t at = offset;
  Instant told{};
  const SystemClock clock;
  const auto pull = [&](char* to, std::size_t room) -> std::size_t {
    const auto want = static_cast<std::size_t>(std::min<std::uint64_t>(room, its.size - at));
    const ssize_t got = ::pread(file.number(), to, want, static_cast<off_t>(at));
    if (got <= 0) return 0;
    at += static_cast<std::uint64_t>(got);
    if (clock.now() - told >= kProgressEvery || at == its.size) {
      told = clock.now();
      loop_.post([progress = its.progress, at] { progress(at); });
    }
    return static_cast<std::size_t>(got);
  };
  auto sent = ask({.method = "PATCH",
                   .url = base_ + its.location,
                   .headers = {"Tus-Resumable: 1.0.0", "Content-Type: application/offset+octet-stream",
                               "Upload-Offset: " + std::to_string(offset)},
                   .ca_file = {},
                   .upload = pull,
                   .upload_size = its.size - offset});
  if (!sent) return std::unexpected(sent.error());
  // Somebody else moved the offset (an earlier try that was still being read): ask again.
  if (sent->status == 409) return fail(ErrorCode::kIndeterminate, "the upload stands elsewhere");
  if (sent->status != kNoContent && sent->status != kOk) return std::unexpected(refusal(*sent));
  return number_in(*sent, "upload-offset").value_or(at);
}

Result<std::filesystem::path> Transfers::download(const Download& its) {
  std::filesystem::path part = its.to;
  part += ".part";
  const Descriptor file(part, O_WRONLY | O_CREAT);
  if (!file) return fail(ErrorCode::kInvalid, part.string() + " cannot be written");
  for (unsigned attempt = 0;; ++attempt) {
    struct stat now{};
    ::fstat(file.number(), &now);
    auto at = static_cast<std::uint64_t>(now.st_size);
    std::uint64_t total = 0;
    bool full = false;
    Instant told{};
    const SystemClock clock;
    const auto take = [&](const HttpReply& head, std::string_view bytes) {
      if (head.status == kOk && total == 0) at = 0;  // the whole file, not the range
      if (total == 0) total = at + number_in(head, "content-length").value_or(0);
      const ssize_t put = ::pwrite(file.number(), bytes.data(), bytes.size(), static_cast<off_t>(at));
      full = put != static_cast<ssize_t>(bytes.size());
      if (full) return false;
      at += bytes.size();
      if (clock.now() - told >= kProgressEvery || at == total) {
        told = clock.now();
        loop_.post([progress = its.progress, at, total] { progress(at, total); });
      }
      return true;
    };
    HttpRequest request{.method = "GET", .url = base_ + "/media/" + its.media_id};
    if (at > 0) request.headers.push_back("Range: bytes=" + std::to_string(at) + "-");
    request.take = take;
    const bool ranged = at > 0;
    auto got = ask(std::move(request));
    if (full) return fail(ErrorCode::kStorageFull, part.string() + " cannot be written");
    // A range behind the end: all of it is there already.
    const bool whole = got && (got->status == kOk || got->status == kPartial || (got->status == 416 && ranged));
    if (whole) {
      if (got->status != 416 && ::ftruncate(file.number(), static_cast<off_t>(at)) != 0) {
        return fail(ErrorCode::kInternal, part.string() + " cannot be written");
      }
      std::error_code wrong;
      std::filesystem::rename(part, its.to, wrong);
      if (wrong) return fail(ErrorCode::kInvalid, its.to.string() + ": " + wrong.message());
      return its.to;
    }
    const Error error = got ? refusal(*got) : got.error();
    if (!passes(error)) {
      if (at == 0) std::filesystem::remove(part);
      return std::unexpected(error);
    }
    if (!rest(attempt)) return fail(ErrorCode::kGoingAway, "the client was closed");
  }
}

}  // namespace godwit::sdk
