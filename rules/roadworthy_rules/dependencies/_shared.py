from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from packaging.utils import canonicalize_name

from roadworthy import Finding, parse_version

if TYPE_CHECKING:
    from packaging.specifiers import SpecifierSet

    from roadworthy import Dependency, Location, Profile, Pyproject, Tree

#: Signs of a tool that resolved, locked or exported what a requirements file lists; `pip freeze` writes none.
RESOLVED = re.compile(
    r"#[ \t]*via\b|--hash\b"
    r"|^[ \t]*#.*(generated (?:by|from)|auto-?generated|pip-compile|uv|poetry|pdm|pipenv)\b",
    re.M | re.I,
)
NOTEBOOK_TOOLS = frozenset("ipykernel jupyter jupyterlab nbdime nbstripout notebook".split())
#: Distributions that serve development, and are not needed where the project runs.
DEVELOPMENT_TOOLS = NOTEBOOK_TOOLS | frozenset(
    "autoflake autopep8 bandit black bump2version bumpversion commitizen coverage flake8 hypothesis ipdb"
    " isort mypy nox pip-tools pre-commit pycodestyle pydocstyle pyflakes pylint pyright pytest pyupgrade"
    " ruff tox twine vulture yapf".split()
)
#: What `conda env export` writes: the build of each package, and where the environment lies.
BUILT = re.compile(r"^[ \t]*-[ \t]*([\w.:/-]+=[\w.!+]+=\w+)[ \t]*\r?$", re.MULTILINE)
_CONDA_SPEC = re.compile(r"^[ \t]*-[ \t]*[\w.:/-]+[ \t]*(?:[<>!]|=(?!=)).*$", re.MULTILINE)
_CREDENTIALS = re.compile(r"//[^/@\s]+@")


def quotable(text: str) -> str:
    """Return a requirement as a message may quote it: on one line, and without a URL's credentials."""
    return _CREDENTIALS.sub("//***@", " ".join(text.split()))


def is_dump(file: str, manager: str, tree: Tree) -> bool:
    """Tell whether a file was resolved, frozen or exported, so that it lists what no one asked for."""
    if manager == "conda":
        text = tree.text(file, strict=False)
        exported = text.startswith("prefix:") or "\nprefix:" in text
        return exported or 4 * len(BUILT.findall(text)) > len(_CONDA_SPEC.findall(text))
    if manager != "requirements":
        return False
    # What PowerShell redirects is UTF-16: every second byte of a name is NUL.
    text = tree.text(file, strict=False).replace("\0", "")
    lines = [line.strip() for line in text.splitlines()]
    wanted = [line for line in lines if line and not line.startswith(("#", "-"))]
    pinned = [line for line in wanted if "==" in line or "@" in line]
    dumped = "@ file:" in " ".join(wanted) or (len(wanted) > 15 and len(pinned) > 0.8 * len(wanted))
    # `pip freeze` of a small environment pins all of it, in the order of names.
    names = [line.partition("==")[0].lower() for line in wanted]
    dumped = dumped or (len(wanted) > 9 and len(pinned) == len(wanted) and names == sorted(names))
    return dumped or bool(RESOLVED.search(text))


def is_generated(file: str, tree: Tree) -> bool:
    """Tell whether a file says that a tool, or a script of the project, makes it from another one."""
    return file.endswith((".txt", ".in", ".yml", ".yaml")) and bool(
        RESOLVED.search(tree.text(file, strict=False))
    )


def is_published_library(profile: Profile, pyproject: Pyproject) -> bool:
    """Tell whether this is a library that says by its development status that it is published."""
    names = (name for _, name in pyproject.each(str, "project", "classifiers"))
    return profile.name == "library" and any(name.startswith("Development Status") for name in names)


def includes(pyproject: Pyproject) -> Iterator[tuple[Location, str, str]]:
    """Yield the place of each include in a dependency group, the group, and the one it includes.

    Not by `packaging.dependency_groups`, which knows no places, and stops at a group that is faulty.
    """
    for place, _ in pyproject.each(list, "dependency-groups"):
        for at, item in pyproject.each(dict, *place.route):
            included = item.get("include-group")
            if isinstance(included, str) and len(item) == 1:
                yield at, str(place.route[-1]), included


def reaches(edges: Mapping[str, set[str]], start: str, goal: str) -> bool:
    """Tell whether the edges lead from `start` to `goal`; they do where both are one.

    Not by `graphlib`, which names one circle of the whole graph: each edge of each is asked for.
    """
    seen, todo = set[str](), [start]
    while todo:
        name = todo.pop()
        if name not in seen:
            seen.add(name)
            todo.extend(edges.get(name, ()))
    return goal in seen


def excluding(one: Dependency, other: Dependency) -> bool:
    """Tell whether no version satisfies both; tried are all versions they name, and what lies around them."""
    from packaging.version import InvalidVersion

    if one.requirement is None or other.requirement is None:
        return False
    both = one.requirement.specifier & other.requirement.specifier
    if all(each.operator in (">=", ">") for each in both):
        return False
    exact = [each.version for each in both if each.operator == "==" and not each.version.endswith(".*")]
    if exact and not any(each.operator in ("===", "!=") or "+" in each.version for each in both):
        return not both.contains(exact[0], prereleases=True)
    tried = ["0", "99999"]
    for each in both:
        version = each.version.removesuffix(".*")
        try:
            base = parse_version(version).base_version
        except InvalidVersion:
            return False  # `===` may name anything
        if parse_version(version).local or each.operator == "!=":
            return False
        tried += [version, base, f"{base}.0.0.0.1", f"{base}.0.1", f"{base}.1"]
    return not any(both.contains(version, prereleases=True) for version in tried)


def runtime_specifier(dependency: Dependency) -> SpecifierSet | None:
    """Return the versions that `project.dependencies` accepts of a distribution, None for anything else.

    What comes from a URL or another source has no versions to choose from.
    """
    wanted = dependency.requirement
    if wanted is None or wanted.url or dependency.source or dependency.kind != "runtime":
        return None
    return wanted.specifier if dependency.manager == "pyproject" else None


def colliding_names(pyproject: Pyproject, *route: str) -> Iterator[Finding]:
    """Yield the keys of a table that are one name in normal form, each with the first of that name."""
    first: dict[str, str] = {}
    for at, _ in pyproject.each(object, *route):
        name = str(at.route[-1])
        earlier = first.setdefault(canonicalize_name(name), name)
        if earlier != name:
            yield Finding(f"`{name}` and `{earlier}` are one name", at)
