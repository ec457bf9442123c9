"""From the paths on the command line to the projects and artifacts that they mean."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from roadworthy.core.fault import ConfigError, Problem
from roadworthy.core.late_dataclass import dataclass, field
from roadworthy.core.late_re import re
from roadworthy.core.seen import Seen
from roadworthy.core.skipped import Skipped
from roadworthy.projects.deployed import deployed_below
from roadworthy.projects.left_out import ignored_in
from roadworthy.projects.roots import (
    MARKERS,
    has_marker,
    is_source,
    nested_roots,
    relative,
    root_above,
    workspace_members,
)
from roadworthy.settings.config import Config, defaults, load
from roadworthy.tree.kept import Kept
from roadworthy.tree.kinds import Kind, kind_of
from roadworthy.tree.placeholder import has_placeholder
from roadworthy.tree.roles import role_of
from roadworthy.tree.tree import DirectoryTree, NamedArtifacts, Tree
from roadworthy.tree.walk import is_inside, walk

#: How the names of artifacts end that may be named themselves.
ARCHIVES = (".whl", ".tar.gz", ".zip", ".tgz", ".egg")
_CODE = (".c", ".cpp", ".pyx", ".rs")
#: How many modules are more than helpers of a repository of several projects.
_SCRIPTS = 4
_JUDGED = (Kind.PYTHON, Kind.NOTEBOOK, Kind.TOML, Kind.INI, Kind.YAML, Kind.REQUIREMENTS, Kind.DOCKERFILE)
_ADDRESS = re.compile(r"(?:https?|ssh|git(?:\+\w{1,8})?)://|git@")
#: A name of a distribution, maybe with its version; a file has a suffix of letters.
_NAME = re.compile(r"[A-Za-z][\w-]*+(?:==[\w.]++)?")


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
    kept = Kept(seen, [os.path.realpath(path) for path in paths if os.path.isdir(path)])
    directories: dict[str, list[str]] = {}
    archives: list[str] = []
    beside: list[str] = []
    for path in paths:
        if seen:
            seen.name(path)
        if not os.path.lexists(path) and (stdin is None or path != stdin[0]):
            raise ConfigError(Problem(_what_it_may_be(path), path))
        if os.path.isdir(path):
            for root, only in _projects_at(path, kept, beside):
                directories.setdefault(root, []).extend(only)
        elif path.endswith(ARCHIVES):
            archives.append(path)
        elif is_of_project(path):
            root = root_above(os.path.dirname(path) or ".", seen)
            directories.setdefault(root, []).append(relative(path, root))
        else:
            raise ConfigError(
                Problem("not a project, a wheel, an sdist, or a file that a project is judged by", path)
            )
    projects = [_project(root, tuple(only), stdin, kept) for root, only in directories.items()]
    if stdin is None:
        projects = list(_with_deployed(projects, kept))
    for path in paths if projects else ():
        if os.path.isdir(path):
            _say_left(path, projects, kept, beside)
    return projects + ([_artifacts(archives, seen)] if archives else [])


def _with_deployed(projects: Sequence[Project], kept: Kept) -> Iterator[Project]:
    """Yield projects, and after each that is inspected as a whole those inside it that are deployed."""
    known = {os.path.realpath(project.root) for project in projects}
    for project in projects:
        yield project
        pending = [project] if not project.only else []
        while pending:
            outer = pending.pop()
            inner = deployed_below(outer.tree) if isinstance(outer.tree, DirectoryTree) else []
            roots = [os.path.normpath(os.path.join(outer.root, path)) for path in inner]
            new = [root for root in roots if os.path.realpath(root) not in known]
            known.update(map(os.path.realpath, new))
            found = [_project(root, (), None, kept) for root in new]
            _say_inspected(outer.tree, frozenset(inner))
            yield from found
            pending += found


def _say_inspected(tree: Tree, inner: frozenset[str]) -> None:
    """Take the `inner` projects of a tree, which are inspected beside it, for hidden no more."""
    if isinstance(tree, DirectoryTree):
        told = (replace(one, weight="plain") if one.path in inner else one for one in tree.skipped)
        object.__setattr__(tree, "skipped", tuple(told))


def _say_left(path: str, projects: Sequence[Project], kept: Kept, beside: Iterable[str]) -> None:
    """Say what is in no project here: directories that only configure tools, and the modules `beside`."""
    roots = {os.path.realpath(project.root) for project in projects}
    first = projects[0].tree
    said = []
    for names, reason in (
        (
            nested_roots(path, kept, configured=True),
            "its pyproject.toml only configures tools, and names no project",
        ),
        (beside, "it lies in none of the projects"),
    ):
        left = [name for name in names if not any(is_inside(os.path.realpath(name), root) for root in roots)]
        said += [Skipped(relative(name, projects[0].root), reason) for name in left]
        # A directory that is listed stands for the modules in it.
        roots.update(map(os.path.realpath, left))
    if said and isinstance(first, DirectoryTree):
        object.__setattr__(first, "skipped", (*first.skipped, *said))


def is_of_project(path: str) -> bool:
    """Tell whether a file may be named to be inspected as a part of its project, by its name."""
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


def _projects_at(path: str, kept: Kept, beside: list[str]) -> list[tuple[str, list[str]]]:
    """Return roots at or below a directory, or the project that it is a part of, narrowed to it.

    `beside` gets the few modules and notebooks that lie in none of the projects of a repository.
    """
    below = [] if is_source(path, kept.seen) else nested_roots(path, kept)
    if has_marker(path, kept.seen) and not below:
        return [(os.path.normpath(path), []), *((root, []) for root in workspace_members(path, kept))]
    if below:
        # Scripts that lie in none of the projects of a repository are one more, at its top.
        code = _code_beside(path, kept)
        top = [os.path.normpath(path)] if len(code) >= _SCRIPTS else []
        beside += [] if top else [os.path.join(path, name) for name in code]
        with_members = (one for root in below for one in (root, *workspace_members(root, kept)))
        return [(root, []) for root in (*top, *with_members)]
    root = root_above(path, kept.seen)
    if os.path.realpath(root) == os.path.realpath(path):
        return [(os.path.normpath(path), [])]
    return [(root, [relative(path, root) + "/"])]


def _code_beside(path: str, kept: Kept) -> list[str]:
    """Return the modules and notebooks below a directory that lie in none of its projects."""
    exclude = load(_outline(path, kept))["exclude"]
    files = walk(path, ignored_in(path, exclude, [], kept), [], kept.seen)
    modules = (name for name, _ in files if kind_of(name) in (Kind.PYTHON, Kind.NOTEBOOK))
    return [name for name in modules if role_of(name) == "source"]


def _project(root: str, only: tuple[str, ...], stdin: tuple[str, bytes] | None, kept: Kept) -> Project:
    overlay = {relative(stdin[0], root): stdin[1]} if stdin else {}
    config = load(_outline(root, kept))
    nested: list[Skipped] = []
    tree = DirectoryTree(root, ignored_in(root, config["exclude"], nested, kept), overlay, kept)
    object.__setattr__(tree, "skipped", tuple(sorted([*tree.skipped, *nested], key=lambda item: item.path)))
    if not tree.files and not tree.artifacts:
        raise ConfigError(Problem("nothing to inspect: the directory is empty", root))
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


def _artifacts(paths: Iterable[str], seen: Seen | None) -> Project:
    """Return wheels and sdists that were named themselves, without a project beside them."""
    named = sorted({os.path.normpath(path) for path in paths})
    return Project(".", NamedArtifacts(tuple(named), seen), defaults(), kind="artifact")
