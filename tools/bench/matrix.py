#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Measures a build of godwit on this machine: a small matrix of loads, each several times, interleaved, medians of all.

usage: ./dev bench [--seconds N] [--repeat N] [--pairs N] [--peer mosquitto] [--write-docs]

Every repetition goes through the whole matrix, so that a noisy minute does not fall on one row alone. A run that lost, doubled or
misplaced a message fails the whole. --write-docs replaces the figures in docs/benchmarks.md.
"""
import argparse
import json
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile

import page
import servers

RUN_SECONDS_BESIDE = 120  # connecting, warm-up, waiting for what is still under way


def rows_of(arguments):
    """(name, arguments of `godwit bench direct`, peer) of the closed loops; the open loop follows from the first."""
    rows = [("1 in flight", ["--in-flight", "1"], None), ("16 in flight", ["--in-flight", "16"], None)]
    if arguments.peer == "mosquitto":
        rows += [(f"mosquitto, {name}", load, "mosquitto") for name, load, _ in rows]
    return rows


def measure(godwit, server, load, arguments, out):
    """One run; its JSON with the load of the machine before it. Raises CalledProcessError when a message went astray."""
    before = os.getloadavg()[0]
    command = [godwit, "bench", "direct", "--url", server.url, "--tokens", server.tokens, "--pairs", str(arguments.pairs)]
    command += ["--seconds", str(arguments.seconds), "--json", str(out), *server.load_arguments, *load]
    done = subprocess.run(command, capture_output=True, text=True, timeout=arguments.seconds + RUN_SECONDS_BESIDE)
    if done.returncode != 0:
        sys.stderr.write(done.stdout + done.stderr)
        raise subprocess.CalledProcessError(done.returncode, command)
    return {**json.loads(out.read_text()), "load_average": before}


def median_of(runs):
    """One row of medians, each figure on its own. None stays None."""
    first = runs[0]
    if isinstance(first, dict):
        return {key: median_of([run[key] for run in runs]) for key in first}
    if isinstance(first, (int, float)) and not isinstance(first, bool):
        return statistics.median(runs)
    return first


def half_rate(runs):
    """Messages a second of the open loop: half of what the closed loop with one in flight took."""
    return max(1, round(statistics.median(run["acked_per_second"] for run in runs) / 2))


def run_matrix(arguments, started):
    results = {}
    out = arguments.out / "run.json"
    for repetition in range(arguments.repeat):
        for name, load, peer in rows_of(arguments):
            print(f"{repetition + 1}/{arguments.repeat} {name}", file=sys.stderr, flush=True)
            results.setdefault(name, []).append(measure(arguments.godwit, started[peer], load, arguments, out))
    rate = half_rate(results["1 in flight"])
    name = f"{rate} a second (half of the rate)"
    for repetition in range(arguments.repeat):
        print(f"{repetition + 1}/{arguments.repeat} {name}", file=sys.stderr, flush=True)
        run = measure(arguments.godwit, started[None], ["--rate", str(rate)], arguments, out)
        results.setdefault(name, []).append(run)
    out.unlink()
    return results


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--godwit", type=pathlib.Path, required=True)
    parser.add_argument("--out", type=pathlib.Path, required=True)
    parser.add_argument("--seconds", type=int, default=10)
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--pairs", type=int, default=100)
    parser.add_argument("--peer", choices=["mosquitto"])
    parser.add_argument("--write-docs", action="store_true")
    arguments = parser.parse_args()
    # Beside the results: a folder for temporary files may be in memory.
    with tempfile.TemporaryDirectory(prefix="run-", dir=arguments.out) as folder:
        with servers.start(arguments, pathlib.Path(folder)) as started:
            results = run_matrix(arguments, started)
    medians = {name: median_of(runs) for name, runs in results.items()}
    options = f"--seconds {arguments.seconds} --repeat {arguments.repeat} --pairs {arguments.pairs}"
    if arguments.peer:
        options += f" --peer {arguments.peer}"
    facts = page.facts(f"./dev bench {options}", arguments.out)
    facts |= {"seconds": arguments.seconds, "repeat": arguments.repeat, "pairs": arguments.pairs}
    text = page.render(facts, results, medians)
    (arguments.out / "result.json").write_text(json.dumps({**facts, "runs": results, "medians": medians}, indent=1) + "\n")
    print(text)
    if arguments.write_docs:
        page.replace(pathlib.Path("docs/benchmarks.md"), text)


if __name__ == "__main__":
    main()
