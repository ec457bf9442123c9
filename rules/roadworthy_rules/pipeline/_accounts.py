"""Whose accounts a project's workflows may trust like its own."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from roadworthy import DeclaredMetadata, Repository, Tree, Workflow

_ADDRESS = re.compile(r"https://github\.com/([\w.-]+)/", re.IGNORECASE)
#: The project in its own README: a badge of its workflows, and the address to clone it from.
_README = re.compile(
    r"github\.com/([\w.-]+)/[\w.-]+/(?:actions/)?workflows/|git clone [^\n]{0,80}?github\.com[:/]([\w.-]+)/"
    r"|(?:codecov\.io/gh|circleci\.com/gh|coveralls\.io/(?:repos/)?github|shields\.io/github/actions/workflow/status)"
    r"/([\w.-]+)/|github\.com/([\w.-]+)/[\w.-]+/(?:issues/new|discussions|releases/latest)",
    re.IGNORECASE,
)
_CONDITION = re.compile(r"github\.repository(?:_owner)? ?== ?['\"]([\w.-]+)", re.IGNORECASE)
#: The project in its own changelog, and its pages, which have the account's name.
_COMPARED = re.compile(r"github\.com/([\w.-]+)/[\w.-]+/compare/", re.IGNORECASE)
_PAGES = re.compile(r"https://([\w-]+)\.github\.io/([\w.-]+)", re.IGNORECASE)
_CHANGES = re.compile(r"(?i)(?:changelog|changes|history|news)\.(?:md|rst|txt)")
#: A team of an account, as a file of code owners names it.
_TEAM = re.compile(r"(?m)^[^#\n]{0,300}?\s@([\w.-]+)/[\w.-]+")
#: Where a project says what its repository is.
_FILES = {
    "CITATION.cff": re.compile(r"(?m)^repository[\w-]*:[ \"']{0,5}https://github\.com/([\w.-]+)/"),
    "mkdocs.yml": re.compile(r"(?m)^repo_url:[ \"']{0,5}https://github\.com/([\w.-]+)/"),
    ".github/ISSUE_TEMPLATE/config.yml": re.compile(r"https://github\.com/([\w.-]+)/"),
}
_COMMON = re.compile(r"uses:[ \"']{0,5}([\w.-]+)/\.github(?:-private)?/")
_LICENSE = re.compile(r"(?i)licen[cs]e[^/]*|copying[^/]*")
_COPYRIGHT = re.compile(r"(?im)^[ \t]*copyright[ \t(c)\xa9\d,-]{1,40}([a-z][\w .-]{2,40})")
#: Names of packages that are names of accounts with actions, too.
_COMMON_NAMES = frozenset("docker azure pypa codecov hashicorp aws google test tests setup conftest".split())
_OWNERS = ("CODEOWNERS", ".github/CODEOWNERS", "docs/CODEOWNERS")
_SIZE = 200_000


def own_accounts(
    metadata: DeclaredMetadata | None, repository: Repository, workflows: Iterable[Workflow], tree: Tree
) -> frozenset[str]:
    """Return the accounts that the project's addresses, documents, owners and conditions on itself name."""
    return frozenset(name.lower() for name in _named(metadata, repository, workflows, tree))


def _named(
    metadata: DeclaredMetadata | None, repository: Repository, workflows: Iterable[Workflow], tree: Tree
) -> Iterator[str]:
    for _, value in metadata.each(object, "urls") if metadata else ():
        for url in value.values() if isinstance(value, dict) else [value]:
            if isinstance(url, str) and (found := _ADDRESS.match(url)):
                yield found[1]
    readme = repository.named("readme")
    if readme is not None and 0 < tree.files.get(readme, 0) <= _SIZE:
        text = tree.text(readme, strict=False)
        for found in _README.finditer(text):
            yield found[found.lastindex or 1]
        lower = text.lower()
        for found in _PAGES.finditer(text):
            if f"github.com/{found[1]}/{found[2]}".lower() in lower:
                yield found[1]
    changes = next((path for path in tree.files if _CHANGES.fullmatch(path)), None)
    if changes is not None and tree.files[changes] <= _SIZE:
        yield from _COMPARED.findall(tree.text(changes, strict=False))[:1]
    for path, pattern in _FILES.items():
        if 0 < tree.files.get(path, 0) <= _SIZE:
            yield from pattern.findall(tree.text(path, strict=False))
    for path in _OWNERS:
        if 0 < tree.files.get(path, 0) <= _SIZE:
            for found in _TEAM.finditer(tree.text(path, strict=False)):
                yield found[1]
    for workflow in workflows:
        if tree.files.get(workflow.file, 0) <= _SIZE:
            text = tree.text(workflow.file, strict=False)
            yield from _CONDITION.findall(text)
            # An account's own workflows and actions, for all of its repositories.
            yield from _COMMON.findall(text)


def alike_accounts(tree: Tree) -> frozenset[str]:
    """Return accounts that may be the project's own: named like who holds the copyright, or its packages."""
    return frozenset(name.lower() for name in _alike(tree))


def _alike(tree: Tree) -> Iterator[str]:
    for path in tree.files:
        if _LICENSE.fullmatch(path) and not tree.exceeds(path, _SIZE):
            for found in _COPYRIGHT.findall(tree.text(path, strict=False)[:3_000]):
                yield from (found.strip().replace(" ", sign) for sign in ("", "-"))
                yield found.split()[0].strip(",.")
        elif path.count("/") == 1 and path.endswith("/__init__.py"):
            yield from _spelled(path.partition("/")[0])
        elif "/" not in path and path.endswith(".py"):
            yield from _spelled(path.removesuffix(".py"))


def _spelled(name: str) -> tuple[str, ...]:
    """Return how an account may be written whose name begins the name of a package: `exercism_bot`."""
    first = name.partition("_")[0]
    words = (name, name.replace("_", "-"), first)
    return tuple(word for word in words if len(word) > 3 and word not in _COMMON_NAMES)
