"""One table of attack and expectation: no run hangs, crashes, or hides what another file holds."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from roadworthy.commands.paranoid import Breach
from tests.counting import calls
from tests.hostile.corpus import ALL, Attack
from tests.hostile.support import around, inspected, write_tree

#: A file whose finding no attack may take along.
_OTHER = {"src/demo/other.py": '"""Other."""\n\n\ndef run():\n    breakpoint()\n'}
#: A size four times as large takes four times as many steps; sixteen times, where they grow with its square.
_RATIO = 7.0


@pytest.mark.parametrize("name", ALL)
def test_a_run_ends_whole(name: str, tmp_path: Path) -> None:
    attack = ALL[name]
    write_tree(tmp_path, {**attack.build(attack.size), **_OTHER})
    report = inspected(tmp_path)
    assert [crash for project in report.projects for crash in project.crashes] == []
    # The other file's finding fails the gate where nothing keeps the run from being complete.
    assert report.exit_code in {code or 1 for code in attack.exit_codes}
    found = {(finding.rule, Path(finding.place.path).name) for p in report.projects for finding in p.findings}
    assert ("breakpoint-left", "other.py") in found
    assert {rule for rule, _ in found} >= set(attack.rules)
    told = " ".join(f"{skip.path} {skip.reason}" for skip in report.skipped)
    assert all(text in told for text in attack.said)


@pytest.mark.parametrize("name", [name for name, attack in ALL.items() if attack.small])
def test_steps_grow_no_faster_than_the_attack(name: str, tmp_path: Path) -> None:
    counts = [_counted(ALL[name], size, tmp_path / str(size)) for size in _sizes(ALL[name])]
    base, small, large = counts
    # What does not depend on the size may vary a little: caches, and the order of sets.
    assert large - base <= _RATIO * max(small - base, base / 20), counts


@pytest.mark.parametrize(
    ("attempt", "named"),
    [
        (lambda root: os.system("true"), "a process: true"),
        (lambda root: socket.socket(), "a connection: socket.__new__"),
        (lambda root: (root / "new").write_text(""), "a write: "),
        (lambda root: os.listdir(root.parent), "a read outside: "),
        (lambda root: exec(compile("1", str(root / "pyproject.toml"), "exec")), "code of the inspected tree"),
    ],
)
def test_what_a_run_may_not_do_would_be_found(
    attempt: Callable[[Path], object], named: str, tmp_path: Path
) -> None:
    """Even where it swallows the refusal; and what it may do is let through."""
    write_tree(tmp_path, {})
    with around(tmp_path):
        assert (tmp_path / "pyproject.toml").read_text()
    with pytest.raises(AssertionError, match=named), around(tmp_path), suppress(Breach):
        attempt(tmp_path)


def _sizes(attack: Attack) -> tuple[int, int, int]:
    return 1, attack.small, 4 * attack.small


def _counted(attack: Attack, size: int, root: Path) -> int:
    root.mkdir()
    write_tree(root, attack.build(size))
    inspected(root)  # imports and caches what every run needs
    return calls(lambda: inspected(root))
