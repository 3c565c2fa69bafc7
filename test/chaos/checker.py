# SPDX-License-Identifier: Apache-2.0
"""The judge: what the journals of all devices say was done and seen, against what the logs hold in the end. Every check is linear or
O(n log n). Names are those of docs/reliability.md.

    python3 checker.py FOLDER     judges a run that was kept"""

import json
import sys
from collections import defaultdict
from pathlib import Path

from journal import read_journal

MOST_SHOWN = 3
# A head is as of a moment ago, and a mark that is told meanwhile may overtake it; not by more than the longest standstill.
OVERTAKEN_NS = 5_000_000_000


class History:
    """Everything that was written down, by what it is about."""

    def __init__(self, journals, final):
        self.journals = journals  # device → events in order
        self.invokes, self.oks, self.fails, self.again = {}, defaultdict(list), {}, set()
        self.device_of = {}
        for device, events in journals.items():
            for event in events:
                kind = event["e"]
                if kind == "invoke":
                    self.invokes[event["id"]] = event
                    self.device_of[event["id"]] = device
                elif kind == "ok":
                    self.oks[event["id"]].append(event)
                elif kind == "fail":
                    self.fails[event["id"]] = event
                elif kind == "again":
                    self.again.add(event["id"])
        # As the reader sees it who sees most of it: the one with the lowest floor.
        self.heads = {}  # (user, log) → head
        self.read = defaultdict(dict)  # (user, log) → seq → entry
        for event in final:
            if event["e"] == "head":
                self.heads[event["user"], event["log"]] = event
            elif event["e"] == "final":
                self.read[event["user"], event["log"]][event["seq"]] = event
        self.logs = {}
        for (user, log), entries in self.read.items():
            if log not in self.logs or len(entries) > len(self.logs[log]):
                self.logs[log] = entries
        self.store = {(event["log"], event["seq"]): event for event in final if event["e"] == "stored"}
        self.leaks = [event for event in final if event["e"] == "leak"]

    def said(self, log):
        """What was said at each seq, also of what is erased now: seq → content, as any device got it or had sent it."""
        if not hasattr(self, "_said"):
            self._said = defaultdict(dict)
            for events in self.journals.values():
                for event in events:
                    if event["e"] in ("apply", "seen") and event["c"] is not None:
                        self._said[event["log"]].setdefault(event["seq"], event["c"])
            for item, answers in self.oks.items():
                invoke = self.invokes[item]
                content = content_of(invoke)
                if content is not None:
                    self._said[invoke["log"]].setdefault(answers[0]["seq"], content)
        return self._said[log]

    def erased(self, log):
        """The seqs of recalled messages; and, with them, of the edits of and reactions to them: their contents may be gone."""
        entries = self.logs[log]
        recalled = {int(entry["c"].split(" ")[1]) for entry in entries.values() if (entry["c"] or "").startswith("recall ")}
        said = self.said(log)
        about = {
            seq
            for seq, content in said.items()
            if content.startswith(("edit ", "reaction ")) and int(content.split(" ")[1]) in recalled
        }
        return recalled, recalled | about

    def device_events(self, kinds):
        for device, events in self.journals.items():
            for event in events:
                if event["e"] in kinds:
                    yield device, event


def content_of(invoke):
    """What the entry of this request says; None where only the server can tell."""
    op = invoke["op"]
    if op == "send":
        return invoke["text"]
    if op == "edit":
        return f"edit {invoke['target']} {invoke['text']}"
    if op == "recall":
        return f"recall {invoke['target']}"
    if op == "react":
        return f"reaction {invoke['target']} {invoke['emoji']}"
    return None


def short(content):
    return content if content is None or len(content) < 80 else content[:77] + "…"


def durable(history):
    """I1: what was acknowledged is in the log, at that seq, with that content."""
    for item, answers in history.oks.items():
        invoke, answer = history.invokes[item], answers[0]
        content = content_of(invoke)
        entry = history.logs.get(invoke["log"], {}).get(answer["seq"])
        if entry is None:
            yield f"{item} was acknowledged as {invoke['log']} {answer['seq']}, and is not there", [invoke, answer]
        elif content is not None and entry["c"] is not None and entry["c"] != content:
            yield f"{item} was acknowledged as {invoke['log']} {answer['seq']}, where something else is", [invoke, answer, entry]


