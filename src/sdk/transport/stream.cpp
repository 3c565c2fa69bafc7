// SPDX-License-Identifier: Apache-2.0
#include "transport/stream.h"

#include <netdb.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <system_error>

namespace godwit::sdk {
namespace {

constexpr std::size_t kReadBytes = 64 * 1024;
/// Others get their turn too.
constexpr int kReadsATurn = 16;

std::string describe(int number) { return std::generic_category().message(number); }

}  // namespace

struct Stream::Resolution {
  std::mutex mutex;
  Loop* loop = nullptr;  // guarded by mutex; null = nobody waits any more
};

Stream::Stream(Loop& loop, Address address, std::shared_ptr<TlsSettings> tls)
    : loop_(loop), address_(std::move(address)), settings_(std::move(tls)) {}

Stream::~Stream() { close(); }

void Stream::open(TransportEvents& events) {
  close();
  events_ = &events;
  phase_ = Phase::kResolving;
  ++connection_;
  resolution_ = std::make_shared<Resolution>();
  resolution_->loop = &loop_;
  // getaddrinfo cannot be cancelled: the thread is left alone with what it shares.
  std::thread([shared = resolution_, this, alive = std::weak_ptr(alive_), connection = connection_,
               host = address_.host, port = address_.port] {
    addrinfo hints{};
    hints.ai_socktype = SOCK_STREAM;
    hints.ai_flags = AI_ADDRCONFIG | AI_NUMERICSERV;
    addrinfo* found = nullptr;
    int code = ::getaddrinfo(host.c_str(), std::to_string(port).c_str(), &hints, &found);
    if (code == EAI_NONAME || code == EAI_ADDRFAMILY) {
      // A machine whose only address is the loopback still reaches itself.
      hints.ai_flags = AI_NUMERICSERV;
      code = ::getaddrinfo(host.c_str(), std::to_string(port).c_str(), &hints, &found);
    }
    std::vector<Target> targets;
    for (const addrinfo* one = code == 0 ? found : nullptr; one; one = one->ai_next) {
      targets.push_back({{reinterpret_cast<const char*>(one->ai_addr), one->ai_addrlen}, one->ai_family});
    }
    if (found) ::freeaddrinfo(found);
    const std::string complaint = code == 0 ? "" : host + " is not found: " + ::gai_strerror(code);
    const std::lock_guard lock(shared->mutex);
    if (!shared->loop) return;
    shared->loop->post([this, alive, shared, connection, targets, complaint] {
      if (!alive.expired() && shared == resolution_ && connection == connection_) resolved(targets, complaint);
    });
  }).detach();
}

void Stream::write(std::string bytes) {
  if (phase_ == Phase::kOpen) out_ += bytes;
}

void Stream::close() {
  if (resolution_) {
    const std::lock_guard lock(resolution_->mutex);
    resolution_->loop = nullptr;
  }
  resolution_.reset();
  events_ = nullptr;
  phase_ = Phase::kClosed;
  targets_.clear();
  close_descriptor();
  out_.clear();
  sent_ = 0;
}

void Stream::pause(bool paused) {
  paused_ = paused;
  arm();
}

void Stream::resolved(std::vector<Target> targets, const std::string& complaint) {
  targets_.assign(targets.begin(), targets.end());
  connect_next(complaint.empty() ? address_.host + " has no address" : complaint);
}

void Stream::connect_next(const std::string& complaint) {
  std::string why = complaint;
  close_descriptor();
  while (!targets_.empty()) {
    const Target target = std::move(targets_.front());
    targets_.pop_front();
    descriptor_ = ::socket(target.family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (descriptor_ < 0) {
      why = describe(errno);
      continue;
    }
    const int on = 1;
    ::setsockopt(descriptor_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    phase_ = Phase::kConnecting;
    const auto* address = reinterpret_cast<const sockaddr*>(target.bytes.data());
    if (::connect(descriptor_, address, static_cast<socklen_t>(target.bytes.size())) == 0 || errno == EINPROGRESS) {
      return arm();
    }
    why = describe(errno);
    close_descriptor();
  }
  fail_with(why);
}

void Stream::on_ready(short events) {
  if (phase_ == Phase::kConnecting) return on_connected();
  if (phase_ == Phase::kHandshake) return shake();
  if (phase_ != Phase::kOpen) return;
  if ((events & POLLOUT) != 0) {
    wants_write_ = false;
    flush();
  }
  if (phase_ == Phase::kOpen && (events & (POLLIN | POLLHUP | POLLERR)) != 0) read();
}

void Stream::on_connected() {
  int error = 0;
  socklen_t size = sizeof error;
  ::getsockopt(descriptor_, SOL_SOCKET, SO_ERROR, &error, &size);
  if (error != 0) return connect_next(describe(error));
  if (!address_.tls) return opened();
  phase_ = Phase::kHandshake;
  tls_ = settings_->wrap(descriptor_, address_.host);
  shake();
}

void Stream::shake() {
  const auto step = tls_->handshake();
  if (step == TlsStream::Step::kDone) return opened();
  if (step == TlsStream::Step::kEnd || step == TlsStream::Step::kError) return fail_with(tls_->complaint());
  wants_write_ = step == TlsStream::Step::kWantWrite;
  arm();
}

void Stream::opened() {
  phase_ = Phase::kOpen;
  wants_write_ = false;
  arm();
  events_->on_open();
}

void Stream::read() {
  std::array<char, kReadBytes> buffer;
  const std::uint64_t connection = connection_;
  for (int times = 0; times < kReadsATurn; ++times) {
    std::size_t size = buffer.size();
    if (tls_) {
      const auto step = tls_->read(buffer.data(), size);
      if (step == TlsStream::Step::kWantRead || step == TlsStream::Step::kWantWrite) return;
      if (step == TlsStream::Step::kEnd) return fail_with("the server closed the connection");
      if (step == TlsStream::Step::kError) return fail_with(tls_->complaint());
    } else {
      const ssize_t got = ::recv(descriptor_, buffer.data(), buffer.size(), 0);
      if (got < 0 && (errno == EAGAIN || errno == EINTR)) return;
      if (got <= 0) return fail_with(got == 0 ? "the server closed the connection" : describe(errno));
      size = static_cast<std::size_t>(got);
    }
    events_->on_bytes({buffer.data(), size});
    // The handler may have closed this connection, or begun another. TLS holds bytes back that poll() does not tell of: read on.
    if (phase_ != Phase::kOpen || connection != connection_) return;
    if (paused_ && !tls_) return;
  }
  if (tls_)
    loop_.post([this, alive = std::weak_ptr(alive_), connection] {
      if (!alive.expired() && phase_ == Phase::kOpen && connection == connection_) read();
    });
}

void Stream::flush() {
  while (phase_ == Phase::kOpen && !wants_write_ && sent_ < out_.size()) {
    const std::string_view rest = std::string_view(out_).substr(sent_);
    std::size_t written = 0;
    if (tls_) {
      const auto step = tls_->write(rest, written);
      if (step == TlsStream::Step::kWantWrite || step == TlsStream::Step::kWantRead) wants_write_ = true;
      if (step == TlsStream::Step::kEnd || step == TlsStream::Step::kError) return fail_with(tls_->complaint());
    } else {
      const ssize_t count = ::send(descriptor_, rest.data(), rest.size(), MSG_NOSIGNAL);
      if (count < 0 && errno != EAGAIN && errno != EINTR) return fail_with(describe(errno));
      if (count < 0 && errno == EAGAIN) wants_write_ = true;
      written = count > 0 ? static_cast<std::size_t>(count) : 0;
    }
    sent_ += written;
  }
  if (sent_ == out_.size()) {
    out_.clear();
    sent_ = 0;
  }
  arm();
}

void Stream::arm() {
  if (descriptor_ < 0) return;
  short events = 0;
  if (phase_ == Phase::kConnecting) {
    events = POLLOUT;
  } else if (phase_ == Phase::kHandshake) {
    events = wants_write_ ? POLLOUT : POLLIN;
  } else {
    events = static_cast<short>((paused_ ? 0 : POLLIN) | (wants_write_ ? POLLOUT : 0));
  }
  loop_.watch(descriptor_, events, [this](short ready) { on_ready(ready); });
}

// From flush() this may come inside a call of the link: the link hears of it in a later turn.
void Stream::fail_with(const std::string& complaint) {
  const std::string where = address_.host + ":" + std::to_string(address_.port) + ": ";
  close_descriptor();
  phase_ = Phase::kClosed;
  loop_.post([this, alive = std::weak_ptr(alive_), connection = connection_,
              why = Error{ErrorCode::kGoingAway, where + complaint}] {
    if (!alive.expired() && connection == connection_ && events_) std::exchange(events_, nullptr)->on_closed(why);
  });
}

void Stream::close_descriptor() {
  tls_.reset();
  wants_write_ = false;
  if (descriptor_ < 0) return;
  loop_.unwatch(descriptor_);
  ::close(std::exchange(descriptor_, -1));
}

}  // namespace godwit::sdk
