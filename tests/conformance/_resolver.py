"""Ask uv which releases it would take, by their metadata alone: nothing is installed, built or run."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from roadworthy.data.tables import read_table

LIST = Path(__file__).with_name("most_used.txt")
DATA = Path(__file__).parents[2] / "src/roadworthy/data"
_LINE = re.compile(r"([a-z0-9-]+)(?:\[[^\]]*\])?==(\S+)(?: ; (.+))?")


def most_used() -> list[str]:
    """Return the distributions to ask for, by normalised name."""
    return LIST.read_text(encoding="utf-8").split()


def resolved(names: Sequence[str], python: str, *options: str) -> list[tuple[str, str, str]]:
    """Return name, version and marker of what is taken for a Python and every later one.

    What cannot be taken, for want of a wheel or of a release for that Python, is left out.
    """
    uv = shutil.which("uv")
    if uv is None:
        raise SystemExit("uv is needed: pip install uv")
    command = [uv, "pip", "compile", "-", "--universal", "--fork-strategy", "fewest", "--no-build", "-q"]
    command += ["--no-header", "--no-annotate", "--python-version", python, *options]
    done = subprocess.run(command, input="\n".join(names), capture_output=True, text=True, check=False)
    if done.returncode == 0:
        found = map(_LINE.fullmatch, done.stdout.splitlines())
        return [(each[1], each[2], each[3] or "") for each in found if each]
    # uv names what cannot be had; what it does not name is found by halves.
    refused = {name for name in names if re.search(rf"[`\s]{re.escape(name)}[`\s,]", done.stderr)}
    if refused and len(refused) < len(names):
        return resolved([name for name in names if name not in refused], python, *options)
    if len(names) < 2:
        return []
    half = len(names) // 2
    return [*resolved(names[:half], python, *options), *resolved(names[half:], python, *options)]


def settle(table: str, rows: list[str], write: bool) -> int:
    """Write the rows of a table with today's date, or print what differs; return the exit code."""
    if not write:
        wrong = sorted(set(rows) ^ set(read_table(table).rows))
        print(*wrong, f"{len(wrong)} rows differ", sep="\n")
        return 1 if wrong else 0
    path = DATA / f"{table}.txt"
    head = [line for line in path.read_text(encoding="utf-8").splitlines() if line.startswith("#")]
    today = datetime.now(UTC).date()
    head = [f"# checked: {today}" if line.startswith("# checked:") else line for line in head]
    path.write_text("\n".join([*head, *rows]) + "\n", encoding="utf-8")
    return 0
