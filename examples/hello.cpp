// SPDX-License-Identifier: Apache-2.0
// Registers, sends a note to oneself and receives it: hello http://127.0.0.1:8080 HANDLE PASSWORD TEXT   (docs/sdk.md)
#include <godwit/client.h>

#include <chrono>
#include <iostream>

using namespace godwit::sdk;
using namespace std::chrono_literals;

int main(int argc, char** argv) {
  if (argc != 5) return 2;
  auto client = Client::open({.server = argv[1]});
  if (!client) return std::cerr << client.error().detail << "\n", 1;
  Client& me = **client;
  const auto account = me.register_account({.handle = argv[2], .password = argv[3]}).get();
  if (!account) return std::cerr << account.error().detail << "\n", 1;
  if (!me.caught_up().get()) return 1;
  const auto log = godwit::LogId::direct(account->self.id, account->self.id);
  if (!me.send_text(log, argv[4])) return 1;
  while (const auto update = me.next_update(10s)) {
    const auto* applied = std::get_if<EntryApplied>(&*update);
    if (!applied || applied->entry.log != log) continue;
    std::cout << std::get<Text>(applied->entry.body).text << "\n";
    return 0;
  }
  return 1;
}
