"""What nothing names, calls or imports is dead rather than untested."""

from __future__ import annotations

import pytest

from roadworthy.testing.pages import inspect_files, installed_rules

RULES = [rule for rule in installed_rules() if rule.name in ("function-unused", "public-function-untested")]
START = (
    "from demo.model import fit\n\n\ndef start():\n    print(fit([1]))\n\n\n"
    "if __name__ == '__main__':\n    start()\n"
)
MODEL = "def fit(rows):\n    return [2 * row for row in rows]\n"
TEST = "from demo.model import fit\n\n\ndef test_fit():\n    assert fit([1]) == [2]\n"
SCALE = "def scale(rows):\n    return [row / 3 for row in rows]\n"
KINDS = (
    "class {}:\n    def __init__(self, rows):\n        self.rows = rows\n\n    @classmethod\n"
    "    def of(cls, rows):\n        return cls([row + 1 for row in rows])\n"
)


def reported(files: dict[str, str]) -> dict[str, str]:
    """Return the message of each rule on an application."""
    paths = {
        "pyproject.toml": "[tool.roadworthy]\nprofile = 'application'\n",
        "src/demo/__init__.py": "",
        "src/demo/run.py": START,
        "src/demo/model.py": MODEL,
        "tests/test_model.py": TEST,
        **files,
    }
    findings = inspect_files({path: text.encode() for path, text in paths.items()}, RULES).findings
    return {finding.rule: finding.message for finding in findings}


@pytest.mark.parametrize(
    ("files", "dead"),
    [
        ({}, True),
        ({"src/demo/other.py": "def scale(rows):\n    return rows\n\n\nprint(scale([1]))\n"}, True),
        ({"README.md": "Scale first: see scaling.py.\n"}, False),
        ({"settings.yaml": "steps: [demo.scaling]\n"}, False),
        ({"src/demo/run.py": START + "\n\ndef load(n):\n    return importlib.import_module(n)\n"}, False),
        ({"src/demo/run.py": START + "STEPS = ['demo.scaling']\n"}, False),
        ({"src/demo/run.py": START.partition("if __name__")[0]}, False),
        ({"src/demo/scaling.py": f"{SCALE}\n\nprint(scale([1]))\n"}, False),
        ({"src/demo/scaling.py": f"@register\n{SCALE}"}, False),
        ({"src/demo/scaling.py": SCALE.replace("scale", "handler")}, False),
        ({"nb.py": "from demo import scaling\n"}, False),
    ],
)
def test_a_module_that_nobody_imports_is_dead(files: dict[str, str], dead: bool) -> None:
    # Another function of the name hides that this one has no caller.
    found = reported(
        {
            "src/demo/other.py": "def scale():\n    return 1\n\n\nprint(scale())\n",
            "src/demo/scaling.py": SCALE,
        }
        | files
    )
    assert ("scale" in found.get("function-unused", "")) is dead
    assert not dead or "scaling" not in found.get("public-function-untested", "")


@pytest.mark.parametrize(
    ("call", "dead"),
    [
        ("print(First.of([1]))\n", True),
        ("print(First.of([1]), Second.of([1]))\n", False),
        ("print(First.of([1]))\n\ndef make(kind):\n    return kind.of([1])\n", False),
        ("print(First.of([1]), getattr(Second, 'of'))\n", False),
        ("print(First.of([1]))\n\nclass Third(First):\n    pass\n", False),
    ],
)
def test_a_method_of_a_class_that_is_called_of_others_only_is_dead(call: str, dead: bool) -> None:
    kinds = KINDS.format("First") + "\n\n" + KINDS.format("Second")
    test = (
        "from demo.kinds import First, Second\n\n\ndef test_it():\n    assert First.of([1]) and Second([1])\n"
    )
    found = reported(
        {
            "src/demo/kinds.py": kinds,
            "src/demo/show.py": f"from demo.kinds import First, Second\n\n\n{call}",
            "tests/test_kinds.py": test,
        }
    )
    assert ("of" in found.get("function-unused", "")) is dead, found


def test_what_is_plain_and_never_named_is_dead() -> None:
    model = f"{MODEL}\n\ndef is_old(row):\n    return row.kind == 'old'\n"
    assert "is_old" in reported({"src/demo/model.py": model})["function-unused"]
    named = START + "\nprint(is_old)\n"
    assert "function-unused" not in reported({"src/demo/model.py": model, "src/demo/run.py": named})
