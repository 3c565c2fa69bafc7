// SPDX-License-Identifier: Apache-2.0
#include "net/certificates.h"

#include <arpa/inet.h>
#include <openssl/ec.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>

#include <array>
#include <ctime>
#include <memory>

namespace godwit::net {
namespace {

template <auto kFree>
struct Freed {
  template <class T>
  void operator()(T* it) const {
    kFree(it);
  }
};
using Bio = std::unique_ptr<BIO, Freed<BIO_free>>;
using Key = std::unique_ptr<EVP_PKEY, Freed<EVP_PKEY_free>>;
using Certificate = std::unique_ptr<X509, Freed<X509_free>>;
using Extension = std::unique_ptr<X509_EXTENSION, Freed<X509_EXTENSION_free>>;
using Names = std::unique_ptr<GENERAL_NAMES, Freed<GENERAL_NAMES_free>>;

constexpr UnixMillis kDayMs = 24LL * 3600 * 1000;

Bio reader(const std::string& pem) { return Bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size()))); }

std::string contents(const Bio& bio) {
  char* bytes = nullptr;
  const long size = BIO_get_mem_data(bio.get(), &bytes);
  return {bytes, static_cast<std::size_t>(size)};
}

std::string pem_of(X509* certificate) {
  const Bio bio(BIO_new(BIO_s_mem()));
  GODWIT_CHECK(PEM_write_bio_X509(bio.get(), certificate) == 1);
  return contents(bio);
}

std::string pem_of(EVP_PKEY* key) {
  const Bio bio(BIO_new(BIO_s_mem()));
  GODWIT_CHECK(PEM_write_bio_PKCS8PrivateKey(bio.get(), key, nullptr, nullptr, 0, nullptr, nullptr) == 1);
  return contents(bio);
}

void add_extension(X509* certificate, X509* issuer, int kind, const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx_nodb(&context);
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  const Extension extension(X509V3_EXT_conf_nid(nullptr, &context, kind, value.c_str()));
  GODWIT_CHECK(extension);
  GODWIT_CHECK(X509_add_ext(certificate, extension.get(), -1) == 1);
}

/// With serial, times, subject and key, not signed.
Certificate draft(const std::string& name, EVP_PKEY* key, UnixMillis now, int days) {
  Certificate made(X509_new());
  X509_set_version(made.get(), X509_VERSION_3);
  std::array<unsigned char, 16> serial{};
  GODWIT_CHECK(RAND_bytes(serial.data(), static_cast<int>(serial.size())) == 1);
  serial[0] &= 0x7F;
  BIGNUM* number = BN_bin2bn(serial.data(), static_cast<int>(serial.size()), nullptr);
  BN_to_ASN1_INTEGER(number, X509_get_serialNumber(made.get()));
  BN_free(number);
  ASN1_TIME_set(X509_getm_notBefore(made.get()), (now - kDayMs) / 1000);
  ASN1_TIME_set(X509_getm_notAfter(made.get()), (now + days * kDayMs) / 1000);
  X509_set_pubkey(made.get(), key);
  X509_NAME_add_entry_by_txt(X509_get_subject_name(made.get()), "CN", MBSTRING_UTF8,
                             reinterpret_cast<const unsigned char*>(name.c_str()), -1, -1, 0);
  return made;
}

bool is_address(const std::string& name) {
  std::array<unsigned char, 16> ignored{};
  return ::inet_pton(AF_INET, name.c_str(), ignored.data()) == 1 ||
         ::inet_pton(AF_INET6, name.c_str(), ignored.data()) == 1;
}

std::string text_of(const GENERAL_NAME& name) {
  if (name.type == GEN_DNS) {
    return {reinterpret_cast<const char*>(ASN1_STRING_get0_data(name.d.dNSName)),
            static_cast<std::size_t>(ASN1_STRING_length(name.d.dNSName))};
  }
  if (name.type != GEN_IPADD) return {};
  std::array<char, INET6_ADDRSTRLEN> text{};
  const bool four = ASN1_STRING_length(name.d.iPAddress) == 4;
  ::inet_ntop(four ? AF_INET : AF_INET6, ASN1_STRING_get0_data(name.d.iPAddress), text.data(), text.size());
  return text.data();
}

}  // namespace

