// SPDX-License-Identifier: Apache-2.0
#include "doctor/doctor.h"

#include <gmock/gmock.h>
#include <netinet/in.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <ctime>
#include <fstream>
#include <memory>

#include "base/metrics.h"
#include "doctor/checks.h"
#include "store_sqlite/sqlite_store.h"

namespace godwit::app {
namespace {

using testing::HasSubstr;
namespace fs = std::filesystem;

class Doctor : public ::testing::Test {
 protected:
  Doctor() : folder_(fs::temp_directory_path() / ("godwit-doctor-" + std::to_string(::getpid()))) {
    fs::remove_all(folder_);
    fs::create_directories(folder_);
    fs::permissions(folder_, fs::perms::owner_all);
    config_.data = data();
    config_.listen = "127.0.0.1:0";
  }
  ~Doctor() override { fs::remove_all(folder_); }

  fs::path data() const { return folder_ / "data"; }
  void make_store() const {
    SystemClock clock;
    Metrics metrics;
    ASSERT_TRUE(store::open_sqlite({.folder = data(), .clock = &clock, .metrics = &metrics}).has_value());
  }
  Finding about(const std::string& subject) const {
    const Findings findings = examine(config_);
    const auto it = std::ranges::find(findings, subject, &Finding::subject);
    return it == findings.end() ? Finding{} : *it;
  }

