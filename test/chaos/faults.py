# SPDX-License-Identifier: Apache-2.0
"""What goes wrong. A fault begins, lasts and is healed; `needs` says what it takes that is not there on every machine."""

import asyncio
import os
import shutil
import signal
import subprocess


def fill(path, leave):
    """Takes all that is free on the disk but so many bytes, while others take from it, too."""
    file = os.open(path, os.O_WRONLY | os.O_CREAT)
    size = 1024 * 1024
    while size >= 4096:
        try:
            if shutil.disk_usage(path.parent).free <= leave:
                break
            os.write(file, bytes(size))
        except OSError:
            size //= 2
    os.close(file)


class Fault:
    """`run` returns when all is healed again."""

    weight = 1

    def __init__(self, stage):
        self.stage = stage
        self.random = stage.random

    @staticmethod
    def needs(_stage):
        return ""

    async def last(self, least, most):
        await asyncio.sleep(self.random.uniform(least, most))


class Kill(Fault):
    """kill -9 of the server."""

    weight = 4

    async def run(self):
        self.stage.server.kill()
        await self.last(0, 0.5)
        self.stage.begin_server()


class KillInStart(Fault):
    """kill -9 twice: the second one while the server recovers from the first."""

    async def run(self):
        self.stage.server.kill()
        process = self.stage.server.launch()
        await self.last(0.005, 0.08)
        process.kill()
        process.wait()
        self.stage.begin_server()


class Restart(Fault):
    """SIGTERM, as for an update."""

    async def run(self):
        self.stage.expect(self.stage.server.stop() == 0, "the server ends in order")
        self.stage.begin_server()


class Freeze(Fault):
    """The server stands still, and goes on as if nothing had been."""

    async def run(self):
        self.stage.server.freeze()
        await self.last(0.2, 3)
        self.stage.server.thaw()


class Cut(Fault):
    """Connections end in the middle of whatever is on them."""

    weight = 3

    async def run(self):
        for _ in range(self.random.randint(1, 8)):
            self.stage.proxy.cut(self.random.choice([0.2, 0.6, 1]), reset=self.random.random() < 0.5)
            await self.last(0.05, 0.6)


class HalfOpen(Fault):
    """Nothing comes through any more and nobody is told; later the connections are gone."""

    async def run(self):
        self.stage.proxy.stalled.clear()
        await self.last(0.5, 4)
        if self.random.random() < 0.5:
            self.stage.proxy.cut(1, reset=True)
        self.stage.proxy.stalled.set()


class Delay(Fault):
    """A slow and uneven network."""

    async def run(self):
        self.stage.proxy.delay = self.random.choice([(0.005, 0.05), (0, 0.3), (0.1, 0.4)])
        await self.last(1, 4)
        self.stage.proxy.delay = (0, 0)


class NoEntry(Fault):
    """Whoever comes is turned away; then kill -9 as well, so that all come back at once."""

    async def run(self):
        self.stage.proxy.refuses = True
        self.stage.proxy.cut(1, reset=False)
        await self.last(0.3, 1.5)
        if self.random.random() < 0.5:
            self.stage.server.kill()
            self.stage.begin_server()
        self.stage.proxy.refuses = False


class KillClients(Fault):
    """kill -9 of a process of clients, which goes on from its disk."""

    weight = 2

    async def run(self):
        generator = self.random.choice(self.stage.generators)
        generator.kill()
        generator.wait()
        await self.last(0, 0.5)
        self.stage.begin_generator(self.stage.generators.index(generator))


class FreezeClients(Fault):
    """Readers that take nothing for a while, and then all at once."""

    async def run(self):
        generator = self.random.choice(self.stage.generators)
        generator.send_signal(signal.SIGSTOP)
        await self.last(0.5, 4)
        generator.send_signal(signal.SIGCONT)


class NoDescriptors(Fault):
    """The server may open nothing more; those who are there stay."""

    async def run(self):
        self.stage.server.allow_files(self.stage.server.open_files() + 1)
        self.stage.proxy.cut(0.5, reset=True)
        await self.last(0.5, 3)
        self.stage.server.allow_files(None)


class DiskFull(Fault):
    """The last byte of the disk is taken, and given back."""

    @staticmethod
    def needs(stage):
        return "" if stage.small_disk else "a small disk (root, to mount a tmpfs)"

    async def run(self):
        filler = self.stage.data / "filler"
        fill(filler, self.random.choice([0, 256 * 1024]))
        await self.last(0.5, 3)
        if self.random.random() < 0.3:
            self.stage.server.kill()
            filler.unlink()
            return self.stage.begin_server()
        filler.unlink()
        # Goes on by itself; it looks for room each second.
        await asyncio.sleep(1.5)


class ClockJump(Fault):
    """The server comes back with a clock that is wrong by up to a day."""

    @staticmethod
    def needs(stage):
        if b"__asan_init" in stage.server.binary.read_bytes():
            return "a server without sanitizers"
        return "" if shutil.which("faketime") else "the package faketime"

    async def run(self):
        library = subprocess.run(["faketime", "now", "printenv", "LD_PRELOAD"], capture_output=True, text=True).stdout.strip()
        self.stage.server.kill()
        offset = f"{self.random.choice(['+', '-'])}{self.random.randint(1, 86_400)}s"
        self.stage.begin_server(LD_PRELOAD=library, FAKETIME=offset, FAKETIME_DONT_FAKE_MONOTONIC="1")


ALL = {
    "kill": Kill,
    "kill-in-start": KillInStart,
    "restart": Restart,
    "freeze": Freeze,
    "cut": Cut,
    "half-open": HalfOpen,
    "delay": Delay,
    "no-entry": NoEntry,
    "kill-clients": KillClients,
    "freeze-clients": FreezeClients,
    "no-descriptors": NoDescriptors,
    "disk-full": DiskFull,
    "clock-jump": ClockJump,
}
