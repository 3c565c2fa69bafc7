# SPDX-License-Identifier: Apache-2.0
"""What the lints share: the files of the checkout, and how a lint reports."""
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]


def files(root, *suffixes, under=""):
    """The files below root that are not ignored, as relative paths; a folder outside git is walked."""
    if (root / ".git").exists():
        command = ["git", "-c", f"safe.directory={root}", "ls-files", "-co", "--exclude-standard", "-z"]
        names = subprocess.run(command, cwd=root, check=True, capture_output=True, text=True).stdout.split("\0")
    else:
        names = [str(p.relative_to(root)) for p in root.rglob("*")]
    paths = [pathlib.PurePosixPath(n) for n in sorted(set(names)) if n.startswith(under) and n.endswith(suffixes)]
    return [p for p in paths if (root / p).is_file() and not (root / p).is_symlink()]


def lines(root, path):
    return (root / path).read_text(encoding="utf-8").splitlines()


def report(check):
    """Runs check(ROOT), prints what it found and ends the process."""
    problems = list(check(ROOT))
    for problem in problems:
        print(problem)
    sys.exit(1 if problems else 0)
