"""No rule walks a module again: the one walk gathers what rules ask for."""

from __future__ import annotations

import ast
from collections import Counter
from pathlib import Path

import pytest

from roadworthy import Module
from roadworthy.facts.python.collector import Collector
from roadworthy.testing import inspect_files

ROOT = Path(__file__).parents[1]
RULES = ROOT / "rules" / "roadworthy_rules"
#: What walks a whole tree on purpose: the names of the few modules that may have an unbound one are resolved
#: exactly, so is what the few that parse arguments do with these, and a cell of a notebook is no module.
EXACT = (
    "code/calls/_read_arguments.py",
    "code/names/_unbound.py",
    "notebooks/_undefined.py",
    "notebooks/training/notebook_randomness_unseeded.py",
)
CELLS = (
    "code/files/input_file_unexplained.py",
    "notebooks/notebook_path_absolute.py",
    "notebooks/notebook_secret_stored.py",
    "notebooks/training/_cells.py",
    "notebooks/training/notebook_validation_on_training_rows.py",
)
WALKS = ("walk", "iter_child_nodes", "NodeVisitor", "NodeTransformer")


def _walks(path: Path) -> list[str]:
    """Return what a file walks, as it is written: the arguments of calls, and base classes."""
    found = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and getattr(node.func, "attr", "") in WALKS:
            found.append(ast.unparse(node.args[0]))
        elif isinstance(node, ast.ClassDef):
            found += [base for base in map(ast.unparse, node.bases) if base.rpartition(".")[2] in WALKS]
    return found


def test_no_rule_walks_a_module_again() -> None:
    """A subtree that a rule was given may be walked: a statement, an expression, a function."""
    whole = {
        (str(path.relative_to(RULES)), walked)
        for path in sorted(RULES.rglob("*.py"))
        for walked in _walks(path)
        if walked.rpartition(".")[2] in ("tree", "module", *WALKS)
    }
    allowed = {*EXACT, *CELLS}
    assert {(file, walked) for file, walked in whole if file not in allowed} == COMMENTED_OUT
    assert {file for file, _ in whole} >= {*CELLS}


def test_rules_ask_only_for_nodes_that_the_walk_keeps() -> None:
    """`nodes_of` has no names, attributes and operators: a rule that asks for these sees none of them."""
    absent = (ast.Name, ast.Attribute, ast.operator, ast.unaryop, ast.cmpop, ast.boolop, ast.expr_context)
    asked = {
        kind.attr
        for path in sorted(RULES.rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "nodes_of"
        for kind in node.args[1:]
        if isinstance(kind, ast.Attribute)
    }
    assert {name for name in asked if issubclass(getattr(ast, name), absent)} == set()
    assert {"Call", "Assign"} <= asked


#: Its tree is that of a comment, which is parsed to see whether it is code.
COMMENTED_OUT = {("code/code_commented_out.py", "tree")}
#: A module in which most rules find something to look at more closely.
FUNCTION = '''
def load_{number}(path, rows=None, verbose=False):
    """Read rows."""
    try:
        import yaml
        for row in open(path):
            if row and len(row) > 3 or verbose:
                print(row)
                rows = [part for part in row.split(",") if part]
    except Exception as error:
        print(error)
    return os.path.join(path, "data/x.csv"), fit(rows)
'''


def test_what_rules_walk_grows_as_the_module_does(monkeypatch: pytest.MonkeyPatch) -> None:
    steps: Counter[str] = Counter()
    children = ast.iter_child_nodes

    def counted(node: ast.AST) -> list[ast.AST]:
        found = list(children(node))
        steps["nodes"] += len(found)
        return found

    monkeypatch.setattr(ast, "iter_child_nodes", counted)
    walked = []
    # The first run imports rules, and some of these read code of their own.
    for number in (1, 20, 80):
        text = "import os, json\n" + "".join(FUNCTION.format(number=item) for item in range(number))
        steps.clear()
        inspect_files({"src/demo/__init__.py": b"", "src/demo/load.py": text.encode()})
        walked.append((steps["nodes"], sum(1 for _ in ast.walk(ast.parse(text)))))
    _, (few, small), (many, large) = walked
    assert many < 5 * few
    # Functions are walked by what counts their branches, prints and handlers, each on its own part.
    assert few < 3 * small
    assert many < 3 * large


def test_each_module_is_walked_once(monkeypatch: pytest.MonkeyPatch) -> None:
    walks: Counter[str] = Counter()
    original = Collector.__init__

    def counted(self: Collector, module: Module) -> None:
        walks[module.path] += 1
        original(self, module)

    monkeypatch.setattr(Collector, "__init__", counted)
    files = {f"src/demo/part{number}.py": b"import os\n\n\ndef f(x):\n    return y\n" for number in range(5)}
    inspect_files({"src/demo/__init__.py": b"", "tests/test_demo.py": b"import demo\n", **files})
    assert set(walks.values()) == {1}
    assert len(walks) == len(files) + 2
