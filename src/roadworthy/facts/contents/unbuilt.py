"""Whether anything builds a project that names no build system, as pip could all the same."""

from __future__ import annotations

from collections.abc import Iterator

from roadworthy.core.fault import Blocked
from roadworthy.core.late_re import re
from roadworthy.core.trace import extractor
from roadworthy.facts.metadata import Pyproject
from roadworthy.locate.files import Files
from roadworthy.tree.tree import Tree

#: Where applications that run from their checkout say what they need.
_NEEDS = re.compile(
    r"requirements(?:[-_.][\w-]+)?\.(?:txt|in)|requirements/[\w.-]+\.(?:txt|in)|uv\.lock|Pipfile"
)
#: Where a project says how it is installed and released.
_SAYS = re.compile(
    r"\.github/workflows/[^/\n]+\.ya?ml|(?:[^/\n]+/){0,3}(?:[\w.-]+\.)?Dockerfile(?:\.[\w.-]+)?"
    r"|\.gitlab-ci\.yml|azure-pipelines\.yml|\.circleci/config\.yml|\.travis\.yml|\.readthedocs\.ya?ml"
    r"|(?:[^/\n]+/){0,2}[\w.-]+\.(?:sh|bat|ps1)|(?:(?:docs?|scripts)/)?[\w.-]+\.(?:md|rst|txt|MD)"
    r"|Makefile|[Jj]ustfile|Taskfile\.ya?ml|tox\.ini|noxfile\.py|tasks\.py|environment\.ya?ml|pyproject\.toml"
)
#: What installs or builds the directory that it is started in.
_BUILDS = re.compile(
    r"\binstall\b[^\n;&|#]{0,200}?[\s\"'](?:-e[\s=]*|--editable[\s=]+)?[\"']?\.{1,2}/?(?:\[[\w ,-]*\])?"
    r"(?:[\"'\s`;&|)\\]|$)"
    r"|\bpython3? -m build\b|\b(?:uv|hatch|flit|pdm|pip|poetry) (?:build|publish|wheel)\b|\bcibuildwheel\b"
    r"|^[ \t]*+(?:-[ \t]*+)?-e[ \t]*+\.|^[ \t]*+-[ \t]++\.[ \t]*+$",
    re.MULTILINE,
)
#: What is installed by its name.
_INSTALLED = re.compile(r"\binstall ([\w.-]+)")
#: How tox is told not to build what it tests.
_SKIPS = re.compile(r"\b(?:no_package|skip_?sdist|skip_install)\b|\bpackage *= *skip\b")
_SIZE = 300_000


def is_unbuilt(tree: Tree, pyproject: Pyproject) -> bool:
    """Tell whether a project runs from its checkout: what it needs is listed, and nothing builds it.

    Without a build system, pip would take setuptools for one. A project that configures setuptools, that has
    classifiers, or that declares commands or plugins, is one to build.
    """
    routes = [("build-system",), ("tool", "setuptools"), ("tool", "setuptools_scm")]
    routes += [("project", key) for key in ("classifiers", "entry-points", "gui-scripts", "scripts")]
    if any(pyproject.has(*route) for route in routes):
        return False
    if not any(_NEEDS.fullmatch(path) for path in tree.files):
        return False
    if "uv.lock" in tree.files and tree.extract("uv.lock", _is_installed):
        return False
    name = _normal(pyproject.get(str, "project", "name") or "")
    return not any(
        _BUILDS.search(text)
        or any(_normal(installed) == name for installed in _INSTALLED.findall(text))
        or (path == "tox.ini" and not _SKIPS.search(text))
        for path, text in _texts(tree)
    )


@extractor
def _is_installed(files: Files, path: str) -> bool:
    """Tell whether uv installs the project itself, by its lock."""
    return b'source = { editable = "." }' in files.read(path)


def _normal(name: str) -> str:
    return name.lower().replace("_", "-").replace(".", "-")


def _texts(tree: Tree) -> Iterator[tuple[str, str]]:
    for path in tree.files:
        if _SAYS.fullmatch(path) and not tree.exceeds(path, _SIZE):
            try:
                yield path, tree.text(path, strict=False)
            except Blocked:
                continue
