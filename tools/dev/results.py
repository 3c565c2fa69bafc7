#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Adds up test results and prints one closing line, `N passed, N failed`.

usage: results.py <folder> <part>…

Each part left <folder>/<part>.xml (JUnit) or <part>.txt (`passed|failed <name>` lines); this leaves <folder>/sum.
A part without a result, or nothing that ran at all, is a failure: a test run that did not happen must not look green.
"""
import pathlib
import sys
import xml.etree.ElementTree as xml


def has(case, *tags):
    return any(case.find(tag) is not None for tag in tags)


def count(folder, part):
    """(passed, names of the failed, skipped) of one part."""
    lines = folder / f"{part}.txt"
    if lines.is_file():
        rows = [line.split(" ", 1) for line in lines.read_text().splitlines()]
        return sum(v == "passed" for v, _ in rows), [name for v, name in rows if v != "passed"], 0
    try:
        cases = list(xml.parse(folder / f"{part}.xml").iter("testcase"))
    except (OSError, xml.ParseError) as error:
        return 0, [f"{part} left no readable result: {error}"], 0
    failed = [c for c in cases if has(c, "failure", "error") or c.get("status") == "fail"]
    skipped = [c for c in cases if c not in failed and has(c, "skipped")]
    names = [" ".join(dict.fromkeys(filter(None, (c.get("classname"), c.get("name"))))) for c in failed]
    return len(cases) - len(failed) - len(skipped), names, len(skipped)


def main(folder, parts):
    """Prints the failed, the sum of each part and the closing line; the exit code."""
    passed = skipped = 0
    failed = []
    pieces = []
    for part in parts:
        ok, bad, left_out = count(pathlib.Path(folder), part)
        passed, skipped = passed + ok, skipped + left_out
        failed += [f"{part}: {name}" for name in bad]
        pieces.append(f"{part} {ok}/{ok + len(bad)}")
    for name in failed:
        print("FAILED", name)
    pathlib.Path(folder, "sum").write_text(f"{passed} {len(failed)}\n")
    print("; ".join(pieces) + (f"; {skipped} skipped" if skipped else ""))
    print(f"{passed} passed, {len(failed)} failed", flush=True)
    if passed == 0:
        print("nothing ran", file=sys.stderr)
    return 1 if failed or passed == 0 else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2:]))
