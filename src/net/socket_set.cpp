// SPDX-License-Identifier: Apache-2.0
// A turn: epoll_wait → read each ready socket once → flush each dirty socket once. Level-triggered, so what one turn leaves
// behind comes back in the next, and no socket keeps the lane from the others.
#include "net/socket_set.h"

#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <cerrno>
#include <deque>
#include <utility>
#include <vector>

#include "base/error.h"
#include "sender.h"
#include "tls_link.h"

namespace godwit::net {
namespace {

constexpr int kEventsPerTurn = 512;
constexpr std::size_t kReadBytes = 64 * 1024;
constexpr int kHandshakesPerTurn = 8;
/// Records that one socket is read in a turn.
constexpr int kRecordsPerTurn = 4;
constexpr char kTlsHandshake = 22;

enum class Phase : std::uint8_t {
  kFree,  ///< nobody's slot
  kOpen,
  kFlushing,   ///< to be closed once the queue is empty; input is thrown away
  kLingering,  ///< our FIN is out, waiting for the peer's
  kClosed,     ///< on_closed is due
};

struct Socket : Outlet {
  std::uint32_t generation = 1;
  SocketHandler* handler = nullptr;
  std::uint32_t interest = 0;                      ///< what epoll was told
  std::chrono::steady_clock::time_point deadline;  ///< of what its phase waits for
  Phase phase = Phase::kFree;
  Closed why = Closed::kByUs;
  bool paused = false;
  bool peer_done = false;  ///< the peer's FIN is in
  bool dirty = false;      ///< in dirty_
  bool unknown = false;    ///< nothing came so far: it may become TLS

  bool is_shaking_hands() const { return tls && !tls->is_open(); }
  std::uint32_t wanted() const {
    const bool reads = phase == Phase::kOpen ? !paused || is_shaking_hands() : !peer_done;
    return (reads ? EPOLLIN : 0u) | (blocked ? EPOLLOUT : 0u);
  }
};

}  // namespace

class SocketSet::Impl : public std::enable_shared_from_this<Impl> {
 public:
  Impl(Lane& lane, Metrics& metrics, const TlsSource* tls, std::chrono::milliseconds linger)
      : lane_(lane),
        tls_(tls),
        linger_(linger),
        epoll_(lane.context(), create_epoll()),
        timer_(lane.context()),
        buffer_(std::make_unique_for_overwrite<char[]>(kReadBytes)),
        count_(metrics.gauge("godwit_net_sockets", "Open client sockets")),
        received_(metrics.counter("godwit_net_received_bytes_total", "Bytes read from client sockets")),
        sender_(metrics),
        handshakes_(metrics.counter("godwit_net_tls_handshakes_total", "TLS handshakes that were completed")) {}

  ~Impl() {
    for (Socket& socket : sockets_) {
      if (socket.descriptor >= 0) ::close(socket.descriptor);
    }
    count_.add(-static_cast<double>(open_));
  }

  void wait() {
    epoll_.async_wait(boost::asio::posix::stream_descriptor::wait_read,
                      [weak = weak_from_this()](const boost::system::error_code& failed) {
                        const auto self = weak.lock();
                        if (!self || failed) return;
                        self->turn();
                        self->wait();
                      });
  }

  SocketId add(int descriptor, SocketHandler& handler) {
    GODWIT_CHECK(lane_.is_current());
    if (free_.empty()) {
      sockets_.emplace_back();
      free_.push_back(static_cast<std::uint32_t>(sockets_.size() - 1));
    }
    const SocketId id{free_.back(), sockets_[free_.back()].generation};
    free_.pop_back();
    Socket& socket = sockets_[id.slot];
    socket.descriptor = descriptor;
    socket.handler = &handler;
    socket.phase = Phase::kOpen;
    socket.unknown = tls_ && tls_->current();
    ++open_;
    count_.add(1);
    epoll_event event = event_for(id, socket.wanted());
    if (::epoll_ctl(epoll_.native_handle(), EPOLL_CTL_ADD, descriptor, &event) != 0) {
      die(id.slot, Closed::kError);
    } else {
      socket.interest = event.events;
    }
    return id;
  }

  void write(SocketId id, SharedBytes bytes) {
    Socket* socket = find(id);
    if (!socket || socket->phase != Phase::kOpen || !bytes || bytes->empty()) return;
    socket->queue.push(std::move(bytes));
    mark_dirty(id.slot);
  }

  /// An empty one for a stale id.
  const SendQueue& queue(SocketId id) {
    const Socket* socket = find(id);
    return socket ? socket->queue : nothing_;
  }

