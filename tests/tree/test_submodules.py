"""Which directories Git's submodules are in."""

from __future__ import annotations

import pytest

from roadworthy.tree.submodules import submodule_paths
from roadworthy.tree.tree import MemoryTree


@pytest.mark.parametrize(
    ("text", "paths"),
    [
        ('[submodule "a"]\n\tpath = vendor/a\n\turl = ../a\n', ("vendor/a",)),
        ('[submodule "a"]\npath=vendor/a/\n[submodule "b"]\n path = my data \n', ("vendor/a", "my data")),
        ('[submodule "a"]\n\turl = ../path = a\n', ()),
        ("", ()),
        ("path = a\n" * 20_000, ()),  # too large to be written by people
    ],
)
def test_the_paths_are_read_as_git_writes_them(text: str, paths: tuple[str, ...]) -> None:
    assert submodule_paths(MemoryTree({".gitmodules": text.encode()})) == paths
