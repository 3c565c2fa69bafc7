#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""How long a server needs after kill -9 under load until it is ready again, with many messages in its store.

usage: ./dev bench recovery [--messages N] [--repeat N] [--pairs N] [--godwit BINARY …] [--keep FOLDER] [--write-docs]

Fills a store, waits for its search index, and then again and again: load, kill -9, start; the time counts from the start of the process to
the first 200 of GET /readyz. Every other start is *cold*: the files of the store are not in the kernel's cache, as after the machine
itself began anew. Several binaries take turns on the same folder, to compare them. --keep takes, or leaves, the filled store there.
"""
import argparse
import contextlib
import json
import os
import pathlib
import random
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request

import page
import servers

READY_SECONDS = 120
INDEX_SECONDS = 1_800
LOAD_SECONDS = (1.0, 4.0)  # before a kill, at random
MARKS = page.marks("recovery", "./dev bench recovery --write-docs")


def fill(godwit, data, arguments):
    """A store of so many messages; nothing when the folder has one."""
    if (data / "godwit.db").exists():
        return
    common = ["--data", str(data)]
    subprocess.run([godwit, "bench", "prepare", *common, "--users", str(2 * arguments.pairs)], check=True)
    subprocess.run([godwit, "bench", "fill", *common, "--messages", str(arguments.messages)], check=True)


def wait_for_index(url):
    until = time.monotonic() + INDEX_SECONDS
    while time.monotonic() < until:
        text = urllib.request.urlopen(f"{url}/metrics", timeout=30).read().decode()
        indexed = re.search(r"^godwit_search_messages (\S+)", text, re.MULTILINE)
        behind = re.search(r"^godwit_search_behind_entries (\S+)", text, re.MULTILINE)
        if indexed and behind and float(indexed[1]) > 0 and float(behind[1]) == 0:
            return
        time.sleep(0.5)
    raise TimeoutError("the search index does not come to the end of the logs")


def free_port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def is_ready(port):
    try:
        with socket.create_connection(("127.0.0.1", port), 1) as connection:
            connection.sendall(b"GET /readyz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
            return connection.recv(64).startswith(b"HTTP/1.1 200")
    except OSError:
        return False


@contextlib.contextmanager
def started(godwit, data):
    """(process, url, seconds until it was ready); killed at the end."""
    port = free_port()
    limits = [word for key, value in servers.BENCH_LIMITS.items() for word in ("--set", f"{key}={value}")]
    begin = time.monotonic()
    command = [godwit, "serve", "--data", str(data), "--listen", f"127.0.0.1:{port}", *limits]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    try:
        while not is_ready(port):
            if process.poll() is not None or time.monotonic() - begin > READY_SECONDS:
                raise RuntimeError("the server did not become ready")
            time.sleep(0.001)
        yield process, f"http://127.0.0.1:{port}", time.monotonic() - begin
    finally:
        process.kill()
        process.wait()


def forget_cache(data):
    """The kernel reads the store from the disk at the next start."""
    for path in data.iterdir():
        if path.is_file():
            with path.open("rb") as file:
                os.fsync(file.fileno())
                os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def load_and_kill(godwit, process, url, data, arguments, chance):
    """Bytes of the write-ahead log that the next start finds."""
    command = [godwit, "bench", "direct", "--url", url, "--tokens", str(data / "bench-tokens.jsonl"), "--in-flight", "16"]
    command += ["--pairs", str(arguments.pairs), "--seconds", "3600", "--warm-up", "0"]
    load = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    time.sleep(chance.uniform(*LOAD_SECONDS))
    if load.poll() is not None:
        raise RuntimeError("the load ended before the server was killed")
    process.kill()
    process.wait()
    load.wait()
    return (data / "godwit.db-wal").stat().st_size


def measure(arguments, data):
    """[{binary, cold, seconds, wal_bytes}]"""
    chance = random.Random(1)
    runs = []
    print("waiting for the search index", file=sys.stderr, flush=True)
    with started(arguments.godwit[0], data) as (process, url, _):
        wait_for_index(url)
        wal_bytes = load_and_kill(arguments.godwit[0], process, url, data, arguments, chance)
    for repetition in range(arguments.repeat):
        for cold in (False, True):
            for godwit in arguments.godwit:
                if cold:
                    forget_cache(data)
                before = os.getloadavg()[0]
                with started(godwit, data) as (process, url, seconds):
                    run = {"binary": str(godwit), "cold": cold, "seconds": seconds, "wal_bytes": wal_bytes}
                    runs.append({**run, "load_average": before})
                    print(f"{repetition + 1}/{arguments.repeat} {run}", file=sys.stderr, flush=True)
                    wal_bytes = load_and_kill(arguments.godwit[0], process, url, data, arguments, chance)
    return runs


def render(known, runs):
    lines = [
        f"`{known['command']}` on {known['date']}, revision {known['revision']}. {page.machine(known)}",
        "",
        "| start | runs | ready after, median | most | write-ahead log found, MB | load average |",
        "|---|---|---|---|---|---|",
    ]
    for binary in dict.fromkeys(run["binary"] for run in runs):
        for cold in (False, True):
            these = [run for run in runs if run["binary"] == binary and run["cold"] == cold]
            seconds = [run["seconds"] for run in these]
            wal = [run["wal_bytes"] / 1e6 for run in these]
            loads = [run["load_average"] for run in these]
            name = "nothing cached" if cold else "files cached"
            if len({run["binary"] for run in runs}) > 1:
                name = f"{pathlib.Path(binary).name}, {name}"
            lines.append(
                f"| {name} | {len(these)} | **{statistics.median(seconds):.2f} s** | {max(seconds):.2f} s "
                f"| {min(wal):.0f} to {max(wal):.0f} | {min(loads):.1f} to {max(loads):.1f} |"
            )
    return "\n".join(lines)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--godwit", type=pathlib.Path, nargs="+", required=True)
    parser.add_argument("--out", type=pathlib.Path, required=True)
    parser.add_argument("--messages", type=int, default=1_000_000)
    parser.add_argument("--repeat", type=int, default=10)
    parser.add_argument("--pairs", type=int, default=100)
    parser.add_argument("--keep", type=pathlib.Path)
    parser.add_argument("--write-docs", action="store_true")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="recovery-", dir=arguments.out) as folder:
        data = arguments.keep or pathlib.Path(folder) / "data"
        fill(arguments.godwit[0], data, arguments)
        runs = measure(arguments, data)
    options = f"--messages {arguments.messages} --repeat {arguments.repeat} --pairs {arguments.pairs}"
    known = page.facts(f"./dev bench recovery {options}", arguments.out)
    text = render(known, runs)
    (arguments.out / "recovery.json").write_text(json.dumps({**known, "runs": runs}, indent=1) + "\n")
    print(text)
    if arguments.write_docs:
        page.replace(pathlib.Path("docs/benchmarks.md"), text, MARKS)


if __name__ == "__main__":
    main()
