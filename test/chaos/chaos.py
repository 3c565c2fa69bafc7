# SPDX-License-Identifier: Apache-2.0
"""Puts a load of clients on a server, breaks something again and again, heals it, and judges whether anything was lost, doubled or
misplaced. The last line is `chaos: E episodes, A acked, V violations`; the exit status says whether V is 0. See docs/reliability.md."""

import argparse
import asyncio
import json
import logging
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import checker
import faults
import world as the_world
from journal import Journal
from proxy import Proxy
from server import Server
from wire import load_schema

HERE = Path(__file__).resolve().parent
SMALL_DISK = "192m"


class Stage:
    def __init__(self, options, folder):
        self.options, self.folder = options, folder
        self.random = random.Random(f"{options.seed} faults")
        self.data = folder / "data"
        self.data.mkdir()
        self.small_disk = os.geteuid() == 0 and self.mount()
        self.server = Server(options.godwit, self.data, folder / "server.log")
        self.journal = Journal(folder / "conductor.jsonl")
        self.generators = []
        self.problems = []
        self.slowest_start = 0.0

    def mount(self):
        done = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", f"size={SMALL_DISK},mode=700", "tmpfs", self.data], capture_output=True
        )
        return done.returncode == 0

    def expect(self, truth, what):
        if not truth:
            self.problems.append(what)

    def begin_server(self, **environment):
        took = self.server.start(**environment)
        self.slowest_start = max(self.slowest_start, took)
        self.journal.write("server", ready_s=round(took, 3))

    def begin_generator(self, index):
        names = self.shares[index]
        command = [sys.executable, HERE / "generator.py", self.folder, self.proxy.port, self.options.seed, self.options.rate, *names]
        with (self.folder / f"generator{index}.log").open("ab") as log:
            process = subprocess.Popen([str(word) for word in command], stderr=log)
        if index < len(self.generators):
            self.generators[index] = process
        else:
            self.generators.append(process)

    async def prepare(self):
        self.schema = load_schema(self.folder / "schema")
        self.begin_server()
        self.world = await the_world.populate(self.schema, self.server.port, self.options.people)
        (self.folder / "world.json").write_text(json.dumps(self.world))
        if self.options.planted:
            self.plant({"GODWIT_PLANTED_BUG": self.options.planted})
        self.proxy = Proxy(self.server.port, self.options.seed)
        await self.proxy.start()
        names = [name for person in self.world["people"] for name in person["tokens"]]
        self.shares = [names[at :: self.options.processes] for at in range(self.options.processes)]
        for index in range(self.options.processes):
            self.begin_generator(index)

    def plant(self, environment):
        self.server.environment = environment
        self.server.stop()
        self.begin_server()

    async def disturb(self):
        """One fault after the other until the time is over; how many there were."""
        chosen = self.choose()
        episodes = 0
        end = time.monotonic() + self.options.seconds
        await asyncio.sleep(1)
        while time.monotonic() < end or episodes < self.options.episodes:
            name, fault = self.random.choices(chosen, [kind.weight for _, kind in chosen])[0]
            self.journal.write("fault", name=name)
            await fault(self).run()
            self.journal.write("healed", name=name)
            episodes += 1
            self.look_at_server()
            await asyncio.sleep(self.random.uniform(0.2, 1.5))
        self.look_at_server()
        return episodes

    def look_at_server(self):
        if not self.server.running:
            self.problems.append(f"the server ended by itself, with status {self.server.process.returncode}; see server.log")
            self.begin_server()

    def choose(self):
        names = self.options.faults.split(",") if self.options.faults else list(faults.ALL)
        chosen = []
        for name in names:
            if missing := faults.ALL[name].needs(self):
                print(f"left out: {name} needs {missing}")
            else:
                chosen.append((name, faults.ALL[name]))
        return chosen

    async def calm(self):
        """Everything is well: whoever still does something ends it, and tells how far they are."""
        for generator in self.generators:
            generator.terminate()
        # The last word is that of a resume: nothing comes afterwards that would show what it left out.
        self.proxy.cut(1, reset=True)
        end = time.monotonic() + self.options.quiet
        while any(generator.poll() is None for generator in self.generators) and time.monotonic() < end:
            await asyncio.sleep(0.1)
        for generator in self.generators:
            if generator.poll() is None:
                generator.kill()
                generator.wait()

    async def judge(self):
        if self.options.planted:
            self.plant({})  # who judges should not be fooled
        final = self.folder / "final.jsonl"
        await the_world.read_all(self.schema, self.server.port, self.world, final)
        self.expect(self.server.stop() == 0, "the server ends in order")
        history = checker.load(self.folder)
        the_world.read_store(self.data, final, list(recalled_texts(history)))
        history = checker.load(self.folder)
        violations = checker.judge(history)
        for problem in self.problems:
            print(f"VIOLATION {problem}")
        checker.availability(history)
        print(f"  the slowest start took {self.slowest_start:.2f} s")
        if self.problems:
            violations["server"] = len(self.problems)
        return len(history.oks), violations

    def clear(self):
        for generator in self.generators:
            if generator.poll() is None:
                generator.kill()
        if self.server.running:
            self.server.thaw()
            self.server.kill()
        if self.small_disk:
            subprocess.run(["umount", "-l", self.data], check=False)


