"""Files that others wrote: copies of known projects, and what setuptools made of a package."""

from __future__ import annotations

import pytest

from roadworthy.engine.inspect import inspect
from roadworthy.facts.contents.copied import built_copies, known_copies
from roadworthy.facts.contents.headed import headed_copies
from roadworthy.settings.config import load
from roadworthy.testing.pages import plugins
from roadworthy.tree.roles import Roles
from roadworthy.tree.tree import MemoryTree

YOLO = "models/common.py models/yolo.py utils/general.py utils/loss.py utils/metrics.py".split()


@pytest.mark.parametrize(
    ("files", "copied"),
    [
        ([*YOLO, "main.py"], YOLO),
        ([*(f"detector/{path}" for path in YOLO), "models/common.py"], [f"detector/{path}" for path in YOLO]),
        # One of the names is missing: they may mean anything.
        (YOLO[:4], []),
        # The names are there, and in no one place.
        ([*YOLO[:3], *(f"other/{path}" for path in YOLO[3:])], []),
        # The project itself.
        ([*YOLO, "CONTRIBUTING.md"], []),
    ],
)
def test_a_directory_with_five_files_of_a_known_project_holds_a_copy(
    files: list[str], copied: list[str]
) -> None:
    assert known_copies(files) == frozenset(copied)


def test_what_a_build_left_is_a_copy_beside_what_builds_it() -> None:
    files = ["build/lib/demo/model.py", "demo/model.py", "setup.py", "tools/build/lib/demo.py"]
    assert list(built_copies(files)) == ["build/lib/demo/model.py"]
    assert not list(built_copies([path for path in files if path != "setup.py"]))


@pytest.mark.parametrize(
    ("files", "role"),
    [
        ({"src/demo/vendor/queue_api/views.py": "x = 1\n"}, "vendored"),
        ({"src/demo/vendor/queue_api/views.py": "x = 1\n", "src/demo/vendor/__init__.py": ""}, "vendored"),
        # A layer of the project's own.
        ({"src/demo/vendor/queue_api/views.py": "x = 1\n", "src/demo/vendor/models.py": "x = 1\n"}, "source"),
        ({"src/demo/external/queue_api/views.py": "x = 1\n"}, "source"),
    ],
)
def test_a_directory_of_whole_packages_holds_copies(files: dict[str, str], role: str) -> None:
    project = '[project]\nname = "demo"\nversion = "1"\n[build-system]\nrequires = ["hatchling"]\n'
    texts = {
        "pyproject.toml": project + 'build-backend = "hatchling.build"\n',
        "src/demo/__init__.py": "",
        **files,
    }
    tree = MemoryTree({path: text.encode() for path, text in texts.items()})
    assert inspect(tree, plugins(), [], load(tree)).facts.get(Roles).of(next(iter(files))) == role


HEAD = "# Copyright (c) Example Labs, Inc. and affiliates.\n# Licensed under the Example License.\n\n"
HEADED = {f"app/parser/{name}.py": f"{HEAD}x = 1\n" for name in ("rules", "tokens", "trees")}
BESIDE = {f"app/{name}.py": "x = 1\n" for name in ("load", "fit", "serve", "show", "store")}


@pytest.mark.parametrize(
    ("files", "copied"),
    [
        ({**HEADED, **BESIDE}, True),
        ({**HEADED, **BESIDE, "app/parser/__init__.py": ""}, True),
        # One of the modules says nothing, or one says too little, or too few are there.
        ({**HEADED, **BESIDE, "app/parser/own.py": "x = 1\n"}, False),
        ({**HEADED, **BESIDE, "app/parser/trees.py": "# Copyright (c) Example Labs\nx = 1\n"}, False),
        ({path: text for path, text in {**HEADED, **BESIDE}.items() if "trees" not in path}, False),
        # The project is of the same holder, or made of what they wrote.
        ({**HEADED, **BESIDE, "LICENSE": "Copyright (c) 2026 Example Labs"}, False),
        ({**HEADED, **BESIDE, "LICENSE": "Copyright (c) 2026 A. Writer"}, True),
        ({**HEADED, **BESIDE, "README.md": "A service of Example Labs"}, False),
        ({**HEADED, "app/load.py": "x = 1\n", "app/fit.py": "x = 1\n"}, False),
    ],
)
def test_a_directory_whose_modules_name_another_holder_is_a_copy(files: dict[str, str], copied: bool) -> None:
    tree = MemoryTree({path: text.encode() for path, text in files.items()})
    expected = {path for path in files if path.startswith("app/parser/")} if copied else set()
    assert set(headed_copies(tree)) == expected