  void pause_reading(SocketId id, bool paused) {
    Socket* socket = find(id);
    if (!socket || socket->paused == paused) return;
    socket->paused = paused;
    if (!paused && socket->tls && socket->tls->is_open()) stay_hungry(id, *socket);
    mark_dirty(id.slot);
  }

  void close_after_flush(SocketId id) {
    Socket* socket = find(id);
    if (!socket || socket->phase != Phase::kOpen) return;
    socket->phase = Phase::kFlushing;
    set_deadline(id);
    mark_dirty(id.slot);
  }

  void abort(SocketId id) {
    if (find(id)) reset(id.slot, Closed::kByUs);
  }

  std::size_t size() const { return open_; }

 private:
  static int create_epoll() {
    const int descriptor = ::epoll_create1(EPOLL_CLOEXEC);
    GODWIT_CHECK(descriptor >= 0);
    return descriptor;
  }

  static epoll_event event_for(SocketId id, std::uint32_t events) {
    epoll_event event{};
    event.events = events;
    event.data.u64 = std::uint64_t{id.generation} << 32 | id.slot;
    return event;
  }

  /// The socket of a fresh id whose descriptor is open.
  Socket* find(SocketId id) {
    GODWIT_CHECK(lane_.is_current());
    if (id.slot >= sockets_.size()) return nullptr;
    Socket& socket = sockets_[id.slot];
    return socket.generation == id.generation && socket.descriptor >= 0 ? &socket : nullptr;
  }

  void turn() {
    in_turn_ = true;
    handshakes_left_ = kHandshakesPerTurn;
    for (const SocketId id : std::exchange(hungry_, {})) {
      if (Socket* socket = find(id); socket && (socket->wanted() & EPOLLIN) != 0) receive(id, *socket);
    }
    std::array<epoll_event, kEventsPerTurn> events;
    const int ready = ::epoll_wait(epoll_.native_handle(), events.data(), kEventsPerTurn, 0);
    for (int i = 0; i < ready; ++i) {
      const epoll_event& event = events[static_cast<std::size_t>(i)];
      const SocketId id{static_cast<std::uint32_t>(event.data.u64), static_cast<std::uint32_t>(event.data.u64 >> 32)};
      serve(id, event.events);
    }
    flush_dirty();
    in_turn_ = false;
  }

  void serve(SocketId id, std::uint32_t events) {
    Socket* socket = find(id);
    if (!socket) return;
    if ((events & EPOLLOUT) != 0) {
      socket->blocked = false;
      mark_dirty(id.slot);
    }
    if ((socket->wanted() & EPOLLIN) != 0) {
      const std::uint32_t turns = EPOLLIN | EPOLLERR | EPOLLHUP | (socket->is_shaking_hands() ? EPOLLOUT : 0u);
      if ((events & turns) != 0) receive(id, *socket);
    } else if ((events & (EPOLLERR | EPOLLHUP)) != 0) {
      // Nothing more can be sent, and it would be reported for ever.
      die(id.slot, socket->phase == Phase::kOpen ? Closed::kError : Closed::kByUs);
    }
  }

  void receive(SocketId id, Socket& socket) {
    if (socket.unknown && !recognise(socket)) return;
    if (socket.tls && socket.phase == Phase::kOpen) return receive_tls(id, socket);
    const ssize_t got = ::recv(socket.descriptor, buffer_.get(), kReadBytes, 0);
    if (got > 0) {
      received_.add(static_cast<double>(got));
      if (socket.phase == Phase::kOpen) socket.handler->on_bytes({buffer_.get(), static_cast<std::size_t>(got)});
      return;
    }
    if (got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR)) return;
    if (socket.phase == Phase::kFlushing && got == 0) {
      socket.peer_done = true;
      mark_dirty(id.slot);
      return;
    }
    if (socket.phase != Phase::kOpen) return die(id.slot, Closed::kByUs);
    if (got == 0 && !socket.blocked) send_queued(id.slot);
    if (find(id)) die(id.slot, got == 0 ? Closed::kByPeer : Closed::kError);
  }

