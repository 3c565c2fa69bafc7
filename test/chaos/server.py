# SPDX-License-Identifier: Apache-2.0
"""The server under test: the real binary in a process of its own, on a folder and a port that stay."""

import os
import re
import resource
import signal
import socket
import subprocess
import time
from pathlib import Path

READY_S = 30

# Nobody waits for a limit here: what is looked for is what gets lost, not who asks too often.
SETTINGS = {
    "limits.device_request_burst": 1_000_000,
    "limits.device_requests_per_second": 1_000_000,
    "accounts.password_attempts": 100_000,
    "limits.max_connections_per_address": 10_000,
    "server.lanes": 2,
    "server.drain_seconds": 2,
}


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Server:
    def __init__(self, binary, data, log, environment=None):
        self.binary, self.data, self.log = Path(binary), Path(data), Path(log)
        self.environment = environment or {}
        self.port = free_port()
        self.process = None

    def start(self, **environment):
        """Until it is ready; how long that took, in seconds."""
        began = time.monotonic()
        self.launch(**environment)
        while True:
            line = self.process.stdout.readline()
            if re.match(rb"Godwit is ready", line):
                return time.monotonic() - began
            if not line or time.monotonic() - began > READY_S:
                self.kill()
                raise RuntimeError(f"the server did not become ready; see {self.log}")

    def launch(self, **environment):
        command = [self.binary, "serve", "--data", self.data, "--listen", f"127.0.0.1:{self.port}"]
        for key, value in SETTINGS.items():
            command += ["--set", f"{key}={value}"]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                command, stdout=subprocess.PIPE, stderr=log, env={**os.environ, **self.environment, **environment}
            )
        return self.process

    @property
    def running(self):
        return self.process is not None and self.process.poll() is None

    def kill(self):
        self.process.kill()
        self.process.wait()

    def stop(self):
        """By SIGTERM; its exit status."""
        self.process.terminate()
        return self.process.wait(timeout=60)

    def signal(self, number):
        os.kill(self.process.pid, number)

    def freeze(self):
        self.signal(signal.SIGSTOP)

    def thaw(self):
        self.signal(signal.SIGCONT)

    def allow_files(self, count):
        """How many descriptors it may have; None = as many as at the beginning."""
        _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.prlimit(self.process.pid, resource.RLIMIT_NOFILE, (count or most, most))

    def open_files(self):
        return len(os.listdir(f"/proc/{self.process.pid}/fd"))
