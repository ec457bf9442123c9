"""From the paths on the command line to the projects and artifacts that they mean."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from roadworthy.core.fault import Unreadable
from roadworthy.core.result import Skipped
from roadworthy.core.seen import Seen, entries_of
from roadworthy.facts.repository import tracked_files
from roadworthy.locate.document import Document
from roadworthy.settings.config import Config, ConfigError, Problem, defaults, load
from roadworthy.tree.kinds import Kind, kind_of
from roadworthy.tree.patterns import ignore_spec
from roadworthy.tree.placeholder import has_placeholder
from roadworthy.tree.texts import Kept
from roadworthy.tree.toml import load_toml
from roadworthy.tree.tree import (
    DirectoryTree,
    NamedArtifacts,
    Tree,
    texts_of,
)
from roadworthy.tree.walk import SKIPPED_DIRECTORIES, holds_code

#: Files that make a directory a project of its own.
MARKERS = (
    "pyproject.toml setup.py setup.cfg requirements.txt requirements.in Pipfile environment.yml"
    " roadworthy.toml poetry.lock uv.lock pixi.toml Dockerfile .git"
).split()
#: How the names of artifacts end that may be named themselves.
ARCHIVES = (".whl", ".tar.gz", ".zip", ".tgz", ".egg")
_CODE = (".c", ".cpp", ".pyx", ".rs")
_JUDGED = (Kind.PYTHON, Kind.NOTEBOOK, Kind.TOML, Kind.INI, Kind.YAML, Kind.REQUIREMENTS, Kind.DOCKERFILE)
_ADDRESS = re.compile(r"(?:https?|ssh|git(?:\+\w{1,8})?)://|git@")
#: A name of a distribution, maybe with its version; a file has a suffix of letters.
_NAME = re.compile(r"[A-Za-z][\w-]*+(?:==[\w.]++)?")
#: What setuptools leaves where it built something.
_BUILT = re.compile(r"build/(lib|bdist\.|temp\.)[^/]*/")
#: Tables by which pyproject.toml describes a distribution, rather than only configuring tools.
_BUILDING = (("project",), ("build-system",), ("tool", "poetry"))


@dataclass(frozen=True)
class Project:
    """What to inspect: a directory, narrowed to the files `only` where some were named, or artifacts."""

    root: str
    tree: Tree = field(repr=False)
    config: Config = field(repr=False)
    kind: str = "project"
    only: tuple[str, ...] = ()


def discover(
    paths: Sequence[str], stdin: tuple[str, bytes] | None = None, seen: Seen | None = None
) -> list[Project]:
    """Return the projects that the paths lie in, in order, each once.

    `stdin` is a path and the content to inspect in place of what the file holds; `seen` notes what is looked
    at. Raises `ConfigError` for a path that does not exist, is of no kind that can be inspected, or holds
    nothing.
    """
    kept = Kept(seen)
    directories: dict[str, list[str]] = {}
    archives: list[str] = []
    for path in paths:
        if seen:
            seen.name(path)
        if not os.path.lexists(path) and (stdin is None or path != stdin[0]):
            raise ConfigError(Problem(_what_it_may_be(path), path))
        if os.path.isdir(path):
            for root, only in _projects_at(path, kept):
                directories.setdefault(root, []).extend(only)
        elif path.endswith(ARCHIVES):
            archives.append(path)
        elif _is_known(path):
            root = root_above(os.path.dirname(path) or ".", seen)
            directories.setdefault(root, []).append(_relative(path, root))
        else:
            raise ConfigError(
                Problem("not a project, a wheel, an sdist, or a file that a project is judged by", path)
            )
    projects = [_project(root, tuple(only), stdin, kept) for root, only in directories.items()]
    for path in paths if projects else ():
        if os.path.isdir(path):
            _say_left(path, projects, kept)
    return projects + ([_artifacts(archives, seen)] if archives else [])


def _say_left(path: str, projects: Sequence[Project], kept: Kept) -> None:
    """Say of directories below `path` that only configure tools that they are no part of any project here."""
    roots = {os.path.realpath(project.root) for project in projects}
    first = projects[0].tree
    left = [
        directory
        for directory in _nested(path, kept, configured=True)
        if not any(_is_within(os.path.realpath(directory), root) for root in roots)
    ]
    if left and isinstance(first, DirectoryTree):
        said = [
            Skipped(
                _relative(directory, projects[0].root),
                "its pyproject.toml only configures tools, and names no project",
            )
            for directory in left
        ]
        object.__setattr__(first, "skipped", (*first.skipped, *said))


def _is_within(path: str, root: str) -> bool:
    return path == root or path.startswith(root.rstrip(os.sep) + os.sep)


def _is_known(path: str) -> bool:
    """Tell by its name whether a file is one that a project is judged by."""
    return kind_of(path.replace(os.sep, "/")) in _JUDGED or os.path.basename(path) in MARKERS


def _what_it_may_be(text: str) -> str:
    """Say of what is no path what it seems to be, and how to inspect that."""
    name = text.removesuffix(".git").rstrip("/").rpartition("/")[2] or text
    if _ADDRESS.match(text):
        then = f"`git clone` it, then `roadworthy check {name}`"
        return f"Roadworthy inspects files and reaches no network: {then}"
    if _NAME.fullmatch(text):
        return (
            "no such file or directory; of a package on an index, inspect what is downloaded:"
            f" `pip download --no-deps {text}`, then `roadworthy check` the file"
        )
    return "no such file or directory"


def _relative(path: str, root: str) -> str:
    return os.path.relpath(os.path.realpath(path), os.path.realpath(root)).replace(os.sep, "/")


def _has_marker(directory: str, seen: Seen | None, markers: Iterable[str] = MARKERS) -> bool:
    paths = [os.path.join(directory, marker) for marker in markers]
    if seen:
        for path in paths:
            seen.name(path)
    return any(map(os.path.lexists, paths))


def root_above(directory: str, seen: Seen | None = None) -> str:
    """Return the nearest directory at or above this one that is a project, else the directory itself."""
    current = os.path.abspath(directory)
    while not _has_marker(current, seen):
        parent = os.path.dirname(current)
        if parent == current:
            return directory
        current = parent
    return os.path.relpath(current)


def _projects_at(path: str, kept: Kept) -> list[tuple[str, list[str]]]:
    """Return roots at or below a directory, or the project that it is a part of, narrowed to it."""
    below = [] if _is_source(path, kept.seen) else _nested(path, kept)
    if _has_marker(path, kept.seen) and not below:
        return [(os.path.normpath(path), []), *((root, []) for root in _members(path, kept))]
    if below:
        return [(root, []) for root in below]
    root = root_above(path, kept.seen)
    if os.path.realpath(root) == os.path.realpath(path):
        return [(os.path.normpath(path), [])]
    return [(root, [_relative(path, root) + "/"])]


def _is_source(directory: str, seen: Seen | None) -> bool:
    """Tell whether a directory is a project by more than being the top of a repository of several."""
    top = (".git", "Dockerfile", "roadworthy.toml")
    return _has_marker(directory, seen, (name for name in MARKERS if name not in top))


def _members(path: str, kept: Kept) -> list[str]:
    """Return the directories of a uv workspace's members; none where pyproject.toml cannot be read."""
    workspace = ("tool", "uv", "workspace")
    document = _pyproject(path, kept)
    patterns = [pattern for _, pattern in document.each(str, *workspace, "members")] if document else []
    if document is None or not patterns:
        return []
    excluded = [pattern for _, pattern in document.each(str, *workspace, "exclude")]
    from fnmatch import fnmatchcase

    return [
        root
        for root in _nested(path, kept)
        if any(fnmatchcase(_relative(root, path), pattern) for pattern in patterns)
        and not any(fnmatchcase(_relative(root, path), pattern) for pattern in excluded)
    ]


