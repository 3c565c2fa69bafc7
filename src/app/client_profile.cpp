// SPDX-License-Identifier: Apache-2.0
#include "client_profile.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <cstring>
#include <fstream>

namespace godwit::app {
namespace {

namespace json = boost::json;

/// XDG Base Directory Specification: the variable if it is an absolute path, else a folder of the home.
Result<std::filesystem::path> base_folder(const std::map<std::string, std::string>& environment, const char* variable,
                                          const char* below_home) {
  const auto named = environment.find(variable);
  if (named != environment.end() && named->second.starts_with('/')) return std::filesystem::path(named->second);
  const auto home = environment.find("HOME");
  if (home == environment.end() || home->second.empty()) return fail(ErrorCode::kInvalid, "HOME is not set");
  return std::filesystem::path(home->second) / below_home;
}

bool is_profile_name(const std::string& name) {
  return !name.empty() && name.size() <= 64 && std::ranges::all_of(name, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
  });
}

}  // namespace

Result<Profile> Profile::find(const std::string& name, const std::map<std::string, std::string>& environment) {
  if (!is_profile_name(name)) return fail(ErrorCode::kInvalid, "a profile is named with letters, digits, - and _");
  const auto config = base_folder(environment, "XDG_CONFIG_HOME", ".config");
  const auto data = base_folder(environment, "XDG_DATA_HOME", ".local/share");
  if (!config) return std::unexpected(config.error());
  if (!data) return std::unexpected(data.error());
  return Profile{.name = name,
                 .account_file = *config / "godwit" / (name + ".json"),
                 .folder = *data / "godwit" / "profiles" / name};
}

Result<StoredAccount> load_account(const Profile& profile) {
  std::ifstream file(profile.account_file);
  if (!file) return fail(ErrorCode::kNotFound, "not logged in: `godwit login` first");
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  boost::system::error_code wrong;
  const json::value value = json::parse(text, wrong);
  const json::object* row = wrong ? nullptr : value.if_object();
  const auto field = [row](const char* key) {
    const json::value* it = row ? row->if_contains(key) : nullptr;
    return it && it->is_string() ? std::string(it->as_string()) : std::string();
  };
  StoredAccount account{
      .server = field("server"), .handle = field("handle"), .token = field("token"), .ca_file = field("ca_file")};
  if (account.server.empty() || account.token.empty()) {
    return fail(ErrorCode::kInvalid, profile.account_file.string() + " cannot be read: log in again");
  }
  return account;
}

Status store_account(const Profile& profile, const StoredAccount& account) {
  std::error_code wrong;
  std::filesystem::create_directories(profile.account_file.parent_path(), wrong);
  std::filesystem::create_directories(profile.folder, wrong);
  std::filesystem::permissions(profile.folder, std::filesystem::perms::owner_all, wrong);
  const json::object row{
      {"server", account.server}, {"handle", account.handle}, {"token", account.token}, {"ca_file", account.ca_file}};
  const std::string text = json::serialize(row) + "\n";
  // Under another name first: the token is whole or not there, and nobody else can read it at any time.
  const std::string fresh = profile.account_file.string() + ".new";
  ::unlink(fresh.c_str());
  const int file = ::open(fresh.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (file < 0) return fail(ErrorCode::kInternal, fresh + " cannot be written: " + std::strerror(errno));
  const bool written =
      ::write(file, text.data(), text.size()) == static_cast<ssize_t>(text.size()) && ::fsync(file) == 0;
  ::close(file);
  if (!written || ::rename(fresh.c_str(), profile.account_file.c_str()) != 0) {
    return fail(ErrorCode::kInternal, profile.account_file.string() + " cannot be written: " + std::strerror(errno));
  }
  return {};
}

}  // namespace godwit::app
