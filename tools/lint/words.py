#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""One word per idea (docs/glossary.md): names in code use the glossary's word, not its synonym."""
import re

import _tree

INSTEAD = {
    "pdu": "frame", "packet": "frame", "buddy": "contact", "buddies": "contacts", "msg": "message", "msgs": "messages",
    "chatroom": "conversation", "mgr": "a word that says what it does",
}
# Comments and strings may say anything; a string in a #include is a file name, which layout.py reads.
NOT_CODE = re.compile(r'//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"|`[^`]*`|\'(?:\\.|[^\'\\\n])*\'', re.S)
NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
SOCKETS = re.compile(r"MSG_|msg_(iov|name|control|flags)|msghdr")  # of <sys/socket.h>
PART = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")


def banned(name):
    """The first part of a name that the glossary has another word for."""
    if SOCKETS.match(name):
        return None
    parts = [part.lower() for part in PART.findall(name)]
    return next((w for w in [*parts, "".join(parts)] if w in INSTEAD), None)


def check(root):
    for path in _tree.files(root, ".h", ".cpp", ".proto", ".ts", ".tsx"):
        text = (root / path).read_text(encoding="utf-8")
        code = NOT_CODE.sub(lambda match: "\n" * match[0].count("\n"), text)
        for number, row in enumerate(code.split("\n"), 1):
            for name in sorted(set(NAME.findall(row))):
                if word := banned(name):
                    yield f"{path}:{number}: `{name}`: say {INSTEAD[word]}, not {word}"
        if word := banned(path.stem):
            yield f"{path}: say {INSTEAD[word]}, not {word}"


if __name__ == "__main__":
    _tree.report(check)