  /// Whether the peer speaks TLS. False: nothing is there yet.
  bool recognise(Socket& socket) {
    char first = 0;
    const ssize_t got = ::recv(socket.descriptor, &first, 1, MSG_PEEK);
    if (got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR)) return false;
    socket.unknown = false;
    if (got == 1 && first == kTlsHandshake) {
      socket.tls = std::make_unique<TlsLink>(*tls_->current(), socket.descriptor);
    }
    return true;
  }

  void receive_tls(SocketId id, Socket& socket) {
    if (!socket.tls->is_open() && !shake_hands(id, socket)) return;
    for (int record = 0; record < kRecordsPerTurn; ++record) {
      const TlsLink::Moved moved = socket.tls->read({buffer_.get(), kReadBytes});
      if (moved.bytes > 0) {
        received_.add(static_cast<double>(moved.bytes));
        socket.handler->on_bytes({buffer_.get(), moved.bytes});
        // on_bytes may have closed or paused it.
        if (!find(id) || (socket.wanted() & EPOLLIN) == 0) return;
        continue;
      }
      if (moved.wants == TlsLink::Wants::kInput || moved.wants == TlsLink::Wants::kOutput) return;
      const bool ended = moved.wants == TlsLink::Wants::kEnded;
      if (ended && !socket.blocked) send_queued(id.slot);
      if (find(id)) die(id.slot, ended ? Closed::kByPeer : Closed::kError);
      return;
    }
    stay_hungry(id, socket);
  }

  /// True when it is done. When this turn has made its share, epoll reports the socket again in the next.
  bool shake_hands(SocketId id, Socket& socket) {
    if (handshakes_left_ == 0) return false;
    --handshakes_left_;
    const TlsLink::Wants wants = socket.tls->shake_hands();
    socket.blocked = wants == TlsLink::Wants::kOutput;
    if (socket.blocked) mark_dirty(id.slot);
    if (wants == TlsLink::Wants::kFailed || wants == TlsLink::Wants::kEnded) die(id.slot, Closed::kError);
    if (wants != TlsLink::Wants::kNothing) return false;
    handshakes_.add();
    socket.handler->on_tls(socket.tls->protocol());
    // What was written or paused meanwhile.
    mark_dirty(id.slot);
    return find(id) && (socket.wanted() & EPOLLIN) != 0;
  }

  /// Decrypted bytes are left that epoll does not report: come back to them.
  void stay_hungry(SocketId id, Socket& socket) {
    if (!socket.tls->has_pending()) return;
    hungry_.push_back(id);
    lane_.post([weak = weak_from_this()] {
      const auto self = weak.lock();
      if (self && !self->hungry_.empty()) self->turn();
    });
  }

  void mark_dirty(std::uint32_t slot) {
    Socket& socket = sockets_[slot];
    if (socket.dirty) return;
    socket.dirty = true;
    dirty_.push_back(slot);
    if (!in_turn_) schedule();
  }

  /// Lets settle() run when the jobs that are in the lane's queue now are through.
  void schedule() {
    if (std::exchange(scheduled_, true)) return;
    lane_.post([weak = weak_from_this()] {
      if (const auto self = weak.lock()) self->settle();
    });
  }

  void settle() {
    scheduled_ = false;
    in_turn_ = true;
    flush_dirty();
    for (const std::uint32_t slot : std::exchange(closed_, {})) {
      Socket& socket = sockets_[slot];
      SocketHandler& handler = *socket.handler;
      const Closed why = socket.why;
      const std::uint32_t generation = socket.generation + 1;
      socket = Socket();
      socket.generation = generation;
      free_.push_back(slot);
      --open_;
      count_.add(-1);
      handler.on_closed(why);
    }
    in_turn_ = false;
    if (!dirty_.empty() || !closed_.empty()) schedule();
  }

  void flush_dirty() {
    flushing_.swap(dirty_);
    for (const std::uint32_t slot : flushing_) {
      Socket& socket = sockets_[slot];
      if (!socket.dirty) continue;
      socket.dirty = false;
      flush(slot);
    }
    flushing_.clear();
    // Written to by on_drained: leaves with the next turn, so that two sockets cannot keep each other busy for ever.
    if (!dirty_.empty()) schedule();
  }

  void flush(std::uint32_t slot) {
    Socket& socket = sockets_[slot];
    if (socket.descriptor < 0) return;
    const SocketId id{slot, socket.generation};
    const bool had_bytes = !socket.queue.empty();
    if (had_bytes && !socket.blocked) send_queued(slot);
    if (!find(id)) return;
    const bool flushed = socket.queue.empty() && socket.phase == Phase::kFlushing;
    if (flushed) socket.blocked = socket.tls && !socket.tls->say_goodbye();
    if (flushed && !socket.blocked) {
      if (socket.peer_done) return die(slot, Closed::kByUs);
      ::shutdown(socket.descriptor, SHUT_WR);
      socket.phase = Phase::kLingering;
      set_deadline(id);
    }
    if (socket.wanted() != socket.interest) {
      epoll_event event = event_for(id, socket.wanted());
      ::epoll_ctl(epoll_.native_handle(), EPOLL_CTL_MOD, socket.descriptor, &event);
      socket.interest = event.events;
    }
    if (had_bytes && socket.queue.empty() && socket.phase == Phase::kOpen) socket.handler->on_drained();
  }

  void send_queued(std::uint32_t slot) {
    Socket& socket = sockets_[slot];
    if (!sender_.send(socket)) die(slot, socket.phase == Phase::kOpen ? Closed::kError : Closed::kByUs);
  }

  void reset(std::uint32_t slot, Closed why) {
    constexpr linger kAtOnce{.l_onoff = 1, .l_linger = 0};
    ::setsockopt(sockets_[slot].descriptor, SOL_SOCKET, SO_LINGER, &kAtOnce, sizeof kAtOnce);
    die(slot, why);
  }

  /// Closes the descriptor now and has on_closed called in a later turn.
  void die(std::uint32_t slot, Closed why) {
    Socket& socket = sockets_[slot];
    socket.tls.reset();
    ::close(std::exchange(socket.descriptor, -1));
    socket.phase = Phase::kClosed;
    socket.why = why;
    socket.queue.clear();
    closed_.push_back(slot);
    schedule();
  }

  void set_deadline(SocketId id) {
    sockets_[id.slot].deadline = std::chrono::steady_clock::now() + linger_;
    deadlines_.emplace_back(sockets_[id.slot].deadline, id);
    if (deadlines_.size() == 1) wait_for_deadline();
  }

  void wait_for_deadline() {
    timer_.expires_at(deadlines_.front().first);
    timer_.async_wait([weak = weak_from_this()](const boost::system::error_code& failed) {
      const auto self = weak.lock();
      if (self && !failed) self->on_deadline();
    });
  }

  void on_deadline() {
    const auto now = std::chrono::steady_clock::now();
    while (!deadlines_.empty() && deadlines_.front().first <= now) {
      const SocketId id = deadlines_.front().second;
      deadlines_.pop_front();
      const Socket* socket = find(id);
      if (!socket || socket->deadline > now) continue;
      // What the kernel holds is still delivered when only the peer's FIN is missing.
      if (socket->phase == Phase::kLingering) {
        die(id.slot, Closed::kByUs);
      } else {
        reset(id.slot, Closed::kByUs);
      }
    }
    if (!deadlines_.empty()) wait_for_deadline();
  }

  Lane& lane_;
  const TlsSource* const tls_;
  const std::chrono::milliseconds linger_;
  boost::asio::posix::stream_descriptor epoll_;
  boost::asio::steady_timer timer_;
  std::unique_ptr<char[]> buffer_;
  Gauge count_;
  Counter received_;
  Sender sender_;
  Counter handshakes_;

  const SendQueue nothing_;
  std::deque<Socket> sockets_;    ///< a deque, because callbacks add
  std::vector<SocketId> hungry_;  ///< to be read in the next turn, whatever epoll says
  int handshakes_left_ = 0;
  std::vector<std::uint32_t> free_;
  std::vector<std::uint32_t> dirty_;
  std::vector<std::uint32_t> flushing_;
  std::vector<std::uint32_t> closed_;
  std::deque<std::pair<std::chrono::steady_clock::time_point, SocketId>> deadlines_;
  std::size_t open_ = 0;
  bool in_turn_ = false;
  bool scheduled_ = false;
};

SocketSet::SocketSet(Lane& lane, Metrics& metrics, const TlsSource* tls, std::chrono::milliseconds linger)
    : impl_(std::make_shared<Impl>(lane, metrics, tls, linger)) {
  impl_->wait();
}

SocketSet::~SocketSet() = default;
SocketId SocketSet::add(int descriptor, SocketHandler& handler) { return impl_->add(descriptor, handler); }
void SocketSet::write(SocketId socket, SharedBytes bytes) { impl_->write(socket, std::move(bytes)); }
std::size_t SocketSet::queued_bytes(SocketId socket) const { return impl_->queue(socket).bytes(); }
std::size_t SocketSet::queued_memory(SocketId socket) const { return impl_->queue(socket).memory(); }
void SocketSet::pause_reading(SocketId socket, bool paused) { impl_->pause_reading(socket, paused); }
void SocketSet::close_after_flush(SocketId socket) { impl_->close_after_flush(socket); }
void SocketSet::abort(SocketId socket) { impl_->abort(socket); }
std::size_t SocketSet::size() const { return impl_->size(); }

}  // namespace godwit::net
