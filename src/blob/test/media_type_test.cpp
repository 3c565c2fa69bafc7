// SPDX-License-Identifier: Apache-2.0
#include "blob/media_type.h"

#include <gtest/gtest.h>

#include <string>

#include "blob/blob_store.h"

namespace godwit::blob {
namespace {

using namespace std::string_literals;

/// Offered as a download, whatever it says it is.
testing::AssertionResult is_only_downloaded(const std::string& bytes) {
  const auto type = sniff_media_type(bytes);
  if (!may_show_inline(type)) return testing::AssertionSuccess() << type;
  return testing::AssertionFailure() << "shown as " << type;
}

TEST(MediaType, is_told_by_the_signature_of_the_format) {
  const std::pair<std::string, std::string_view> files[] = {
      {"\xFF\xD8\xFF\xE0\0\x10JFIF\0"s, "image/jpeg"},
      {"\x89PNG\r\n\x1A\n\0\0\0\rIHDR"s, "image/png"},
      {"GIF87a\1\0\1\0"s, "image/gif"},
      {"GIF89a\1\0\1\0"s, "image/gif"},
      {"RIFF\x24\0\0\0WEBPVP8 "s, "image/webp"},
      {"\0\0\0\x1C"
       "ftypavif\0\0\0\0"s,
       "image/avif"},
      {"\0\0\0\x18"
       "ftypheic\0\0\0\0"s,
       "image/heic"},
      {"\0\0\0\x18"
       "ftypmp42\0\0\0\0"s,
       "video/mp4"},
      {"\0\0\0\x18"
       "ftypisom\0\0\2\0"s,
       "video/mp4"},
      {"\0\0\0\x14"
       "ftypqt  \0\0\0\0"s,
       "video/quicktime"},
      {"\0\0\0\x1C"
       "ftypM4A \0\0\0\0"s,
       "audio/mp4"},
      {"\x1A\x45\xDF\xA3\x9F\x42\x86\x81\1\x42\x82\x84webm"s, "video/webm"},
      {"\x1A\x45\xDF\xA3\xA3\x42\x86\x81\1\x42\x82\x88matroska"s, "video/x-matroska"},
      {"OggS\0\2\0\0\0\0\0\0\0\0"s, "audio/ogg"},
      {"ID3\3\0\0\0\0\0\x21"s, "audio/mpeg"},
      {"\xFF\xFB\x90\x64\0\0\0\0"s, "audio/mpeg"},
      {"fLaC\0\0\0\x22"s, "audio/flac"},
      {"RIFF\x24\0\0\0WAVEfmt "s, "audio/wav"},
      {"%PDF-1.7\n%\xE2\xE3"s, "application/pdf"},
      {"PK\3\4\x14\0\6\0"s, "application/zip"},
      {"\x1F\x8B\x08\0\0\0\0\0"s, "application/gzip"},
      {"hello, world\n", "text/plain"},
      {"gr\xC3\xBC\xC3\x9F dich", "text/plain"},
      {"\0\1\2\3"s, "application/octet-stream"},
      {"gr\xFC\xDF dich", "application/octet-stream"},
      {"", "application/octet-stream"},
  };
  for (const auto& [bytes, type] : files) EXPECT_EQ(sniff_media_type(bytes), type) << testing::PrintToString(bytes);
}

TEST(MediaType, shows_pictures_sound_and_films_and_nothing_else) {
  for (const auto* type :
       {"image/jpeg", "image/png", "image/gif", "image/webp", "audio/ogg", "audio/mpeg", "video/mp4", "video/webm"}) {
    EXPECT_TRUE(may_show_inline(type)) << type;
  }
  for (const auto* type : {"text/plain", "text/html", "image/svg+xml", "application/xhtml+xml", "application/pdf",
                           "application/zip", "application/octet-stream", "image/heic", ""}) {
    EXPECT_FALSE(may_show_inline(type)) << type;
  }
}

TEST(MediaType, is_that_of_text_for_markup_which_no_browser_shall_run) {
  for (const auto* page :
       {"<!DOCTYPE html><script>alert(1)</script>", "<html><body onload=alert(1)>",
        "<svg xmlns=\"http://www.w3.org/2000/svg\" onload=\"alert(1)\"/>", "<?xml version=\"1.0\"?><svg/>",
        "\xEF\xBB\xBF<script>alert(1)</script>", "   \r\n\t<script src=//evil></script>"}) {
    EXPECT_EQ(sniff_media_type(page), "text/plain") << page;
    EXPECT_TRUE(is_only_downloaded(page)) << page;
  }
}

TEST(MediaType, of_a_polyglot_is_that_of_its_beginning) {
  // A picture that is also a script is a picture: with nosniff nobody asks what else it could be.
  EXPECT_EQ(sniff_media_type("GIF89a/*\1\0*/=1;alert(1)//<script>"), "image/gif");
  EXPECT_TRUE(is_only_downloaded("<!--ftypmp42\0--><script>alert(1)</script>"s));
  // A page that holds a picture further on is a page.
  EXPECT_TRUE(is_only_downloaded("<!--\n\x89PNG\r\n\x1A\n--><script>alert(1)</script>"));
  EXPECT_TRUE(is_only_downloaded("%PDF-1.4\n<script>alert(1)</script>\xFF\xD8\xFF"));
  EXPECT_TRUE(is_only_downloaded("PK\3\4" + std::string(100, 'x') + "GIF89a"));
}

TEST(MediaType, is_not_told_by_half_a_signature) {
  for (const auto& bytes : {"\xFF\xD8"s, "\x89PNG"s, "GIF8"s, "GIF88a\1"s, "RIFF\x24\0\0\0"s, "RIFF\x24\0\0\0XXXX"s,
                            "\0\0\0\x18"
                            "fty"s,
                            "\xFF\xFF\xFF\xFF"s, "\xFF\xE3\xF0\x64"s, "\xFF\xFE<\0s\0c\0"s}) {
    EXPECT_TRUE(is_only_downloaded(bytes)) << testing::PrintToString(bytes);
  }
}

TEST(MediaType, of_prose_that_begins_like_a_signature_is_text) {
  for (const auto* prose : {"ID3 tags are described here.", "OggS is the capture pattern.", "fLaC begins so.",
                            "GIF89a was the last version.", "abcdftypmp42 is no film"}) {
    EXPECT_EQ(sniff_media_type(prose), "text/plain") << prose;
  }
}

TEST(MediaType, of_a_long_text_is_text_wherever_its_beginning_was_cut) {
  std::string text;
  while (text.size() < 5'000) text += "\xF0\x9F\x98\x80 ";
  for (std::size_t size = 4'090; size <= 4'096; ++size) {
    EXPECT_EQ(sniff_media_type(std::string_view(text).substr(0, size)), "text/plain") << size;
  }
  EXPECT_EQ(sniff_media_type("\x80\x80\x80 no character begins so"), "application/octet-stream");
}

TEST(Hash, is_written_in_lower_case_hexadecimal) {
  Hash hash{};
  hash[0] = std::byte{0xAB};
  hash[31] = std::byte{0x0F};
  EXPECT_EQ(to_hex(hash), "ab" + std::string(60, '0') + "0f");
}

}  // namespace
}  // namespace godwit::blob