  fs::path folder_;
  Config config_;
};

TEST_F(Doctor, AFolderThatAServerCouldUseIsGood) {
  for (const bool there : {false, true}) {
    if (there) make_store();
    for (const Finding& finding : examine(config_)) {
      // The clock, the limits and the disk are those of this machine.
      EXPECT_NE(finding.verdict, Verdict::kBad) << finding.subject << ": " << finding.what;
      EXPECT_EQ(finding.advice.empty(), finding.verdict == Verdict::kGood) << finding.subject;
    }
  }
  EXPECT_THAT(about("store").what, HasSubstr("as they should be"));
}

TEST_F(Doctor, AWrongConfigurationIsTheOnlyFinding) {
  const Findings findings = examine(load_config("", {}, {{"server.dat", "x"}}));
  ASSERT_EQ(findings.size(), 1u);
  EXPECT_EQ(findings[0].verdict, Verdict::kBad);
  EXPECT_THAT(findings[0].what, HasSubstr("did you mean 'server.data'"));
  EXPECT_EQ(doctor(load_config("", {}, {{"server.dat", "x"}}), true), 1);
}

TEST_F(Doctor, RightsOfTheFolderAreLookedAt) {
  make_store();
  fs::permissions(data(), fs::perms::owner_all | fs::perms::group_read);
  EXPECT_EQ(about("data folder").verdict, Verdict::kWarning);
  EXPECT_THAT(about("data folder").advice, HasSubstr("chmod 700"));
  const fs::path file = folder_ / "data" / "godwit.db";
  config_.data = file;
  EXPECT_EQ(about("data folder").verdict, Verdict::kBad);
  config_.data = file / "below";
  EXPECT_EQ(about("data folder").verdict, Verdict::kBad);
}

TEST_F(Doctor, AHeldPortIsToldFromAFreeOne) {
  const int listener = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  ASSERT_EQ(::bind(listener, reinterpret_cast<const sockaddr*>(&address), size), 0);
  ASSERT_EQ(::listen(listener, 1), 0);
  ASSERT_EQ(::getsockname(listener, reinterpret_cast<sockaddr*>(&address), &size), 0);
  const std::string taken = "127.0.0.1:" + std::to_string(ntohs(address.sin_port));
  const Finding held = check_port(taken, std::nullopt);
  EXPECT_EQ(held.verdict, Verdict::kBad);
  EXPECT_THAT(held.what, HasSubstr("process " + std::to_string(::getpid())));
  EXPECT_EQ(check_port(taken, ::getpid()).verdict, Verdict::kGood);  // our own server
  ::close(listener);
  EXPECT_EQ(check_port(taken, std::nullopt).verdict, Verdict::kGood);
  EXPECT_EQ(check_port(taken, ::getpid()).verdict, Verdict::kWarning);  // it runs, and listens elsewhere
  EXPECT_EQ(check_port("nowhere", std::nullopt).verdict, Verdict::kBad);
  EXPECT_EQ(check_port("192.0.2.1:8080", std::nullopt).verdict, Verdict::kBad);
}

TEST_F(Doctor, TheHolderOfTheLockIsNamedAndWhatACrashLeftIsHarmless) {
  SystemClock clock;
  Metrics metrics;
  auto store = store::open_sqlite({.folder = data(), .clock = &clock, .metrics = &metrics});
  ASSERT_TRUE(store.has_value());
  EXPECT_EQ(find_holder(data()), ::getpid());
  const Finding deaf = about("server");
  EXPECT_EQ(deaf.verdict, Verdict::kBad);  // it holds the folder and has no socket to answer on
  EXPECT_THAT(deaf.what, HasSubstr(std::to_string(::getpid())));
  store->reset();
  EXPECT_EQ(find_holder(data()), std::nullopt);
  EXPECT_EQ(about("leftovers").what, "none");
  std::ofstream(data() / "admin.sock") << "";
  EXPECT_THAT(about("leftovers").what, HasSubstr("admin.sock: harmless"));
  std::ofstream(data() / "godwit.db.restoring") << "half";
  EXPECT_EQ(about("leftovers").verdict, Verdict::kBad);
}

TEST_F(Doctor, ADamagedStoreIsBad) {
  make_store();
  std::fstream file(data() / "godwit.db", std::ios::in | std::ios::out | std::ios::binary);
  file.seekp(4'096);
  file << std::string(12'000, '\xff');
  file.close();
  const Finding finding = about("store");
  EXPECT_EQ(finding.verdict, Verdict::kBad);
  EXPECT_THAT(finding.advice, HasSubstr("backup"));
}

TEST_F(Doctor, DiskSpeedIsJudged) {
  using std::chrono::microseconds;
  const auto verdict = [](microseconds median, bool in_memory = false) {
    return judge_disk_speed(median, median * 2, in_memory).verdict;
  };
  EXPECT_EQ(verdict(microseconds(300)), Verdict::kGood);
  EXPECT_EQ(verdict(microseconds(12'000)), Verdict::kWarning);
  EXPECT_EQ(verdict(microseconds(40'000)), Verdict::kWarning);
  EXPECT_EQ(verdict(microseconds(1), true), Verdict::kWarning);
  EXPECT_THAT(judge_disk_speed(microseconds(1'500), microseconds(9'000), false).what, HasSubstr("1.50 ms"));
  EXPECT_TRUE(fs::is_empty(folder_));
  check_disk_speed(folder_);
  EXPECT_TRUE(fs::is_empty(folder_));  // it left nothing
}

/// A key, and a certificate of it that is valid from and to so many days from now.
class Certificates : public Doctor {
 protected:
  using Key = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;

  Key make_key(const std::string& name) const {
    Key key(EVP_EC_gen("P-256"), EVP_PKEY_free);
    write(name, [&](FILE* file) { PEM_write_PrivateKey(file, key.get(), nullptr, nullptr, 0, nullptr, nullptr); });
    return key;
  }
  void make_certificate(const std::string& name, EVP_PKEY* key, int from_days, int to_days) const {
    constexpr long kDay = 86'400;
    const std::unique_ptr<X509, decltype(&X509_free)> certificate(X509_new(), X509_free);
    X509_gmtime_adj(X509_getm_notBefore(certificate.get()), from_days * kDay);
    X509_gmtime_adj(X509_getm_notAfter(certificate.get()), to_days * kDay + 60);
    X509_set_pubkey(certificate.get(), key);
    X509_sign(certificate.get(), key, EVP_sha256());
    write(name, [&](FILE* file) { PEM_write_X509(file, certificate.get()); });
  }
  Finding check(const std::string& chain, const std::string& key) const {
    return check_certificate(folder_ / chain, folder_ / key, std::time(nullptr));
  }

 private:
  template <class Fill>
  void write(const std::string& name, Fill fill) const {
    FILE* file = std::fopen((folder_ / name).c_str(), "w");
    fill(file);
    std::fclose(file);
  }
};

TEST_F(Certificates, AreCheckedForTheirKeyAndTheirTime) {
  const Key key = make_key("key.pem");
  const Key other = make_key("other.pem");
  make_certificate("good.pem", key.get(), -1, 90);
  make_certificate("soon.pem", key.get(), -80, 5);
  make_certificate("late.pem", key.get(), -90, -1);
  make_certificate("early.pem", key.get(), 3, 90);
  EXPECT_EQ(check("good.pem", "key.pem").verdict, Verdict::kGood);
  EXPECT_THAT(check("good.pem", "key.pem").what, HasSubstr("90 more days"));
  EXPECT_EQ(check("soon.pem", "key.pem").verdict, Verdict::kWarning);
  EXPECT_THAT(check("late.pem", "key.pem").what, HasSubstr("expired"));
  EXPECT_THAT(check("early.pem", "key.pem").what, HasSubstr("not valid for"));
  EXPECT_THAT(check("good.pem", "other.pem").what, HasSubstr("is not the key of"));
  EXPECT_THAT(check("absent.pem", "key.pem").what, HasSubstr("cannot be read"));
  EXPECT_THAT(check("key.pem", "key.pem").what, HasSubstr("no certificate"));
  EXPECT_THAT(check("good.pem", "good.pem").what, HasSubstr("no private key"));
  config_.tls_mode = "files";
  config_.tls_cert = folder_ / "late.pem";
  config_.tls_key = folder_ / "key.pem";
  EXPECT_EQ(about("certificate").verdict, Verdict::kBad);
  config_.tls_mode = "internal";
  EXPECT_EQ(about("certificate").verdict, Verdict::kGood);
}

}  // namespace
}  // namespace godwit::app