def recalled_texts(history):
    for log in history.logs:
        said = history.said(log)
        for seq in history.erased(log)[1]:
            if content := said.get(seq):
                yield log, seq, checker.id_in(content) or content


async def run(options, folder):
    stage = Stage(options, folder)
    try:
        await stage.prepare()
        episodes = await stage.disturb()
        await stage.calm()
        acked, violations = await stage.judge()
    finally:
        stage.clear()
    return episodes, acked, violations


def parse():
    parser = argparse.ArgumentParser(prog="./dev chaos", description=__doc__)
    parser.add_argument("--godwit", required=True, type=Path, help="the server")
    parser.add_argument("--seed", default="1", help="of what is done and what goes wrong; timing stays the machine's")
    parser.add_argument("--seconds", type=float, default=60, help="of faults (default 60)")
    parser.add_argument("--minutes", type=float, help="the same in minutes")
    parser.add_argument("--episodes", type=int, default=0, help="at least so many faults, however long it takes")
    parser.add_argument("--full", action="store_true", help="1,000 faults and more")
    parser.add_argument("--profile", choices=["single"], default="single", help="what is tested: one server on its embedded store")
    parser.add_argument("--faults", default="", help=f"only these, of {','.join(faults.ALL)}")
    parser.add_argument("--people", type=int, default=6)
    parser.add_argument("--processes", type=int, default=3, help="of clients")
    parser.add_argument("--rate", type=float, default=12, help="things that a device does in a second")
    parser.add_argument("--planted", default="", help="a bug that the server has, if it was built with some")
    parser.add_argument("--expect", default="", help="succeed when this kind of violation is found, with one seed of five")
    parser.add_argument("--quiet", type=float, default=120, help="seconds to get over everything, in the end")
    parser.add_argument("--keep", type=Path, help="a folder for the history; else it is kept only when something was found")
    options = parser.parse_args()
    if options.minutes:
        options.seconds = options.minutes * 60
    if options.full:
        options.episodes = max(options.episodes, 1_000)
    return options


def find(options):
    """Looks for a bug that is there: with the seed, and with four more should the timing not have been kind."""
    for attempt in range(5):
        options.seed = f"{options.seed}+" if attempt else options.seed
        with tempfile.TemporaryDirectory(prefix="godwit-chaos-") as folder:
            _, _, violations = asyncio.run(run(options, Path(folder)))
        if options.expect in violations:
            print(f"chaos: found {options.expect}, {violations[options.expect]} times")
            return 0
    print(f"chaos: {options.expect} was not found")
    return 1


def main():
    options = parse()
    logging.getLogger("asyncio").setLevel(logging.CRITICAL)  # connections that end in the middle are what this is about
    if options.expect:
        return find(options)
    folder = options.keep or Path(tempfile.mkdtemp(prefix="godwit-chaos-"))
    folder.mkdir(parents=True, exist_ok=True)
    episodes, acked, violations = asyncio.run(run(options, folder))
    if not options.keep and not violations:
        shutil.rmtree(folder)
    else:
        print(f"history: {folder}")
    print(f"chaos: {episodes} episodes, {acked} acked, {sum(violations.values())} violations")
    return bool(violations)


if __name__ == "__main__":
    sys.exit(main())
