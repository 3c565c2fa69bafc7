# SPDX-License-Identifier: Apache-2.0
"""Members of a group who leave it and come back by its link, again and again, over REST, while something else is measured."""
import http.client
import json
import threading
import time
import uuid

THREADS = 4


class Churn:
    """`with Churn(url, people, rate): …`: about so many changes a second until the block ends. `people` are lines of the token file; the
    first one made the group."""

    def __init__(self, url, owner, people, rate):
        self.address = url.removeprefix("http://")
        self.log, self.people, self.rate = owner["log"], people, rate
        self.changes = 0
        self.failures = []
        self.stopping = threading.Event()
        self.counting = threading.Lock()
        self.code = self.ask(http.client.HTTPConnection(self.address), owner, "POST", f"/v1/logs/{self.log}/links")["link"]["code"]
        self.threads = [threading.Thread(target=self.run, args=(number,)) for number in range(THREADS)]

    def ask(self, connection, person, method, path):
        headers = {"Authorization": f"Bearer {person['token']}", "Idempotency-Key": str(uuid.uuid4())}
        body = None
        if method == "POST":
            headers["Content-Type"], body = "application/json", "{}"
        connection.request(method, path, body=body, headers=headers)
        response = connection.getresponse()
        answer = response.read()
        if response.status >= 300:
            raise RuntimeError(f"{method} {path}: {response.status} {answer[:200]!r}")
        return json.loads(answer) if answer else {}

    def run(self, number):
        connection = http.client.HTTPConnection(self.address)
        mine = self.people[number::THREADS]
        due = time.monotonic()
        changes = 0
        try:
            while not self.stopping.wait(max(0.0, due - time.monotonic())):
                due += THREADS / self.rate
                person = mine[changes // 2 % len(mine)]
                if changes % 2 == 0:
                    self.ask(connection, person, "DELETE", f"/v1/logs/{self.log}/membership")
                else:
                    self.ask(connection, person, "POST", f"/v1/links/{self.code}/joining")
                changes += 1
            if changes % 2 == 1:  # everyone is in again
                self.ask(connection, person, "POST", f"/v1/links/{self.code}/joining")
        except Exception as error:  # told at the end: a thread has nobody to tell
            self.failures.append(error)
        with self.counting:
            self.changes += changes

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self.stopping.set()
        for thread in self.threads:
            thread.join()
        if self.failures:
            raise self.failures[0]
