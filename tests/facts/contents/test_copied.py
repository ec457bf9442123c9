"""Files that others wrote: copies of known projects, and what setuptools made of a package."""

from __future__ import annotations

import pytest

from roadworthy.facts.contents.copied import built_copies, known_copies

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
