// SPDX-License-Identifier: Apache-2.0
#include "tls_keeper.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "base/log.h"
#include "lan.h"
#include "net/certificates.h"

namespace godwit::app {
namespace {

namespace fs = std::filesystem;

constexpr auto kLookEvery = std::chrono::seconds(5);
constexpr int kAuthorityDays = 3'650;
/// Browsers take no server certificate that is valid for longer than 398 days.
constexpr int kCertificateDays = 397;
constexpr UnixMillis kDayMs = 24LL * 3600 * 1000;
constexpr UnixMillis kRenewBeforeMs = 30 * kDayMs;

std::string read_file(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  std::stringstream out;
  out << in.rdbuf();
  return out.str();
}

/// Whole or not at all, for the owner's eyes only.
Status write_secret(const std::string& path, const std::string& bytes) {
  const std::string draft = path + ".new";
  const int file = ::open(draft.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  bool good = file >= 0 && ::write(file, bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size()) &&
              ::fsync(file) == 0;
  if (file >= 0) good = ::close(file) == 0 && good;
  if (!good || ::rename(draft.c_str(), path.c_str()) != 0) return fail(ErrorCode::kInternal, "cannot write " + path);
  return {};
}

}  // namespace

TlsKeeper::TlsKeeper(const Config& config, const Clock& clock)
    : internal_(config.tls_mode == "internal"), folder_((fs::path(config.data) / "tls").string()), clock_(clock) {
  files_.certificate = internal_ ? folder_ + "/server.crt" : config.tls_cert;
  files_.key = internal_ ? folder_ + "/server.key" : config.tls_key;
  files_.allow_tls12 = config.tls_min_version == "1.2";
}

TlsKeeper::~TlsKeeper() { lane_.stop(); }

Result<std::unique_ptr<TlsKeeper>> TlsKeeper::create(const Config& config, const Clock& clock) {
  std::unique_ptr<TlsKeeper> keeper(new TlsKeeper(config, clock));
  if (keeper->internal_) {
    if (auto ok = keeper->renew_internal(); !ok) return std::unexpected(ok.error());
  }
  if (auto ok = keeper->load(); !ok) return std::unexpected(ok.error());
  keeper->lane_.start();
  keeper->lane_.run([&keeper] { keeper->nursery_.spawn(keeper->watch()); });
  return keeper;
}

std::string TlsKeeper::authority() const { return internal_ ? read_file(folder_ + "/ca.crt") : std::string(); }

Task<void> TlsKeeper::watch() {
  for (;;) {
    co_await sleep_for(kLookEvery);
    look();
  }
}

void TlsKeeper::look() {
  const std::scoped_lock lock(mutex_);
  Status done;
  if (internal_) done = renew_internal();
  const std::string before = loaded_;
  if (done && state_of_files() != before) done = load();
  if (!done) {
    log::error("tls.certificate", {{"error", done.error().detail}, {"kept", "the one before"}});
  } else if (loaded_ != before) {
    log::info("tls.certificate", {{"loaded", files_.certificate}});
  }
}

Status TlsKeeper::load() {
  // Noted first, and also of files that are wrong: they are tried again when they change, not every 5 s.
  loaded_ = state_of_files();
  auto context = net::TlsContext::load(files_);
  if (!context) return std::unexpected(context.error());
  if ((*context)->expires_ms() < clock_.unix_millis()) {
    log::warn("tls.certificate", {{"expired", files_.certificate}});
  }
  source_.set(std::move(*context));
  return {};
}

std::string TlsKeeper::state_of_files() const {
  std::string state;
  for (const std::string& path : {files_.certificate, files_.key}) {
    struct ::stat facts{};
    if (::stat(path.c_str(), &facts) != 0) continue;
    state += std::to_string(facts.st_ino) + ":" + std::to_string(facts.st_size) + ":" +
             std::to_string(facts.st_mtim.tv_sec) + "." + std::to_string(facts.st_mtim.tv_nsec) + " ";
  }
  return state;
}

/// Makes what is missing, about to expire, or made for other addresses than this machine has now.
Status TlsKeeper::renew_internal() {
  std::error_code error;
  fs::create_directories(folder_, error);
  fs::permissions(folder_, fs::perms::owner_all, error);
  if (error) return fail(ErrorCode::kInternal, "cannot make " + folder_ + ": " + error.message());
  const UnixMillis now = clock_.unix_millis();
  net::CertifiedKey authority{read_file(folder_ + "/ca.crt"), read_file(folder_ + "/ca.key")};
  if (authority.certificate.empty() || authority.key.empty()) {
    authority = net::make_authority("Godwit at " + own_names().front(), now, kAuthorityDays);
    if (auto ok = write_secret(folder_ + "/ca.key", authority.key); !ok) return ok;
    if (auto ok = write_secret(folder_ + "/ca.crt", authority.certificate); !ok) return ok;
  }
  const auto names = own_names();
  const auto facts = net::read_certificate(read_file(files_.certificate));
  const auto is_named = [&](const std::string& name) {
    return std::ranges::find(facts->names, name) != facts->names.end();
  };
  if (facts && facts->expires_ms > now + kRenewBeforeMs && std::ranges::all_of(names, is_named)) return {};
  const auto made = net::make_certificate(authority, names, now, kCertificateDays);
  if (!made) return std::unexpected(made.error());
  if (auto ok = write_secret(files_.key, made->key); !ok) return ok;
  return write_secret(files_.certificate, made->certificate);
}

}  // namespace godwit::app
