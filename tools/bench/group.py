#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""How long a message takes to the last online member of a large group, and what it costs the server.

usage: ./dev bench group [--members N] [--online N] [--processes N] [--repeat N] [--messages N] [--interval SECONDS]
                         [--godwit BINARY …] [--keep FOLDER] [--write-docs]

Makes a group of so many members and a small one to compare with, starts a server, and lets members come who report how far they are, as
devices do. In one of the rows some read nothing: what waits for them must not grow without bound. Every repetition goes through all rows,
each on a server of its own. Several binaries take turns, to compare them. --keep takes, or leaves, the folder there.
"""
import argparse
import contextlib
import json
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import typing

import churn
import page
import servers

CHURNERS = 40  # members beside those online who leave and come back
CHURN_RATE = 50  # changes a second
RUN_SECONDS_BESIDE = 600  # everyone comes; what is still under way arrives
MARKS = page.marks("group", "./dev bench group --write-docs")
HEADINGS = (
    "| online | of | to the last member, median | most | to each, p50 / p99 | server CPU a message | memory of the server "
    "before / with all / at most | all in after | lost, doubled |"
)


class Row(typing.NamedTuple):
    name: str
    size: int
    tokens: str
    arguments: list
    churn: bool = False


def rows_of(arguments):
    few = min(1_000, arguments.online)
    usual = ["--messages", str(arguments.messages), "--interval", str(arguments.interval)]
    stalled = ["--stalled", str(arguments.online // 10), "--payload", "16384", "--messages", "40", "--interval", "2"]
    return [
        Row(f"{few:,}", few, "small.jsonl", ["--members", str(few), *usual]),
        Row(f"{few:,}", arguments.members, "large.jsonl", ["--members", str(few), *usual]),
        Row(f"{arguments.online:,}", arguments.members, "large.jsonl", ["--members", str(arguments.online), *usual]),
        Row(
            f"{arguments.online:,}, while {CHURN_RATE} others a second leave or join",
            arguments.members,
            "large.jsonl",
            ["--members", str(arguments.online), *usual],
            churn=True,
        ),
        Row(
            f"{arguments.online:,}, of whom a tenth reads nothing; texts of 16 KiB",
            arguments.members,
            "large.jsonl",
            ["--members", str(arguments.online), *stalled],
        ),
    ]


def prepare(godwit, data, arguments):
    """Both groups; nothing when the folder has them."""
    few = min(1_000, arguments.online)
    for file, members, online in (("small", few, few), ("large", arguments.members, arguments.online)):
        tokens = data / f"{file}.jsonl"
        if tokens.exists():
            continue
        everyone = max(members, online + CHURNERS)
        command = [godwit, "bench", "prepare-group", "--data", str(data), "--members", str(everyone), "--online"]
        subprocess.run([*command, str(online + CHURNERS), "--tokens", str(tokens)], check=True)


def measure(godwit, data, row, arguments):
    """One run on a fresh server; its JSON with the load of the machine before it."""
    out = arguments.out / "run.json"
    before = os.getloadavg()[0]
    with servers.serving(godwit, data) as url:
        command = [arguments.godwit[0], "bench", "group", "--url", url, "--tokens", str(data / row.tokens), "--json", str(out)]
        command += ["--processes", str(arguments.processes), *row.arguments]
        with contextlib.ExitStack() as stack:
            changing = None
            if row.churn:
                people = [json.loads(line) for line in (data / row.tokens).read_text().splitlines()]
                changing = stack.enter_context(churn.Churn(url, people[0], people[-CHURNERS:], CHURN_RATE))
            done = subprocess.run(command, capture_output=True, text=True, timeout=RUN_SECONDS_BESIDE)
        changes = changing.changes if changing else 0
    if done.returncode != 0:
        sys.stderr.write(done.stdout + done.stderr)
        raise subprocess.CalledProcessError(done.returncode, command)
    return {**json.loads(out.read_text()), "binary": str(godwit), "load_average": before, "changes": changes}


def cells(name, row, runs):
    def median(take):
        return statistics.median(take(run) for run in runs)

    def mebibytes(key):
        values = [run["server_memory_bytes"][key] for run in runs if run["server_memory_bytes"]]
        return f"{statistics.median(values) / 2**20:,.0f}" if values else "–"

    cpu = [run["server_cpu_ms_per_message"] for run in runs if run["server_cpu_ms_per_message"] is not None]
    return [
        name,
        f"{row.size:,}",
        f"**{median(lambda run: run['last_ms']['p50']):.0f} ms**",
        f"{max(run['last_ms']['max'] for run in runs):.0f} ms",
        f"{median(lambda run: run['deliver_ms']['p50']):.0f} / {median(lambda run: run['deliver_ms']['p99']):.0f} ms",
        f"{statistics.median(cpu):.0f} ms" if cpu else "–",
        f"{mebibytes('before')} / {mebibytes('connected')} / {mebibytes('peak')} MiB",
        f"{median(lambda run: run['connect_seconds']):.1f} s",
        f"{sum(run['lost'] for run in runs)}, {sum(run['duplicated'] for run in runs)}",
    ]


def render(known, rows, results):
    """`results`: {(binary, number of the row): runs}"""
    loads = [run["load_average"] for runs in results.values() for run in runs]
    lines = [
        f"`{known['command']}` on {known['date']}, revision {known['revision']}; load average {min(loads):.1f} to "
        f"{max(loads):.1f}. {page.machine(known)}",
        "",
        HEADINGS,
        "|---" * (HEADINGS.count("|") - 1) + "|",
    ]
    several = len({binary for binary, _ in results}) > 1
    for number, row in enumerate(rows):
        for (binary, of), runs in results.items():
            if of == number:
                name = f"{pathlib.Path(binary).name}: {row.name}" if several else row.name
                lines.append(f"| {' | '.join(cells(name, row, runs))} |")
    return "\n".join(lines)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--godwit", type=pathlib.Path, nargs="+", required=True)
    parser.add_argument("--out", type=pathlib.Path, required=True)
    parser.add_argument("--members", type=int, default=100_000)
    parser.add_argument("--online", type=int, default=10_000)
    parser.add_argument("--processes", type=int, default=4)
    parser.add_argument("--messages", type=int, default=20)
    parser.add_argument("--interval", type=float, default=2)
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--keep", type=pathlib.Path)
    parser.add_argument("--write-docs", action="store_true")
    arguments = parser.parse_args()
    rows = rows_of(arguments)
    results = {}
    with tempfile.TemporaryDirectory(prefix="group-", dir=arguments.out) as folder:
        data = arguments.keep or pathlib.Path(folder) / "data"
        prepare(arguments.godwit[0], data, arguments)
        for repetition in range(arguments.repeat):
            for number, row in enumerate(rows):
                for godwit in arguments.godwit:
                    print(f"{repetition + 1}/{arguments.repeat} {row.name} of {row.size}", file=sys.stderr, flush=True)
                    results.setdefault((str(godwit), number), []).append(measure(godwit, data, row, arguments))
    options = f"--members {arguments.members} --online {arguments.online} --messages {arguments.messages}"
    options += f" --interval {arguments.interval:g} --repeat {arguments.repeat} --processes {arguments.processes}"
    known = page.facts(f"./dev bench group {options}", arguments.out)
    text = render(known, rows, results)
    runs = [run for these in results.values() for run in these]
    (arguments.out / "group.json").write_text(json.dumps({**known, "runs": runs}, indent=1) + "\n")
    print(text)
    if arguments.write_docs:
        page.replace(pathlib.Path("docs/benchmarks.md"), text, MARKS)


if __name__ == "__main__":
    main()
