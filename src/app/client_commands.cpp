// SPDX-License-Identifier: Apache-2.0
#include "client_commands.h"

#include <memory>

#include "client_session.h"
#include "client_verbs.h"

namespace godwit::app {
namespace {

/// Everything that may stand on the line of these verbs. Lives as long as the parser's callbacks.
struct Words {
  std::string profile = "default";
  StoredAccount account;
  SendOrder send;
  TailOrder tail;
};

}  // namespace

void add_client_commands(CLI::App& app, const std::map<std::string, std::string>& environment,
                         const std::function<std::string(const std::string&)>& read_password, int& status) {
  const auto words = std::make_shared<Words>();
  const auto with_profile = [words, &environment, &status](auto verb) {
    return [words, &environment, &status, verb] {
      const auto profile = Profile::find(words->profile, environment);
      status = profile ? verb(*profile) : complain_as_client(profile.error().detail);
    };
  };
  const auto add = [&](const char* name, const char* what) {
    CLI::App* command = app.add_subcommand(name, what);
    command->add_option("--profile", words->profile, "Which account, when there are several")
        ->envname("GODWIT_PROFILE");
    return command;
  };

  CLI::App* login = add("login", "Log in to a server; the password is asked for, or read from standard input");
  login->add_option("server", words->account.server, "https://HOST[:PORT]")->required();
  login->add_option("handle", words->account.handle, "Handle")->required();
  login->add_option("--ca-file", words->account.ca_file, "Certificates to trust (PEM) instead of the system's");
  login->callback(with_profile([words, read_password](const Profile& profile) {
    return log_in(profile, words->account, read_password("Password: "));
  }));

  add("logout", "End this device on the server and forget it here")->callback(with_profile([](const Profile& profile) {
    return log_out(profile);
  }));

  CLI::App* sending = add("send", "Send a message; done when the server has it on disk");
  sending->add_option("to", words->send.to, "@HANDLE of a contact, or `me`")->required();
  sending->add_option("text", words->send.text, "The text; - reads standard input");
  sending->add_option("--file", words->send.files, "A file to send; the text becomes its caption")
      ->check(CLI::ExistingFile)
      ->allow_extra_args(false);  // the next word is the text
  sending->add_option("--as", words->send.as, "What files are sent as")
      ->check(CLI::IsMember({"auto", "document", "picture"}))
      ->capture_default_str();
  sending->add_option("--timeout", words->send.timeout_s, "Seconds until it fails; 0 = never")->capture_default_str();
  sending->callback(with_profile([words](const Profile& profile) {
    if (words->send.text.empty() && words->send.files.empty()) return complain_as_client("nothing to send");
    return send(profile, words->send);
  }));

  add("chat", "Conversations in the terminal")->callback(with_profile([](const Profile& profile) {
    return chat(profile);
  }));

  CLI::App* following = add("tail", "Print what happens in all conversations, from where it stopped");
  following->add_flag("--json", words->tail.json, "One entry a line, in the protocol's JSON");
  following->add_flag("--once", words->tail.once, "Stop when everything is printed");
  following->callback(with_profile([words](const Profile& profile) { return tail(profile, words->tail); }));
}

}  // namespace godwit::app
