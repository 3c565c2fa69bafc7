// SPDX-License-Identifier: Apache-2.0
#include "websocket_cases.h"

namespace godwit::conformance {
namespace {

using namespace std::string_literals;
using protocol::WsOpcode;

enum class Length : std::uint8_t { kShortest, k16, k64 };

constexpr std::uint8_t kFin = 0x80;
constexpr std::uint8_t kText = 0x81;
constexpr std::uint8_t kBinary = 0x82;
constexpr std::uint8_t kClose = 0x88;
constexpr std::uint8_t kPing = 0x89;
constexpr std::uint8_t kPong = 0x8A;
/// Without FIN.
constexpr std::uint8_t kTextBegins = 0x01;
constexpr std::uint8_t kBinaryBegins = 0x02;
constexpr std::uint8_t kGoesOn = 0x00;
constexpr std::uint8_t kEnds = 0x80;

std::string big_endian(std::uint64_t value, int bytes) {
  std::string out;
  for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8) out.push_back(static_cast<char>(value >> shift));
  return out;
}

std::string header(std::uint8_t first, std::uint64_t size, Length form, bool masked = true) {
  const auto mask_bit = static_cast<std::uint8_t>(masked ? 0x80 : 0);
  const bool in_16 = form == Length::k16 || (form == Length::kShortest && size > 125 && size <= 65'535);
  const bool in_64 = form == Length::k64 || (form == Length::kShortest && size > 65'535);
  std::string out(1, static_cast<char>(first));
  out.push_back(static_cast<char>(mask_bit | (in_16 ? 126 : in_64 ? 127 : size)));
  if (in_16) out += big_endian(size, 2);
  if (in_64) out += big_endian(size, 8);
  return out;
}

std::string frame(std::uint8_t first, std::string payload, Length form = Length::kShortest,
                  const std::string& mask = "\x12\x34\x56\x78"s) {
  std::string out = header(first, payload.size(), form) + mask;
  for (std::size_t i = 0; i < payload.size(); ++i) payload[i] = static_cast<char>(payload[i] ^ mask[i % 4]);
  return out + payload;
}

Reply text(std::string payload) { return {WsOpcode::kText, std::move(payload)}; }
Reply binary(std::string payload) { return {WsOpcode::kBinary, std::move(payload)}; }
Reply pong(std::string payload) { return {WsOpcode::kPong, std::move(payload)}; }
Reply closed(unsigned code) { return {WsOpcode::kClose, big_endian(code, 2)}; }
Reply closed_without_code() { return {WsOpcode::kClose, ""}; }

const std::string kGoodbye = frame(kClose, big_endian(1000, 2));

/// The client says goodbye after it, which is answered after everything else.
WsCase fine(std::string rule, const std::string& bytes, std::vector<Reply> replies) {
  replies.push_back(closed(1000));
  return {std::move(rule), bytes + kGoodbye, std::move(replies)};
}

/// What follows a violation is not looked at.
WsCase broken(std::string rule, const std::string& bytes, unsigned code, std::vector<Reply> before = {}) {
  before.push_back(closed(code));
  return {std::move(rule), bytes + frame(kText, "after") + kGoodbye, std::move(before)};
}

std::string pattern(std::size_t size) {
  std::string out(size, '\0');
  for (std::size_t i = 0; i < size; ++i) out[i] = static_cast<char>(i * 31 + i / 251);
  return out;
}

}  // namespace

std::string client_frame(std::uint8_t first, const std::string& payload) { return frame(first, payload); }

std::vector<WsCase> framing_cases() {
  std::vector<WsCase> cases;
  for (const std::size_t size : {0, 1, 125, 126, 127, 128, 65'535, 65'536, 65'537}) {
    const std::string bytes = pattern(size);
    cases.push_back(
        fine("§5.2: a binary message of " + std::to_string(size) + " bytes", frame(kBinary, bytes), {binary(bytes)}));
    cases.push_back(fine("§5.2: a text message of " + std::to_string(size) + " bytes",
                         frame(kText, std::string(size, '*')), {text(std::string(size, '*'))}));
  }
  for (const int bits : {0x40, 0x20, 0x10, 0x60, 0x50, 0x30, 0x70}) {
    const auto rsv = static_cast<std::uint8_t>(bits);
    const std::string name = "§5.2: reserved bits " + std::to_string(bits >> 4);
    cases.push_back(broken(name + " in a text", frame(kText | rsv, "x"), 1002));
    cases.push_back(broken(name + " in a ping", frame(kPing | rsv, "x"), 1002));
    cases.push_back(broken(name + " in a close", frame(kClose | rsv, ""), 1002));
    cases.push_back(broken(name + " in a continuation", frame(kTextBegins, "x") + frame(kEnds | rsv, "y"), 1002));
    cases.push_back(
        broken(name + " after a message", frame(kText, "good") + frame(kText | rsv, "x"), 1002, {text("good")}));
  }
  for (const int opcode : {3, 4, 5, 6, 7, 11, 12, 13, 14, 15}) {
    const auto final = static_cast<std::uint8_t>(kFin | opcode);
    const std::string name = "§5.2: reserved opcode " + std::to_string(opcode);
    cases.push_back(broken(name, frame(final, ""), 1002));
    cases.push_back(broken(name + " with a payload", frame(final, "x"), 1002));
    cases.push_back(broken(name + " after a message", frame(kText, "good") + frame(final, ""), 1002, {text("good")}));
    cases.push_back(broken(name + " between fragments", frame(kTextBegins, "x") + frame(final, ""), 1002));
  }
  cases.push_back(broken("§5.2: 125 bytes with a length of 16 bits", frame(kBinary, pattern(125), Length::k16), 1002));
  cases.push_back(broken("§5.2: no bytes with a length of 16 bits", frame(kBinary, "", Length::k16), 1002));
  cases.push_back(broken("§5.2: 65535 bytes in 64 bits", frame(kBinary, pattern(65'535), Length::k64), 1002));
  cases.push_back(broken("§5.2: one byte in 64 bits", frame(kText, "x", Length::k64), 1002));
  cases.push_back(
      broken("§5.2: a length with its top bit set", header(kBinary, 1ULL << 63 | 70'000, Length::k64), 1002));
  cases.push_back(
      broken("§7.4.1: a message over the limit, by its length", header(kBinary, 1ULL << 40, Length::k64), 1009));
  cases.push_back(broken("§7.4.1: the longest length there is", header(kText, (1ULL << 63) - 1, Length::k64), 1009));
  return cases;
}

std::vector<WsCase> masking_cases() {
  const auto unmasked = [](std::uint8_t first, const std::string& payload) {
    return header(first, payload.size(), Length::kShortest, false) + payload;
  };
  std::vector<WsCase> cases = {
      broken("§5.1: a text that is not masked", unmasked(kText, "hello"), 1002),
      broken("§5.1: an empty text that is not masked", unmasked(kText, ""), 1002),
      broken("§5.1: a ping that is not masked", unmasked(kPing, "hello"), 1002),
      broken("§5.1: a close that is not masked", unmasked(kClose, big_endian(1000, 2)), 1002),
      broken("§5.1: a long binary that is not masked", unmasked(kBinary, pattern(70'000)), 1002),
      broken("§5.1: a continuation that is not masked", frame(kTextBegins, "a") + unmasked(kEnds, "b"), 1002),
      broken("§5.1: not masked after a message", frame(kText, "good") + unmasked(kText, "bad"), 1002, {text("good")}),
  };
  for (const std::string& mask : {"\0\0\0\0"s, "\xFF\xFF\xFF\xFF"s, "\0\0\0\1"s, "\x80\0\0\0"s}) {
    for (const std::size_t size : {1, 2, 3, 4, 5, 7, 8, 9, 63, 130}) {
      cases.push_back(fine("§5.3: any mask, " + std::to_string(size) + " bytes",
                           frame(kBinary, pattern(size), Length::kShortest, mask), {binary(pattern(size))}));
    }
  }
  return cases;
}

std::vector<WsCase> fragment_cases() {
  std::string bytewise = frame(kTextBegins, "");
  const std::string whole = "κόσμε — 每一个字节 🐦";
  for (const char c : whole) bytewise += frame(kGoesOn, std::string(1, c));
  bytewise += frame(kEnds, "");
  std::string chatty = frame(kBinaryBegins, "0");
  std::vector<Reply> pongs;
  for (int i = 1; i <= 9; ++i) {
    chatty += frame(kPing, "ping " + std::to_string(i)) + frame(kGoesOn, std::to_string(i));
    pongs.push_back(pong("ping " + std::to_string(i)));
  }
  chatty += frame(kEnds, "");
  pongs.push_back(binary("0123456789"));
  std::string over = frame(kBinaryBegins, pattern(60'000));
  for (int i = 0; i < 300; ++i) over += frame(kGoesOn, pattern(60'000));
  return {
      fine("§5.4: two fragments", frame(kTextBegins, "Hel") + frame(kEnds, "lo"), {text("Hello")}),
      fine("§5.4: three empty fragments", frame(kTextBegins, "") + frame(kGoesOn, "") + frame(kEnds, ""), {text("")}),
      fine("§5.4: something between nothing", frame(kBinaryBegins, "") + frame(kGoesOn, "x") + frame(kEnds, ""),
           {binary("x")}),
      fine("§5.4: a fragment for each byte", bytewise, {text(whole)}),
      fine("§5.4: a ping between fragments", frame(kTextBegins, "a") + frame(kPing, "p") + frame(kEnds, "b"),
           {pong("p"), text("ab")}),
      fine("§5.4: pings between many fragments", chatty, pongs),
      fine("§5.4: a pong between fragments", frame(kTextBegins, "a") + frame(kPong, "p") + frame(kEnds, "b"),
           {text("ab")}),
      {"§5.4, §5.5.1: a close between fragments ends the message",
       frame(kTextBegins, "a") + kGoodbye + frame(kEnds, "b"),
       {closed(1000)}},
      fine("§5.4: one fragmented message after another",
           frame(kTextBegins, "a") + frame(kEnds, "b") + frame(kBinaryBegins, "c") + frame(kEnds, "d"),
           {text("ab"), binary("cd")}),
      broken("§5.4: a continuation of nothing", frame(kEnds, "x"), 1002),
      broken("§5.4: a continuation of nothing that goes on", frame(kGoesOn, "x"), 1002),
      broken("§5.4: a continuation after a whole message", frame(kText, "a") + frame(kEnds, "b"), 1002, {text("a")}),
      broken("§5.4: a continuation after the last fragment",
             frame(kTextBegins, "a") + frame(kEnds, "b") + frame(kEnds, "c"), 1002, {text("ab")}),
      broken("§5.4: a text inside a fragmented text", frame(kTextBegins, "a") + frame(kText, "b"), 1002),
      broken("§5.4: a binary inside a fragmented text", frame(kTextBegins, "a") + frame(kBinary, "b"), 1002),
      broken("§5.4: a message that begins inside another", frame(kTextBegins, "a") + frame(kTextBegins, "b"), 1002),
      broken("§7.4.1: fragments that are over the limit together", over, 1009),
  };
}

std::vector<WsCase> control_cases() {
  std::vector<WsCase> cases;
  for (const std::size_t size : {0, 1, 4, 124, 125}) {
    cases.push_back(fine("§5.5.2: a ping of " + std::to_string(size) + " bytes", frame(kPing, pattern(size)),
                         {pong(pattern(size))}));
  }
  std::string ten;
  std::vector<Reply> pongs;
  for (int i = 0; i < 10; ++i) {
    ten += frame(kPing, std::to_string(i));
    pongs.push_back(pong(std::to_string(i)));
  }
  cases.push_back(fine("§5.5.3: ten pings are answered in order", ten, pongs));
  cases.push_back(fine("§5.5.3: a pong that nobody asked for is ignored", frame(kPong, "") + frame(kPong, "x"), {}));
  cases.push_back(fine("§5.5.3: a pong, then a ping", frame(kPong, "x") + frame(kPing, "y"), {pong("y")}));
  for (const std::uint8_t control : {kPing, kPong, kClose}) {
    const std::string name = "§5.5: opcode " + std::to_string(control & 0x0F);
    const auto begins = static_cast<std::uint8_t>(control & ~kFin);
    cases.push_back(broken(name + " of 126 bytes", frame(control, pattern(126)), 1002));
    cases.push_back(broken(name + " with 64 bits of length", header(control, 70'000, Length::k64), 1002));
    cases.push_back(broken(name + " with a short payload in 16 bits", frame(control, "x", Length::k16), 1002));
    cases.push_back(broken(name + " in fragments", frame(begins, "a") + frame(kEnds, "b"), 1002));
  }
  return cases;
}

std::vector<WsCase> text_cases() {
  std::vector<WsCase> cases;
  const std::string good = "\xCE\xBA\xE1\xBD\xB9\xCF\x83\xCE\xBC\xCE\xB5";
  for (const std::string& valid :
       {good, "\0"s, "\x7F"s, "\xC2\x80"s, "\xDF\xBF"s, "\xE0\xA0\x80"s, "\xED\x9F\xBF"s, "\xEE\x80\x80"s,
        "\xEF\xBF\xBF"s, "\xF0\x90\x80\x80"s, "\xF4\x8F\xBF\xBF"s, "\xEF\xBB\xBF"s}) {
    cases.push_back(fine("§5.6: valid UTF-8", frame(kText, valid), {text(valid)}));
    cases.push_back(fine("§5.6: valid UTF-8, cut within code points",
                         frame(kTextBegins, valid.substr(0, 1)) + frame(kEnds, valid.substr(1)), {text(valid)}));
  }
  for (const std::string& bad :
       {"\x80"s, "\xBF"s, "\xC0\xAF"s, "\xC1\xBF"s, "\xC3"s, "\xC3("s, "\xE0\x9F\xBF"s, "\xE1\xBD"s, "\xED\xA0\x80"s,
        "\xED\xBF\xBF"s, "\xF0\x8F\xBF\xBF"s, "\xF0\x90\x80"s, "\xF4\x90\x80\x80"s, "\xF5\x80\x80\x80"s,
        "\xF8\x88\x80\x80\x80"s, "\xFE"s, "\xFF"s, good + "\xED\xA0\x80" + "edited"}) {
    cases.push_back(broken("§8.1: text that is not UTF-8", frame(kText, bad), 1007));
    cases.push_back(broken("§8.1: fragments that are not UTF-8 together",
                           frame(kTextBegins, bad.substr(0, 1)) + frame(kEnds, bad.substr(1)), 1007));
    cases.push_back(fine("§5.6: binary may be anything", frame(kBinary, bad), {binary(bad)}));
  }
  // Nothing ends these messages: the server does not wait for it.
  for (const std::string& hopeless : {"\xC0"s, "\xE0\x80"s, "\xED\xA0"s, "\xF4\x90"s, "\xF5"s, good + "\xFF"}) {
    cases.push_back(
        {"§8.1: a first fragment that nothing can make valid", frame(kTextBegins, hopeless), {closed(1007)}});
    cases.push_back({"§8.1: a further fragment that nothing can make valid",
                     frame(kTextBegins, good) + frame(kPing, "p") + frame(kGoesOn, hopeless),
                     {pong("p"), closed(1007)}});
  }
  return cases;
}

std::vector<WsCase> close_cases() {
  const auto close_with = [](unsigned code, const std::string& reason = {}) {
    return frame(kClose, big_endian(code, 2) + reason);
  };
  std::vector<WsCase> cases = {
      {"§5.5.1: a close without a code is answered by one", frame(kClose, ""), {closed_without_code()}},
      {"§5.5.1: data after a close is not looked at",
       kGoodbye + frame(kText, "late") + frame(kPing, "late"),
       {closed(1000)}},
      {"§5.5.1: a second close is not answered", kGoodbye + kGoodbye, {closed(1000)}},
      {"§5.5.1: broken frames after a close do no harm", kGoodbye + "\xFF\xFF\xFF\xFF"s, {closed(1000)}},
      {"§5.5.1: a reason of 123 bytes", close_with(1000, std::string(123, 'r')), {closed(1000)}},
      broken("§5.5.1: a close of one byte", frame(kClose, "\x03"), 1002),
      broken("§5.5.1: a reason of 124 bytes", close_with(1000, std::string(124, 'r')), 1002),
      broken("§8.1: a reason that is not UTF-8", close_with(1000, "\xCE\xBA\xED\xA0\x80"), 1007),
      broken("§8.1: a reason that ends within a code point", close_with(1000, "\xE2\x82"), 1007),
  };
  for (const unsigned code :
       {1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014, 3000, 3999, 4000, 4999}) {
    cases.push_back({"§7.4: code " + std::to_string(code) + " is echoed", close_with(code), {closed(code)}});
    cases.push_back({"§7.4: code " + std::to_string(code) + " with a reason", close_with(code, "why"), {closed(code)}});
  }
  for (const unsigned code : {0, 1, 999, 1004, 1005, 1006, 1015, 1016, 1100, 1999, 2000, 2999, 5000, 9999, 65'535}) {
    cases.push_back(broken("§7.4: code " + std::to_string(code) + " may not be sent", close_with(code), 1002));
  }
  return cases;
}

}  // namespace godwit::conformance
