#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A lint that cannot fail is worth nothing: each is shown a small tree with one fault, and the same without."""
import pathlib
import tempfile
import unittest

import borders
import docs
import layers
import layout
import schema
import slices
import text
import words

SPDX = "// SPDX-License-Identifier: Apache-2.0\n"
TABLE = """# SPDX-License-Identifier: Apache-2.0
set(GODWIT_ROOMS base model net)
set(GODWIT_MAY_USE_base  "")
set(GODWIT_MAY_USE_model base)
set(GODWIT_MAY_USE_net   base)
"""


class LintTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = pathlib.Path(folder.name)
        self.write("cmake/room.cmake", TABLE)
        self.write("src/base/include/base/ids.h", SPDX)
        self.write("src/base/secret.h", SPDX)
        self.write("src/model/CMakeLists.txt", "room(model PRIVATE_USES base)\n")
        self.write("src/model/include/model/user.h", SPDX)
        self.write("src/net/CMakeLists.txt", "room(net)\n")

    def write(self, name, content):
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)

    def finds(self, lint, part):
        problems = list(lint.check(self.root))
        self.assertTrue(any(part in p for p in problems), f"{part!r} is not in {problems}")

    def accepts(self, lint):
        self.assertEqual(list(lint.check(self.root)), [])


class Layers(LintTest):
    def test_accepts_a_declared_room_through_its_door(self):
        self.write("src/model/user.cpp", '#include "model/user.h"\n#include "base/ids.h"\n')
        self.accepts(layers)

    def test_finds_a_room_that_the_table_does_not_allow(self):
        self.write("src/net/socket.cpp", '#include "model/user.h"\n')
        self.finds(layers, "room 'net' may not use 'model'")

    def test_finds_a_room_that_is_allowed_and_not_declared(self):
        self.write("src/net/socket.cpp", '#include "base/ids.h"\n')
        self.finds(layers, "'base' is not declared")

    def test_finds_a_private_room_in_a_door(self):
        self.write("src/model/include/model/user.h", '#include "base/ids.h"\n')
        self.finds(layers, "'base' is not declared for this place")

    def test_finds_a_way_around_the_door(self):
        self.write("src/model/user.cpp", '#include "base/secret.h"\n')
        self.finds(layers, "is not in the door of 'base'")

    def test_finds_a_circle_of_components(self):
        self.write("src/model/include/model/user.h", '#include "model/group.h"\n')
        self.write("src/model/include/model/group.h", "")
        self.write("src/model/group.cpp", '#include "model/user.h"\n')
        self.finds(layers, "include cycle: model/group → model/user → model/group")

    def test_finds_a_folder_without_a_row(self):
        self.write("src/attic/old.cpp", "")
        self.finds(layers, "has no row")


class Layout(LintTest):
    def test_finds_long_files_vague_names_and_lost_tests(self):
        self.accepts(layout)
        self.write("src/net/long.h", "\n" * 251)
        self.write("src/net/string_utils.cpp", "")
        self.write("src/net/socket_test.cpp", "")
        self.write("src/net/timerWheel.cpp", "")
        for part in ("at most 250", "does not say", "no target builds", "snake_case"):
            self.finds(layout, part)


class Text(LintTest):
    def test_finds_each_blemish(self):
        self.accepts(text)
        note = "TO" + "DO later"
        self.write("src/net/a.cpp", f"\tint x; \n\n\n// {note}\n" + "x" * 141)
        for part in ("SPDX", "a tab", "trailing", "note for later", "141 characters", "no end of line"):
            self.finds(text, part)


class Words(LintTest):
    def test_finds_a_synonym_in_a_name_and_leaves_comments_alone(self):
        self.write("src/net/a.cpp", '// a TCP packet\nconst char* x = "packet";\nint messages, buddyless = MSG_NOSIGNAL;\n')
        self.accepts(words)
        for code in ("class PacketReader;", "int last_msg;", "int kMsgLimit;", "struct PDUHeader;"):
            self.write("src/net/a.cpp", code)
            self.finds(words, "src/net/a.cpp:1")


class Borders(LintTest):
    def test_finds_what_belongs_elsewhere(self):
        self.write("src/base/clock.cpp", "auto now = std::chrono::system_clock::now();\n")
        self.accepts(borders)
        faults = ("#include <sqlite3.h>", "auto t = std::chrono::system_clock::now();", 'getenv("HOME");', "f(asio::detached);")
        for code in faults:
            self.write("src/net/a.cpp", code)
            self.finds(borders, "belongs elsewhere")


class Schema(LintTest):
    def test_accepts_a_comment_on_the_message_or_the_field(self):
        self.write("proto/a.proto", "// Why.\nmessage A {\n  string x = 1;\n}\nmessage B {\n  // Why.\n  map<string, int32> y = 1;\n}\n")
        self.write("proto/b.proto", "// Why.\nmessage ARequest {\n  int32 x = 1;\n}\nmessage AResponse {\n  int32 x = 1;\n}\n")
        self.accepts(schema)

    def test_finds_a_field_without_any(self):
        self.write("proto/a.proto", "// Why.\nmessage A {\n  string x = 1;\n}\n\nmessage B {\n  // Why.\n  int32 y = 1;\n  B z = 2;\n}\n")
        self.finds(schema, "proto/a.proto:9: neither `z` nor B")


class Slices(LintTest):
    def test_finds_each_missing_piece(self):
        v1 = "proto/godwit/v1/"
        self.write(v1 + "method.proto", "enum Method {\n  METHOD_UNSPECIFIED = 0;\n  METHOD_LOG_IN = 1;\n}\n")
        self.write(v1 + "a.proto", "message LogInRequest {}\nmessage LogInResponse {}\n")
        self.write("src/gateway/routes.cpp", 'ROW(METHOD_LOG_IN, "LogIn", 1, log_in),\n')
        self.accepts(slices)
        self.write("src/gateway/routes.cpp", 'ROW(METHOD_LOG_IN, "Login", 1, log_in),\n')
        self.write(v1 + "a.proto", "message LogInRequest {}\nmessage FlyRequest {}\n")
        self.write("web/src/proto/methods.ts", "Method.LOG_OUT")
        for part in ("no message LogInResponse", 'no row with the name "LogIn"', "FlyRequest has no number", "methods.ts: METHOD_LOG_IN"):
            self.finds(slices, part)


class Docs(LintTest):
    def test_finds_dead_links_headings_and_commands(self):
        self.write("dev", "cmd_run() {\n}\n")
        self.write("README.md", "# Two words\n[a](#two-words) [b](cmake/room.cmake) [c](https://x.y) `./dev run`\n")
        self.accepts(docs)
        self.write("docs/a.md", "[a](../README.md#three) [b](gone.md) `./dev fly`\n")
        for part in ("no heading", "leads nowhere", "no command `fly`"):
            self.finds(docs, part)

    def test_finds_a_table_of_rooms_that_is_not_the_table(self):
        row = "| 0 | `base` | ids | – | x |\n| 1 | `model` | users | base | x |\n"
        self.write("ARCHITECTURE.md", row + "| 1 | `net` | sockets | base | x |\n")
        self.accepts(docs)
        self.write("ARCHITECTURE.md", row + "| 1 | `net` | sockets | base, model | x |\n")
        self.finds(docs, "`net` uses ['base', 'model'] there")


if __name__ == "__main__":
    unittest.main()
