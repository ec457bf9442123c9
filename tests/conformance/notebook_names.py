"""Hold `notebook-name-undefined` against ruff's F821 on notebooks of which one cell is deleted.

    python tests/conformance/notebook_names.py DIRECTORY

DIRECTORY holds notebooks no rule was tuned on; ruff is to be on the path. From each notebook with three code
cells and more, the cell is deleted whose definitions most other cells use. A tool tells it if it reports a
name that it does not report of the whole notebook. Printed are how many each tells, and what only one of them
does. The exit code is 1 where ruff tells more.
"""

from __future__ import annotations

import ast
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

# The script is run by its path, so the checkout is not among the places to import from.
sys.path.insert(0, str(Path(__file__).parents[2]))
from roadworthy import Notebook
from roadworthy.core.fault import Unreadable
from roadworthy.testing.pages import inspect_files, installed_rules

RULE = "notebook-name-undefined"


def names(tree: ast.Module | None, kind: type[ast.expr_context]) -> set[str]:
    """Return the names that a cell uses in a context; imports and definitions count as stored."""
    found: set[str] = set()
    for node in ast.walk(tree) if tree else ():
        if isinstance(node, ast.Name) and isinstance(node.ctx, kind):
            found.add(node.id)
        elif kind is ast.Store and isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            found.add(node.name)
        elif kind is ast.Store and isinstance(node, ast.alias):
            found.add(node.asname or node.name.partition(".")[0])
    return found


def mutants(directory: Path) -> Iterator[tuple[str, bytes, bytes]]:
    """Yield path, whole notebook and the notebook without one cell."""
    for path in sorted(directory.rglob("*.ipynb")):
        data = path.read_bytes()
        try:
            notebook = Notebook.parse("notebooks/a.ipynb", data)
        except Unreadable:
            continue
        cells = [cell for cell in notebook.code if cell.tree is not None and cell.source.strip()]
        if len(cells) < 3 or "cells" not in notebook.data or notebook.language not in ("python", "ipython"):
            continue
        uses = {cell.index: names(cell.tree, ast.Load) for cell in cells}
        users = {
            cell.index: sum(bool(names(cell.tree, ast.Store) & used) for used in uses.values())
            for cell in cells
        }
        best = cells[0]
        for cell in cells:
            best = cell if users[cell.index] > users[best.index] else best
        document: dict[str, Any] = json.loads(data.decode("utf-8-sig"))
        del document["cells"][best.index]
        yield str(path.relative_to(directory)), data, json.dumps(document).encode()


def told_by_ruff(data: bytes) -> set[str]:
    """Return the names that ruff's F821 reports of a notebook."""
    with tempfile.TemporaryDirectory() as directory:
        path = Path(directory, "a.ipynb")
        path.write_bytes(data)
        options = ("--isolated", "--select=F821", "--output-format=json", "--no-cache")
        done = subprocess.run(
            ["ruff", "check", *options, str(path)], capture_output=True, text=True, check=False
        )
        found = json.loads(done.stdout or "[]")
        return {
            item["message"].split("`")[1]
            for item in found
            if item["code"] == "F821" and "`" in item["message"]
        }


def told_by_roadworthy(data: bytes) -> set[str]:
    """Return the names that Roadworthy's rule reports of a notebook."""
    rules = [rule for rule in installed_rules() if rule.name == RULE]
    found = inspect_files({"notebooks/a.ipynb": data}, rules).findings
    return {finding.message.split("`")[1] for finding in found if finding.rule == RULE}


def main(directory: Path) -> int:
    """Print the table; return the exit code."""
    number, ours, theirs = 0, 0, 0
    for path, whole, mutant in mutants(directory):
        number += 1
        own = bool(told_by_roadworthy(mutant) - told_by_roadworthy(whole))
        other = bool(told_by_ruff(mutant) - told_by_ruff(whole))
        ours, theirs = ours + own, theirs + other
        if own != other:
            print(f"{path}: {'Roadworthy' if own else 'ruff'} alone")
    print(f"{number} notebooks: Roadworthy tells {ours}, ruff {theirs}")
    return int(theirs > ours or not number)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    sys.exit(main(Path(sys.argv[1])))
