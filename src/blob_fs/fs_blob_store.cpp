// SPDX-License-Identifier: Apache-2.0
#include "blob_fs/fs_blob_store.h"

#include <fcntl.h>
#include <openssl/evp.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <optional>

#include "async/worker_pool.h"
#include "base/log.h"

namespace godwit::blob {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kThreads = 2;
constexpr std::size_t kQueue = 4'096;
constexpr std::size_t kChunk = 256 * 1024;
constexpr std::size_t kHead = 4'096;

/// A descriptor that closes itself.
class File {
 public:
  File(const fs::path& path, int flags) : descriptor_(::open(path.c_str(), flags | O_CLOEXEC, 0600)) {}
  ~File() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  explicit operator bool() const { return descriptor_ >= 0; }
  int get() const { return descriptor_; }
  std::uint64_t size() const {
    struct ::stat facts{};
    return ::fstat(descriptor_, &facts) == 0 ? static_cast<std::uint64_t>(facts.st_size) : 0;
  }

 private:
  int descriptor_;
};

std::unexpected<Error> failed(const char* what) {
  const int code = errno;
  if (code == ENOSPC || code == EDQUOT || code == EFBIG) return fail(ErrorCode::kStorageFull, "no room for media");
  if (code == ENOENT) return fail(ErrorCode::kNotFound, "no such bytes");
  log::error("blob.failed", {{"what", what}, {"error", std::strerror(code)}});
  return fail(ErrorCode::kInternal, "media cannot be stored or read");
}

/// Names of uploads are ours, but a path is made of them.
bool is_name(std::string_view name) {
  return !name.empty() && name.size() <= 64 &&
         std::ranges::all_of(name, [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); });
}

/// A rename is on disk when its folders are.
bool sync_folder(const fs::path& folder) {
  const File file(folder, O_RDONLY | O_DIRECTORY);
  return file && ::fsync(file.get()) == 0;
}

std::optional<Hash> hash_of(std::string_view hex) {
  Hash hash{};
  if (hex.size() != hash.size() * 2) return std::nullopt;
  for (std::size_t i = 0; i < hex.size(); ++i) {
    const char c = hex[i];
    const int digit = c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
    if (digit < 0) return std::nullopt;
    hash[i / 2] |= static_cast<std::byte>(i % 2 == 0 ? digit << 4 : digit);
  }
  return hash;
}

class FsBlobStore final : public BlobStore {
 public:
  explicit FsBlobStore(fs::path folder) : folder_(std::move(folder)) {}
  ~FsBlobStore() override { pool_.stop(); }

  Task<Result<void>> rewind(std::string upload, std::uint64_t size) override {
    return pool_.run<void>([this, name = std::move(upload), size](std::size_t) -> Result<void> {
      if (!is_name(name)) return fail(ErrorCode::kNotFound, "no such upload");
      const File file(upload_path(name), size == 0 ? O_WRONLY | O_CREAT : O_WRONLY);
      if (!file) return failed("open");
      if (file.size() < size) return fail(ErrorCode::kNotFound, "fewer bytes are there");
      if (::ftruncate(file.get(), static_cast<off_t>(size)) != 0) return failed("truncate");
      // What is synced into a new file can be found when its folder is on disk, too.
      if (size == 0 && !sync_folder(folder_ / "uploads")) return failed("sync folder");
      return {};
    });
  }

  Task<Result<void>> write(std::string upload, std::uint64_t offset, std::string bytes) override {
    return pool_.run<void>(
        [this, name = std::move(upload), offset, bytes = std::move(bytes)](std::size_t) -> Result<void> {
          if (!is_name(name)) return fail(ErrorCode::kNotFound, "no such upload");
          const File file(upload_path(name), O_WRONLY);
          if (!file) return failed("open");
          if (file.size() != offset) return fail(ErrorCode::kConflict, "the upload has another size");
          for (std::size_t done = 0; done < bytes.size();) {
            const ssize_t took =
                ::pwrite(file.get(), bytes.data() + done, bytes.size() - done, static_cast<off_t>(offset + done));
            if (took < 0 && errno == EINTR) continue;
            if (took < 0) {
              const auto error = failed("write");
              // Half a piece is none: the next attempt begins where this one did.
              if (::ftruncate(file.get(), static_cast<off_t>(offset)) != 0) return failed("truncate");
              return error;
            }
            done += static_cast<std::size_t>(took);
          }
          return {};
        });
  }

  Task<Result<void>> sync(std::string upload) override {
    return pool_.run<void>([this, name = std::move(upload)](std::size_t) -> Result<void> {
      if (!is_name(name)) return fail(ErrorCode::kNotFound, "no such upload");
      const File file(upload_path(name), O_WRONLY);
      if (!file || ::fdatasync(file.get()) != 0) return failed("sync");
      return {};
    });
  }

