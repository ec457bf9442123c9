"""`--diff-base`: revisions, kinds of checkouts, and repositories that mean harm."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import pytest

from roadworthy.testing.builders import build_wheel
from tests.diff.conftest import MODEL, Checkout

CHANGED = MODEL.replace("len(rows)", "max(len(rows), 1)")
posix = pytest.mark.skipif(sys.platform == "win32", reason="shell scripts and names of bytes")


def failure(checkout: Checkout, revision: str) -> str:
    done = checkout.check("--diff-base", revision)
    assert (done.returncode, done.stdout) == (2, "")
    return done.stderr.removeprefix("roadworthy: .: --diff-base: ").rstrip("\n")


def clone(checkout: Checkout, *options: str) -> Checkout:
    target = checkout.root.parent / "clone"
    checkout.git("clone", "--quiet", *options, checkout.root.as_uri(), str(target))
    return Checkout(target)


def test_a_branch_a_remote_one_a_tag_and_a_commit_name_the_base(checkout: Checkout) -> None:
    checkout.git("tag", "v1", "main")
    sha = checkout.git("rev-parse", "main").strip()
    copy = clone(checkout)
    copy.write(model=CHANGED)
    for revision in ("origin/main", "refs/remotes/origin/main", "v1", sha, sha[:10], "HEAD"):
        assert len(copy.findings(revision)) == 1, revision
    assert copy.findings("origin/HEAD") == copy.findings("HEAD")


def test_the_base_is_where_the_branch_left(checkout: Checkout) -> None:
    checkout.write(model=CHANGED)
    checkout.commit()
    checkout.git("checkout", "--quiet", "main")
    checkout.write(later=MODEL.replace("def lost", "def later"), model=MODEL.replace("sum(rows)", "1"))
    checkout.commit()
    checkout.git("checkout", "--quiet", "change")
    assert [message[:40] for _, message in checkout.findings()] == [
        "no test reaches `demo.model.lost`, which"
    ]


def test_packed_names_and_objects_are_read(checkout: Checkout) -> None:
    checkout.git("gc", "--quiet")
    checkout.git("pack-refs", "--all")
    checkout.write(model=CHANGED)
    assert len(checkout.findings()) == 1


def test_a_linked_work_tree_is_read_through(checkout: Checkout) -> None:
    linked = Checkout(checkout.root.parent / "linked")
    checkout.git("worktree", "add", "--quiet", "-b", "other", str(linked.root), "main")
    linked.write(model=CHANGED)
    assert len(linked.findings()) == 1


def test_a_project_within_a_larger_repository_is_compared_with_itself(checkout: Checkout) -> None:
    checkout.git("checkout", "--quiet", "main")
    for name in ("pyproject.toml", "src", "tests"):
        (checkout.root / "packages/démo").mkdir(parents=True, exist_ok=True)
        checkout.git("mv", name, f"packages/démo/{name}")
    checkout.commit()
    inner = Checkout(checkout.root / "packages/démo")
    assert inner.findings("HEAD") == []
    inner.write(model=CHANGED)
    assert inner.findings("HEAD") == [
        (
            "src/demo/model.py",
            "no test reaches `demo.model.lost`, which this change touches;"
            " nothing was measured: run `pytest --roadworthy`",
        )
    ]


def test_line_ends_that_git_converts_are_no_change(checkout: Checkout) -> None:
    (checkout.root / "src/demo/model.py").write_bytes(MODEL.replace("\n", "\r\n").encode())
    assert checkout.findings() == []


def test_a_submodule_is_somebody_elses_change(checkout: Checkout, tmp_path: Path) -> None:
    other = Checkout(tmp_path / "other")
    (other.root).mkdir()
    (other.root / "extra.py").write_text("def extra():\n    return 1 + 1\n")
    other.git("init", "--quiet")
    other.commit()
    checkout.git("submodule", "--quiet", "add", str(other.root), "src/demo/extra")
    assert checkout.findings() == []


@posix
def test_a_name_that_is_not_utf8_is_a_name(checkout: Checkout) -> None:
    path = os.fsencode(checkout.root) + b"/src/demo/caf\xe9.py"
    try:
        with open(path, "w") as stream:
            stream.write("def cafe():\n    return 1 + 1\n")
    except OSError:
        pytest.skip("the file system takes no such name")
    checkout.write(model=CHANGED)
    # No module can be called so, and it needs no test.
    assert [path for path, _ in checkout.findings()] == ["src/demo/model.py"]
    checkout.commit()
    assert checkout.findings("HEAD") == []


def test_an_unknown_revision_is_a_mistake_in_the_command(checkout: Checkout) -> None:
    assert failure(checkout, "origin/main") == "no commit is called `origin/main` here"
    assert failure(checkout, "HEAD:pyproject.toml") == "no commit is called `HEAD:pyproject.toml` here"


def test_a_name_that_settings_settle_is_asked_for_by_its_branch(checkout: Checkout) -> None:
    assert failure(checkout, "@{upstream}").endswith("which are not read: name the branch")


def test_the_report_names_the_commit_that_was_compared_with(checkout: Checkout) -> None:
    commit = checkout.git("rev-parse", "main").strip()
    done = checkout.check("--diff-base", "main", "--output-format", "json")
    (project,) = json.loads(done.stdout)["projects"]
    assert project["diff_base"] == {"revision": "main", "commit": commit}


@pytest.mark.parametrize("revision", ["--output=stolen", "main\nHEAD", ""])
def test_what_is_no_revision_never_reaches_git(checkout: Checkout, revision: str) -> None:
    done = checkout.check(f"--diff-base={revision}")
    assert done.returncode == 2
    assert "is not a revision" in done.stderr
    assert not (checkout.root / "stolen").exists()


def test_a_shallow_clone_says_how_to_fetch_more(checkout: Checkout) -> None:
    checkout.write(model=CHANGED)
    checkout.commit()
    copy = clone(checkout, "--depth", "1", "--no-single-branch")
    message = failure(copy, "origin/main")
    assert message.startswith("the history that `origin/main` and HEAD share is not in this shallow clone: ")
    assert "`fetch-depth: 0`" in message
    assert "`fetch-depth: 0`" in failure(copy, "v7")


def test_histories_without_a_common_commit_are_told_of(checkout: Checkout) -> None:
    checkout.git("checkout", "--quiet", "--orphan", "fresh")
    checkout.write(model=CHANGED)
    checkout.commit()
    assert failure(checkout, "main") == "`main` and HEAD share no commit"


def test_a_repository_without_a_commit_is_told_of(checkout: Checkout) -> None:
    checkout.git("checkout", "--quiet", "--orphan", "fresh")
    assert failure(checkout, "main") == "there is no commit yet"


def test_a_partial_clone_is_told_of_and_nothing_is_fetched(checkout: Checkout) -> None:
    checkout.git("config", "uploadpack.allowFilter", "true")
    checkout.write(model=CHANGED)
    checkout.commit()
    copy = clone(checkout, "--filter=blob:none")
    before = sorted((copy.root / ".git/objects").rglob("*"))
    assert "the clone is partial" in failure(copy, "origin/main")
    assert sorted((copy.root / ".git/objects").rglob("*")) == before


def test_outside_of_a_checkout_there_is_nothing_to_compare_with(checkout: Checkout) -> None:
    (checkout.root / ".git").rename(checkout.root.parent / "elsewhere")
    assert failure(checkout, "main") == "not in a Git checkout"


@posix
def test_without_git_the_rest_works_and_the_option_says_so(checkout: Checkout, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    done = checkout.check("--diff-base", "main", PATH=str(tmp_path / "empty"))
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "roadworthy: .: --diff-base: git is not installed\n"
    assert checkout.check("--exit-zero", PATH=str(tmp_path / "empty")).returncode == 0


@posix
def test_a_git_that_lies_in_the_project_is_never_run(checkout: Checkout, tmp_path: Path) -> None:
    script = trap(tmp_path, checkout.root / "bin/git")
    done = checkout.check("--diff-base", "main", PATH=str(script.parent))
    assert "git is not installed" in done.stderr
    assert not (tmp_path / "trapped").exists()


def trap(tmp_path: Path, script: Path) -> Path:
    """Write a program that leaves a trace when it is run."""
    script.parent.mkdir(exist_ok=True)
    script.write_text(f"#!/bin/sh\ntouch '{tmp_path}/trapped'\ncat\n")
    script.chmod(0o755)
    return script


@posix
def test_nothing_that_a_hostile_repository_names_is_run(checkout: Checkout, tmp_path: Path) -> None:
    script = str(trap(tmp_path, tmp_path / "evil/trap.sh"))
    hooks = checkout.root / ".git/hooks"
    for hook in ("post-index-change", "reference-transaction", "post-checkout", "fsmonitor-watchman"):
        trap(tmp_path, hooks / hook)
    (checkout.root / ".gitattributes").write_text("*.py diff=evil filter=evil merge=evil\n")
    settings = {
        "core.fsmonitor": script,
        "core.pager": script,
        "core.editor": script,
        "core.sshCommand": script,
        "core.askPass": script,
        "core.gitProxy": script,
        "core.alternateRefsCommand": script,
        "core.hooksPath": str(hooks),
        "core.attributesFile": "/dev/zero",
        "core.worktree": "/",
        "credential.helper": f"!{script}",
        "diff.external": script,
        "diff.evil.command": script,
        "diff.evil.textconv": script,
        "filter.evil.clean": script,
        "filter.evil.smudge": script,
        "filter.evil.process": script,
        "merge.evil.driver": script,
        "gpg.program": script,
        "log.showSignature": "true",
        "pager.diff": script,
        "pager.rev-parse": script,
        "alias.ls-tree": f"!{script}",
        "uploadpack.packObjectsHook": script,
        "remote.origin.url": f"ext::{script}",
        "remote.origin.promisor": "true",
        "remote.origin.uploadpack": script,
        "extensions.partialClone": "origin",
        "protocol.allow": "always",
        "include.path": "/dev/zero",
    }
    with (checkout.root / ".git/config").open("a") as config:
        for name, value in settings.items():
            section, _, key = name.rpartition(".")
            top, _, sub = section.partition(".")
            title = f'{top} "{sub}"' if sub else top
            config.write(f'[{title}]\n\t{key} = "{value}"\n')
    checkout.write(model=CHANGED)
    (checkout.root / "src/demo/__init__.py").touch()
    before = (checkout.root / ".git/index").read_bytes()
    assert len(checkout.findings()) == 1
    assert not (tmp_path / "trapped").exists()
    assert (checkout.root / ".git/index").read_bytes() == before


@posix
def test_what_a_missing_object_would_fetch_is_not_run(checkout: Checkout, tmp_path: Path) -> None:
    script = str(trap(tmp_path, tmp_path / "evil/trap.sh"))
    checkout.write(model=CHANGED)
    name = checkout.git("rev-parse", "main:src/demo/model.py").strip()
    (checkout.root / ".git/objects" / name[:2] / name[2:]).unlink()
    for key, value in (
        ("remote.origin.url", f"ext::{script}"),
        ("remote.origin.promisor", "true"),
        ("extensions.partialClone", "origin"),
        ("core.repositoryformatversion", "1"),
        ("protocol.ext.allow", "always"),
    ):
        checkout.git("config", key, value)
    assert "lacks objects of the base" in failure(checkout, "main")
    assert not (tmp_path / "trapped").exists()


@posix
def test_names_that_lead_out_of_the_repository_are_not_followed(checkout: Checkout, tmp_path: Path) -> None:
    refs = checkout.root / ".git/refs"
    refs.rename(tmp_path / "refs")
    refs.symlink_to(tmp_path / "refs")
    assert failure(checkout, "main") == "no commit is called `main` here"


def test_a_file_that_names_a_commit_is_short(checkout: Checkout) -> None:
    name = checkout.root / ".git/refs/heads/main"
    name.write_text(name.read_text() + "\n" * 5000)
    assert failure(checkout, "main") == "no commit is called `main` here"


def test_artifacts_alone_have_no_history(checkout: Checkout) -> None:
    (checkout.root / "demo-1.0-py3-none-any.whl").write_bytes(build_wheel()[1])
    done = checkout.check("demo-1.0-py3-none-any.whl", "--diff-base", "main")
    assert (done.returncode, done.stdout) == (2, "")
    assert "--diff-base: artifacts have no history" in done.stderr


@posix
def test_what_the_environment_says_of_git_leads_nowhere_else(checkout: Checkout, tmp_path: Path) -> None:
    script = str(trap(tmp_path, tmp_path / "evil/trap.sh"))
    checkout.write(model=CHANGED)
    done = checkout.check(
        "--select",
        "changed-*",
        "--diff-base",
        "main",
        GIT_DIR=str(tmp_path),
        GIT_EXTERNAL_DIFF=script,
        GIT_PAGER=script,
        GIT_INDEX_FILE="/nowhere",
        GIT_CONFIG_COUNT="1",
        GIT_CONFIG_KEY_0="core.fsmonitor",
        GIT_CONFIG_VALUE_0=script,
    )
    assert done.returncode == 1
    assert "changed-function-untested" in done.stdout
    assert not (tmp_path / "trapped").exists()


def test_objects_named_by_sha256_are_read(checkout: Checkout, tmp_path: Path) -> None:
    other = Checkout(tmp_path / "other")
    other.root.mkdir()
    other.git("init", "--quiet", "--object-format", "sha256", "--initial-branch", "main")
    for name in ("pyproject.toml", "src", "tests"):
        (checkout.root / name).rename(other.root / name)
    other.commit()
    assert other.findings() == []
    other.write(model=CHANGED)
    assert len(other.findings()) == 1
