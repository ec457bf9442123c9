"""Hold that a run after an edit says the same with the cache that earlier runs left, and without one.

    python tests/ecosystem/edits.py [--edits 20] [--seed 1] DIRECTORY...

Each project is inspected once; then files of it are edited, one after the other, as people edit them: a line
is added, deleted, doubled, or changed in a word. After each edit, the report with the cache must be that
without it, byte for byte, and so must it be once the edit is taken back. Prints how often the report was
given without an inspection. The exit code is 1 where something differs.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import os
import random
import shutil
import sys
import tempfile
from collections import Counter
from pathlib import Path

from roadworthy.commands import run
from roadworthy.commands.cli import main

_ENDS = (".py", ".toml", ".cfg", ".md", ".rst", ".txt", ".yml", ".yaml", ".ipynb", ".ini", ".sh")
EDITS = "comment at the end,comment,blank line,deleted,doubled,word,digit,last character".split(",")


class Inspections:
    """Counts how often a run inspected anything."""

    def __init__(self) -> None:
        self.count = 0
        self._real = run.check
        run.check = self._check  # type: ignore[assignment]

    def _check(self, request: run.Request) -> object:
        self.count += 1
        return self._real(request)


def report(*arguments: str) -> tuple[int, str]:
    """Return the exit code and the output of a run in the working directory."""
    text = io.StringIO()
    with contextlib.redirect_stdout(text), contextlib.redirect_stderr(text):
        code = main(["check", *arguments])
    return code, text.getvalue()


def edited(data: bytes, chance: random.Random) -> tuple[str, bytes]:
    """Return what was done to a text, and what it is then."""
    lines = data.split(b"\n")
    at = chance.randrange(len(lines))
    what = chance.choice(EDITS)
    match what:
        case "comment at the end":
            lines[-1:] = [b"# a remark", lines[-1]]
        case "comment":
            lines[at:at] = [b"# a remark"]
        case "blank line":
            lines[at:at] = [b""]
        case "deleted":
            del lines[at]
        case "doubled":
            lines[at:at] = [lines[at]]
        case "word":
            words = lines[at].split(b" ")
            words[chance.randrange(len(words))] += b"x"
            lines[at] = b" ".join(words)
        case "digit":
            lines[at] = lines[at].replace(b"1", b"2").replace(b"0", b"3")
        case "last character":
            lines[at] = lines[at][:-1]
    return what, b"\n".join(lines)


def differing(root: Path, edits: int, seed: int, outcomes: Counter[str]) -> list[str]:
    """Return the edits after which a run with the cache says something else."""
    chance, wrong, counter = random.Random(seed), [], Inspections()
    files = sorted(p for p in root.rglob("*") if p.suffix in _ENDS and p.is_file() and not p.is_symlink())
    os.chdir(root)
    report()
    for number in range(edits):
        path = chance.choice([p for p in files if p.suffix == ".py"] if number % 3 else files)
        before = path.read_bytes()
        what, after = edited(before, chance)
        form = chance.choice([[], [], ["--output-format", "json"], ["--output-format", "full"]])
        for state, data in (("", after), (", taken back", before)):
            path.write_bytes(data)
            jobs = chance.choice(["1", "4"])
            started = counter.count
            found = report(*form, "--jobs", jobs)
            outcomes[f"{what}{state}: {'inspected' if counter.count > started else 'known'}"] += 1
            if found != report(*form, "--no-cache", "--jobs", "1"):
                wrong.append(f"{path}: {what}{state} at edit {number}")
    return wrong


def compare() -> int:
    """Compare, and print what differs."""
    raw = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=raw)
    parser.add_argument("--edits", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("directories", nargs="+", type=Path)
    options = parser.parse_args()
    faults, outcomes = 0, Counter[str]()
    for directory in options.directories:
        with tempfile.TemporaryDirectory() as scratch:
            root = Path(scratch) / directory.name
            shutil.copytree(directory, root, symlinks=True)
            os.environ.pop("ROADWORTHY_NO_CACHE", None)
            os.environ["XDG_CACHE_HOME"] = f"{scratch}/cache"
            wrong = differing(root, options.edits, options.seed, outcomes)
            os.chdir("/")
        faults += len(wrong)
        print(f"{directory.name}: {len(wrong)} differences", *wrong, sep="\n  ", flush=True)
    for name, count in sorted(outcomes.items()):
        print(f"{count:5d}  {name}")
    return int(faults > 0)


if __name__ == "__main__":
    sys.exit(compare())
