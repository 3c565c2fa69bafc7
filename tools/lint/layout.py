#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Files stay small enough to read, are named after what is in them, and tests stand where the build finds them."""
import re

import _tree

LIMITS = [  # first match counts
    (re.compile(r"^(src|test|fuzz|bench)/.*_test\.cpp$"), 600),
    (re.compile(r"^(src|test|fuzz|bench)/.*\.h$"), 250),
    (re.compile(r"^(src|test|fuzz|bench)/.*\.cpp$"), 450),
    (re.compile(r"^web/.*\.test\.(ts|tsx)$"), 600),
    (re.compile(r"^web/.*\.(ts|tsx|css|mjs)$"), 350),
    (re.compile(r"^tools/.*\.(py|sh)$|^dev$"), 200),
]
VAGUE = re.compile(r"(^|[_.-])(utils?|helpers?|misc|managers?|common)([_.-]|$)")
FOUND_BY_CMAKE = re.compile(r"^(src/[^/]+/test/|test/|fuzz/)")


def check(root):
    for path in _tree.files(root, ""):
        name = str(path)
        limit = next((n for pattern, n in LIMITS if pattern.search(name)), None)
        if limit and (count := len(_tree.lines(root, path))) > limit:
            yield f"{name}: {count} lines, at most {limit}: split it"
        if VAGUE.search(path.name.lower()):
            yield f"{name}: the name does not say what is inside"
        if name.endswith("_test.cpp") and not FOUND_BY_CMAKE.match(name):
            yield f"{name}: no target builds a test that stands here; src/<room>/test/, test/ or fuzz/"
        if name.endswith((".h", ".cpp")) and not re.fullmatch(r"[a-z0-9_]+\.(h|cpp)", path.name):
            yield f"{name}: C++ files are named in snake_case"


if __name__ == "__main__":
    _tree.report(check)
