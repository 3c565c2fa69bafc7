// SPDX-License-Identifier: Apache-2.0
#include "admin_socket.h"

#include <sys/stat.h>

#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/write.hpp>

#include "async/nursery.h"
#include "base/log.h"

namespace godwit::app {
namespace {

using boost::asio::redirect_error;
using boost::asio::use_awaitable;
using boost::asio::local::stream_protocol;

constexpr std::size_t kMaxRequestBytes = 64 * 1024;

std::string socket_path(const std::filesystem::path& folder) { return folder / "admin.sock"; }

Task<void> serve(std::shared_ptr<stream_protocol::socket> socket, service::Admin* admin) {
  boost::system::error_code error;
  std::string line;
  co_await boost::asio::async_read_until(*socket, boost::asio::dynamic_buffer(line, kMaxRequestBytes), '\n',
                                         redirect_error(use_awaitable, error));
  if (error) co_return;
  line.resize(line.find('\n'));
  const std::string answer = co_await run_admin_verb(admin, line) + "\n";
  co_await boost::asio::async_write(*socket, boost::asio::buffer(answer), redirect_error(use_awaitable, error));
}

}  // namespace

struct AdminSocket::Impl {
  Impl(Lane& on, service::Admin& with) : lane(on), nursery(on), admin(with), acceptor(on.context()) {}

  Task<void> accept() {
    for (;;) {
      boost::system::error_code error;
      auto socket = std::make_shared<stream_protocol::socket>(lane.context());
      co_await acceptor.async_accept(*socket, redirect_error(use_awaitable, error));
      if (error) co_return;
      nursery.spawn(serve(socket, &admin));
    }
  }

  Lane& lane;
  Nursery nursery;
  service::Admin& admin;
  stream_protocol::acceptor acceptor;
  std::string path;
};

std::unique_ptr<AdminSocket> AdminSocket::listen(Lane& lane, const std::filesystem::path& folder,
                                                 service::Admin& admin) {
  auto impl = std::make_unique<Impl>(lane, admin);
  impl->path = socket_path(folder);
  // The folder is ours (its lock is held), so a socket that is there was left by a crash.
  ::unlink(impl->path.c_str());
  boost::system::error_code error;
  const mode_t before = ::umask(0177);
  try {
    impl->acceptor.open();
    impl->acceptor.bind(stream_protocol::endpoint(impl->path), error);
  } catch (const boost::system::system_error& failure) {
    error = failure.code();
  }
  ::umask(before);
  if (!error) impl->acceptor.listen(boost::asio::socket_base::max_listen_connections, error);
  if (error) {
    log::warn("admin_socket.unavailable", {{"path", impl->path}, {"error", error.message()}});
    return nullptr;
  }
  lane.run([&impl] { impl->nursery.spawn(impl->accept()); });
  return std::unique_ptr<AdminSocket>(new AdminSocket(std::move(impl)));
}

AdminSocket::AdminSocket(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}

AdminSocket::~AdminSocket() { ::unlink(impl_->path.c_str()); }

Result<std::string> ask_running_server(const std::filesystem::path& folder, const std::string& request) {
  boost::asio::io_context context;
  stream_protocol::socket socket(context);
  boost::system::error_code error;
  const std::string path = socket_path(folder);
  if (path.size() > 107) return fail(ErrorCode::kNotFound, "the data folder's path is too long for a socket");
  socket.connect(stream_protocol::endpoint(path), error);
  if (error) return fail(ErrorCode::kNotFound, error.message());
  boost::asio::write(socket, boost::asio::buffer(request + "\n"), error);
  std::string answer;
  if (!error) boost::asio::read_until(socket, boost::asio::dynamic_buffer(answer), '\n', error);
  if (error) return fail(ErrorCode::kInternal, "the server did not answer: " + error.message());
  answer.resize(answer.find('\n'));
  return answer;
}

}  // namespace godwit::app
