# SPDX-License-Identifier: Apache-2.0
"""People, their devices and conversations before anything goes wrong; and what the logs hold when all is over."""

import sqlite3

from device import client_id
from journal import Journal, content_of
from wire import Connection

PASSWORD = "a password for chaos"
DEVICES = 2


class Caller:
    """A connection for one purpose."""

    def __init__(self, schema, port, token=""):
        self.schema, self.port, self.token = schema, port, token
        self.updates = []

    async def __aenter__(self):
        self.connection = Connection(self.schema, self.updates.append)
        await self.connection.open(self.port)
        self.hello = await self.call("Hello", min_version=1, max_version=1, client="chaos", token=self.token)
        return self

    async def __aexit__(self, *_):
        self.connection.close()

    async def call(self, name, /, **fields):
        return await self.connection.call(name, within=30, **fields)


async def populate(schema, port, count):
    """Some people, each a contact of the next two; a group of all (the hot conversation), and one that people come to and leave."""
    people = []
    for index in range(count):
        name = f"p{index}"
        async with Caller(schema, port) as caller:
            made = await caller.call("Register", handle=name + "x", name=name, password=PASSWORD, device_name="a")
        person = {"id": made.self.id, "tokens": {f"{name}a": made.token}}
        for extra in "bcdef"[: DEVICES - 1]:
            async with Caller(schema, port) as caller:
                logged = await caller.call("LogIn", handle=name + "x", password=PASSWORD, device_name=extra)
            person["tokens"][name + extra] = logged.token
        people.append(person)
    token_of = {person["id"]: next(iter(person["tokens"].values())) for person in people}
    pairs = {(0, other) for other in range(1, count)} | {(one, (one + 1) % count) for one in range(count)}
    logs_of = {person["id"]: [] for person in people}
    direct = set()
    for one, other in sorted(pairs):
        a, b = people[one]["id"], people[other]["id"]
        if a == b or (log := f"d.{min(a, b)}.{max(a, b)}") in direct:
            continue
        direct.add(log)
        async with Caller(schema, port, token_of[a]) as caller:
            await caller.call("RequestContact", user=b, text="hello")
        async with Caller(schema, port, token_of[b]) as caller:
            await caller.call("AnswerContact", user=a, accept=True)
        logs_of[a].append(log)
        logs_of[b].append(log)
    owner, others = people[0]["id"], [person["id"] for person in people[1:]]
    groups = []
    async with Caller(schema, port, token_of[owner]) as caller:
        for name in ("hot", "changing"):
            made = await caller.call("CreateGroup", client_id=client_id(), name=name, members=others)
            groups.append({"log": made.head.log, "owner": owner, "changing": others if name == "changing" else []})
    for person in people:
        logs_of[person["id"]] = [group["log"] for group in groups] + logs_of[person["id"]]
    return {"people": people, "groups": groups, "logs_of": logs_of}


def change_of(body):
    """Whom an entry of a group takes in or out."""
    kind = body.WhichOneof("kind")
    if kind == "members_added":
        return {"added": list(body.members_added.users)}
    if kind == "members_removed":
        return {"removed": list(body.members_removed.users)}
    return None


async def read_all(schema, port, world, path):
    """Every log as each of its members reads it, into the file; with a device that knew nothing before."""
    journal = Journal(path)
    for index, person in enumerate(world["people"]):
        user = person["id"]
        async with Caller(schema, port) as caller:
            token = (await caller.call("LogIn", handle=f"p{index}x", password=PASSWORD, device_name="judge")).token
        async with Caller(schema, port, token) as caller:
            heads = await all_heads(caller)
            for head in heads:
                cursors = [{"user": one.user, "read": one.read, "index": one.read_index} for one in head.cursors]
                journal.write(
                    "head", user=user, log=head.log, seq=head.seq, floor=max(head.floor, 1), mi=head.message_index, cursors=cursors
                )
                after = max(head.floor, 1) - 1
                while after < head.seq:
                    page = await caller.call("ReadLog", log=head.log, epoch=caller.hello.epoch, after=after, limit=200)
                    if not page.entries:
                        break
                    for entry in page.entries:
                        note(journal, user, entry)
                    after = page.entries[-1].seq
    journal.close()


async def all_heads(caller):
    heads = {}
    while True:
        for update in caller.updates:
            for head in update.heads.heads if update.HasField("heads") else ():
                heads[head.log] = head
        if any(update.HasField("heads") and update.heads.done for update in caller.updates):
            return list(heads.values())
        await caller.call("GetHead", log=f"u.{getattr(caller.hello, 'self').id}")


def note(journal, user, entry):
    fields = {"members": change} if (change := change_of(entry.body)) else {}
    journal.write(
        "final",
        user=user,
        log=entry.log,
        seq=entry.seq,
        author=entry.author,
        c=content_of(entry.body),
        mi=entry.message_index,
        recalled=entry.overlay.recalled_seq > 0,
        text=entry.overlay.text,
        **fields,
    )


def log_name(high, low):
    if high > 0:
        return f"d.{high}.{low}"
    return f"{ {1: 'u', 2: 'g'}[high & 0xFF] }.{low}"


def read_store(data, path, recalled):
    """What is on disk, beside the API: which seqs each log holds, and whether a text that was recalled is left in some file. The server
    has ended."""
    journal = Journal(path)
    with sqlite3.connect(f"file:{data / 'godwit.db'}?mode=ro", uri=True) as database:
        rows = database.execute("SELECT l.high, l.low, e.seq FROM entry e JOIN log l ON l.id = e.log")
        for high, low, seq in rows:
            journal.write("stored", log=log_name(high, low), seq=seq)
    for file in sorted(path for path in data.iterdir() if path.name.startswith(("godwit.db", "search.db"))):
        content = file.read_bytes()
        for log, seq, text in recalled:
            if text.encode() in content:
                journal.write("leak", log=log, seq=seq, file=file.name)
    journal.close()


