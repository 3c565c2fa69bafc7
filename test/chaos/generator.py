# SPDX-License-Identifier: Apache-2.0
"""One process of clients: some devices, and what their people do. Killed and started again it goes on from its journals.

    python3 generator.py FOLDER PORT SEED RATE DEVICE…

FOLDER/world.json names people, conversations and tokens. SIGTERM: nothing new is done, what is under way ends, then each device says how
far it is."""

import asyncio
import json
import logging
import signal
import sys
from pathlib import Path

from device import Device
from wire import Cut, Refused, load_schema

WORDS = "tide wader 北京 饭店 estuary flight wind 渡り鳥 shore moult".split()


class Person:
    """Decides what a device does next."""

    def __init__(self, device, world, rate):
        self.device = device
        self.world = world
        self.rate = rate
        self.random = device.random
        # Zipf: the first conversation is the hot one.
        self.logs = world["logs_of"][str(device.user)]
        self.led = [group for group in world["groups"] if group["owner"] == device.user and group["changing"]]
        self.weights = [1 / (rank + 1) for rank in range(len(self.logs))]

    async def act(self, stopping):
        while not stopping.is_set():
            await asyncio.sleep(self.random.expovariate(self.rate))
            if stopping.is_set() or not self.device.online:
                continue
            if len(self.device.pending) > 50:
                continue  # nobody writes on and on while nothing goes out
            try:
                await self.step()
            except (Cut, Refused):
                pass

    async def step(self):
        device = self.device
        log = self.random.choices(self.logs, self.weights)[0]
        dice = self.random.random()
        own = device.own.get(log, [])
        if self.led and self.random.random() < 0.15:
            return self.lead()
        if dice < 0.60:
            device.do("send", log, text=self.random.choice(WORDS) * self.random.choice([1, 1, 1, 40]))
        elif dice < 0.66 and own:
            device.do("edit", log, target=self.random.choice(own[-20:])[0], text=self.random.choice(WORDS))
        elif dice < 0.69 and own:
            device.do("recall", log, target=self.random.choice(own[-20:])[0])
        elif dice < 0.73 and own:
            device.do("react", log, target=self.random.choice(own[-20:])[0], emoji=self.random.choice(["👍", "🌊", ""]))
        elif dice < 0.85:
            device.read(log)
        elif dice < 0.88:
            await device.repeat()
        elif dice < 0.91:
            device.connection.close()  # and resume

    def lead(self):
        """Whoever leads a group takes people in and out of it."""
        group = self.random.choice(self.led)
        someone = self.random.choice(group["changing"])
        self.device.do(self.random.choice(["add", "remove"]), group["log"], users=[someone])


async def main(folder, port, seed, rate, names):
    schema = load_schema(folder / "schema")
    world = json.loads((folder / "world.json").read_text())
    stopping = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stopping.set)
    devices, lives = [], []
    for name in names:
        person = next(one for one in world["people"] if name in one["tokens"])
        device = Device(schema, name, person, folder, port, seed)
        devices.append(device)
        lives.append(asyncio.create_task(device.live(stopping)))
        asyncio.create_task(Person(device, world, rate).act(stopping))
    await stopping.wait()
    # What was read is told once more: a server that crashed may have lost the last second of it.
    await asyncio.gather(*lives)
    for device in devices:
        for log, mark in device.read_marks.items():
            device.tell_read(log, mark)
    await asyncio.sleep(1.5)
    for device in devices:
        device.journal.write("end", positions=device.positions)


if __name__ == "__main__":
    logging.getLogger("asyncio").setLevel(logging.CRITICAL)
    path, port, seed, rate, *names = sys.argv[1:]
    asyncio.run(main(Path(path), int(port), seed, float(rate), names))
