"""What is known of a Git checkout, without Git."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from roadworthy.core.fault import Unreadable
from roadworthy.core.registry import Registry
from roadworthy.engine.facts import Facts
from roadworthy.facts.repository.repository import Repository, repository
from roadworthy.tree.patterns import IgnoreSpec
from roadworthy.tree.tree import DirectoryTree, MemoryTree, Tree


def git(directory: Path, *arguments: str) -> None:
    """Run Git without the settings of the user who runs the tests."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    settings = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    for who in ("AUTHOR", "COMMITTER"):
        settings |= {f"GIT_{who}_NAME": "Demo", f"GIT_{who}_EMAIL": "demo@example.org"}
    subprocess.run(["git", "-C", str(directory), *arguments], env=kept | settings, check=True)


def checkout(directory: Path, *names: str) -> Path:
    directory.mkdir(parents=True, exist_ok=True)
    git(directory, "init", "-q")
    for name in names:
        (directory / name).parent.mkdir(parents=True, exist_ok=True)
        (directory / name).write_text(name, encoding="utf-8")
    git(directory, "add", "-A", "-f")
    git(directory, "commit", "-q", "-m", "one")
    return directory


def known(directory: Path) -> Repository:
    return repository(DirectoryTree(str(directory)))


def memory(**files: str) -> Tree:
    return MemoryTree({name.replace("__", "."): text.encode() for name, text in files.items()})


def test_tracked_files_of_a_checkout(tmp_path: Path) -> None:
    checkout(tmp_path, "a.txt", "src/b.py")
    (tmp_path / "c.txt").write_text("c", encoding="utf-8")
    found = known(tmp_path)
    assert found.git
    assert found.prefix == ""
    assert found.tracked == frozenset({"a.txt", "src/b.py"})
    assert set(found.files) == {"a.txt", "c.txt", "src/b.py"}


def test_a_tracked_file_that_is_not_walked_is_still_tracked(tmp_path: Path) -> None:
    found = known(checkout(tmp_path, "__pycache__/a.pyc"))
    assert found.tracked == frozenset({"__pycache__/a.pyc"})
    assert not found.files


def test_a_project_below_the_top_has_its_own_paths(tmp_path: Path) -> None:
    checkout(tmp_path, "top.txt", "packages/demo/a.txt", "packages/demo2/b.txt")
    found = known(tmp_path / "packages" / "demo")
    assert found.git
    assert found.prefix == "packages/demo/"
    assert found.tracked == frozenset({"a.txt"})


def test_a_worktree_is_followed(tmp_path: Path) -> None:
    main = checkout(tmp_path / "main", "a.txt", "sub/b.txt")
    git(main, "worktree", "add", "-q", str(tmp_path / "other"))
    git(tmp_path / "other", "rm", "-q", "a.txt")
    assert known(tmp_path / "other").tracked == frozenset({"sub/b.txt"})
    assert known(tmp_path / "other" / "sub").tracked == frozenset({"b.txt"})