def _nested(path: str, kept: Kept, depth: int = 4, *, configured: bool = False) -> list[str]:
    """Return the directories below `path` that are projects, none inside another, sorted.

    With `configured`, those that have a pyproject.toml, which need not be of a project.
    """
    found: list[str] = []
    pending = [(path, 0)]
    while pending:
        current, level = pending.pop()
        try:
            entries = sorted(
                entry.path for entry in entries_of(current, kept.seen) if entry.is_dir(follow_symlinks=False)
            )
        except OSError:
            continue
        for directory in entries:
            # `{{cookiecutter.name}}` becomes a project only once it is filled in.
            name = os.path.basename(directory)
            if name in SKIPPED_DIRECTORIES or name in ("venv", ".venv") or has_placeholder(name):
                continue
            if is_package(directory, kept) or (configured and _is_file(directory, "pyproject.toml", kept)):
                found.append(os.path.normpath(directory))
            elif level + 1 < depth:
                pending.append((directory, level + 1))
    return sorted(found)


def _is_file(directory: str, name: str, kept: Kept) -> bool:
    path = os.path.join(directory, name)
    if kept.seen:
        kept.seen.name(path)
    return os.path.isfile(path)


def is_package(directory: str, kept: Kept) -> bool:
    """Tell whether a directory is a distribution's root: it has setup.py, or a pyproject.toml that builds.

    One that cannot be read may be anything; it is told of where the directory is inspected by itself.
    A module that is called `setup.py`, in a package, makes no distribution.
    """
    if not _is_file(directory, "pyproject.toml", kept):
        inside = _is_file(directory, "__init__.py", kept)
        return _is_file(directory, "setup.py", kept) and not inside
    document = _pyproject(directory, kept)
    return document is None or any(document.has(*table) for table in _BUILDING)


