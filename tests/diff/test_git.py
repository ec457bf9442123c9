"""Git as a process: what it may take, and what it may say."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from roadworthy.core import limits
from roadworthy.git.objects import Git, GitError, opened
from tests.diff.conftest import Checkout

posix = pytest.mark.skipif(sys.platform == "win32", reason="shell scripts")


def program(tmp_path: Path, script: str) -> Git:
    file = tmp_path / "git"
    file.write_text(f"#!/bin/sh\n{script}\n")
    file.chmod(0o755)
    return Git(str(file), str(tmp_path), str(tmp_path), False, "sha1")


@posix
def test_what_takes_too_long_is_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "GIT_SECONDS", 0.2)
    with pytest.raises(GitError, match="`git ls-tree` took more than"):
        program(tmp_path, "exec sleep 60").run("ls-tree")


@posix
def test_what_says_too_much_is_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "GIT_OUTPUT", 1024 * 1024)
    with pytest.raises(GitError, match="`git ls-tree` said more than 1 MiB"):
        program(tmp_path, "exec yes").run("ls-tree")


@posix
def test_what_it_is_given_may_be_more_than_a_pipe_holds(tmp_path: Path) -> None:
    given = b"line\n" * 100_000
    assert program(tmp_path, "exec cat").run("cat-file", given=given) == given


@posix
def test_what_fails_or_cannot_be_run_is_told_of(tmp_path: Path) -> None:
    with pytest.raises(GitError, match="`git ls-tree` failed"):
        program(tmp_path, "exit 128").run("ls-tree")
    with pytest.raises(GitError, match="git cannot be run: No such file or directory"):
        Git(str(tmp_path / "nowhere"), str(tmp_path), str(tmp_path), False, "sha1").run("ls-tree")


def test_more_names_than_anybody_has_are_told_of(checkout: Checkout, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "GIT_NAMES", 3)
    with (
        pytest.raises(GitError, match="more than 3 names of commits"),
        opened(str(checkout.root / ".git"), str(checkout.root)),
    ):
        pass


@pytest.mark.parametrize("path", ["//attacker/share", "\\\\attacker\\share", "/ours\n//attacker/share"])
def test_objects_of_another_machine_are_not_asked_for(checkout: Checkout, path: str) -> None:
    (checkout.root / ".git/objects/info/alternates").write_text(path)
    with (
        pytest.raises(GitError, match="on another machine"),
        opened(str(checkout.root / ".git"), str(checkout.root)),
    ):
        pass
