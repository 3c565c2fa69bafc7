# SPDX-License-Identifier: Apache-2.0
"""A device: sends what its person does until the server has it, and applies each log by the rule of docs/protocol.md §4. All that it knows
is in its journal, so that it can be killed anywhere."""

import asyncio
import os
import random
import time

from journal import Journal, content_of, read_journal
from wire import Connection, Cut, Refused

GAP_S = 0.3
PAGE = 200
IN_FLIGHT = 4


def client_id():
    """UUID version 7."""
    value = int(time.time() * 1000) << 80 | 7 << 76 | 2 << 62 | int.from_bytes(os.urandom(8)) & (1 << 62) - 1
    value |= int.from_bytes(os.urandom(2)) % (1 << 12) << 64
    text = f"{value:032x}"
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


class Device:
    def __init__(self, schema, name, person, folder, port, seed):
        self.schema = schema
        self.name = name
        self.user = person["id"]
        self.token = person["tokens"][name]
        self.port = port
        self.random = random.Random(f"{seed} {name} {time.monotonic_ns()}")
        path = folder / f"{name}.jsonl"
        self.positions, self.pending, self.own, self.resume, self.read_marks = {}, {}, {}, b"", {}
        self.texts = {}  # log -> seqs of texts of one's own
        for event in read_journal(path):
            self.remember(event)
        self.journal = Journal(path)
        self.journal.write("start", d=name, user=self.user)
        self.heads, self.ahead, self.fetching, self.gaps = {}, {}, set(), {}
        self.epoch = 0
        self.connection = None
        self.greeted = None
        self.caught_up = asyncio.Event()
        self.queues = {}
        self.sending = {}

    def remember(self, event):
        kind = event["e"]
        if kind == "apply":
            self.positions[event["log"]] = event["seq"]
        elif kind == "window":
            self.positions[event["log"]] = event["from"] - 1
        elif kind == "forget":
            self.positions.pop(event["log"], None)
        elif kind == "invoke":
            self.pending[event["id"]] = event
        elif kind in ("ok", "fail"):
            done = self.pending.pop(event["id"], None)
            if done and kind == "ok" and done["op"] == "send":
                self.own.setdefault(done["log"], []).append((event["seq"], done))
        elif kind == "resume":
            self.resume = bytes.fromhex(event["token"])
        elif kind == "read":
            self.read_marks[event["log"]] = event["seq"]

    def note(self, event, **fields):
        self.journal.write(event, **fields)
        self.remember({"e": event, **fields})

    # The connection

    async def live(self, stopping):
        """Connected as far as the server lets it be, until it is told to stop and has nothing left to do."""
        for item in self.pending.values():
            self.queues.setdefault(item["log"], []).append(item)
        while not (stopping.is_set() and self.settled()):
            try:
                await self.connect()
                while not self.connection.ended.is_set() and not (stopping.is_set() and self.settled()):
                    await asyncio.sleep(0.05)
                if not self.connection.ended.is_set():
                    return
            except (Cut, OSError, asyncio.TimeoutError):
                pass
            except Refused as refusal:
                self.note("refused", op="hello", code=refusal.error.code)
            self.caught_up.clear()
            if self.connection:
                self.connection.close()
            await asyncio.sleep(self.random.uniform(0.02, 0.4))

    def settled(self):
        """Nothing unanswered, and as far as the server said there is something."""
        if self.pending or not self.caught_up.is_set() or not self.online:
            return False
        return all(self.positions.get(log, 0) >= seq for log, seq in self.heads.items())

    async def connect(self):
        self.connection = connection = Connection(self.schema, self.update)
        await connection.open(self.port)
        hello = await connection.call(
            "Hello", min_version=1, max_version=1, client="chaos", token=self.token, resume_token=self.resume, within=8
        )
        self.epoch, self.greeted = hello.epoch, connection
        # What was not answered goes first, in the order in which it was done.
        for log in list(self.queues):
            self.pump(log)
        for log, mark in list(self.read_marks.items()):
            self.tell_read(log, mark)

    @property
    def online(self):
        return self.greeted is not None and self.greeted is self.connection and not self.connection.ended.is_set()

    # What the server says

    def update(self, update):
        kind = update.WhichOneof("kind")
        if kind == "heads":
            for head in update.heads.heads:
                self.head(head)
            if update.heads.done:
                # Kept once all that it stands for is here.
                asyncio.ensure_future(self.catch_up(update.heads.resume_token))
        elif kind == "entry":
            self.entry(update.entry.entry)
        elif kind == "behind":
            self.heads[update.behind.log] = max(self.heads.get(update.behind.log, 0), update.behind.head)
            self.fill(update.behind.log)
        elif kind == "cursor":
            self.cursor(update.cursor.log, update.cursor.cursor)

    def cursor(self, log, cursor):
        self.journal.write(
            "cursor", log=log, user=cursor.user, read=cursor.read, delivered=cursor.delivered, epoch=cursor.epoch
        )

    def head(self, head):
        log = head.log
        if log not in self.positions or self.positions[log] < head.floor - 1:
            self.note("window", log=log, **{"from": head.floor})
        self.heads[log] = max(self.heads.get(log, 0), head.seq)
        for cursor in head.cursors:
            self.cursor(log, cursor)
        self.fill(log)

    def entry(self, entry):
        log = entry.log
        if log not in self.positions:
            # A conversation that is new to this device: from where it may be read.
            asyncio.ensure_future(self.learn(log))
            self.seen(entry)
            return
        self.heads[log] = max(self.heads.get(log, 0), entry.seq)
        if entry.seq == self.positions[log] + 1:
            self.apply(entry)
            waiting = self.ahead.get(log, {})
            while self.positions.get(log, 0) + 1 in waiting:
                self.apply(waiting.pop(self.positions[log] + 1))
        else:
            self.seen(entry)
            if entry.seq > self.positions[log]:
                self.ahead.setdefault(log, {})[entry.seq] = entry
                asyncio.get_running_loop().call_later(GAP_S, self.fill, log)

    def seen(self, entry):
        self.journal.write("seen", log=entry.log, seq=entry.seq, author=entry.author, c=content_of(entry.body))

    def apply(self, entry):
        self.note("apply", log=entry.log, seq=entry.seq, author=entry.author, c=content_of(entry.body))
        change = entry.body.membership_changed if entry.body.HasField("membership_changed") else None
        if change and change.member:
            asyncio.ensure_future(self.learn(change.log))
        elif change and change.log in self.positions:
            self.note("forget", log=change.log)
            self.heads.pop(change.log, None)
            self.ahead.pop(change.log, None)

    async def learn(self, log):
        try:
            self.head((await self.connection.call("GetHead", log=log)).head)
        except (Cut, Refused):
            pass

    def fill(self, log):
        if self.heads.get(log, 0) > self.positions.get(log, 0) and log not in self.fetching:
            self.fetching.add(log)
            asyncio.ensure_future(self.fetch(log))

    async def fetch(self, log):
        connection = self.connection
        try:
            while log in self.positions and self.positions[log] < self.heads.get(log, 0):
                page = await connection.call(
                    "ReadLog", log=log, epoch=self.epoch, after=self.positions[log], limit=PAGE
                )
                if not page.entries:
                    break
                for entry in page.entries:
                    if log in self.positions and entry.seq == self.positions[log] + 1:
                        self.apply(entry)
                waiting = self.ahead.get(log, {})
                for seq in [seq for seq in waiting if seq <= self.positions.get(log, 0)]:
                    del waiting[seq]
        except Cut:
            pass
        except Refused as refusal:
            if refusal.error.retry == self.schema.RETRY_LATER:
                await asyncio.sleep(0.2)
                asyncio.get_running_loop().call_soon(self.fill, log)
            elif log in self.positions and refusal.error.code == self.schema.ERROR_CODE_NOT_FOUND:
                # Out of it; the user log says so, too.
                self.note("forget", log=log)
                self.heads.pop(log, None)
        finally:
            self.fetching.discard(log)
            if connection is self.connection and not connection.ended.is_set():
                self.fill_later(log)

    def fill_later(self, log):
        if self.heads.get(log, 0) > self.positions.get(log, 0):
            asyncio.get_running_loop().call_later(0.1, self.fill, log)

    async def catch_up(self, token):
        connection = self.connection
        while not connection.ended.is_set():
            if all(self.positions.get(log, 0) >= seq for log, seq in self.heads.items()):
                self.note("resume", token=token.hex())
                self.caught_up.set()
                return
            await asyncio.sleep(0.05)

    # What the person does

    def do(self, op, log, **fields):
        """Notes it first: from here on it is retried until it is known what became of it."""
        item = {"op": op, "log": log, "id": client_id(), **fields}
        if op in ("send", "edit"):
            item["text"] = f"{item['id']} {item['text']}"
        self.note("invoke", **item)
        self.queues.setdefault(log, []).append(item)
        self.pump(log)

    def pump(self, log):
        """Sends what waits, in order; up to IN_FLIGHT at once."""
        if not self.online:
            return
        if self.sending.get(log) is not self.connection:
            self.sending[log] = self.connection
            asyncio.ensure_future(self.work(log, self.connection))

    async def work(self, log, connection):
        queue = self.queues[log]
        try:
            while queue and not connection.ended.is_set():
                batch = queue[:IN_FLIGHT]
                calls = [(item, self.send(connection, item)) for item in batch]
                again = False
                for item, call in calls:
                    try:
                        response = await asyncio.wait_for(call, 20)
                        self.note("ok", id=item["id"], seq=response.appended.seq, epoch=response.appended.epoch)
                    except Refused as refusal:
                        error = refusal.error
                        if error.retry in (self.schema.RETRY_LATER, self.schema.RETRY_RESYNC):
                            self.journal.write("again", id=item["id"], code=error.code)
                            again = True
                            continue
                        self.note("fail", id=item["id"], code=error.code)
                    queue.remove(item)
                if again:
                    await asyncio.sleep(self.random.uniform(0.1, 0.4))
        except asyncio.TimeoutError:
            connection.close()
        except Cut:
            pass
        finally:
            if self.sending.get(log) is connection:
                del self.sending[log]

    def send(self, connection, item):
        schema, op = self.schema, item["op"]
        about = {"log": item["log"], "client_id": item["id"]}
        if op == "send":
            return connection.send("SendMessage", schema.SendMessageRequest(**about, text=schema.Text(text=item["text"])))
        if op == "edit":
            text = schema.Text(text=item["text"])
            return connection.send("EditMessage", schema.EditMessageRequest(**about, target=item["target"], text=text))
        if op == "recall":
            return connection.send("RecallMessage", schema.RecallMessageRequest(**about, target=item["target"]))
        if op == "react":
            request = schema.SetReactionRequest(**about, target=item["target"], emoji=item["emoji"])
            return connection.send("SetReaction", request)
        if op == "add":
            return connection.send("AddMembers", schema.AddMembersRequest(**about, users=item["users"]))
        if op == "remove":
            return connection.send("RemoveMembers", schema.RemoveMembersRequest(**about, users=item["users"]))
        raise ValueError(op)

    def tell_read(self, log, mark):
        connection = self.connection
        if not self.online or log not in self.positions:
            return
        advance = self.schema.CursorAdvance(log=log, epoch=self.epoch, delivered=self.positions[log], read=mark)
        asyncio.ensure_future(self.advance(connection, advance))

    async def advance(self, connection, advance):
        try:
            await connection.send("AdvanceCursors", self.schema.AdvanceCursorsRequest(advances=[advance]))
        except (Cut, Refused):
            pass  # told again after the next hello

    def read(self, log):
        mark = self.positions.get(log, 0)
        if mark > self.read_marks.get(log, 0):
            self.note("read", log=log, seq=mark)
            self.tell_read(log, mark)

    async def repeat(self):
        """Sends something that was answered before once more: the answer has to be the same."""
        done = [pair for pairs in self.own.values() for pair in pairs[-50:]]
        if not done or not self.online:
            return
        _, item = self.random.choice(done)
        try:
            response = await self.send(self.connection, item)
            self.journal.write("ok", id=item["id"], seq=response.appended.seq, epoch=response.appended.epoch)
        except (Cut, Refused) as failure:
            if isinstance(failure, Refused) and failure.error.retry == self.schema.RETRY_GIVE_UP:
                self.journal.write("changed", id=item["id"], code=failure.error.code)
