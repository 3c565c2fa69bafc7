// SPDX-License-Identifier: Apache-2.0
// Blobs as files pass the contract, and are where the README says.
#include <sys/stat.h>

#include <fstream>
#include <iterator>

#include "blob_fs/fs_blob_store.h"
#include "contract/blob_contract.h"
#include "media_folder.h"

namespace godwit::blob::contract {
namespace {

Opened open() {
  auto folder = std::make_shared<MediaFolder>();
  auto blobs = open_blob_folder(folder->path());
  EXPECT_TRUE(blobs);
  return {folder, blobs ? std::move(*blobs) : nullptr};
}

const Adapter kFiles{"files", open};
INSTANTIATE_TEST_SUITE_P(Fs, BlobContract, testing::Values(kFiles), adapter_name);

std::string read_file(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

mode_t mode_of(const std::filesystem::path& path) {
  struct ::stat facts{};
  EXPECT_EQ(::stat(path.c_str(), &facts), 0) << path;
  return facts.st_mode & 0777;
}

TEST(BlobFiles, stand_where_a_person_would_look_and_are_for_the_owner_alone) {
  const MediaFolder folder;
  auto blobs = open_blob_folder(folder.path() / "media");
  ASSERT_TRUE(blobs);
  Calls calls(std::move(*blobs));
  ASSERT_TRUE(calls.rewind("abc", 0));
  ASSERT_TRUE(calls.write("abc", 0, "abc"));
  const auto upload = folder.path() / "media/uploads/abc";
  EXPECT_EQ(read_file(upload), "abc");
  EXPECT_EQ(mode_of(folder.path() / "media"), 0700U);
  EXPECT_EQ(mode_of(upload), 0600U);
  ASSERT_TRUE(calls.seal("abc"));
  const auto content = folder.path() / "media/ba/7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
  EXPECT_EQ(read_file(content), "abc");
  EXPECT_EQ(mode_of(content), 0600U);
  EXPECT_FALSE(std::filesystem::exists(upload));
}

TEST(BlobFiles, beside_the_folder_are_out_of_reach) {
  const MediaFolder folder;
  const auto bystander = folder.path() / "bystander";
  std::ofstream(bystander) << "not an upload";
  auto blobs = open_blob_folder(folder.path() / "media");
  ASSERT_TRUE(blobs);
  Calls calls(std::move(*blobs));
  for (const std::string& name : {bystander.string(), std::string("../../bystander")}) {
    EXPECT_EQ(code(calls.rewind(name, 0)), ErrorCode::kNotFound);
    EXPECT_EQ(code(calls.write(name, 13, "!")), ErrorCode::kNotFound);
    EXPECT_EQ(code(calls.sync(name)), ErrorCode::kNotFound);
    EXPECT_EQ(code(calls.seal(name)), ErrorCode::kNotFound);
    EXPECT_TRUE(calls.remove_upload(name));
    EXPECT_EQ(read_file(bystander), "not an upload");
  }
}

TEST(BlobFiles, that_nobody_put_there_are_left_out_of_the_list) {
  const MediaFolder folder;
  auto blobs = open_blob_folder(folder.path());
  ASSERT_TRUE(blobs);
  Calls calls(std::move(*blobs));
  std::ofstream(folder.path() / "README") << "hello";
  std::filesystem::create_directory(folder.path() / "zz");
  std::ofstream(folder.path() / "zz" / std::string(62, '0')) << "no hash";
  EXPECT_TRUE(calls.list().contents.empty());
  EXPECT_TRUE(calls.list().uploads.empty());
}

TEST(BlobFiles, say_what_is_wrong_with_a_folder_that_cannot_be_made) {
  const MediaFolder folder;
  std::ofstream(folder.path() / "media") << "a file";
  const auto blobs = open_blob_folder(folder.path() / "media");
  ASSERT_FALSE(blobs);
  EXPECT_EQ(blobs.error().code, ErrorCode::kInternal);
  EXPECT_NE(blobs.error().detail.find((folder.path() / "media").string()), std::string::npos) << blobs.error().detail;
}

}  // namespace
}  // namespace godwit::blob::contract
