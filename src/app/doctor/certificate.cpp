// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <cstdio>
#include <ctime>
#include <memory>

#include "doctor/checks.h"

namespace godwit::app {
namespace {

constexpr int kSoonDays = 14;

using File = std::unique_ptr<std::FILE, int (*)(std::FILE*)>;
using Certificate = std::unique_ptr<X509, decltype(&X509_free)>;
using Key = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;

File open(const std::string& path) { return {std::fopen(path.c_str(), "re"), std::fclose}; }

/// Whole days from now to the time; negative when it has passed.
std::optional<int> days_until(const ASN1_TIME* time, std::int64_t now_seconds) {
  const std::unique_ptr<ASN1_TIME, decltype(&ASN1_TIME_free)> now(ASN1_TIME_set(nullptr, now_seconds), ASN1_TIME_free);
  int days = 0;
  int seconds = 0;
  if (!now || ASN1_TIME_diff(&days, &seconds, now.get(), time) != 1) return std::nullopt;
  return seconds < 0 && days == 0 ? -1 : days;
}

}  // namespace

Finding check_certificate(const std::string& chain_file, const std::string& key_file, std::int64_t now_seconds) {
  const std::string subject = "certificate";
  const auto bad = [&](std::string what, std::string advice) {
    return Finding{subject, Verdict::kBad, std::move(what), std::move(advice)};
  };
  const File chain = open(chain_file);
  if (!chain) return bad(chain_file + " cannot be read", "name a PEM file that the server's user may read");
  const Certificate certificate(PEM_read_X509(chain.get(), nullptr, nullptr, nullptr), X509_free);
  if (!certificate)
    return bad(chain_file + " begins with no certificate", "give the chain as PEM, the server's own first");
  const File key_stream = open(key_file);
  if (!key_stream) return bad(key_file + " cannot be read", "name a PEM file that the server's user may read");
  // A key with a passphrase is none for a server: nobody is asked for it.
  const auto no_passphrase = [](char*, int, int, void*) { return 0; };
  const Key key(PEM_read_PrivateKey(key_stream.get(), nullptr, no_passphrase, nullptr), EVP_PKEY_free);
  if (!key) return bad(key_file + " holds no private key without passphrase", "give the key as PEM, unencrypted");
  if (X509_check_private_key(certificate.get(), key.get()) != 1) {
    return bad(fmt::format("{} is not the key of {}", key_file, chain_file), "give the two that were made together");
  }
  const auto begins = days_until(X509_get0_notBefore(certificate.get()), now_seconds);
  const auto ends = days_until(X509_get0_notAfter(certificate.get()), now_seconds);
  if (!begins || !ends) return bad(chain_file + " has no times that can be read", "get a new certificate");
  if (*begins > 0)
    return bad(fmt::format("it is not valid for {} days yet", *begins), "look at the clock, else wait or get another");
  if (*ends < 0) return bad("it has expired", "renew it; until then clients refuse the server");
  const std::string what = fmt::format("it matches its key and is valid for {} more days", *ends);
  if (*ends < kSoonDays)
    return {subject, Verdict::kWarning, what, "renew it now, and see why that did not happen by itself"};
  return {subject, Verdict::kGood, what, ""};
}

}  // namespace godwit::app
