# SPDX-License-Identifier: Apache-2.0
"""The network between clients and server, on one machine: a TCP relay in the conductor that delays, cuts, stalls and resets."""

import asyncio
import random
import socket
import struct


class Proxy:
    def __init__(self, target, seed):
        self.target = target
        self.random = random.Random(f"{seed} network")
        self.links = set()
        self.delay = (0.0, 0.0)  # s, at least and at most, each piece
        self.stalled = asyncio.Event()
        self.stalled.set()
        self.refuses = False

    async def start(self):
        self.server = await asyncio.start_server(self.relay, "127.0.0.1", 0)
        self.port = self.server.sockets[0].getsockname()[1]

    async def relay(self, reader, writer):
        if self.refuses:
            return writer.transport.abort()
        try:
            far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self.target)
        except OSError:
            return writer.transport.abort()
        link = (writer, far_writer)
        self.links.add(link)
        await asyncio.gather(self.pipe(reader, far_writer), self.pipe(far_reader, writer))
        self.links.discard(link)

    async def pipe(self, reader, writer):
        try:
            while data := await reader.read(65536):
                least, most = self.delay
                if most:
                    await asyncio.sleep(self.random.uniform(least, most))
                await self.stalled.wait()
                writer.write(data)
                await writer.drain()
        except OSError:
            pass
        finally:
            writer.close()

    def cut(self, share, reset):
        """Ends a share of the connections; `reset`: with RST to both sides, what was on the way is lost."""
        for link in [one for one in self.links if self.random.random() < share]:
            for writer in link:
                if reset:
                    make_reset(writer)
                writer.transport.abort()


def make_reset(writer):
    try:
        writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    except OSError:
        pass  # it has ended by itself
