# SPDX-License-Identifier: Apache-2.0
"""The history of a run: a file of JSON lines for each device. It is the device's disk, too: who was killed reads it again."""

import json
import os
import time
from pathlib import Path


class Journal:
    def __init__(self, path):
        self.path = Path(path)
        self.file = os.open(self.path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)

    def write(self, event, **fields):
        """`t` is CLOCK_MONOTONIC in nanoseconds, the same for all processes of a machine."""
        line = json.dumps({"e": event, "t": time.monotonic_ns(), **fields}, ensure_ascii=False, separators=(",", ":"))
        os.write(self.file, line.encode() + b"\n")

    def close(self):
        os.close(self.file)


def read_journal(path):
    """Its events. The last line of a writer that was killed may be cut off: it did not happen."""
    events = []
    if not Path(path).exists():
        return events
    for line in Path(path).read_bytes().split(b"\n")[:-1]:
        events.append(json.loads(line))
    return events


def content_of(body):
    """What an entry says, in one line: equal when and only when the entry is the same. None = its body was erased."""
    kind = body.WhichOneof("kind")
    if kind is None:
        return None
    value = getattr(body, kind)
    if kind == "text":
        return value.text
    if kind == "edit":
        return f"edit {value.target} {value.text}"
    if kind == "recall":
        return f"recall {value.target}"
    if kind == "reaction":
        return f"reaction {value.target} {value.emoji}"
    return f"{kind} {value.SerializePartialToString().hex()}"
