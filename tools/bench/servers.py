# SPDX-License-Identifier: Apache-2.0
"""The servers under load, each in a folder of its own and on a port of its own on loopback; stopped when the block ends."""
import contextlib
import pathlib
import re
import select
import socket
import subprocess
import time
import typing

START_SECONDS = 30
STOP_SECONDS = 30
# The load comes from one address, and each of its devices may ask as often as it likes: the limits are for strangers.
BENCH_LIMITS = {
    "limits.max_connections_per_address": 16_384,
    "limits.device_request_burst": 1_000_000,
    "limits.device_requests_per_second": 1_000_000,
    "server.drain_spread_ms": 0,
    "log.level": "warn",
}


class Started(typing.NamedTuple):
    url: str
    tokens: str
    load_arguments: list


@contextlib.contextmanager
def start(arguments, folder):
    """{None: godwit, "mosquitto": the peer when it was asked for}"""
    with contextlib.ExitStack() as stack:
        started = {None: stack.enter_context(start_godwit(arguments.godwit, folder / "data", 2 * arguments.pairs))}
        if arguments.peer == "mosquitto":
            tokens = started[None].tokens
            started["mosquitto"] = stack.enter_context(start_mosquitto(folder, tokens))
        yield started


@contextlib.contextmanager
def running(command):
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        process.stdout.close()


@contextlib.contextmanager
def start_godwit(godwit, data, users):
    subprocess.run([godwit, "bench", "prepare", "--data", data, "--users", str(users)], check=True, stdout=subprocess.DEVNULL)
    with serving(godwit, data) as url:
        yield Started(url, str(pathlib.Path(data) / "bench-tokens.jsonl"), [])


@contextlib.contextmanager
def serving(godwit, data):
    """The address of a server on the folder."""
    limits = [word for key, value in BENCH_LIMITS.items() for word in ("--set", f"{key}={value}")]
    with running([godwit, "serve", "--data", data, "--listen", "127.0.0.1:0", *limits]) as process:
        ready, _, _ = select.select([process.stdout], [], [], START_SECONDS)
        line = process.stdout.readline() if ready else ""
        found = re.match(r"Godwit is ready at (http://127\.0\.0\.1:\d+) ", line)
        if not found:
            raise RuntimeError(f"the server did not become ready: {line!r}")
        yield found[1]


@contextlib.contextmanager
def start_mosquitto(folder, tokens):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    configuration = folder / "mosquitto.conf"
    # As it comes, but for the addresses: no disk. Its limits on what waits for a client would drop messages of a load.
    configuration.write_text(
        f"listener {port} 127.0.0.1\nallow_anonymous true\npersistence false\nset_tcp_nodelay true\n"
        "max_inflight_messages 0\nmax_queued_messages 0\nlog_type none\n"
    )
    with running(["mosquitto", "-c", configuration]):
        until = time.monotonic() + START_SECONDS
        while True:
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
                break
            except OSError:
                if time.monotonic() > until:
                    raise
                time.sleep(0.05)
        yield Started(f"http://127.0.0.1:{port}", tokens, ["--encoding", "mqtt"])
