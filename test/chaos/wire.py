# SPDX-License-Identifier: Apache-2.0
"""The native wire (docs/protocol.md §2), written again from its description: nothing of the server's or the library's code is in it."""

import asyncio
import importlib
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
REQUEST, RESPONSE, UPDATE, PING, PONG, GOING_AWAY = 1, 2, 3, 4, 5, 6
ERROR_FLAG = 0x40
PREFACE = b"\x00GW\x01"
MOST_BYTES = 262_144


def load_schema(folder):
    """Python classes for proto/godwit/v1, generated into the folder; a module of all messages and enums."""
    target = Path(folder)
    if not (target / "godwit").is_dir():
        target.mkdir(parents=True, exist_ok=True)
        files = sorted((ROOT / "proto/godwit/v1").glob("*.proto"))
        subprocess.run(["protoc", f"-I{ROOT / 'proto'}", f"--python_out={target}", *map(str, files)], check=True)
    sys.path.insert(0, str(target))
    schema = type("Schema", (), {})
    for path in sorted((target / "godwit/v1").glob("*_pb2.py")):
        module = importlib.import_module(f"godwit.v1.{path.stem}")
        for name in vars(module):
            if not name.startswith("_"):
                setattr(schema, name, getattr(module, name))
    return schema


def put_varint(value):
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)


def take_varint(data, at):
    """The number and where it ends; IndexError when it is cut off."""
    value = shift = 0
    while True:
        byte = data[at]
        at += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, at
        shift += 7


class Cut(Exception):
    """The connection ended before the answer came: it is not known what became of the request."""


class Refused(Exception):
    """The server's error."""

    def __init__(self, error):
        super().__init__(f"{error.code} {error.detail}")
        self.error = error


class Connection:
    """One connection. `on_update` gets each Update as it comes."""

    def __init__(self, schema, on_update):
        self.schema = schema
        self.on_update = on_update
        self.calls = {}
        self.correlation = 0
        self.writer = None
        self.ended = asyncio.Event()

    async def open(self, port, within=5.0):
        opening = asyncio.open_connection("127.0.0.1", port, limit=2 * MOST_BYTES)
        reader, self.writer = await asyncio.wait_for(opening, within)
        self.writer.write(PREFACE)
        self.reading = asyncio.create_task(self.read(reader))

    async def read(self, reader):
        try:
            while True:
                length = shift = 0
                while True:
                    byte = (await reader.readexactly(1))[0]
                    length |= (byte & 0x7F) << shift
                    shift += 7
                    if byte < 0x80:
                        break
                if length > MOST_BYTES:
                    raise ConnectionError("a frame over the limit")
                self.take(await reader.readexactly(length))
        except (OSError, asyncio.IncompleteReadError):
            pass
        finally:
            self.close()

    def take(self, frame):
        kind, at = frame[0] & 0x0F, 1
        if kind == RESPONSE:
            correlation, at = take_varint(frame, at)
            response, call = self.calls.pop(correlation, (None, None))
            if call is None or call.done():
                return
            if frame[0] & ERROR_FLAG:
                call.set_exception(Refused(self.schema.Error.FromString(frame[at:])))
            else:
                call.set_result(response.FromString(frame[at:]))
        elif kind == UPDATE:
            self.on_update(self.schema.Update.FromString(frame[at:]))
        elif kind == GOING_AWAY:
            self.close()

    def send(self, name, request):
        """Writes the request at once; a future of the response."""
        method = self.schema.Method.Value("METHOD_" + "".join("_" + c if c.isupper() else c for c in name)[1:].upper())
        call = asyncio.get_running_loop().create_future()
        if self.ended.is_set() or self.writer is None:
            call.set_exception(Cut())
            return call
        self.correlation += 1
        self.calls[self.correlation] = (getattr(self.schema, name + "Response"), call)
        frame = bytes([REQUEST]) + put_varint(self.correlation) + put_varint(method) + request.SerializeToString()
        self.writer.write(put_varint(len(frame)) + frame)
        return call

    async def call(self, name, /, within=20.0, **fields):
        try:
            return await asyncio.wait_for(self.send(name, getattr(self.schema, name + "Request")(**fields)), within)
        except asyncio.TimeoutError:
            self.close()
            raise Cut() from None

    def close(self):
        if self.ended.is_set():
            return
        self.ended.set()
        if self.writer:
            self.writer.transport.abort()
        for _, call in self.calls.values():
            if not call.done():
                call.set_exception(Cut())
        self.calls.clear()
