"""What a run notes of the disk is all that it looked at: else a change there would not be seen."""

from __future__ import annotations

import builtins
import io
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any
from unittest import mock

import pytest

from roadworthy.commands.run import Request, check
from roadworthy.core import seen as seen_module
from roadworthy.core.seen import Seen, is_unchanged
from roadworthy.testing.builders import build_sdist, build_wheel, git_index
from roadworthy.testing.pages import plugins

EXAMPLES = Path(__file__).parents[2] / "examples"


@contextmanager
def looking(root: Path) -> Iterator[set[str]]:
    """Gather what is opened or listed below a directory."""
    looked: set[str] = set()

    def watch(owner: Any, name: str) -> None:
        real: Callable[..., Any] = getattr(owner, name)

        def call(path: Any = ".", *arguments: Any, **named: Any) -> Any:
            if isinstance(path, (str, os.PathLike)):
                full = Path(os.path.realpath(path))
                if full.is_relative_to(root):
                    looked.add(str(full))
            return real(path, *arguments, **named)

        stack.enter_context(mock.patch.object(owner, name, call))

    with ExitStack() as stack:
        for owner, name in ((builtins, "open"), (io, "open"), (os, "open"), (os, "listdir"), (os, "scandir")):
            watch(owner, name)
        yield looked


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A checkout with everything that is looked at beside the files that are inspected."""
    top = Path(os.path.realpath(tmp_path)) / "top"
    root = top / "packages" / "demo"
    shutil.copytree(EXAMPLES / "production", root)
    shutil.copytree(EXAMPLES / "experiment", root / "notebooks")
    (top / ".git").mkdir()
    (top / ".git" / "index").write_bytes(git_index(["packages/demo/pyproject.toml"]))
    (top / "roadworthy.toml").write_text("fail-under = 10\n")
    names = "node_modules/a/b.py build/lib/demo.py skipped/code.py env/bin/python nested/x.py"
    for name in names.split():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text("x = 1\n")
    (root / "env" / "lib" / "python3.12" / "site-packages").mkdir(parents=True)
    (root / "env" / "pyvenv.cfg").write_text("")
    (root / "nested" / "setup.py").write_text("")
    (root / ".gitignore").write_text("skipped/\n")
    (root / "notebooks" / ".gitignore").write_text("*.tmp\n")
    (root / "linked.py").symlink_to("notebooks/utils.py")
    (root / "dist").mkdir(exist_ok=True)
    for name, data in (build_wheel(), build_sdist()):
        (root / "dist" / name).write_bytes(data)
    return root


@pytest.mark.parametrize("paths", [["."], ["notebooks/utils.py"], ["dist"], ["pyproject.toml"]])
def test_all_that_is_looked_at_is_noted(
    project: Path, monkeypatch: pytest.MonkeyPatch, paths: list[str]
) -> None:
    monkeypatch.chdir(project)
    seen = Seen()
    with looking(project.parents[1]) as looked:
        check(Request(paths, plugins=plugins(), seen=seen))
    record = seen.record()
    noted = {os.path.realpath(item[0]) for kind in ("files", "directories", "names") for item in record[kind]}
    assert len(looked) > 10
    assert looked - noted == set()
    # As for files that were at rest when the run began: an archive is not read as a whole.
    monkeypatch.setattr(seen_module, "_TICK", -(10**15))
    assert is_unchanged(record) is True
