// SPDX-License-Identifier: Apache-2.0
// The contract of the blobs: one suite that every adapter passes. An adapter's tests link it and instantiate it:
//   INSTANTIATE_TEST_SUITE_P(Files, BlobContract, testing::Values(adapter), adapter_name);
// Every test gets an empty store.
#pragma once

#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <ostream>
#include <string>

#include "async/run_task.h"
#include "blob/blob_store.h"

namespace godwit::blob::contract {

/// An empty store, and whatever it lives in.
struct Opened {
  std::shared_ptr<void> place;
  std::unique_ptr<BlobStore> blobs;
};

struct Adapter {
  std::string name;
  std::function<Opened()> open;
};
inline void PrintTo(const Adapter& adapter, std::ostream* out) { *out << adapter.name; }
inline std::string adapter_name(const testing::TestParamInfo<Adapter>& info) { return info.param.name; }

/// Bytes that tell their place, so that none can be taken for another.
std::string pattern(std::size_t size, std::uint64_t seed = 0);

/// The code of a failure; 0 for success.
template <class T>
ErrorCode code(const Result<T>& result) {
  return result ? ErrorCode{0} : result.error().code;
}

/// A lane and the calls of the store, from a plain thread. Also for an adapter's own tests.
class Calls {
 public:
  explicit Calls(std::unique_ptr<BlobStore> blobs) : blobs_(std::move(blobs)) { lane_.start(); }
  ~Calls() { lane_.stop(); }

  Result<void> rewind(const std::string& upload, std::uint64_t size) { return run(blobs_->rewind(upload, size)); }
  Result<void> write(const std::string& upload, std::uint64_t offset, std::string bytes) {
    return run(blobs_->write(upload, offset, std::move(bytes)));
  }
  Result<void> sync(const std::string& upload) { return run(blobs_->sync(upload)); }
  Result<Sealed> seal(const std::string& upload) { return run(blobs_->seal(upload)); }
  Result<std::string> read(const Hash& content, std::uint64_t offset, std::size_t size) {
    return run(blobs_->read(content, offset, size));
  }
  Result<void> remove_upload(const std::string& upload) { return run(blobs_->remove_upload(upload)); }
  Result<void> remove_content(const Hash& content) { return run(blobs_->remove_content(content)); }
  BlobStore::Listing list();

  /// An upload of these bytes, from its first to its seal.
  Result<Sealed> put(const std::string& upload, const std::string& bytes);

 private:
  template <class T>
  T run(Task<T> task) {
    return run_task(lane_, std::move(task));
  }

  Lane lane_{"blob-contract"};  // outlives the store's threads
  std::unique_ptr<BlobStore> blobs_;
};

class BlobContract : public testing::TestWithParam<Adapter> {
 protected:
  void SetUp() override {
    opened_ = GetParam().open();
    ASSERT_TRUE(opened_.blobs);
    calls_ = std::make_unique<Calls>(std::move(opened_.blobs));
  }
  void TearDown() override { calls_.reset(); }
  Calls& blobs() { return *calls_; }

 private:
  Opened opened_;
  std::unique_ptr<Calls> calls_;
};

}  // namespace godwit::blob::contract
