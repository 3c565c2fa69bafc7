// SPDX-License-Identifier: Apache-2.0
#include "net/socket_set.h"

#include <gtest/gtest.h>

#include <atomic>
#include <random>
#include <regex>

#include "peer.h"

namespace godwit::net {
namespace {

SharedBytes bytes_of(std::string text) { return std::make_shared<const std::string>(std::move(text)); }

class SocketSetTest : public testing::Test {
 protected:
  SocketSetTest() {
    lane_.start();
    make_set(std::chrono::seconds(5));
  }
  ~SocketSetTest() override {
    on_lane([&] { set_.reset(); });
    lane_.stop();
  }

  void make_set(std::chrono::milliseconds linger) {
    on_lane([&] { set_ = std::make_unique<SocketSet>(lane_, metrics_, nullptr, linger); });
  }

  template <class Job>
  void on_lane(Job job) {
    lane_.run([&] { job(); });
  }

  /// Lets everything that is posted now come to its end.
  void settle() {
    for (int i = 0; i < 3; ++i) on_lane([] {});
  }

  /// A socket in the set and its far end. `buffer` makes the kernel take little.
  Peer connect(Remembering& handler, SocketId& id, int buffer = 0) {
    int pair[2] = {-1, -1};
    EXPECT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair), 0);
    EXPECT_EQ(::fcntl(pair[0], F_SETFL, O_NONBLOCK), 0);
    if (buffer > 0) {
      for (const int end : pair) ::setsockopt(end, SOL_SOCKET, SO_SNDBUF, &buffer, sizeof buffer);
    }
    on_lane([&] { id = set_->add(pair[0], handler); });
    Peer peer(pair[1]);
    peer.at_end([this, id] {
      on_lane([&] {
        if (set_) set_->abort(id);
      });
      settle();
    });
    return peer;
  }

  double metric(const std::string& name) {
    const std::string text = metrics_.expose();
    std::smatch found;
    const std::regex row("(^|\n)" + name + " ([0-9.e+]+)");
    return std::regex_search(text, found, row) ? std::stod(found[2]) : -1;
  }

  Metrics metrics_;
  Lane lane_{"net-test"};
  std::unique_ptr<SocketSet> set_;
};

