// SPDX-License-Identifier: Apache-2.0
#include "bench/tokens.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <charconv>
#include <cstring>
#include <fstream>
#include <limits>

namespace godwit::bench {
namespace {

namespace json = boost::json;

std::string line_of(const service::MintedPerson& person, LogId log) {
  return json::serialize(json::object{{"user", std::to_string(person.user.value)},
                                      {"handle", person.handle},
                                      {"token", person.token},
                                      {"log", log.to_string()}}) +
         "\n";
}

std::optional<Credentials> parse(const std::string& line) {
  json::error_code error;
  const json::value value = json::parse(line, error);
  if (error || !value.is_object()) return std::nullopt;
  const auto* token = value.get_object().if_contains("token");
  const auto* log = value.get_object().if_contains("log");
  if (!token || !token->is_string() || !log || !log->is_string()) return std::nullopt;
  Credentials person{std::string(token->get_string()), std::string(log->get_string())};
  const auto* user = value.get_object().if_contains("user");
  if (user && user->is_string()) {
    const json::string& digits = user->get_string();
    std::from_chars(digits.data(), digits.data() + digits.size(), person.user.value);
  }
  return person;
}

}  // namespace

Status append_tokens(const std::filesystem::path& file, const std::vector<TokenLine>& people) {
  std::string lines;
  for (const TokenLine& one : people) lines += line_of(one.person, one.log);
  const int descriptor = ::open(file.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
  const auto failed = [&] {
    const int why = errno;
    if (descriptor >= 0) ::close(descriptor);
    return fail(ErrorCode::kInternal, fmt::format("cannot write {}: {}", file.string(), std::strerror(why)));
  };
  // A file that was there before may have had other rights.
  if (descriptor < 0 || ::fchmod(descriptor, 0600) != 0) return failed();
  for (std::string_view rest = lines; !rest.empty();) {
    const ssize_t written = ::write(descriptor, rest.data(), rest.size());
    if (written < 0) return failed();
    rest.remove_prefix(static_cast<std::size_t>(written));
  }
  if (::fsync(descriptor) != 0) return failed();
  ::close(descriptor);
  return {};
}

namespace {

/// At most so many.
Result<std::vector<Credentials>> read_up_to(const std::filesystem::path& file, std::size_t count) {
  std::ifstream in(file);
  if (!in) {
    return fail(ErrorCode::kNotFound,
                fmt::format("cannot read {}; `godwit bench prepare` makes such a file", file.string()));
  }
  std::vector<Credentials> people;
  std::string line;
  while (people.size() < count && std::getline(in, line)) {
    auto person = parse(line);
    if (!person) {
      return fail(ErrorCode::kInvalid,
                  fmt::format("{}:{}: not a line of `godwit bench prepare`", file.string(), people.size() + 1));
    }
    people.push_back(std::move(*person));
    if (people.size() % 2 == 0 && people.back().log != people[people.size() - 2].log) {
      return fail(ErrorCode::kInvalid,
                  fmt::format("{}:{}: another log than on the line before: not a pair", file.string(), people.size()));
    }
  }
  return people;
}

}  // namespace

Result<std::vector<Credentials>> read_tokens(const std::filesystem::path& file, std::size_t count) {
  auto people = read_up_to(file, count);
  if (people && people->size() < count) {
    return fail(ErrorCode::kNotFound,
                fmt::format("{} has {} people and {} are needed; prepare more", file.string(), people->size(), count));
  }
  return people;
}

Result<std::vector<Credentials>> read_all_tokens(const std::filesystem::path& file) {
  auto people = read_up_to(file, std::numeric_limits<std::size_t>::max());
  if (people && people->empty()) return fail(ErrorCode::kNotFound, file.string() + " has nobody");
  return people;
}

}  // namespace godwit::bench
