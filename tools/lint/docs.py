#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What the documents point at exists: relative links and their headings, `./dev` commands, and the table of rooms."""
import re

import _tree
import layers

LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#+\s+(.*?)\s*#*$", re.M)
DEV = re.compile(r"`\./dev (\w+)|^\s*(?:\$ )?\./dev (\w+)", re.M)
ROW = re.compile(r"^\|[^|]*\| `(\w+)`[^|]*\|[^|]*\| ([^|]*) \|", re.M)
FENCE = re.compile(r"^```.*?^```", re.S | re.M)


def anchors(text):
    """The anchors of a page, made the way GitHub makes them."""
    plain = [re.sub(r"[`*\[\]]|\([^)]*\)(?=$)", "", h) for h in HEADING.findall(FENCE.sub("", text))]
    return {re.sub(r"[^\w\- ]", "", h.lower()).replace(" ", "-") for h in plain}


def check(root):
    commands = set(re.findall(r"^cmd_(\w+)\(", (root / "dev").read_text(), re.M)) if (root / "dev").is_file() else set()
    for path in _tree.files(root, ".md"):
        text = (root / path).read_text(encoding="utf-8")
        for link in LINK.findall(FENCE.sub("", text)):
            if re.match(r"[a-z]+:", link):
                continue
            name, _, anchor = link.partition("#")
            target = (root / path.parent / name).resolve() if name else root / path
            if not target.exists():
                yield f"{path}: the link {link} leads nowhere"
            elif anchor and target.suffix == ".md" and anchor not in anchors(target.read_text(encoding="utf-8")):
                yield f"{path}: no heading for {link}"
        for command in {a or b for a, b in DEV.findall(text)} - commands:
            yield f"{path}: ./dev has no command `{command}`"
    page = root / "ARCHITECTURE.md"
    if page.is_file():
        said = {room: set(re.findall(r"\w+", uses)) for room, uses in ROW.findall(page.read_text(encoding="utf-8"))}
        for room, uses in layers.table(root).items():
            if said.get(room) != uses:
                yield f"ARCHITECTURE.md: `{room}` uses {sorted(said.get(room, []))} there, {sorted(uses)} in cmake/room.cmake"
        for room in said.keys() - layers.table(root).keys():
            yield f"ARCHITECTURE.md: `{room}` has no row in cmake/room.cmake"


if __name__ == "__main__":
    _tree.report(check)
