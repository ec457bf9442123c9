"""Compare `name-undefined` with ruff's F821 on real modules of which one defining statement was deleted.

Run by hand: `python tests/conformance/undefined_names.py DIRECTORY [NUMBER]`. From each module below the
directory, one import, function, class or assignment at the top is taken out, the choice being the same every
time. Printed is how many of these ruff tells, how many we tell, and each that one tells alone.
"""

from __future__ import annotations

import ast
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from random import Random

from roadworthy import Module
from roadworthy_rules.code.names._undefined import undefined_names


def _without_one(text: str, random: Random) -> str | None:
    """Return a module's text without one statement that defines something; None where there is none."""
    kinds = (ast.Import, ast.ImportFrom, ast.FunctionDef, ast.ClassDef, ast.Assign)
    candidates = [node for node in ast.parse(text).body if isinstance(node, kinds)]
    candidates = [node for node in candidates if getattr(node, "module", "") != "__future__"]
    if not candidates:
        return None
    node = random.choice(candidates)
    lines = text.splitlines(keepends=True)
    first = min([node.lineno, *(item.lineno for item in getattr(node, "decorator_list", ()))])
    return "".join([*lines[: first - 1], *lines[node.end_lineno or first :]])


def _told_by_ruff(path: Path) -> set[str]:
    command = ["ruff", "check", "--isolated", "--select", "F821", "--ignore-noqa", "--output-format", "json"]
    done = subprocess.run([*command, str(path)], capture_output=True, text=True, check=False)
    return {item["message"].split("`")[1] for item in json.loads(done.stdout or "[]")}


def _told_by_us(path: Path) -> set[str]:
    module = Module.parse("src/demo/module.py", path.read_bytes())
    return {name for evaluated in (True, False) for name, _ in undefined_names(module, evaluated=evaluated)}


def main(directory: str, number: int) -> None:
    """Print the comparison for the first `number` modules below a directory that can be changed."""
    random, counts = Random(16), {"modules": 0, "ruff": 0, "ours": 0, "ruff alone": 0, "ours alone": 0}
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "module.py"
        for path in random.sample(found := sorted(Path(directory).rglob("*.py")), len(found)):
            try:
                text = path.read_text(encoding="utf-8")
                changed = _without_one(text, random) if len(text) > 2000 else None
            except (SyntaxError, UnicodeDecodeError):
                continue
            if changed is None:
                continue
            try:
                target.write_text(changed, encoding="utf-8")
                theirs, ours = _told_by_ruff(target), _told_by_us(target)
            except Exception as error:
                print(f"{path}: {error}")
                continue
            counts["modules"] += 1
            counts["ruff"] += bool(theirs)
            counts["ours"] += bool(ours)
            counts["ruff alone"] += bool(theirs - ours)
            counts["ours alone"] += bool(ours - theirs)
            if theirs ^ ours:
                print(f"{path}: ruff alone {sorted(theirs - ours)}, ours alone {sorted(ours - theirs)}")
            if counts["modules"] == number:
                break
    print(counts)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 300)