def once(history):
    """I2: no request is in the logs twice."""
    places = defaultdict(list)
    for log, entries in history.logs.items():
        for seq, content in history.said(log).items():
            if seq in entries and (item := id_in(content)):
                places[item].append((log, seq))
    for item, found in places.items():
        if len(found) > 1:
            yield f"{item} is stored {len(found)} times: {found}", [history.invokes.get(item)]


def id_in(content):
    words = content.split(" ")
    if words[0] == "edit":
        return words[2]
    return words[0] if len(words) > 1 and len(words[0]) == 36 else None


def no_phantom(history):
    """I3: every message was asked for, as it is."""
    asked = {content_of(invoke) for invoke in history.invokes.values()}
    for log, entries in history.logs.items():
        for entry in entries.values():
            content = entry["c"]
            if content is not None and id_in(content) and content not in asked:
                yield f"{log} {entry['seq']} was never asked for", [entry]


def gapless(history):
    """I4: seqs are 1, 2, 3 … from where the reader may begin to the head, by the API and in the store."""
    for (user, log), head in history.heads.items():
        got = sorted(history.read[user, log])
        if got != list(range(head["floor"], head["seq"] + 1)):
            missing = sorted(set(range(head["floor"], head["seq"] + 1)) - set(got))
            yield f"{log} as {user} reads it: {missing[:5]} are missing of {head['floor']}…{head['seq']}", [head]
    stored = defaultdict(list)
    for log, seq in history.store:
        stored[log].append(seq)
    for log, seqs in stored.items():
        if sorted(seqs) != list(range(1, len(seqs) + 1)):
            yield f"{log} in the store has holes: {len(seqs)} entries up to {max(seqs)}", []


def one_order(history):
    """I5, I9: each device applies 1, 2, 3 … of each log, each once, across crashes of its own."""
    for device, events in history.journals.items():
        position = {}
        for event in events:
            kind, log = event["e"], event.get("log")
            if kind == "window":
                position[log] = event["from"] - 1
            elif kind == "forget":
                position.pop(log, None)
            elif kind == "apply":
                if event["seq"] != position.get(log, 0) + 1:
                    yield f"{device} applied {log} {event['seq']} after {position.get(log)}", [event]
                position[log] = event["seq"]


def observed_is_durable(history):
    """I6: whatever any device was ever shown is in the log, at that seq, the same. Logs that nobody reads in the end are left out."""
    erased = {log: history.erased(log)[1] for log in history.logs}
    for device, event in history.device_events(("apply", "seen")):
        log, entries = event["log"], history.logs.get(event["log"])
        if entries is None:
            continue
        entry = entries.get(event["seq"])
        if entry is None or event["author"] != entry["author"]:
            yield f"{device} was shown {log} {event['seq']}, which is not there", [event, entry]
        elif None in (entry["c"], event["c"]):
            if event["seq"] not in erased[log]:
                yield f"{device} and the log differ about {log} {event['seq']}: nobody took it back", [event, entry]
        elif entry["c"] != event["c"]:
            yield f"{device} was shown another {log} {event['seq']} than the log holds", [event, entry]


def real_time(history):
    """I7: what was acknowledged before something else was asked for stands before it."""
    by_log = defaultdict(list)
    for item, answers in history.oks.items():
        invoke = history.invokes[item]
        by_log[invoke["log"]].append((answers[0]["seq"], invoke, answers[0]))
    for log, done in by_log.items():
        latest = None
        for _, invoke, answer in sorted(done, key=lambda one: one[0]):
            if latest and latest["t"] > answer["t"]:
                yield f"{log}: {answer['seq']} was acknowledged before what stands before it was asked for", [latest, answer]
            if latest is None or invoke["t"] > latest["t"]:
                latest = invoke


