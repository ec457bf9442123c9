"""Trees that change while they are inspected or fixed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.faults.conftest import PROJECT, Disturb, Fault

OLD = {name: text.encode() for name, text in PROJECT.items()}
MODEL = "src/demo/model.py"
CHECK = ["check", "-v", "--select", "code,metadata,layout"]
FIX = ["check", "-q", "--unsafe-fixes", "--select", "license-classifier-redundant,import-unused"]
WRITE = "roadworthy.core.write.write_files"
#: Between the walk of the tree and the reading of its files, and in the middle of reading them.
MOMENTS: tuple[Fault, ...] = (
    {"target": "roadworthy.commands.run.inspect"},
    {"target": "roadworthy.engine.file_pass.run_rule", "nth": 3},
)


def test_files_that_vanish_or_grow_or_become_something_else(disturb: Disturb, tmp_path: Path) -> None:
    secret = tmp_path / "secret.py"
    secret.write_text("import precious\n\n\ndef f():\n    breakpoint()\n")
    acts: list[Fault] = []
    for name in (MODEL, "pyproject.toml"):
        acts += [{"action": action, "value": name} for action in ("vanish", "grow", "pipe", "directory")]
        acts += [
            {"action": "link", "value": [name, target]} for target in (str(secret), "/dev/zero", "nowhere")
        ]
    planted = [[at | act] for at in MOMENTS for act in acts]
    for run, (fault,) in zip(disturb(CHECK, planted), planted, strict=True):
        assert run.status in (1, 3), fault
        assert "precious" not in run.stdout, fault
        # What could be read is judged.
        assert "src/demo/other.py:5:5: error[breakpoint-left]" in run.stdout, fault
        assert run.stderr == "", fault


def test_a_file_that_cannot_be_read_any_more_makes_the_run_incomplete(disturb: Disturb) -> None:
    planted: list[list[Fault]] = [
        [{"target": "roadworthy.commands.run.redactor_of", "action": action, "value": MODEL}]
        for action in ("vanish", "grow", "pipe", "directory")
    ]
    for run, (fault,) in zip(disturb(CHECK, planted), planted, strict=True):
        assert run.status == 3, fault
        assert f"{MODEL}:1:1: error[unreadable-file]" in run.stdout, fault


def test_a_file_that_changes_before_it_is_fixed_is_left_alone(disturb: Disturb, tmp_path: Path) -> None:
    secret = tmp_path / "secret.py"
    secret.write_bytes(OLD[MODEL])
    changes: list[tuple[dict[str, Any], str]] = [
        ({"action": "change", "value": MODEL}, "has changed since it was read"),
        ({"action": "vanish", "value": MODEL}, "has changed since it was read"),
        ({"action": "pipe", "value": MODEL}, "is not a regular file"),
        ({"action": "directory", "value": MODEL}, "is not a regular file"),
        ({"action": "link", "value": [MODEL, str(secret)]}, "leads outside the project by a symbolic link"),
    ]
    planted = [[{"target": WRITE, **act}] for act, _ in changes]
    for run, (act, message) in zip(disturb(FIX, planted), changes, strict=True):
        assert run.status == 2, act
        assert message in run.stderr, (act, run.stderr)
        assert run.temporary() == [], act
        left = run.left()
        assert {name: left[name] for name in left if name != MODEL} == {
            name: data for name, data in OLD.items() if name != MODEL
        }, act
    assert secret.read_bytes() == OLD[MODEL]


@pytest.mark.parametrize("target", ["roadworthy.fix.passes.inspect", "roadworthy.fix.passes.apply"])
def test_a_file_that_changes_while_its_fix_is_made_is_left_alone(disturb: Disturb, target: str) -> None:
    act = {"action": "change", "value": MODEL}
    late, early = disturb(FIX, [[{"target": target, "when": "after", **act}], [{"target": target, **act}]])
    for run in (late, early):
        if run.status == 2:
            assert "has changed since it was read" in run.stderr
            assert run.left() == OLD | {MODEL: OLD[MODEL] + b"# changed\n"}
        else:
            # It was read after the change.
            assert run.status == 0
            assert run.left()[MODEL].endswith(b"return 1\n# changed\n")
            assert b"import os" not in run.left()[MODEL]
    assert late.status == 2


def test_a_file_that_changes_while_another_is_replaced_is_left_alone(disturb: Disturb) -> None:
    planted = [[{"target": "os.replace", "when": "after", "action": "change", "value": MODEL}]]
    whole, run = disturb(FIX, [[], *planted])
    assert run.status == 2
    assert f"'{MODEL}': it has changed since it was read: run again" in run.stderr
    assert run.left()[MODEL] == OLD[MODEL] + b"# changed\n"
    assert run.left()["pyproject.toml"] == whole.left()["pyproject.toml"]


@pytest.mark.parametrize(
    ("other", "status"), [(FIX, 0), ([*FIX[:-1], "import-unused"], 0), ([*FIX[:-1], "breakpoint-left"], 2)]
)
def test_two_fixes_at_once(disturb: Disturb, other: list[str], status: int) -> None:
    """The second one runs through while the first is about to write."""
    whole, run = disturb(FIX, [[], [{"target": WRITE, "action": "another", "value": other}]])
    assert whole.status == 0
    assert run.status == status, run.stderr
    assert run.temporary() == []
    if status == 0:
        assert run.left() == whole.left()
    else:
        assert "has changed since it was read: run again" in run.stderr
        # Nothing of the first, and all of the second.
        assert run.left()["pyproject.toml"] == OLD["pyproject.toml"]
        assert b"import os" in run.left()[MODEL]
        assert b"breakpoint()" not in run.left()[MODEL]
