// SPDX-License-Identifier: Apache-2.0
#include "blob_contract.h"

#include <gmock/gmock.h>

namespace godwit::blob::contract {

using testing::IsEmpty;
using testing::UnorderedElementsAre;

std::string pattern(std::size_t size, std::uint64_t seed) {
  std::string bytes(size, '\0');
  for (std::size_t i = 0; i < size; ++i) bytes[i] = static_cast<char>((i * 31 + i / 251 + seed * 7) & 0xFF);
  return bytes;
}

BlobStore::Listing Calls::list() {
  auto listing = run(blobs_->list());
  EXPECT_TRUE(listing);
  return listing ? std::move(*listing) : BlobStore::Listing();
}

Result<Sealed> Calls::put(const std::string& upload, const std::string& bytes) {
  if (auto begun = rewind(upload, 0); !begun) return std::unexpected(begun.error());
  if (auto written = write(upload, 0, bytes); !written) return std::unexpected(written.error());
  return seal(upload);
}

TEST_P(BlobContract, grows_in_pieces_and_becomes_a_content_named_by_its_hash) {
  const std::string bytes = pattern(700'000);
  ASSERT_TRUE(blobs().rewind("a", 0));
  ASSERT_TRUE(blobs().write("a", 0, bytes.substr(0, 300'000)));
  ASSERT_TRUE(blobs().sync("a"));
  ASSERT_TRUE(blobs().write("a", 300'000, bytes.substr(300'000)));
  const auto sealed = blobs().seal("a");
  ASSERT_TRUE(sealed);
  EXPECT_EQ(sealed->head, bytes.substr(0, 4'096));
  EXPECT_EQ(blobs().read(sealed->hash, 0, 1'000'000), bytes);
  EXPECT_EQ(code(blobs().seal("a")), ErrorCode::kNotFound) << "it is an upload no more";
}

TEST_P(BlobContract, names_a_content_by_the_sha256_of_its_bytes) {
  // FIPS 180-2, appendix B.1.
  const auto sealed = blobs().put("a", "abc");
  ASSERT_TRUE(sealed);
  EXPECT_EQ(to_hex(sealed->hash), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(sealed->head, "abc") << "all of it, when that is less than 4,096 bytes";
}

TEST_P(BlobContract, keeps_the_same_bytes_once) {
  const auto first = blobs().put("a", "the same");
  const auto again = blobs().put("b", "the same");
  const auto other = blobs().put("c", "not the same");
  ASSERT_TRUE(first && again && other);
  EXPECT_EQ(first->hash, again->hash);
  EXPECT_THAT(blobs().list().contents, UnorderedElementsAre(first->hash, other->hash));
  EXPECT_EQ(blobs().read(first->hash, 0, 100), "the same");
}

TEST_P(BlobContract, writes_only_where_the_upload_ends) {
  ASSERT_TRUE(blobs().rewind("a", 0));
  ASSERT_TRUE(blobs().write("a", 0, "12345"));
  for (const std::uint64_t wrong : {0, 4, 6, 1'000'000}) {
    EXPECT_EQ(code(blobs().write("a", wrong, "x")), ErrorCode::kConflict) << wrong;
  }
  EXPECT_EQ(code(blobs().write("b", 0, "x")), ErrorCode::kNotFound) << "none that never began";
  const auto sealed = blobs().seal("a");
  ASSERT_TRUE(sealed);
  EXPECT_EQ(blobs().read(sealed->hash, 0, 100), "12345");
}

TEST_P(BlobContract, cuts_an_upload_to_what_is_known_of_it) {
  ASSERT_TRUE(blobs().rewind("a", 0));
  ASSERT_TRUE(blobs().write("a", 0, "known and not known"));
  ASSERT_TRUE(blobs().rewind("a", 5));
  ASSERT_TRUE(blobs().write("a", 5, "!"));
  const auto sealed = blobs().seal("a");
  ASSERT_TRUE(sealed);
  EXPECT_EQ(blobs().read(sealed->hash, 0, 100), "known!");
}

TEST_P(BlobContract, never_makes_up_bytes_that_are_not_there) {
  EXPECT_EQ(code(blobs().rewind("a", 1)), ErrorCode::kNotFound);
  ASSERT_TRUE(blobs().rewind("a", 0));
  ASSERT_TRUE(blobs().write("a", 0, "123"));
  EXPECT_EQ(code(blobs().rewind("a", 4)), ErrorCode::kNotFound);
  EXPECT_TRUE(blobs().rewind("a", 3)) << "and what is there stays";
}

TEST_P(BlobContract, begins_anew_at_nothing) {
  ASSERT_TRUE(blobs().rewind("a", 0));
  ASSERT_TRUE(blobs().write("a", 0, "wrong"));
  ASSERT_TRUE(blobs().rewind("a", 0));
  const auto sealed = blobs().put("a", "right");
  ASSERT_TRUE(sealed);
  EXPECT_EQ(blobs().read(sealed->hash, 0, 100), "right");
}

TEST_P(BlobContract, reads_any_part_and_less_at_the_end) {
  const std::string bytes = pattern(10'000);
  const auto sealed = blobs().put("a", bytes);
  ASSERT_TRUE(sealed);
  EXPECT_EQ(blobs().read(sealed->hash, 0, 1), bytes.substr(0, 1));
  EXPECT_EQ(blobs().read(sealed->hash, 4'000, 3'000), bytes.substr(4'000, 3'000));
  EXPECT_EQ(blobs().read(sealed->hash, 9'999, 100), bytes.substr(9'999));
  EXPECT_EQ(blobs().read(sealed->hash, 10'000, 100), "");
  EXPECT_EQ(blobs().read(sealed->hash, 1'000'000, 100), "");
  EXPECT_EQ(code(blobs().read(Hash{}, 0, 1)), ErrorCode::kNotFound);
}

TEST_P(BlobContract, an_upload_cannot_be_read_before_it_is_sealed) {
  const auto elsewhere = blobs().put("a", "the bytes");
  ASSERT_TRUE(elsewhere);
  ASSERT_TRUE(blobs().remove_content(elsewhere->hash));
  ASSERT_TRUE(blobs().rewind("b", 0));
  ASSERT_TRUE(blobs().write("b", 0, "the bytes"));
  EXPECT_EQ(code(blobs().read(elsewhere->hash, 0, 100)), ErrorCode::kNotFound);
  ASSERT_TRUE(blobs().seal("b"));
  EXPECT_EQ(blobs().read(elsewhere->hash, 0, 100), "the bytes");
}

TEST_P(BlobContract, takes_no_name_that_could_be_a_path) {
  // None of them leads to anything: should one be followed, nothing is harmed.
  const std::string names[] = {"",  ".no", "../no-such-upload",    "/no-such-folder/upload", "a/b",
                               "A", "a.b", std::string("a\0b", 3), std::string(65, 'a'),     "\xC3\xA4"};
  for (const std::string& name : names) {
    EXPECT_EQ(code(blobs().rewind(name, 0)), ErrorCode::kNotFound) << name;
    EXPECT_EQ(code(blobs().write(name, 0, "x")), ErrorCode::kNotFound) << name;
    EXPECT_EQ(code(blobs().sync(name)), ErrorCode::kNotFound) << name;
    EXPECT_EQ(code(blobs().seal(name)), ErrorCode::kNotFound) << name;
    EXPECT_TRUE(blobs().remove_upload(name)) << name;
  }
  EXPECT_THAT(blobs().list().uploads, IsEmpty());
  EXPECT_TRUE(blobs().rewind(std::string(64, 'z'), 0));
}

TEST_P(BlobContract, lists_what_is_there_until_it_is_removed) {
  EXPECT_THAT(blobs().list().uploads, IsEmpty());
  EXPECT_THAT(blobs().list().contents, IsEmpty());
  ASSERT_TRUE(blobs().rewind("one", 0));
  ASSERT_TRUE(blobs().rewind("two", 0));
  const auto sealed = blobs().put("three", "whole");
  ASSERT_TRUE(sealed);
  EXPECT_THAT(blobs().list().uploads, UnorderedElementsAre("one", "two"));
  EXPECT_THAT(blobs().list().contents, UnorderedElementsAre(sealed->hash));
  for (int times = 0; times < 2; ++times) {
    EXPECT_TRUE(blobs().remove_upload("one"));
    EXPECT_TRUE(blobs().remove_content(sealed->hash));
  }
  EXPECT_THAT(blobs().list().uploads, UnorderedElementsAre("two"));
  EXPECT_THAT(blobs().list().contents, IsEmpty());
  EXPECT_EQ(code(blobs().read(sealed->hash, 0, 1)), ErrorCode::kNotFound);
  EXPECT_EQ(code(blobs().sync("one")), ErrorCode::kNotFound);
}

}  // namespace godwit::blob::contract
