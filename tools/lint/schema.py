#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Every field and enum value of the wire is explained: by a comment of its own, or by that of its message.
The comment of a …Request is also that of its …Response."""
import re

import _tree

BLOCK = re.compile(r"^\s*(message|enum|oneof)\s+(\w+)\s*\{")
FIELD = re.compile(r"^\s*(?:(?:repeated|optional)\s+)?(?:[\w.]+\s+|map<[^>]*>\s+)?(\w+)\s*=\s*(\d+)\s*(?:\[[^\]]*\])?\s*;")
PLAIN = re.compile(r"^\s*(syntax|package|import|option|reserved)\b")


def check(root):
    for path in _tree.files(root, ".proto"):
        open_blocks = []  # (name, commented)
        requests = set()  # those with a comment
        commented = False
        for number, row in enumerate(_tree.lines(root, path), 1):
            code, _, comment = row.partition("//")
            said = commented or bool(comment.strip())
            if not code.strip():
                commented = bool(comment.strip())
                continue
            commented = False
            if block := BLOCK.match(code):
                said = said or block[2].replace("Response", "Request") in requests
                if said:
                    requests.add(block[2])
                if "}" not in code:
                    open_blocks.append((block[2], said or block[1] == "oneof" and open_blocks[-1][1]))
            elif "}" in code:
                if open_blocks:
                    open_blocks.pop()
            elif (field := FIELD.match(code)) and not PLAIN.match(code) and not (said or open_blocks[-1][1]):
                if field[2] != "0":  # the value 0 of an enum is always "unspecified"
                    yield f"{path}:{number}: neither `{field[1]}` nor {open_blocks[-1][0]} has a comment"


if __name__ == "__main__":
    _tree.report(check)