def _pyproject(directory: str, kept: Kept) -> Document | None:
    """Return the pyproject.toml of a directory; None where it is missing or cannot be read."""
    try:
        return Document("pyproject.toml", load_toml(texts_of(directory, kept), "pyproject.toml"))
    except Unreadable:
        return None


def _project(root: str, only: tuple[str, ...], stdin: tuple[str, bytes] | None, kept: Kept) -> Project:
    overlay = {_relative(stdin[0], root): stdin[1]} if stdin else {}
    config = load(_outline(root, kept))
    nested: list[Skipped] = []
    tree = DirectoryTree(root, _ignored(root, config["exclude"], nested, kept), overlay, kept)
    object.__setattr__(tree, "skipped", tuple(sorted([*tree.skipped, *nested], key=lambda item: item.path)))
    if not tree.files and not tree.artifacts:
        raise ConfigError(Problem("nothing to inspect: there are no files here", root))
    if not tree.artifacts and not any(map(_may_be_judged, tree.files)):
        raise ConfigError(Problem("nothing to inspect: no code, no notebook, no settings of a project", root))
    return Project(root, tree, config, only=only)


def _may_be_judged(path: str) -> bool:
    """Tell whether a file is of a project of Python; what has a placeholder in its path becomes one later."""
    name = path.rpartition("/")[2]
    if has_placeholder(path):
        return False
    return name in MARKERS or name.endswith(_CODE) or kind_of(path) in _JUDGED


def _outline(root: str, kept: Kept) -> Tree:
    """Return a tree of the root's own files only: enough to read the settings."""
    return DirectoryTree(root, lambda path: path not in ("pyproject.toml", "roadworthy.toml"), kept=kept)


def _ignored(root: str, exclude: Iterable[str], nested: list[Skipped], kept: Kept) -> Callable[[str], bool]:
    """Return what tells whether a path is left out: by .gitignore files, `exclude`, or its own project."""
    excluded = ignore_spec(exclude)
    specs = {"": ignore_spec(_gitignore(root, kept))}
    tracked = _tracked(root, kept)

    def note(path: str, reason: str) -> None:
        if path.endswith("/") and holds_code(os.path.join(root, path), kept.seen):
            nested.append(Skipped(path, reason, "ordinary"))

    def matched(path: str) -> bool:
        parent = path.rstrip("/").rpartition("/")[0]
        prefixes = [""] + [parent[: i + 1] for i, c in enumerate(parent + "/") if c == "/"]
        for prefix in prefixes:
            spec = specs.get(prefix.rstrip("/"))
            if spec is not None and spec.match_file(path[len(prefix) :]):
                note(path, "ignored by .gitignore")
                return True
        if _BUILT.match(path):
            note(path, "what setuptools left of a build")
            return True
        return False

    def ignored(path: str) -> bool:
        # What Git tracks is part of the project, whatever a .gitignore says.
        if excluded.match_file(path):
            note(path, "left out by the setting `exclude`")
            return True
        if path not in tracked and matched(path):
            return True
        if path.endswith("/"):
            full = os.path.join(root, path)
            if _is_file(full, ".gitignore", kept):
                specs[path.rstrip("/")] = ignore_spec(_gitignore(full, kept))
            if is_package(full, kept):
                # No project lies in another one's package: there it would only hide what is packaged.
                hides = _is_file(full, "__init__.py", kept)
                reason = "a project of its own: name it to inspect it"
                nested.append(Skipped(path.rstrip("/"), reason, "suspicious" if hides else "plain"))
                return True
        return False

    return ignored


def _tracked(root: str, kept: Kept) -> frozenset[str]:
    """Return the files that Git tracks, and their directories with a slash at the end; none without Git."""
    paths = tracked_files(root, kept) or ()
    found = set(paths)
    for path in paths:
        parent = path.rpartition("/")[0]
        while parent and f"{parent}/" not in found:
            found.add(f"{parent}/")
            parent = parent.rpartition("/")[0]
    return frozenset(found)


def _gitignore(directory: str, kept: Kept) -> list[str]:
    try:
        return texts_of(directory, kept).text(".gitignore", strict=False).splitlines()
    except Unreadable:
        return []


def _artifacts(paths: Iterable[str], seen: Seen | None) -> Project:
    """Return wheels and sdists that were named themselves, without a project beside them."""
    named = sorted({os.path.normpath(path) for path in paths})
    return Project(".", NamedArtifacts(tuple(named), seen), defaults(), kind="artifact")
