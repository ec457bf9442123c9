"""Files that others wrote: copies of known projects, and what setuptools made of a package."""

from __future__ import annotations

import pytest

from roadworthy.engine.inspect import inspect
from roadworthy.facts.contents.copied import built_copies, known_copies
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
