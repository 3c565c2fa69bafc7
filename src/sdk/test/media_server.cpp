// SPDX-License-Identifier: Apache-2.0
#include "media_server.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>

#include "base/error.h"

namespace godwit::sdk::test {
namespace {

std::string field(const std::string& head, const std::string& name) {
  std::string lower = head;
  std::ranges::transform(lower, lower.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  const auto at = lower.find("\r\n" + name + ":");
  if (at == std::string::npos) return {};
  const auto begin = head.find_first_not_of(' ', at + name.size() + 3);
  return head.substr(begin, head.find('\r', begin) - begin);
}

void write_all(int socket, std::string_view bytes) { ::send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL); }

}  // namespace

MediaServer::MediaServer() : listener_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  GODWIT_CHECK(::bind(listener_, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0);
  GODWIT_CHECK(::listen(listener_, 16) == 0);
  socklen_t size = sizeof address;
  ::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size);
  port_ = ntohs(address.sin_port);
  thread_ = std::thread([this] { run(); });
}

MediaServer::~MediaServer() {
  stopping_ = true;
  thread_.join();
  ::close(listener_);
}

std::string MediaServer::stored(const std::string& id) {
  const std::lock_guard lock(mutex_);
  return uploads_[id].bytes;
}

void MediaServer::put(const std::string& id, const std::string& bytes) {
  const std::lock_guard lock(mutex_);
  uploads_[id] = {bytes, bytes.size()};
}

void MediaServer::forget(const std::string& id) {
  const std::lock_guard lock(mutex_);
  uploads_.erase(id);
}

std::vector<std::string> MediaServer::requests() {
  const std::lock_guard lock(mutex_);
  return requests_;
}

void MediaServer::run() {
  while (!stopping_) {
    pollfd one{.fd = listener_, .events = POLLIN, .revents = 0};
    if (::poll(&one, 1, 20) <= 0) continue;
    const int socket = ::accept(listener_, nullptr, nullptr);
    serve(socket);
    ::close(socket);
  }
}

void MediaServer::serve(int socket) {
  std::string in;
  std::array<char, 4096> buffer;
  while (!in.contains("\r\n\r\n")) {
    const ssize_t got = ::recv(socket, buffer.data(), buffer.size(), 0);
    if (got <= 0) return;
    in.append(buffer.data(), static_cast<std::size_t>(got));
  }
  const auto end = in.find("\r\n\r\n") + 4;
  const std::lock_guard lock(mutex_);
  answer(socket, in.substr(0, end), in.substr(end));
}

bool MediaServer::answer(int socket, const std::string& head, std::string rest) {
  EXPECT_EQ(field(head, "authorization"), "Bearer the-token");
  const std::string method = head.substr(0, head.find(' '));
  const std::string path = head.substr(method.size() + 1, head.find(' ', method.size() + 1) - method.size() - 1);
  const std::string id = path.substr(path.rfind('/') + 1);
  const std::string close = "Connection: close\r\n";
  if (method == "POST") {
    requests_.push_back("POST");
    if (const int status = refuse_with.exchange(0)) {
      write_all(socket,
                "HTTP/1.1 " + std::to_string(status) + " No\r\n" + close + "Content-Length: 9\r\n\r\ntoo much\n");
      return true;
    }
    EXPECT_EQ(field(head, "tus-resumable"), "1.0.0");
    const std::string fresh = "upload" + std::string(1, static_cast<char>('a' + uploads_.size()));
    uploads_[fresh].length = std::stoul(field(head, "upload-length"));
    write_all(socket, "HTTP/1.1 201 Created\r\n" + close + "Location: http://other.example/v1/media/" + fresh +
                          "\r\nContent-Length: 0\r\n\r\n");
    return true;
  }
  if (!uploads_.contains(id)) {
    write_all(socket, "HTTP/1.1 404 Not Found\r\n" + close + "Content-Length: 0\r\n\r\n");
    return true;
  }
  Upload& its = uploads_[id];
  if (method == "HEAD") {
    requests_.push_back("HEAD");
    write_all(socket, "HTTP/1.1 200 OK\r\n" + close + "Upload-Offset: " + std::to_string(its.bytes.size()) +
                          "\r\nUpload-Length: " + std::to_string(its.length) + "\r\n\r\n");
    return true;
  }
  if (method == "PATCH") {
    const std::string offset = field(head, "upload-offset");
    requests_.push_back("PATCH " + offset);
    EXPECT_EQ(field(head, "content-type"), "application/offset+octet-stream");
    EXPECT_EQ(offset, std::to_string(its.bytes.size()));
    if (!take_body(socket, its, std::stoul(field(head, "content-length")), std::move(rest))) return false;
    write_all(socket, "HTTP/1.1 204 No Content\r\n" + close + "Upload-Offset: " + std::to_string(its.bytes.size()) +
                          "\r\n\r\n");
    return true;
  }
  const std::string range = field(head, "range");
  const std::size_t from = range.empty() ? 0 : std::stoul(range.substr(range.find('=') + 1));
  requests_.push_back("GET " + std::to_string(from));
  write_all(socket, std::string(range.empty() ? "HTTP/1.1 200 OK\r\n" : "HTTP/1.1 206 Partial Content\r\n") + close +
                        "Content-Length: " + std::to_string(its.bytes.size() - from) + "\r\n\r\n");
  return send_body(socket, its.bytes.substr(from));
}

bool MediaServer::take_body(int socket, Upload& upload, std::size_t length, std::string rest) {
  std::size_t limit = length;
  if (cut_after > 0 && cuts_left > 0 && cut_after < length) {
    limit = cut_after;
    --cuts_left;
  }
  std::array<char, 4096> buffer;
  while (rest.size() < limit) {
    const ssize_t got = ::recv(socket, buffer.data(), std::min(buffer.size(), limit - rest.size()), 0);
    if (got <= 0) break;
    rest.append(buffer.data(), static_cast<std::size_t>(got));
  }
  upload.bytes += rest.substr(0, limit);
  return limit == length;
}

bool MediaServer::send_body(int socket, const std::string& bytes) {
  std::size_t limit = bytes.size();
  if (cut_after > 0 && cuts_left > 0 && cut_after < limit) {
    limit = cut_after;
    --cuts_left;
  }
  std::size_t sent = 0;
  while (sent < limit) {
    const ssize_t count = ::send(socket, bytes.data() + sent, limit - sent, MSG_NOSIGNAL);
    if (count <= 0) return false;
    sent += static_cast<std::size_t>(count);
  }
  return limit == bytes.size();
}

}  // namespace godwit::sdk::test