  Task<Result<Sealed>> seal(std::string upload) override {
    return pool_.run<Sealed>([this, name = std::move(upload)](std::size_t) -> Result<Sealed> {
      if (!is_name(name)) return fail(ErrorCode::kNotFound, "no such upload");
      const File file(upload_path(name), O_RDWR);
      if (!file) return failed("open");
      auto sealed = digest(file);
      if (!sealed) return sealed;
      if (::fsync(file.get()) != 0) return failed("sync");
      const fs::path path = content_path(sealed->hash);
      std::error_code error;
      fs::create_directories(path.parent_path(), error);
      if (error) return failed("make folder");
      // The same content that is there already is replaced by its equal.
      if (::rename(upload_path(name).c_str(), path.c_str()) != 0) return failed("rename");
      for (const fs::path& changed : {path.parent_path(), folder_, folder_ / "uploads"}) {
        if (!sync_folder(changed)) return failed("sync folder");
      }
      return sealed;
    });
  }

  Task<Result<std::string>> read(Hash content, std::uint64_t offset, std::size_t size) override {
    return pool_.run<std::string>([this, content, offset, size](std::size_t) -> Result<std::string> {
      const File file(content_path(content), O_RDONLY);
      if (!file) return failed("open");
      std::string bytes(size, '\0');
      std::size_t done = 0;
      while (done < size) {
        const ssize_t got = ::pread(file.get(), bytes.data() + done, size - done, static_cast<off_t>(offset + done));
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return failed("read");
        if (got == 0) break;
        done += static_cast<std::size_t>(got);
      }
      bytes.resize(done);
      return bytes;
    });
  }

  Task<Result<void>> remove_upload(std::string upload) override {
    return pool_.run<void>([this, name = std::move(upload)](std::size_t) -> Result<void> {
      if (is_name(name) && ::unlink(upload_path(name).c_str()) != 0 && errno != ENOENT) return failed("remove");
      return {};
    });
  }

  Task<Result<void>> remove_content(Hash content) override {
    return pool_.run<void>([this, content](std::size_t) -> Result<void> {
      if (::unlink(content_path(content).c_str()) != 0 && errno != ENOENT) return failed("remove");
      return {};
    });
  }

  Task<Result<Listing>> list() override {
    return pool_.run<Listing>([this](std::size_t) -> Result<Listing> {
      Listing listing;
      std::error_code error;
      for (const auto& entry : fs::recursive_directory_iterator(folder_, error)) {
        if (!entry.is_regular_file(error)) continue;
        const fs::path below = entry.path().lexically_relative(folder_);
        if (below.parent_path() == "uploads") {
          listing.uploads.push_back(below.filename().string());
        } else if (const auto hash = hash_of(below.parent_path().string() + below.filename().string())) {
          listing.contents.push_back(*hash);
        }
      }
      if (error) return fail(ErrorCode::kInternal, "the media folder cannot be read: " + error.message());
      return listing;
    });
  }

 private:
  fs::path upload_path(const std::string& name) const { return folder_ / "uploads" / name; }
  fs::path content_path(const Hash& hash) const {
    const std::string hex = to_hex(hash);
    return folder_ / hex.substr(0, 2) / hex.substr(2);
  }

  static Result<Sealed> digest(const File& file) {
    Sealed sealed;
    const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(), EVP_MD_CTX_free);
    GODWIT_CHECK(EVP_DigestInit_ex(context.get(), EVP_sha256(), nullptr) == 1);
    std::string chunk(kChunk, '\0');
    for (off_t at = 0;;) {
      const ssize_t got = ::pread(file.get(), chunk.data(), chunk.size(), at);
      if (got < 0 && errno == EINTR) continue;
      if (got < 0) return failed("read");
      if (got == 0) break;
      if (at == 0) sealed.head.assign(chunk, 0, std::min<std::size_t>(static_cast<std::size_t>(got), kHead));
      GODWIT_CHECK(EVP_DigestUpdate(context.get(), chunk.data(), static_cast<std::size_t>(got)) == 1);
      at += got;
    }
    unsigned int size = 0;
    GODWIT_CHECK(EVP_DigestFinal_ex(context.get(), reinterpret_cast<unsigned char*>(sealed.hash.data()), &size) == 1);
    return sealed;
  }

  const fs::path folder_;
  WorkerPool pool_{"godwit-blob", kThreads, kQueue};
};

}  // namespace

Result<std::unique_ptr<BlobStore>> open_blob_folder(const fs::path& folder) {
  std::error_code error;
  fs::create_directories(folder / "uploads", error);
  if (!error) fs::permissions(folder, fs::perms::owner_all, error);
  if (error)
    return fail(ErrorCode::kInternal, "cannot make the media folder " + folder.string() + ": " + error.message());
  return std::make_unique<FsBlobStore>(folder);
}

}  // namespace godwit::blob
