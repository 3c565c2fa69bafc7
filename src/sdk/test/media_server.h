// SPDX-License-Identifier: Apache-2.0
// The server's side of media in memory (tus 1.0.0 and Range, docs/protocol.md), one connection at a time, that cuts where it is told to.
#pragma once

#include <atomic>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace godwit::sdk::test {

class MediaServer {
 public:
  MediaServer();
  ~MediaServer();
  MediaServer(const MediaServer&) = delete;
  MediaServer& operator=(const MediaServer&) = delete;

  std::string address() const { return "http://127.0.0.1:" + std::to_string(port_); }
  /// Each body, either way, is cut after so many bytes; 0 = never. Counts down `cuts_left`.
  std::atomic<std::size_t> cut_after{0};
  std::atomic<int> cuts_left{0};
  std::atomic<int> refuse_with{0};  ///< status for the next POST

  std::string stored(const std::string& id);
  void put(const std::string& id, const std::string& bytes);
  void forget(const std::string& id);
  /// "POST /v1/media", "PATCH 100", "GET 0" …
  std::vector<std::string> requests();

 private:
  struct Upload {
    std::string bytes;
    std::size_t length = 0;
  };
  void run();
  void serve(int socket);
  bool answer(int socket, const std::string& head, std::string rest);
  bool take_body(int socket, Upload& upload, std::size_t length, std::string rest);
  bool send_body(int socket, const std::string& bytes);

  int listener_ = -1;
  std::uint16_t port_ = 0;
  std::atomic<bool> stopping_{false};
  std::mutex mutex_;
  std::map<std::string, Upload> uploads_;  // guarded by mutex_
  std::vector<std::string> requests_;      // guarded by mutex_
  std::thread thread_;
};

}  // namespace godwit::sdk::test
