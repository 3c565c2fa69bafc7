// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "from_wire.h"
#include "godwit/values.h"
#include "media/image_size.h"
#include "protocol/wire.h"
#include "transport/address.h"

namespace godwit::sdk::test {
namespace {

using namespace std::string_literals;

TEST(Address, is_scheme_host_and_port) {
  struct Row {
    const char* url;
    Address address;
  };
  const Row rows[] = {
      {"https://chat.example", {"chat.example", 443, true}},   {"https://chat.example/", {"chat.example", 443, true}},
      {"godwits://chat.example:1", {"chat.example", 1, true}}, {"http://127.0.0.1:8080", {"127.0.0.1", 8080, false}},
      {"godwit://[::1]:8080", {"::1", 8080, false}},           {"http://[::1]", {"::1", 80, false}},
  };
  for (const Row& row : rows) {
    const auto parsed = parse_address(row.url);
    ASSERT_TRUE(parsed.has_value()) << row.url;
    EXPECT_EQ(*parsed, row.address) << row.url;
  }
  EXPECT_EQ(parse_address("godwit://[::1]:8080")->http(), "http://[::1]:8080");
}

TEST(Address, that_is_not_right_is_refused_with_a_sentence) {
  for (const char* url :
       {"", "chat.example", "ftp://chat.example", "http://", "http://a:0", "http://a:65536", "http://a:b",
        "http://a/path", "http://user@a", "http://[::1", "http://[::1]x", "http://a b"}) {
    const auto parsed = parse_address(url);
    ASSERT_FALSE(parsed.has_value()) << url;
    EXPECT_EQ(parsed.error().code, ErrorCode::kInvalid);
    EXPECT_FALSE(parsed.error().detail.empty());
  }
}

TEST(ImageSize, is_read_from_the_header) {
  const std::string png = "\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\x02\x80\0\0\x01\xe0"s;
  EXPECT_EQ(image_size(png), (ImageSize{640, 480}));
  EXPECT_EQ(image_size("GIF89a\x40\x01\xf0\0"s), (ImageSize{320, 240}));
  const std::string jpeg = "\xff\xd8\xff\xe0\0\x04xx\xff\xc0\0\x11\x08\0\x10\0\x20\x03\x01"s;
  EXPECT_EQ(image_size(jpeg), (ImageSize{32, 16}));
  const std::string webp = "RIFF\0\0\0\0WEBPVP8X\x0a\0\0\0\0\0\0\0\x3f\0\0\x1f\0\0"s;
  EXPECT_EQ(image_size(webp), (ImageSize{64, 32}));
  for (std::size_t size = 0; size < jpeg.size() - 3; ++size) EXPECT_FALSE(image_size(jpeg.substr(0, size)).has_value());
  EXPECT_FALSE(image_size("%PDF-1.4").has_value());
}

TEST(Json, of_an_entry_is_the_protocols) {
  v1::Entry entry;
  entry.set_log("d.7.9");
  entry.set_seq(3);
  entry.set_author(7);
  entry.mutable_body()->mutable_text()->set_text("hi");
  const auto value = from_wire(entry, 1);
  ASSERT_TRUE(value.has_value());
  EXPECT_EQ(to_json(*value), R"({"log":"d.7.9","seq":"3","author":"7","body":{"text":{"text":"hi"}}})");
}

}  // namespace
}  // namespace godwit::sdk::test