CertifiedKey make_authority(const std::string& name, UnixMillis now, int days) {
  const Key key(EVP_EC_gen("P-256"));
  GODWIT_CHECK(key);
  const Certificate made = draft(name, key.get(), now, days);
  X509_set_issuer_name(made.get(), X509_get_subject_name(made.get()));
  add_extension(made.get(), made.get(), NID_basic_constraints, "critical,CA:TRUE,pathlen:0");
  add_extension(made.get(), made.get(), NID_key_usage, "critical,keyCertSign,cRLSign");
  add_extension(made.get(), made.get(), NID_subject_key_identifier, "hash");
  GODWIT_CHECK(X509_sign(made.get(), key.get(), EVP_sha256()) > 0);
  return {pem_of(made.get()), pem_of(key.get())};
}

Result<CertifiedKey> make_certificate(const CertifiedKey& authority, const std::vector<std::string>& names,
                                      UnixMillis now, int days) {
  if (names.empty()) return fail(ErrorCode::kInvalid, "a certificate needs a name");
  const Certificate issuer(PEM_read_bio_X509(reader(authority.certificate).get(), nullptr, nullptr, nullptr));
  const Key issuer_key(PEM_read_bio_PrivateKey(reader(authority.key).get(), nullptr, nullptr, nullptr));
  if (!issuer || !issuer_key || X509_check_private_key(issuer.get(), issuer_key.get()) != 1) {
    return fail(ErrorCode::kInvalid, "the authority's certificate and key are not readable or do not belong together");
  }
  const Key key(EVP_EC_gen("P-256"));
  GODWIT_CHECK(key);
  const Certificate made = draft(names.front(), key.get(), now, days);
  X509_set_issuer_name(made.get(), X509_get_subject_name(issuer.get()));
  std::string alternatives;
  for (const std::string& name : names) {
    alternatives += (alternatives.empty() ? "" : ",") + std::string(is_address(name) ? "IP:" : "DNS:") + name;
  }
  add_extension(made.get(), issuer.get(), NID_basic_constraints, "critical,CA:FALSE");
  add_extension(made.get(), issuer.get(), NID_key_usage, "critical,digitalSignature");
  add_extension(made.get(), issuer.get(), NID_ext_key_usage, "serverAuth");
  add_extension(made.get(), issuer.get(), NID_subject_alt_name, alternatives);
  add_extension(made.get(), issuer.get(), NID_authority_key_identifier, "keyid");
  GODWIT_CHECK(X509_sign(made.get(), issuer_key.get(), EVP_sha256()) > 0);
  return CertifiedKey{pem_of(made.get()) + authority.certificate, pem_of(key.get())};
}

Result<CertificateFacts> read_certificate(const std::string& pem) {
  const Certificate certificate(PEM_read_bio_X509(reader(pem).get(), nullptr, nullptr, nullptr));
  if (!certificate) return fail(ErrorCode::kInvalid, "not a certificate in PEM");
  CertificateFacts facts;
  std::tm parts{};
  if (ASN1_TIME_to_tm(X509_get0_notAfter(certificate.get()), &parts) == 1) {
    facts.expires_ms = static_cast<UnixMillis>(::timegm(&parts)) * 1'000;
  }
  const Names names(
      static_cast<GENERAL_NAMES*>(X509_get_ext_d2i(certificate.get(), NID_subject_alt_name, nullptr, nullptr)));
  for (int i = 0; names && i < sk_GENERAL_NAME_num(names.get()); ++i) {
    if (std::string text = text_of(*sk_GENERAL_NAME_value(names.get(), i)); !text.empty()) {
      facts.names.push_back(std::move(text));
    }
  }
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int size = 0;
  X509_digest(certificate.get(), EVP_sha256(), digest.data(), &size);
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  for (unsigned int i = 0; i < size; ++i) {
    if (i > 0) facts.fingerprint += ':';
    facts.fingerprint += kDigits[digest[i] >> 4];
    facts.fingerprint += kDigits[digest[i] & 0x0F];
  }
  return facts;
}

}  // namespace godwit::net
