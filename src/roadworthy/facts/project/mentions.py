"""Where a distribution or a module is named, but for the lists that declare it."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from roadworthy.core.fault import Unreadable
from roadworthy.core.late_re import re
from roadworthy.core.trace import extractor
from roadworthy.facts.metadata import Pyproject
from roadworthy.locate.files import Files
from roadworthy.tree.roles import is_declaring
from roadworthy.tree.tree import Tree

#: The size up to which a file is searched for names.
_SIZE = 400_000
_SUFFIXES = tuple(
    ".bat .bash .c .cfg .conf .cpp .css .env .h .hcl .html .ini .ipynb .j2 .jinja .jinja2 .js .json .jsonnet"
    " .ksh .mk .ps1 .pxd .py .pyi .pyx .rs .service .sh .tf .tmpl .toml .ts .tsx .yaml .yml .zsh".split()
)
_NAMES = re.compile(
    r"(?s)(.*/)?(\.?env.*|[A-Za-z.]*[Dd]ockerfile.*|Containerfile.*|Jenkinsfile.*|Makefile|Procfile|justfile|[^./]+)"
)
_PROSE = re.compile(r"(?s)(.*/)?(LICEN[CS]E|README|AUTHORS|CHANGE).*|PKG-INFO|.*\.egg-info/.*")


def mentioned(tree: Tree, pyproject: Pyproject | None, words: Iterable[str]) -> frozenset[str]:
    """Return those of `words` that code, settings, pipelines or scripts name, in whatever case and spelling.

    Files that declare dependencies, lock files and prose are left out, and so are the tables of
    pyproject.toml that list requirements.
    """
    words = sorted(set(words))
    settings = _settings(pyproject)
    found = {word for word in words if _pattern(word).search(settings)}
    for path in tree.files:
        left = tuple(word for word in words if word not in found)
        if not left:
            break
        if tree.exceeds(path, _SIZE) or is_declaring(path) or _PROSE.fullmatch(path):
            continue
        if not path.lower().endswith(_SUFFIXES) and not _NAMES.fullmatch(path):
            continue
        try:
            found.update(tree.extract(path, _named_in, left))
        except Unreadable:
            continue
    return frozenset(found)


@extractor
def _named_in(files: Files, path: str, words: tuple[str, ...]) -> list[str]:
    """Return those of the words that a file names."""
    text = files.text(path, strict=False)
    lower = text.lower()
    # Finding the longest part of a word first is many times as fast as the pattern.
    return [word for word in words if _part(word) in lower and _pattern(word).search(text)]


@cache
def _part(word: str) -> str:
    return max(re.split(r"[-_.]+", word.lower()), key=len)


@cache
def _pattern(word: str) -> re.Pattern[str]:
    spelled = "[-_.]?".join(re.escape(part) for part in re.split(r"[-_.]+", word))
    return re.compile(rf"(?<![A-Za-z0-9]){spelled}(?![A-Za-z0-9])", re.IGNORECASE)


def _settings(pyproject: Pyproject | None) -> str:
    """Return as text what pyproject.toml says, but for lists of requirements."""
    if pyproject is None or not isinstance(pyproject.data, dict):
        return ""
    lines: list[str] = []
    pending: list[tuple[tuple[str, ...], object]] = [((), pyproject.data)]
    while pending:
        route, value = pending.pop()
        if isinstance(value, dict):
            pending += [
                ((*route, str(key)), item) for key, item in value.items() if not _lists((*route, str(key)))
            ]
        elif isinstance(value, list):
            pending += [(route, item) for item in value]
        else:
            lines.append(f"{' '.join(route)} {value}")
    return "\n".join(lines)


def _lists(route: tuple[str, ...]) -> bool:
    """Tell whether a table lists requirements, or describes the project in words."""
    if route[:1] == ("project",) and len(route) > 1:
        return route[1] not in ("scripts", "gui-scripts", "entry-points")
    return route[-1] in ("dependencies", "dev-dependencies", "dependency-groups", "sources", "requires") or (
        route[:3] == ("tool", "poetry", "group")
        or route in (("tool", "uv", "sources"), ("tool", "poetry", "keywords"))
    )