def first_in_first_out(history):
    """I8: what one device asks for in one conversation is stored in that order, but for what the server had refused for the moment."""
    queues = defaultdict(list)
    for item, answers in history.oks.items():
        if item not in history.again:
            invoke = history.invokes[item]
            queues[history.device_of[item], invoke["log"]].append((invoke["t"], answers[0]["seq"], item))
    for (device, log), sent in queues.items():
        sent.sort()
        for (_, one, first), (_, other, second) in zip(sent, sent[1:]):
            if other <= one:
                yield f"{device} asked for {first} before {second}, and they are {one} and {other} of {log}", []


def complete(history):
    """I10: once all is well again every device has come to the end of everything that it may read."""
    for device, events in history.journals.items():
        user = events[0]["user"]
        end = next((event for event in reversed(events) if event["e"] == "end"), None)
        if end is None:
            yield f"{device} never came to an end", events[-1:]
            continue
        for (reader, log), head in history.heads.items():
            # A user log goes on with the log-in that read it.
            if reader == user and end["positions"].get(log, 0) != head["seq"]:
                yield f"{device} is at {end['positions'].get(log, 0)} of {log}, whose end is {head['seq']}", [head]


def cursors(history):
    """I11: what an observer was told of a mark never comes back lower, marks end where they were reported, and count the messages."""
    for device, events in history.journals.items():
        highest = {}
        for event in events:
            if event["e"] != "cursor":
                continue
            key = event["user"], event["log"], event["epoch"]
            before = highest.setdefault(key, event)
            if event["read"] >= before["read"]:
                highest[key] = event
            elif event["t"] - before["t"] > OVERTAKEN_NS:
                back = f"from {before['read']} to {event['read']}"
                yield f"{device} saw the read mark of {event['user']} in {event['log']} go back {back}", [before, event]
    reported = defaultdict(int)
    for device, event in history.device_events(("read",)):
        key = history.journals[device][0]["user"], event["log"]
        reported[key] = max(reported[key], event["seq"])
    for (user, log), mark in reported.items():
        head = history.heads.get((user, log))
        own = head and next((one for one in head["cursors"] if one["user"] == user), None)
        if head is None:
            continue
        if own is None or own["read"] < mark and mark >= head["floor"]:
            yield f"{user} has read {log} up to {mark}, and the server says {own and own['read']}", [head]
            continue
        counted = [entry["mi"] for entry in history.read[user, log].values() if entry["seq"] <= own["read"]]
        if counted and own["read"] <= head["seq"] and own["index"] != max(counted):
            yield f"{log}: {user}'s mark {own['read']} counts {own['index']} messages, and there are {max(counted)}", [head]


def converging(history):
    """I12: what edits and recalls made of a message is the same for everyone, and what the log says; what was recalled is nowhere."""
    for log, entries in history.logs.items():
        text, recalled = {}, set()
        said = history.said(log)
        for seq in sorted(entries):
            words = (entries[seq]["c"] or said.get(seq) or "").split(" ", 2)
            if words[0] == "edit" and int(words[1]) not in recalled:
                text[int(words[1])] = words[2]
            elif words[0] == "recall":
                recalled.add(int(words[1]))
        shown = [(user, entry) for (user, name), read in history.read.items() if name == log for entry in read.values()]
        for user, entry in shown:
            seq = entry["seq"]
            if (seq in recalled) != entry["recalled"]:
                yield f"{log} {seq} is {'not ' if not entry['recalled'] else ''}recalled as {user} reads it", [entry]
            elif seq in recalled:
                if entry["c"] is not None or entry["text"]:
                    yield f"{log} {seq} was recalled, and {user} still reads it", [entry]
            elif entry["text"] != text.get(seq, ""):
                yield f"{log} {seq} reads {short(entry['text'])!r} to {user}, and was edited to {short(text.get(seq, ''))!r}", [entry]
    for leak in history.leaks:
        yield f"{leak['log']} {leak['seq']} was recalled, and its text is in {leak['file']}", [leak]


