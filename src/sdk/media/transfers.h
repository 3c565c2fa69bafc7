// SPDX-License-Identifier: Apache-2.0
// Uploads (tus 1.0.0: create, ask for the offset, go on from there) and downloads (Range) with threads of their own: two files at a
// time, the rest waits in order. What the network breaks is tried again until it works or the transfers are stopped; what the server
// refuses is an error. Callbacks come on the client's loop, under its lock.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <filesystem>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "base/error.h"
#include "loop/loop.h"
#include "media/http.h"

namespace godwit::sdk {

struct Upload {
  std::filesystem::path path;
  std::uint64_t size = 0;
  std::int64_t modified_ns = 0;  ///< another value on the disk: kConflict, the file was changed
  std::string location;          ///< of an upload that was begun; empty = begin
  std::function<void(const std::string& location)> begun;
  std::function<void(std::uint64_t done)> progress;
  std::function<void(Result<std::string> media_id)> done;
};

struct Download {
  std::string media_id;
  std::filesystem::path to;
  std::function<void(std::uint64_t done, std::uint64_t total)> progress;
  std::function<void(Result<std::filesystem::path>)> done;
};

/// Size and time of a regular file; kNotFound.
Result<std::pair<std::uint64_t, std::int64_t>> look_at_file(const std::filesystem::path& path);

class Transfers {
 public:
  /// `base`: http(s)://host:port
  Transfers(Loop& loop, std::string base, std::filesystem::path ca_file);
  ~Transfers();
  Transfers(const Transfers&) = delete;
  Transfers& operator=(const Transfers&) = delete;

  void start(std::string token);
  void add(Upload upload);
  void add(Download download);
  /// Cuts what is under way (no callbacks any more) and joins. Not under the loop's lock.
  void stop();

 private:
  using Work = std::function<void()>;

  void work();
  void queue(Work work);
  Result<std::string> upload(Upload& upload);
  /// The offset the server is at; an empty `location` begins.
  Result<std::uint64_t> offset_of(Upload& upload);
  Result<std::uint64_t> send_from(const Upload& upload, std::uint64_t offset);
  Result<std::filesystem::path> download(const Download& download);
  Result<HttpReply> ask(HttpRequest request);
  /// Waits before the next try; false when stopped.
  bool rest(unsigned attempt);

  Loop& loop_;
  const std::string base_;
  const std::filesystem::path ca_file_;
  std::string token_;
  std::atomic<bool> stopped_{false};
  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<Work> queue_;  // guarded by mutex_
  std::vector<std::thread> threads_;
};

}  // namespace godwit::sdk
