// SPDX-License-Identifier: Apache-2.0
#include "manifest.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <openssl/evp.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <cstring>
#include <fstream>
#include <memory>
#include <optional>
#include <sstream>

namespace godwit::app {
namespace {

namespace json = boost::json;
namespace fs = std::filesystem;

constexpr std::int64_t kFormat = 1;
constexpr std::size_t kChunk = 1 << 20;

class Descriptor {
 public:
  Descriptor(const fs::path& path, int flags) : value_(::open(path.c_str(), flags | O_CLOEXEC, 0600)) {}
  ~Descriptor() {
    if (value_ >= 0) ::close(value_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int get() const { return value_; }
  explicit operator bool() const { return value_ >= 0; }

 private:
  int value_;
};

class Sha256 {
 public:
  Sha256() : context_(EVP_MD_CTX_new(), EVP_MD_CTX_free) {
    GODWIT_CHECK(context_ && EVP_DigestInit_ex(context_.get(), EVP_sha256(), nullptr) == 1);
  }
  void add(std::string_view bytes) { GODWIT_CHECK(EVP_DigestUpdate(context_.get(), bytes.data(), bytes.size()) == 1); }
  std::string hex() {
    std::array<unsigned char, 32> digest{};
    GODWIT_CHECK(EVP_DigestFinal_ex(context_.get(), digest.data(), nullptr) == 1);
    std::string text;
    for (const unsigned char byte : digest) text += fmt::format("{:02x}", byte);
    return text;
  }

 private:
  std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context_;
};

std::unexpected<Error> failed(const char* what, const fs::path& path, int why) {
  const ErrorCode code = why == ENOSPC ? ErrorCode::kStorageFull : ErrorCode::kInternal;
  return fail(code, fmt::format("cannot {} {}: {}", what, path.string(), std::strerror(why)));
}

Status write_all(int descriptor, std::string_view bytes, const fs::path& path) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(descriptor, bytes.data(), bytes.size());
    if (written < 0) return failed("write", path, errno);
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return {};
}

/// Reads a file to its end; each piece goes through `take(bytes) -> Status`.
template <class Take>
Result<ManifestFile> read_through(const fs::path& path, Take take) {
  const Descriptor file(path, O_RDONLY);
  if (!file) return failed("read", path, errno);
  Sha256 checksum;
  ManifestFile facts;
  std::string buffer(kChunk, '\0');
  for (;;) {
    const ssize_t got = ::read(file.get(), buffer.data(), buffer.size());
    if (got < 0) return failed("read", path, errno);
    if (got == 0) break;
    const std::string_view bytes(buffer.data(), static_cast<std::size_t>(got));
    checksum.add(bytes);
    facts.bytes += bytes.size();
    if (Status ok = take(bytes); !ok) return std::unexpected(ok.error());
  }
  facts.sha256 = checksum.hex();
  return facts;
}

/// Only what a backup has; nothing that leads out of the folder.
bool is_backup_path(const std::string& text) {
  const fs::path path(text);
  if (text == kDatabaseName) return true;
  const bool inside = path.is_relative() && path == path.lexically_normal() && path.has_filename();
  return inside && std::ranges::find(kCopiedFolders, path.begin()->string()) != kCopiedFolders.end();
}

std::optional<Manifest> parse(const std::string& text) {
  json::error_code error;
  const json::value value = json::parse(text, error);
  if (error || !value.is_object()) return std::nullopt;
  Manifest manifest;
  try {
    const json::object& root = value.as_object();
    if (root.at("format").to_number<std::int64_t>() != kFormat) return std::nullopt;
    manifest.server = root.at("server").as_string();
    manifest.made_ms = root.at("made_ms").to_number<std::int64_t>();
    manifest.epoch = root.at("epoch").to_number<std::uint64_t>();
    for (const json::value& row : root.at("files").as_array()) {
      ManifestFile file;
      file.path = row.at("path").as_string();
      file.bytes = row.at("bytes").to_number<std::uint64_t>();
      file.sha256 = row.at("sha256").as_string();
      if (!is_backup_path(file.path)) return std::nullopt;
      manifest.files.push_back(std::move(file));
    }
  } catch (const std::exception&) {  // a field is missing or of another type
    return std::nullopt;
  }
  return manifest;
}

}  // namespace

Status write_manifest(const fs::path& folder, const Manifest& manifest) {
  json::array files;
  for (const ManifestFile& file : manifest.files) {
    files.push_back(json::object{{"path", file.path}, {"bytes", file.bytes}, {"sha256", file.sha256}});
  }
  const json::object root{{"format", kFormat},
                          {"server", manifest.server},
                          {"made_ms", manifest.made_ms},
                          {"epoch", manifest.epoch},
                          {"files", std::move(files)}};
  const fs::path path = folder / kManifestName;
  const Descriptor file(path, O_WRONLY | O_CREAT | O_EXCL);
  if (!file) return failed("make", path, errno);
  if (auto ok = write_all(file.get(), json::serialize(root) + "\n", path); !ok) return ok;
  if (::fsync(file.get()) != 0) return failed("bring to disk", path, errno);
  return sync_folder(folder);
}

Result<Manifest> read_manifest(const fs::path& folder) {
  const fs::path path = folder / kManifestName;
  std::ifstream in(path, std::ios::binary);
  if (!in) {
    return fail(ErrorCode::kNotFound,
                fmt::format("{} is no whole backup: it has no {}", folder.string(), kManifestName));
  }
  std::ostringstream text;
  text << in.rdbuf();
  auto manifest = parse(text.str());
  if (!manifest) return fail(ErrorCode::kInvalid, fmt::format("{} is damaged or not of this program", path.string()));
  return std::move(*manifest);
}

Result<ManifestFile> copy_with_checksum(const fs::path& from, const fs::path& to) {
  const Descriptor copy(to, O_WRONLY | O_CREAT | O_TRUNC);
  if (!copy) return failed("make", to, errno);
  auto facts = read_through(from, [&](std::string_view bytes) { return write_all(copy.get(), bytes, to); });
  if (facts && ::fsync(copy.get()) != 0) return failed("bring to disk", to, errno);
  return facts;
}

Result<ManifestFile> read_checksum(const fs::path& file) {
  return read_through(file, [](std::string_view) { return Status(); });
}

Status sync_folder(const fs::path& folder) {
  const Descriptor descriptor(folder, O_RDONLY | O_DIRECTORY);
  if (!descriptor || ::fsync(descriptor.get()) != 0) return failed("bring to disk", folder, errno);
  return {};
}

}  // namespace godwit::app