def members_only(history):
    """I13: nobody is shown what was said while they were out of a group, and nothing of theirs is in it from then."""
    for log, entries in history.logs.items():
        if not log.startswith("g."):
            continue
        spans = defaultdict(list)  # user → [from, to)
        if 1 in entries:
            spans[entries[1]["author"]].append([1, None])
        for seq in sorted(entries):
            change = entries[seq].get("members")
            for user in (change or {}).get("added", []):
                spans[user].append([seq, None])
            for user in (change or {}).get("removed", []):
                spans[user][-1][1] = seq

        def inside(user, seq):
            return any(begin <= seq and (end is None or seq < end) for begin, end in spans[user])

        for entry in entries.values():
            if entry["seq"] > 1 and not inside(entry["author"], entry["seq"]) and not entry.get("members"):
                yield f"{log} {entry['seq']} is by {entry['author']}, who was no member then", [entry]
        for device, event in history.device_events(("apply", "seen")):
            user = history.journals[device][0]["user"]
            if event["log"] == log and not inside(user, event["seq"]) and not (event["seq"] <= 2 and inside(user, 2)):
                yield f"{device} of {user}, who was no member then, was shown {log} {event['seq']}", [event]


def honest(history):
    """I15: what was reported as failed is nowhere."""
    for log, entries in history.logs.items():
        for seq, content in history.said(log).items():
            item = id_in(content)
            if item in history.fails and seq in entries:
                yield f"{item} was refused, and is {log} {seq}", [history.fails[item]]


def repeatable(history):
    """I16: a request that is sent again is answered as before."""
    for item, answers in history.oks.items():
        places = {(answer["epoch"], answer["seq"]) for answer in answers}
        if len(places) > 1:
            yield f"{item} was answered with {sorted(places)}", answers
    for _, event in history.device_events(("changed",)):
        yield f"{event['id']} was acknowledged, and refused when it was sent again", [event]


CHECKS = {
    "durable": durable,
    "once": once,
    "no-phantom": no_phantom,
    "gapless": gapless,
    "one-order": one_order,
    "observed-is-durable": observed_is_durable,
    "real-time": real_time,
    "first-in-first-out": first_in_first_out,
    "complete": complete,
    "cursors": cursors,
    "converging": converging,
    "members-only": members_only,
    "honest": honest,
    "repeatable": repeatable,
}


def judge(history, tell=print):
    """How many violations there are of each kind; the first of them are told with what happened around them."""
    counts = {}
    for name, check in CHECKS.items():
        count = 0
        for text, events in check(history):
            count += 1
            if count <= MOST_SHOWN:
                tell(f"VIOLATION {name}: {text}")
                for event in events:
                    tell(f"    {json.dumps(event, ensure_ascii=False)[:300]}")
        if count > MOST_SHOWN:
            tell(f"VIOLATION {name}: {count - MOST_SHOWN} more")
        if count:
            counts[name] = count
    return counts


def load(folder):
    folder = Path(folder)
    world = json.loads((folder / "world.json").read_text())
    journals = {name: read_journal(folder / f"{name}.jsonl") for person in world["people"] for name in person["tokens"]}
    return History(journals, read_journal(folder / "final.jsonl"))


def availability(history, tell=print):
    """When nothing was acknowledged for more than a second, and how long answers took."""
    acks = sorted(answers[0]["t"] for answers in history.oks.values())
    gaps = [(one, other) for one, other in zip(acks, acks[1:]) if other - one > 1_000_000_000]
    begin = acks[0] if acks else 0
    for one, other in gaps:
        tell(f"  no acknowledgement from {(one - begin) / 1e9:.1f} s to {(other - begin) / 1e9:.1f} s")
    took = sorted((answers[0]["t"] - history.invokes[item]["t"]) / 1e6 for item, answers in history.oks.items())
    if took:
        at = lambda share: took[min(len(took) - 1, int(len(took) * share))]
        tell(f"  answered within: p50 {at(0.5):.1f} ms, p99 {at(0.99):.0f} ms, most {took[-1]:.0f} ms")


if __name__ == "__main__":
    sys.exit(bool(judge(load(sys.argv[1]))))
