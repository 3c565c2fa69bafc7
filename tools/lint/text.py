#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Sources carry the SPDX line, no tabs, no trailing blanks, no endless lines, and no notes for later."""
import re

import _tree

SOURCES = (".h", ".cpp", ".cmake", "CMakeLists.txt", ".proto", ".py", ".sh", ".ts", ".tsx", ".mjs", ".css", ".yml")
TEXTS = SOURCES + (".md", ".json", ".html", ".toml")
LONGEST = {".h": 140, ".cpp": 140, ".py": 140, ".sh": 140, ".proto": 140}
LATER = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")


def check(root):
    for path in _tree.files(root, *TEXTS):
        text = (root / path).read_text(encoding="utf-8")
        rows = text.split("\n")
        # A room's one-line CMakeLists.txt needs no licence of its own.
        if len(rows) > 3 and str(path).endswith(SOURCES) and not any("SPDX-License-Identifier: Apache-2.0" in row for row in rows[:3]):
            yield f"{path}:1: no `SPDX-License-Identifier: Apache-2.0` line on top"
        if text and not text.endswith("\n"):
            yield f"{path}:{len(rows)}: no end of line at the end"
        for number, row in enumerate(rows, 1):
            if "\t" in row:
                yield f"{path}:{number}: a tab"
            if row != row.rstrip():
                yield f"{path}:{number}: trailing blanks"
            if len(row) > LONGEST.get(path.suffix, 100_000):
                yield f"{path}:{number}: {len(row)} characters in a line"
            if LATER.search(row) and path.suffix != ".md" and "tools/lint/" not in str(path):
                yield f"{path}:{number}: a note for later; do it now or open an issue"


if __name__ == "__main__":
    _tree.report(check)
