"""Files that break other tools: each gives one finding or none, and takes no other file's findings along."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Run

MODULES: dict[str, tuple[bytes, str | None]] = {
    "minus": (b"x = " + b"-" * 100_000 + b"1\n", "nested too deeply"),
    "brackets": (b"x = " + b"[" * 100_000 + b"]" * 100_000 + b"\n", ""),
    "attributes": (b"x = a" + b".b" * 100_000 + b"\n", ""),
    "sums": (b"x = 1" + b"+1" * 100_000 + b"\n", ""),
    "lambdas": (b"x = " + b"lambda: " * 20_000 + b"1\n", ""),
    "elifs": (b"if a: pass\n" + b"elif b: pass\n" * 20_000, ""),
    "calls": (b"f" + b"()" * 20_000 + b"\n", ""),
    "lines": (b"x = 1\n" * 200_000, None),
    "toolong": (b"x = 1\n" * 800_000, None),
    "toolarge": (b"x = 1\n" * 1_000_000, None),
    "nul": (b"x = 1\0\n", "syntax error"),
    "latin": (b"# -*- coding: latin-1 -*-\nname = '\xe9'\n", None),
    "rot13": (b"# coding: rot13\nk = 1\n", ""),
    "badcookie": (b"# coding: no-such-encoding\nx = 1\n", "no-such-encoding"),
    "bomcookie": (b"\xef\xbb\xbf# coding: latin-1\nx = 1\n", None),
    "utf7": (b"# coding: utf-7\nx = 1\n", None),
    "utf16": ("x = 1\n".encode("utf-16"), ""),
    "cr": (b"x = 1\ry = 2\r", None),
    "formfeed": (b"\x0cx = 1\n\x0c\ny = 2\n", None),
    "controlz": (b"x = 1\n\x1a", "syntax error"),
    "integer": (b"x = " + b"9" * 100_000 + b"\n", ""),
    "surrogate": (b"x = '\\ud800'\n", None),
    "empty": (b"", "is empty"),
    "comments": (b"# (((" * 100_000 + b"\n", None),
    "blocks": (b"# x = [\n" * 50_000, None),
    "strings": (b"x = [" + b"'/home/', " * 100_000 + b"]\n", None),
}


def test_each_module_gives_one_finding_or_none_and_hides_no_other(run: Run, project: Path) -> None:
    for name, (content, _) in MODULES.items():
        (project / "src" / "demo" / f"{name}.py").write_bytes(content)
    (project / "src" / "demo" / "zzz.py").write_text("def f():\n    breakpoint()\n")
    done, found = _inspect(run, project)
    assert [item["rule"] for item in found.pop("src/demo/zzz.py")] == ["breakpoint-left"]
    for name, (_, message) in MODULES.items():
        _holds(found.pop(f"src/demo/{name}.py", []), message)
    assert found == {}
    assert done == 3


NOTEBOOKS: dict[str, tuple[bytes, str | None]] = {
    "nested": (b"[" * 200_000, "not a notebook"),
    "integer": (b'{"nbformat": 4, "cells": [], "x": ' + b"9" * 100_000 + b"}", "not a notebook"),
    "nan": (b'{"nbformat": 4, "nbformat_minor": NaN, "cells": []}', "`nbformat_minor`"),
    "duplicates": (b'{"nbformat": 4, "cells": [], "cells": []}', "`nbformat_minor`"),
    "conflict": (b'{\n<<<<<<< HEAD\n "nbformat": 4\n=======\n', "the markers of a merge"),
    "pointer": (b"version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n", None),
    "bom": (
        b'\xef\xbb\xbf{"nbformat": 4, "nbformat_minor": 4, "metadata": {}, "cells": []}',
        "byte order",
    ),
    "wrong": (b'{"nbformat": 4, "cells": {"a": 1}, "metadata": [1]}', "`nbformat_minor`"),
    "cells": (
        b'{"nbformat": 4, "cells": [1, {"cell_type": 2, "source": [3], "outputs": 4}]}',
        "`nbformat_minor`",
    ),
    "deepcell": (
        json.dumps(
            {
                "nbformat": 4,
                "nbformat_minor": 4,
                "metadata": {},
                "cells": [
                    {
                        "cell_type": "code",
                        "execution_count": None,
                        "metadata": {},
                        "outputs": [],
                        "source": "x = " + "-" * 100_000,
                    }
                ],
            }
        ).encode(),
        "not valid Python",
    ),
}


def test_each_notebook_gives_one_finding_or_none_and_hides_no_other(run: Run, project: Path) -> None:
    for name, (content, _) in NOTEBOOKS.items():
        (project / f"{name}.ipynb").write_bytes(content)
    (project / "src" / "demo" / "zzz.py").write_text("def f():\n    breakpoint()\n")
    done, found = _inspect(run, project)
    assert [item["rule"] for item in found.pop("src/demo/zzz.py")] == ["breakpoint-left"]
    for name, (_, message) in NOTEBOOKS.items():
        _holds(found.pop(f"{name}.ipynb", []), message)
    assert found == {}
    assert done == 1, "they lie beside the package: the score is known without them"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no such files")
def test_what_is_no_file_is_not_opened(run: Run, project: Path) -> None:
    package = project / "src" / "demo"
    (package / "zero.py").symlink_to("/dev/zero")
    (package / "stdin.py").symlink_to("/dev/stdin")
    (package / "dangling.py").symlink_to("nowhere.py")
    (package / "loop.py").symlink_to("loop.py")
    (package / "directory.py").mkdir()
    os.mkfifo(package / "pipe.py")
    (package / "other.py").write_text("def f():\n    breakpoint()\n")
    done = run("check", "--select", "code,notebooks,layout", cwd=project)
    assert "src/demo/other.py:2:5: error[breakpoint-left]" in done.stdout
    assert done.returncode in (1, 3)
    assert done.stderr == ""


def _inspect(run: Run, project: Path) -> tuple[int, dict[str, list[dict[str, Any]]]]:
    """Return the exit code, and the findings by path; nothing may have crashed."""
    done = run("check", "--select", "code,notebooks,layout", "--output-format", "json", cwd=project)
    assert done.stderr == ""
    found: dict[str, list[dict[str, Any]]] = {}
    for inspected in json.loads(done.stdout)["projects"]:
        assert inspected["crashes"] == []
        for finding in inspected["findings"]:
            found.setdefault(finding["path"], []).append(finding)
    return done.returncode, found


def _holds(found: list[dict[str, Any]], message: str | None) -> None:
    """Check that a file gave no finding for None, else one at most, which says what is wrong with it."""
    assert len(found) <= (message is not None), found
    assert {item["rule"] for item in found} <= {
        "module-empty",
        "unreadable-file",
        "notebook-invalid",
        "notebook-cell-invalid",
    }
    if message:
        assert [message in item["message"] for item in found] == [True], found