def test_a_submodule_is_followed_and_listed_by_its_parent(tmp_path: Path) -> None:
    inner = checkout(tmp_path / "inner", "b.txt")
    main = checkout(tmp_path / "main", "a.txt")
    git(main, "-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(inner), "vendor/inner")
    assert known(main).tracked == frozenset({".gitmodules", "a.txt", "vendor/inner"})
    assert known(main / "vendor" / "inner").tracked == frozenset({"b.txt"})


def test_a_checkout_without_an_index_is_a_checkout_all_the_same(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q")
    found = known(tmp_path)
    assert found.git
    assert found.tracked is None


def test_a_damaged_index_is_no_index(tmp_path: Path) -> None:
    checkout(tmp_path, "a.txt")
    (tmp_path / ".git" / "index").write_bytes(b"DIRC nonsense")
    assert known(tmp_path).git
    assert known(tmp_path).tracked is None


@pytest.mark.parametrize(
    "text", ["", "gitdir: ", "gitdir: //host/share", "gitdir: \\\\host\\share", "gitdir: a\nb"]
)
def test_a_git_file_that_is_no_plain_path_is_not_followed(tmp_path: Path, text: str) -> None:
    (tmp_path / ".git").write_text(text, encoding="utf-8")
    assert known(tmp_path).git
    assert known(tmp_path).tracked is None


def test_a_linked_git_directory_is_not_followed(tmp_path: Path) -> None:
    checkout(tmp_path / "elsewhere", "secret.txt")
    (tmp_path / "demo").mkdir()
    (tmp_path / "demo" / ".git").symlink_to(tmp_path / "elsewhere" / ".git")
    assert known(tmp_path / "demo").tracked is None


def test_a_linked_index_is_not_followed(tmp_path: Path) -> None:
    checkout(tmp_path / "elsewhere", "secret.txt")
    (tmp_path / "demo" / ".git").mkdir(parents=True)
    (tmp_path / "demo" / ".git" / "index").symlink_to(tmp_path / "elsewhere" / ".git" / "index")
    assert known(tmp_path / "demo").tracked is None


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_an_index_that_is_no_file_does_not_hang(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    os.mkfifo(tmp_path / ".git" / "index")
    assert known(tmp_path).tracked is None


def test_a_tree_in_memory_may_hold_an_index(tmp_path: Path) -> None:
    index = (checkout(tmp_path, "a.txt") / ".git" / "index").read_bytes()
    found = repository(MemoryTree({".git/index": index, "a.txt": b""}))
    assert found.git
    assert found.tracked == frozenset({"a.txt"})


def test_a_tree_in_memory_without_git() -> None:
    found = repository(memory(a="a"))
    assert not found.git
    assert found.tracked is None


def test_gitignore_holds_patterns_only() -> None:
    found = repository(memory(__gitignore="\ufeff# comment\r\n\r\n*.log\r\n!keep.log\n/dist/\n"))
    assert found.gitignore == ("*.log", "!keep.log", "/dist/")


def test_ignores_as_git_does() -> None:
    found = IgnoreSpec(("*.log", "!keep.log", "/dist/", "__pycache__/"))
    assert found.match_file("deep/a.log")
    assert not found.match_file("keep.log")
    assert found.match_file("dist/a.whl")
    assert found.match_file("dist/")
    assert not found.match_file("src/dist/a.whl")
    assert found.match_file("src/__pycache__/a.pyc")
    assert not found.match_file(".env")


@pytest.mark.parametrize("line", ["!", "[z-a]", "\\", "/", "a[", "\0"])
def test_a_faulty_pattern_hides_no_other(line: str) -> None:
    assert IgnoreSpec((line, ".env")).match_file(".env")


@pytest.mark.parametrize("line", ["*a" * 30 + "*b", "/".join(["*a*a*"] * 20) + "/b", "**/a/" * 30 + "b"])
def test_a_hostile_pattern_does_not_hang(line: str) -> None:
    # An expression that tried every way to divide such a path among the stars would never end.
    spec = IgnoreSpec([line, "*.log"])
    assert not spec.match_file("/".join(["a" * 100] * 30))
    assert spec.match_file("a.log")


def test_a_gitignore_beyond_the_limit_is_reported() -> None:
    with pytest.raises(Unreadable, match="larger"):
        repository(memory(__gitignore="a\n" * 600_000))


@pytest.mark.parametrize(
    ("file", "name"),
    [
        ("LICENSE", "LICENSE"),
        ("license.txt", "LICENSE"),
        ("LICENSE-MIT", "LICENSE"),
        ("Readme.md", "README"),
        ("COPYING.LESSER", "COPYING"),
        ("licensed.md", None),
        ("license.py", None),
        ("docs/LICENSE", None),
    ],
)
def test_a_file_by_its_name(file: str, name: str | None) -> None:
    found = repository(MemoryTree({file: b""})).named("LICENSE", "COPYING", "README")
    assert found == (file if name else None)


def test_the_first_name_asked_for_wins() -> None:
    found = repository(MemoryTree({"CHANGES.md": b"", "NEWS": b"", "changelog": b""}))
    assert found.named("NEWS", "CHANGES") == "NEWS"
    assert found.named("HISTORY") is None


def test_a_tracked_link_has_a_name(tmp_path: Path) -> None:
    (tmp_path / "README.md").symlink_to("docs/index.md")
    checkout(tmp_path, "docs/index.md")
    assert known(tmp_path).named("README") == "README.md"


def test_it_is_a_fact() -> None:
    registry = Registry([repository], given=[Tree])
    assert not registry.faults
    assert Facts(registry, {Tree: memory(a="a")}).get(Repository).git is False
