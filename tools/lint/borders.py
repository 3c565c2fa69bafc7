#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What only one place may touch: libraries behind our own doors, and the clock, chance and environment behind `base`."""
import re

import _tree

ONLY = [  # what, where it may stand, what to use elsewhere
    (r"#include <sqlite3", ("src/store_sqlite/", "src/sdk/cache/"), "the interfaces of store"),
    (r"#include <curl/", ("src/sdk/media/http.cpp", "src/app/moderation_hook.cpp"), "media/http.h"),
    (r"#include <boost/beast", "src/protocol/", "protocol/http.h"),
    (r"#include <boost/json", ("src/protocol/", "src/http/", "src/bench/", "src/app/"), "protocol/json.h"),
    (r"#include <spdlog", "src/base/log.cpp", "base/log.h"),
    (r"#include <prometheus", "src/base/metrics.cpp", "base/metrics.h"),
    (r"#include <utf8proc", ("src/base/utf8.cpp", "src/model/search_words.cpp", "src/terminal/text.cpp"), "base/utf8.h"),
    (r"#include <(CLI|toml)", "src/app/", "values handed in by app"),
    (r"\basio::detached\b", "src/async/", "Nursery::spawn"),
    (r"\bsystem_clock::now\b|\bgettimeofday\b|[^_\w]time\((nullptr|0|NULL)\)", "src/base/", "base/clock.h"),
    (r"\brandom_device\b|\bmt19937|[^_\w]s?rand\(", "src/base/", "base/random.h"),
    (r"\bgetenv\(", ("src/app/", "src/store_sqlite/planted_bug.cpp"), "values handed in by app"),
    # The main thread has no lane and may wait: for a signal, and for connections to drain.
    (
        r"\bthis_thread::sleep|[^_\w]u?sleep\(",
        ("src/app/", "src/gateway/gateway.cpp", "src/bench/direct.cpp", "src/store_sqlite/planted_bug.cpp"),
        "sleep_for of async/nursery.h",
    ),
    (r"\bgetInstance\b|\bget_instance\b", (), "an object handed in"),
]
RULES = [(re.compile(pattern), place, instead) for pattern, place, instead in ONLY]


def check(root):
    for path in _tree.files(root, ".h", ".cpp", under="src/"):
        if "/test/" in str(path) or "/contract/" in str(path):
            continue
        for number, row in enumerate(_tree.lines(root, path), 1):
            code = row.split("//")[0]
            for pattern, place, instead in RULES:
                if pattern.search(code) and not str(path).startswith(place):
                    yield f"{path}:{number}: {pattern.search(code)[0].strip()} belongs elsewhere; here use {instead}"


if __name__ == "__main__":
    _tree.report(check)
