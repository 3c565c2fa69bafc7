// SPDX-License-Identifier: Apache-2.0
// A socket of a set, and how what is queued for it leaves: gathered into one send call, or into TLS records.
#pragma once

#include <sys/epoll.h>

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>

#include "base/metrics.h"
#include "net/socket_set.h"
#include "send_queue.h"
#include "tls_link.h"

namespace godwit::net {

enum class Phase : std::uint8_t {
  kFree,  ///< nobody's slot
  kOpen,
  kFlushing,   ///< to be closed once the queue is empty; input is thrown away
  kLingering,  ///< our FIN is out, waiting for the peer's
  kClosed,     ///< on_closed is due
};

struct Socket {
  int descriptor = -1;
  std::uint32_t generation = 1;
  SocketHandler* handler = nullptr;
  SendQueue queue;
  std::unique_ptr<TlsLink> tls;
  std::uint32_t interest = 0;                      ///< what epoll was told
  std::chrono::steady_clock::time_point deadline;  ///< of what its phase waits for
  Phase phase = Phase::kFree;
  Closed why = Closed::kByUs;
  bool paused = false;
  bool blocked = false;    ///< the kernel takes no more: EPOLLOUT will tell
  bool peer_done = false;  ///< the peer's FIN is in
  bool dirty = false;      ///< in dirty_
  bool unknown = false;    ///< nothing came so far: it may become TLS

  bool is_shaking_hands() const { return tls && !tls->is_open(); }
  std::uint32_t wanted() const {
    const bool reads = phase == Phase::kOpen ? !paused || is_shaking_hands() : !peer_done;
    return (reads ? EPOLLIN : 0u) | (blocked ? EPOLLOUT : 0u);
  }
};

/// Serves the sockets of one lane, one at a time.
class Sender {
 public:
  explicit Sender(Metrics& metrics);

  /// Sends until the queue is empty or the kernel takes no more (`blocked`). False: the connection is broken.
  bool send(Socket& socket);

 private:
  bool send_plain(Socket& socket);
  bool send_records(Socket& socket);
  void took(Socket& socket, std::size_t bytes);

  Counter sends_;
  Counter sent_;
  std::string joined_;  ///< the record that is being made of several buffers
};

}  // namespace godwit::net
