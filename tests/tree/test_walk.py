"""Which files of a directory are inspected, and what is said of those that are not."""

from __future__ import annotations

import os
from pathlib import Path
from unittest import mock

import pytest

from roadworthy.core import limits
from roadworthy.core.fault import Unreadable
from roadworthy.core.skipped import Skipped
from roadworthy.tree.opening import Opener, open_regular
from roadworthy.tree.tree import DirectoryTree, NamedArtifacts

links = pytest.mark.skipif(os.name == "nt", reason="links need a privilege there")


def write_files(directory: Path, files: dict[str, str]) -> None:
    """Write files below a directory."""
    for name, text in files.items():
        path = directory / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Return a directory in another one, so that there is something outside."""
    write_files(tmp_path, {"outside.py": "x = 1\n", "root/a.py": "y = 2\n", "root/in/b.py": ""})
    return tmp_path / "root"


def said(root: Path) -> set[tuple[str, str, str]]:
    return {(item.path, item.reason, item.weight) for item in DirectoryTree(str(root)).skipped}


def test_files_are_found_with_their_sizes_in_order(root: Path) -> None:
    tree = DirectoryTree(str(root))
    assert list(tree.files.items()) == [("a.py", 6), ("in/b.py", 0)]
    assert tree.skipped == ()


def test_what_is_ignored_is_not_walked(root: Path) -> None:
    tree = DirectoryTree(str(root), ignored=lambda path: path in ("in/", "a.py"))
    assert dict(tree.files) == {}


@links
def test_links_are_followed_nowhere_and_said_where_they_lead_out_or_to_nothing(root: Path) -> None:
    (root / "again.py").symlink_to("a.py")
    (root / "folder").symlink_to("in")
    (root / "out.py").symlink_to("../outside.py")
    (root / "up").symlink_to("..")
    (root / "gone.ipynb").symlink_to("nowhere")
    (root / "circle").symlink_to("circle")
    assert list(DirectoryTree(str(root)).files) == ["a.py", "in/b.py"]
    assert said(root) == {
        ("out.py", "a symbolic link out of the project", "suspicious"),
        ("up", "a symbolic link out of the project", "plain"),
        ("gone.ipynb", "a broken symbolic link", "suspicious"),
        ("circle", "a broken symbolic link", "plain"),
    }


@links
def test_what_is_no_regular_file_is_said(root: Path) -> None:
    os.mkfifo(root / "pipe.py")
    os.mkfifo(root / "pipe")
    assert said(root) == {
        ("pipe.py", "not a regular file", "suspicious"),
        ("pipe", "not a regular file", "plain"),
    }
    with pytest.raises(OSError, match="not a regular file"):
        open_regular(str(root / "pipe"))
    with pytest.raises(OSError, match="not a regular file"):
        open_regular(str(root))


def test_a_directory_that_is_called_like_code_is_walked_and_said(root: Path) -> None:
    write_files(root, {"odd.py/c.py": "", "pyproject.toml/d.txt": ""})
    assert "odd.py/c.py" in DirectoryTree(str(root)).files
    assert {path for path, _, weight in said(root) if weight == "suspicious"} == {
        "odd.py/",
        "pyproject.toml/",
    }


def test_an_environment_is_left_out_and_what_is_called_so_is_not(root: Path) -> None:
    environment = {
        "env/pyvenv.cfg": "home = /usr/bin\n",
        "env/bin/python": "",
        "env/lib/python3/site-packages/a.py": "",
        "env/own.py": "",
    }
    write_files(root, {**environment, "venv/lib/c.py": ""})
    files = DirectoryTree(str(root)).files
    assert {path for path in files if "env" in path} >= {"env/own.py", "venv/lib/c.py"}
    assert "env/lib/python3/site-packages/a.py" not in files
    assert said(root) == {("env/", "a virtual environment", "ordinary")}


def test_an_environment_of_an_older_virtualenv_is_known_by_its_scripts(root: Path) -> None:
    environment = {"mt/bin/activate": "", "mt/lib/python3.7/site.py": "", "mt/own.py": ""}
    inside = {"mt/lib/python3.7/site-packages/a.py": ""}
    write_files(root, {**environment, "tool/bin/run": "", "tool/lib/python3/a.py": ""})
    assert "mt/lib/python3.7/site.py" in DirectoryTree(str(root)).files
    write_files(root, inside)
    files = DirectoryTree(str(root)).files
    assert {path for path in files if "/" in path} >= {"mt/own.py", "tool/lib/python3/a.py"}
    assert "mt/lib/python3.7/site.py" not in files
    assert ("mt/", "a virtual environment", "ordinary") in said(root)


def test_what_tools_make_is_left_out_and_said_where_it_holds_code(root: Path) -> None:
    write_files(root, {"node_modules/a.py": "", "__pycache__/a.pyc": "", ".tox/a.py": ""})
    assert list(DirectoryTree(str(root)).files) == ["a.py", "in/b.py"]
    assert said(root) == {("node_modules/", "made by a tool", "ordinary")}


def test_what_macos_adds_to_archives_is_left_out(root: Path) -> None:
    write_files(root, {"__MACOSX/a.py": "", "macosx/a.py": "", "in/._b.py": "\0"})
    assert list(DirectoryTree(str(root)).files) == ["a.py", "in/b.py", "macosx/a.py"]


def test_what_jupyter_keeps_of_notebooks_is_left_out(root: Path) -> None:
    write_files(root, {".virtual_documents/a.ipynb": "import os\n", "virtual_documents/b.py": ""})
    assert list(DirectoryTree(str(root)).files) == ["a.py", "in/b.py", "virtual_documents/b.py"]


def test_what_is_nested_too_deep_is_said(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_files(root, {"1/2/3/c.py": ""})
    monkeypatch.setattr(limits, "DEPTH", 2)
    assert "1/2/3/c.py" not in DirectoryTree(str(root)).files
    assert said(root) == {("1/2/3/", "beyond the limit of depth or files", "suspicious")}
    monkeypatch.setattr(limits, "DEPTH", 3)
    assert "1/2/3/c.py" in DirectoryTree(str(root)).files


def test_artifacts_lie_in_dist_and_are_no_files_of_the_project(root: Path) -> None:
    write_files(root, {"dist/demo-1.tar.gz": "12", "dist/demo-1-py3-none-any.whl": "1", "dist/x.txt": ""})
    write_files(root, {"dist/in/other-1.tar.gz": "", "other/demo-2.tar.gz": "123"})
    tree = DirectoryTree(str(root))
    assert dict(tree.artifacts) == {"dist/demo-1-py3-none-any.whl": 1, "dist/demo-1.tar.gz": 2}
    assert [path for path in tree.files if "dist" in path] == []


def test_new_contents_lie_over_what_is_on_the_disk(root: Path) -> None:
    tree = DirectoryTree(str(root), overlay={"a.py": b"z\n", "new.py": b""})
    assert list(tree.files.items()) == [("a.py", 2), ("in/b.py", 0), ("new.py", 0)]
    assert tree.text("a.py") == "z\n"


@links
def test_a_path_exists_where_it_is_really_inside(root: Path) -> None:
    (root / "out").symlink_to("..")
    tree = DirectoryTree(str(root), ignored=lambda path: path == "a.py")
    assert [tree.exists(path) for path in ("a.py", "in", "in/b.py")] == [True] * 3
    assert [tree.exists(path) for path in ("b.py", "../outside.py", "out/outside.py")] == [False] * 3


@links
def test_a_file_is_opened_inside_of_the_root_alone(root: Path) -> None:
    (root / "out.py").symlink_to("../outside.py")
    (root / "again.py").symlink_to("a.py")
    inside = Opener(str(root))
    with inside.open("again.py") as stream:
        assert stream.read() == b"y = 2\n"
    for path, text in {
        "out.py": "a symbolic link out of the project",
        "../outside.py": "a symbolic link out of the project",
        "gone.py": "no such file",
        "in": "not a regular file",
    }.items():
        with pytest.raises(Unreadable, match=text):
            inside.open(path)
    with pytest.raises(Unreadable):
        inside.open("a\0.py")


@links
def test_a_link_that_came_after_the_walk_is_not_followed_out_of_the_root(root: Path) -> None:
    write_files(root, {"inner/deep/c.py": "x = 3\n", "inner/other/d.py": "x = 4\n"})
    tree = DirectoryTree(str(root))
    (root / "inner" / "deep" / "c.py").unlink()
    (root / "inner" / "deep").rmdir()
    (root.parent / "c.py").write_text("outside")
    (root / "inner" / "deep").symlink_to("../..")
    with pytest.raises(Unreadable, match="a symbolic link out of the project"):
        tree.read("inner/deep/c.py")
    (root / "inner" / "deep").unlink()
    (root / "inner" / "deep").symlink_to("other")
    assert tree.read("inner/deep/d.py") == b"x = 4\n"


def test_only_what_lies_below_the_root_is_looked_at_for_each_file(root: Path) -> None:
    tree = DirectoryTree(str(root))
    with mock.patch("os.lstat", wraps=os.lstat) as asked:
        assert tree.read("a.py") == b"y = 2\n"
    assert [call.args for call in asked.call_args_list] == [(f"{os.path.realpath(root)}/a.py",)]


def test_a_directory_is_looked_at_once_for_the_files_that_are_read_in_a_row(root: Path) -> None:
    write_files(root, {f"inner/deep/c{number}.py": "" for number in range(9)} | {"inner/x/d.py": ""})
    tree = DirectoryTree(str(root))
    with mock.patch("os.lstat", wraps=os.lstat) as asked:
        for number in range(9):
            tree.read(f"inner/deep/c{number}.py")
        assert asked.call_count == 2 + 9
        tree.read("inner/x/d.py")
        assert asked.call_count == 2 + 9 + 3


def test_artifacts_that_are_named_stand_for_themselves(root: Path) -> None:
    write_files(root, {"x.whl": "123"})
    name = str(root / "x.whl")
    tree = NamedArtifacts((name,))
    assert (dict(tree.files), dict(tree.artifacts)) == ({}, {name: 3})
    assert (tree.exists(name), tree.exists(str(root / "a.py"))) == (True, False)
    with tree.open(name) as stream:
        assert stream.read() == b"123"
    with pytest.raises(Unreadable):
        tree.open(str(root / "gone.whl"))


def test_a_root_that_is_not_there_is_said(tmp_path: Path) -> None:
    tree = DirectoryTree(str(tmp_path / "gone"))
    assert dict(tree.files) == {}
    assert tree.skipped == (Skipped(".", tree.skipped[0].reason, "suspicious"),)
