// SPDX-License-Identifier: Apache-2.0
// The client sockets of one lane: an epoll set of its own that is one descriptor inside the lane's io_context. When it is ready up to
// 512 sockets are read with one shared buffer, and all sockets that were written to are flushed once, at the end of the turn.
// Why: a TCP segment is the cost of a message, so writes are coalesced (docs/adr/0003).
//
// Lane: every call on the owning lane. Lifetime: destroyed before its lane; closes what is still open, without callbacks.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "async/lane.h"
#include "base/metrics.h"
#include "net/tls.h"

namespace godwit::net {

/// Immutable bytes, shared by all recipients of a fan-out.
using SharedBytes = std::shared_ptr<const std::string>;

enum class Closed : std::uint8_t { kByPeer, kByUs, kError };

/// The owner of a socket's meaning. Callbacks come on the lane, never from within a call into the set.
class SocketHandler {
 public:
  virtual ~SocketHandler() = default;
  /// Some bytes, decrypted where there is TLS; valid during the call.
  virtual void on_bytes(std::string_view bytes) = 0;
  /// The peer began with TLS and the handshake is done, before any byte: `protocol` is what ALPN (RFC 7301) agreed on, empty = nothing.
  virtual void on_tls(std::string_view protocol) = 0;
  /// Everything that was written is with the kernel now.
  virtual void on_drained() = 0;
  /// The last callback; the socket is gone.
  virtual void on_closed(Closed why) = 0;
};

/// Names a socket of a set; stale ones are ignored by every call.
struct SocketId {
  std::uint32_t slot = 0;
  std::uint32_t generation = 0;
  bool operator==(const SocketId&) const = default;
};

class SocketSet {
 public:
  /// With `tls` that has a context, a socket whose first byte is a TLS handshake's (22, RFC 8446 §5.1) gets TLS; at most 8 handshakes go
  /// on a step in a turn, so that a storm of them leaves the turn to live traffic. `linger` bounds each of the two waits of
  /// close_after_flush.
  SocketSet(Lane& lane, Metrics& metrics, const TlsSource* tls = nullptr,
            std::chrono::milliseconds linger = std::chrono::seconds(5));
  ~SocketSet();
  SocketSet(const SocketSet&) = delete;
  SocketSet& operator=(const SocketSet&) = delete;

  /// Takes over a connected, non-blocking descriptor. The handler must live until on_closed.
  SocketId add(int descriptor, SocketHandler& handler);

  /// Queues bytes; they leave at the end of this turn, in one send with whatever else is queued.
  void write(SocketId socket, SharedBytes bytes);
  /// Bytes queued and not yet with the kernel.
  std::size_t queued_bytes(SocketId socket) const;
  /// Stops and resumes reading (back-pressure).
  void pause_reading(SocketId socket, bool paused);
  /// Sends what is queued, then our FIN, and waits for the peer's, so that no data is lost to a reset; each for at most `linger`.
  /// No more on_bytes, and no more writes. on_closed follows in a later turn.
  void close_after_flush(SocketId socket);
  /// Closes in this turn without flushing (RST). on_closed follows in a later turn.
  void abort(SocketId socket);

  std::size_t size() const;

 private:
  class Impl;
  std::shared_ptr<Impl> impl_;  ///< turns that are under way see by it that the set is gone
};

}  // namespace godwit::net
