# SPDX-License-Identifier: Apache-2.0
"""The figures as a piece of Markdown, and where it stands in docs/benchmarks.md."""
import datetime
import os
import pathlib
import platform
import re
import subprocess


def marks(name, command):
    """What stands around the figures of that name on the page."""
    return f"<!-- {name}: written by {command} -->", f"<!-- end of {name} -->"


MATRIX = marks("figures", "./dev bench --write-docs")
HEADINGS = (
    "| load | acked/s (least to most) | ack p50 / p99 / p99.9 ms | delivered p50 / p99 ms | CPU server / client µs "
    "| lost, doubled, misplaced | load average |"
)


def processor():
    found = re.search(r"^model name\s*:\s*(.+)$", pathlib.Path("/proc/cpuinfo").read_text(), re.MULTILINE)
    return found[1] if found else platform.machine()


def memory_gb():
    found = re.search(r"^MemTotal:\s*(\d+) kB", pathlib.Path("/proc/meminfo").read_text(), re.MULTILINE)
    return round(int(found[1]) / 1e6) if found else 0


def file_system(folder):
    """Kind of the file system under a folder."""
    done = subprocess.run(["stat", "-f", "-c", "%T", folder], capture_output=True, text=True)
    return done.stdout.strip() or "unknown"


def revision():
    done = subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True)
    return done.stdout.strip() or "unknown"


def facts(command, folder):
    return {
        "command": command,
        "date": datetime.date.today().isoformat(),
        "revision": revision(),
        "processor": processor(),
        "cores": os.cpu_count(),
        "memory_gb": memory_gb(),
        "kernel": platform.release(),
        "file_system": file_system(folder),
    }


def machine(known):
    return (
        f"Machine: {known['cores']} cores of {known['processor']}, {known['memory_gb']} GB, Linux {known['kernel']}, "
        f"{known['file_system']}; server and load share it."
    )


def number(value, digits=1):
    return "–" if value is None else f"{value:,.{digits}f}"


def row(name, runs, median):
    rates = sorted(run["acked_per_second"] for run in runs)
    loads = sorted(run["load_average"] for run in runs)
    ack, deliver = median["ack_ms"], median["deliver_ms"]
    astray = [sum(run[key] for run in runs) for key in ("lost", "duplicated", "out_of_order")]
    cells = [
        name,
        f"**{number(median['acked_per_second'], 0)}** ({number(rates[0], 0)} to {number(rates[-1], 0)})",
        f"{number(ack['p50'], 2)} / {number(ack['p99'], 2)} / {number(ack['p999'], 2)}",
        f"{number(deliver['p50'], 2)} / {number(deliver['p99'], 2)}",
        f"{number(median['server_cpu_us_per_message'])} / {number(median['client_cpu_us_per_message'])}",
        ", ".join(str(count) for count in astray),
        f"{number(loads[0])} to {number(loads[-1])}",
    ]
    return f"| {' | '.join(cells)} |"


def render(known, results, medians):
    lines = [
        f"`{known['command']}` on {known['date']}, revision {known['revision']}: {known['pairs']} pairs, "
        "texts of 200 bytes, native frames; "
        f"medians of {known['repeat']} runs of {known['seconds']} s each, interleaved.",
        machine(known),
        "",
        HEADINGS,
        "|---" * (HEADINGS.count("|") - 1) + "|",
    ]
    return "\n".join(lines + [row(name, results[name], medians[name]) for name in results])


def replace(path, text, around=MATRIX):
    """Puts the figures between their marks on the page."""
    begin, end = around
    before = path.read_text()
    pattern = re.compile(re.escape(begin) + ".*?" + re.escape(end), re.DOTALL)
    if len(pattern.findall(before)) != 1:
        raise ValueError(f"{path} does not have the marks of the figures once")
    path.write_text(pattern.sub(lambda _: f"{begin}\n\n{text}\n\n{end}", before))