TEST_F(SocketSetTest, echoes_what_comes) {
  Remembering handler;
  SocketId id;
  Peer peer = connect(handler, id);
  handler.bytes_hook = [&](std::string_view bytes) { set_->write(id, bytes_of(std::string(bytes))); };
  for (const std::string& text : {std::string("hello"), std::string(100'000, 'x'), std::string("bye")}) {
    peer.send(text);
    EXPECT_EQ(peer.read(text.size()), text);
  }
  settle();
  EXPECT_EQ(metric("godwit_net_received_bytes_total"), 100'008);
  EXPECT_EQ(metric("godwit_net_sent_bytes_total"), 100'008);
  EXPECT_EQ(metric("godwit_net_sockets"), 1);
}

TEST_F(SocketSetTest, sends_once_for_all_writes_of_a_turn) {
  Remembering handler;
  SocketId id;
  Peer peer = connect(handler, id);
  on_lane([&] {
    for (int i = 0; i < 50; ++i) set_->write(id, bytes_of("m" + std::to_string(i % 10)));
    EXPECT_EQ(set_->queued_bytes(id), 100u);
  });
  EXPECT_EQ(peer.read(100).substr(0, 6), "m0m1m2");
  settle();
  EXPECT_EQ(metric("godwit_net_sends_total"), 1);
  EXPECT_EQ(handler.drained(), 1);

  handler.bytes_hook = [&](std::string_view) {
    for (int i = 0; i < 10; ++i) set_->write(id, bytes_of("answer"));
  };
  peer.send("?");
  EXPECT_EQ(peer.read(60).size(), 60u);
  settle();
  EXPECT_EQ(metric("godwit_net_sends_total"), 2);
}

TEST_F(SocketSetTest, sends_more_buffers_than_one_call_takes) {
  Remembering handler;
  SocketId id;
  Peer peer = connect(handler, id);
  std::string expected;
  on_lane([&] {
    for (int i = 0; i < 1000; ++i) {
      const std::string part = std::to_string(i) + ",";
      expected += part;
      set_->write(id, bytes_of(part));
    }
  });
  EXPECT_EQ(peer.read(expected.size()), expected);
  EXPECT_TRUE(handler.wait_for_drained(1));
}

TEST_F(SocketSetTest, coalesces_writes_of_several_jobs_that_wait_together) {
  Remembering handler;
  SocketId id;
  Peer peer = connect(handler, id);
  on_lane([&] {
    for (int i = 0; i < 5; ++i) lane_.post([&] { set_->write(id, bytes_of("job")); });
  });
  EXPECT_EQ(peer.read(15), "jobjobjobjobjob");
  settle();
  EXPECT_EQ(metric("godwit_net_sends_total"), 1);
}

TEST_F(SocketSetTest, gives_a_slow_reader_everything_in_order) {
  Remembering handler;
  SocketId id;
  Peer peer = connect(handler, id, 4096);
  std::mt19937 random(20260106);
  std::string expected;
  on_lane([&] {
    for (int i = 0; i < 400; ++i) {
      std::string part(1 + random() % 5000, '\0');
      for (char& c : part) c = static_cast<char>(random());
      expected += part;
      set_->write(id, bytes_of(part));
    }
  });
  settle();
  std::size_t queued = 0;
  on_lane([&] { queued = set_->queued_bytes(id); });
  EXPECT_GT(queued, 0u) << "the kernel took everything: the test proves nothing";
  EXPECT_EQ(handler.drained(), 0);
  EXPECT_EQ(peer.read(expected.size()), expected);
  EXPECT_TRUE(handler.wait_for_drained(1));
  on_lane([&] { queued = set_->queued_bytes(id); });
  EXPECT_EQ(queued, 0u);
}

TEST_F(SocketSetTest, may_be_written_to_from_on_drained) {
  Remembering handler;
  SocketId id;
  int rounds = 0;
  Peer peer = connect(handler, id);
  handler.drained_hook = [&] {
    if (++rounds < 100) set_->write(id, bytes_of("x"));
  };
  on_lane([&] { set_->write(id, bytes_of("x")); });
  EXPECT_EQ(peer.read(100), std::string(100, 'x'));
}

TEST_F(SocketSetTest, does_not_read_while_paused) {
  Remembering handler;
  SocketId id;
  Peer peer = connect(handler, id);
  on_lane([&] { set_->pause_reading(id, true); });
  settle();
  peer.send("waits");
  settle();
  EXPECT_EQ(handler.received(), "");
  on_lane([&] { set_->write(id, bytes_of("but sends")); });
  EXPECT_EQ(peer.read(9), "but sends");
  on_lane([&] { set_->pause_reading(id, false); });
  EXPECT_TRUE(handler.wait_for_bytes(5));
  EXPECT_EQ(handler.received(), "waits");
}

TEST_F(SocketSetTest, pauses_from_within_on_bytes) {
  Remembering handler;
  SocketId id;
  Peer peer = connect(handler, id);
  handler.bytes_hook = [&](std::string_view) { set_->pause_reading(id, true); };
  peer.send("one");
  ASSERT_TRUE(handler.wait_for_bytes(3));
  settle();
  peer.send("two");
  settle();
  EXPECT_EQ(handler.received(), "one");
}

TEST_F(SocketSetTest, tells_a_paused_socket_that_its_peer_is_gone) {
  Remembering handler;
  SocketId id;
  Peer peer = connect(handler, id);
  on_lane([&] { set_->pause_reading(id, true); });
  settle();
  peer.close();
  EXPECT_EQ(handler.wait_for_close(), Closed::kError);
}

TEST_F(SocketSetTest, tells_when_the_peer_closes) {
  Remembering handler;
  SocketId id;
  Peer peer = connect(handler, id);
  peer.send("last words");
  peer.end_output();
  EXPECT_EQ(handler.wait_for_close(), Closed::kByPeer);
  EXPECT_EQ(handler.received(), "last words");
  on_lane([&] {
    EXPECT_EQ(set_->size(), 0u);
    set_->write(id, bytes_of("too late"));
    EXPECT_EQ(set_->queued_bytes(id), 0u);
  });
  EXPECT_EQ(metric("godwit_net_sockets"), 0);
}

TEST_F(SocketSetTest, closes_after_everything_is_delivered) {
  Remembering handler;
  SocketId id;
  Peer peer = connect(handler, id, 4096);
  const std::string big(300'000, 'z');
  on_lane([&] {
    set_->write(id, bytes_of(big));
    set_->close_after_flush(id);
    set_->write(id, bytes_of("not this"));
  });
  peer.send("input that nobody reads");
  EXPECT_EQ(peer.read_to_end(), big);
  EXPECT_FALSE(peer.was_reset());
  EXPECT_FALSE(handler.closed().has_value()) << "our side waits for the peer's end";
  peer.close();
  EXPECT_EQ(handler.wait_for_close(), Closed::kByUs);
  EXPECT_EQ(handler.received(), "");
}

TEST_F(SocketSetTest, closes_after_flush_although_the_peer_said_its_last) {
  Remembering handler;
  SocketId id;
  Peer peer = connect(handler, id, 4096);
  const std::string big(300'000, 'z');
  on_lane([&] {
    set_->write(id, bytes_of(big));
    set_->close_after_flush(id);
  });
  peer.end_output();
  EXPECT_EQ(peer.read_to_end(), big);
  EXPECT_EQ(handler.wait_for_close(), Closed::kByUs);
}

TEST_F(SocketSetTest, does_not_wait_for_ever_for_a_peer_that_does_not_read_or_close) {
  make_set(std::chrono::milliseconds(50));
  Remembering stuck;
  SocketId stuck_id;
  Peer deaf = connect(stuck, stuck_id, 4096);
  Remembering lingering;
  SocketId lingering_id;
  Peer silent = connect(lingering, lingering_id);
  on_lane([&] {
    set_->write(stuck_id, bytes_of(std::string(1'000'000, 'z')));
    set_->close_after_flush(stuck_id);
    set_->close_after_flush(lingering_id);
  });
  EXPECT_EQ(stuck.wait_for_close(), Closed::kByUs);
  EXPECT_EQ(lingering.wait_for_close(), Closed::kByUs);
  on_lane([&] { EXPECT_EQ(set_->size(), 0u); });
}

TEST_F(SocketSetTest, aborts_without_a_callback_from_within) {
  Remembering handler;
  SocketId id;
  bool inside = false;
  Peer peer = connect(handler, id);
  handler.closed_hook = [&] { EXPECT_FALSE(inside); };
  on_lane([&] {
    inside = true;
    set_->write(id, bytes_of("never sent"));
    set_->abort(id);
    set_->abort(id);
    set_->close_after_flush(id);
    set_->pause_reading(id, true);
    inside = false;
  });
  EXPECT_EQ(handler.wait_for_close(), Closed::kByUs);
  EXPECT_EQ(peer.read_to_end(), "");
}

TEST_F(SocketSetTest, aborts_another_socket_of_the_same_turn) {
  Remembering one;
  Remembering two;
  SocketId one_id;
  SocketId two_id;
  Peer first = connect(one, one_id);
  Peer second = connect(two, two_id);
  one.bytes_hook = [&](std::string_view) { set_->abort(two_id); };
  two.bytes_hook = [&](std::string_view) { set_->abort(one_id); };
  on_lane([&] {  // both are ready when the lane comes to look
    first.send("x");
    second.send("x");
  });
  settle();
  const bool first_fell = one.closed().has_value();
  EXPECT_NE(first_fell, two.closed().has_value());
  EXPECT_EQ((first_fell ? one : two).received(), "");
}

TEST_F(SocketSetTest, ignores_stale_ids_when_the_slot_has_a_new_owner) {
  Remembering old;
  SocketId old_id;
  Peer gone = connect(old, old_id);
  on_lane([&] { set_->abort(old_id); });
  old.wait_for_close();
  Remembering fresh;
  SocketId fresh_id;
  Peer peer = connect(fresh, fresh_id);
  EXPECT_EQ(fresh_id.slot, old_id.slot);
  EXPECT_NE(fresh_id.generation, old_id.generation);
  on_lane([&] {
    set_->write(old_id, bytes_of("wrong"));
    set_->abort(old_id);
    set_->close_after_flush(old_id);
    set_->abort(SocketId{});
    set_->abort(SocketId{.slot = 999, .generation = 1});
    set_->write(fresh_id, bytes_of("right"));
  });
  EXPECT_EQ(peer.read(5), "right");
  EXPECT_FALSE(fresh.closed().has_value());
}

TEST_F(SocketSetTest, may_add_and_abort_from_callbacks) {
  Remembering first;
  Remembering second;
  SocketId first_id;
  SocketId second_id;
  int pair[2] = {-1, -1};
  ASSERT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, pair), 0);
  Peer other(pair[1]);
  first.bytes_hook = [&](std::string_view) { set_->abort(first_id); };
  first.closed_hook = [&] {
    second_id = set_->add(pair[0], second);
    set_->write(second_id, bytes_of("hello"));
  };
  Peer peer = connect(first, first_id);
  peer.send("x");
  EXPECT_EQ(first.wait_for_close(), Closed::kByUs);
  ASSERT_TRUE(other.has_input(kPatienceMs));
  settle();
  on_lane([&] {
    EXPECT_EQ(set_->size(), 1u);
    set_.reset();
  });
}

TEST_F(SocketSetTest, tells_that_a_descriptor_cannot_be_watched) {
  Remembering handler;
  const int file = ::open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
  on_lane([&] { set_->add(file, handler); });
  EXPECT_EQ(handler.wait_for_close(), Closed::kError);
}

TEST_F(SocketSetTest, closes_what_is_open_when_it_goes_without_callbacks) {
  Remembering handler;
  SocketId id;
  Peer peer = connect(handler, id);
  on_lane([&] {
    set_->write(id, bytes_of("unsent"));
    set_.reset();
  });
  peer.read_to_end();
  settle();
  EXPECT_FALSE(handler.closed().has_value());
  EXPECT_EQ(metric("godwit_net_sockets"), 0);
}

TEST_F(SocketSetTest, serves_many_sockets_at_once) {
  constexpr int kMany = 600;  // more than one turn's worth
  std::vector<std::unique_ptr<Remembering>> handlers;
  std::vector<SocketId> ids(kMany);
  std::vector<Peer> peers;
  peers.reserve(kMany);
  for (int i = 0; i < kMany; ++i) {
    handlers.push_back(std::make_unique<Remembering>());
    peers.push_back(connect(*handlers.back(), ids[static_cast<std::size_t>(i)]));
    handlers.back()->bytes_hook = [this, &ids, i](std::string_view bytes) {
      set_->write(ids[static_cast<std::size_t>(i)], bytes_of(std::string(bytes)));
    };
  }
  on_lane([&] {
    for (Peer& peer : peers) peer.send("ping");
  });
  for (Peer& peer : peers) ASSERT_EQ(peer.read(4), "ping");
}

}  // namespace
}  // namespace godwit::net
