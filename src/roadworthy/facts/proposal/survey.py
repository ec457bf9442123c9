"""What is there: the facts of a project that new files are made of."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from typing import Any

from roadworthy.core.fact import fact
from roadworthy.core.fault import Blocked
from roadworthy.core.late_dataclass import dataclass
from roadworthy.core.late_re import re
from roadworthy.facts.contents import BuildScript
from roadworthy.facts.dependencies import Dependency, Uses
from roadworthy.facts.metadata import DeclaredMetadata, Pyproject
from roadworthy.facts.notebooks import NotebookSummary
from roadworthy.facts.project import Command, Layout, Profile, PythonVersions
from roadworthy.facts.python import ModuleSummary
from roadworthy.facts.repository import Repository
from roadworthy.tree.roles import role_of
from roadworthy.tree.tree import DirectoryTree, Tree

#: The name of a project (PEP 508), of what a directory may be called.
_NOT_IN_NAMES = re.compile(r"[^A-Za-z0-9._-]+")
_README = re.compile(r"readme(?:\.md|\.rst|\.txt)?", re.IGNORECASE)
#: A path that shells, Dockerfiles and TOML take as it is.
_PLAIN = re.compile(r"[\w./-]+")
_SENTENCE = 120
#: What groups and extras for tests are called.
_OF_TESTS = ("test", "tests", "testing", "dev")


@dataclass(frozen=True, slots=True)
class Survey:
    """What `roadworthy init` knows of a project.

    `package` is the path of its only package, `dependencies` are requirements, `entries` are its functions
    `main`, `host` is `github`, `gitlab` or "", `functions` are its public functions, each with its file.
    `pinned` is a requirements file in which every line names one version.
    """

    name: str
    tree: Tree
    profile: str
    package: str = ""
    description: str = ""
    readme: str = ""
    license: str = ""
    python: str = ""
    entries: tuple[str, ...] = ()
    #: The names of the commands that the project declares, and that its wheel can start.
    commands: tuple[str, ...] = ()
    dependencies: tuple[str, ...] = ()
    pinned: str = ""
    host: str = ""
    notebooks: bool = False
    functions: tuple[tuple[str, str], ...] = ()
    #: What is declared so far, None without metadata; and the file that declares it, "" without one.
    metadata: DeclaredMetadata | None = None
    described: str = ""
    script_imports_own: bool = False
    #: What pip installs to run the tests: the project, and their dependencies.
    test_install: str = ". --group test"
    #: What Git tracks.
    tracked: frozenset[str] = frozenset()

    def lacks(self, field: str) -> bool:
        """Tell whether a field of `[project]` is neither declared nor known in another way."""
        if self.metadata is not None:
            return self.metadata.lacks(field)
        return not {"description": self.description, "requires-python": self.python}.get(field)


@fact
def survey(
    tree: Tree,
    repository: Repository | Blocked,
    layout: Layout | Blocked | None,
    profile: Profile | Blocked | None,
    versions: PythonVersions | Blocked | None,
    metadata: DeclaredMetadata | Blocked | None,
    pyproject: Pyproject | Blocked | None,
    script: BuildScript | Blocked | None,
    commands: tuple[Command, ...] | Blocked | None,
    uses: Uses | Blocked | None,
    dependencies: tuple[Dependency, ...] | Blocked | None,
    modules: tuple[ModuleSummary, ...],
    notebooks: tuple[NotebookSummary, ...],
) -> Survey:
    """Gather what a proposal is made of; what is unknown is left empty."""
    packages = layout.packages if isinstance(layout, Layout) else ()
    package = packages[0] if len(packages) == 1 and _is_plain(packages[0]) else ""
    inside = _inside(layout, package, modules)
    readme = next((path for path in tree.files if _README.fullmatch(path)), "")
    declared = metadata if isinstance(metadata, DeclaredMetadata) else None
    requirements = dependencies if isinstance(dependencies, tuple) else ()
    installed = commands if isinstance(commands, tuple) else ()
    name = declared and declared.get(str, "name")
    return Survey(
        name[1] if name else _named(package.rpartition("/")[2] or _directory(tree)),
        tree,
        profile.name if isinstance(profile, Profile) else "library",
        package,
        _described(tree, readme),
        readme,
        python=_lowest(versions),
        entries=tuple(_entries(inside)),
        commands=tuple(found.entry.name for found in installed if not (found.lies or found.lacks)),
        dependencies=_requirements(uses, requirements),
        pinned=_pinned(requirements),
        host=_host(tree),
        notebooks=bool(notebooks),
        functions=tuple(_functions(inside)),
        metadata=declared,
        described=_described_in(tree, declared),
        script_imports_own=_imports_own(script, tree),
        test_install=_test_install(pyproject),
        tracked=repository.tracked or frozenset() if isinstance(repository, Repository) else frozenset(),
    )


def _directory(tree: Tree) -> str:
    return os.path.basename(os.path.abspath(tree.root)) if isinstance(tree, DirectoryTree) else ""


def _inside(layout: Any, package: str, modules: Iterable[ModuleSummary]) -> list[tuple[str, ModuleSummary]]:
    """Return the modules of the package that can be imported, each with its dotted name."""
    if not package or not isinstance(layout, Layout):
        return []
    prefix = f"{package}/"
    named = [(layout.module_name(found.path), found) for found in modules if found.path.startswith(prefix)]
    # Any other name of a file is no module, and would write itself into new files.
    return [(name, found) for name, found in named if all(map(str.isidentifier, name.split(".")))]


def _is_plain(package: str) -> bool:
    return package.rpartition("/")[2].isidentifier() and _PLAIN.fullmatch(package) is not None


def _named(text: str) -> str:
    """Return a name of a project, of what its package or its directory is called."""
    return _NOT_IN_NAMES.sub("-", text.replace("_", "-")).strip("-._") or "project"


def _described_in(tree: Tree, metadata: DeclaredMetadata | None) -> str:
    files = ("pyproject.toml", "setup.py", "setup.cfg")
    return next((name for name in files if name in tree.files), "") if metadata is not None else ""


def _imports_own(script: Any, tree: Tree) -> bool:
    """Tell whether setup.py imports what lies beside it, and does not make that importable itself."""
    if not isinstance(script, BuildScript) or script.changes_path:
        return False
    names = {item.module.partition(".")[0] for item in script.imports}
    return any(f"{name}.py" in tree.files or f"{name}/__init__.py" in tree.files for name in names)


def _test_install(pyproject: Any) -> str:
    """Return what pip is to install: with the group or the extra that the tests have, or with pytest."""
    if not isinstance(pyproject, Pyproject):
        return ". --group test"  # of the pyproject.toml that is proposed
    for name in _OF_TESTS:
        if pyproject.has("dependency-groups", name):
            return f". --group {name}"
    for name in _OF_TESTS:
        if pyproject.has("project", "optional-dependencies", name):
            return f"'.[{name}]'"
    return ". pytest"


def _functions(inside: Iterable[tuple[str, ModuleSummary]]) -> Iterator[tuple[str, str]]:
    """Yield the public functions of the package: dotted name, and file."""
    for name, module in inside:
        for definition in module.definitions:
            if definition.kind == "function" and not definition.owner and definition.name[0] != "_":
                yield f"{name}.{definition.name}", module.path


def _described(tree: Tree, readme: str) -> str:
    """Return the first sentence of the README's first paragraph, if it is short."""
    if not readme:
        return ""
    try:
        text = tree.text(readme, strict=False)
    except Blocked:
        return ""
    for paragraph in text.replace("\r\n", "\n").split("\n\n"):
        flat = " ".join(paragraph.split())
        if flat and flat[0].isalpha() and not set("`<[|*") & set(flat) and "===" not in flat:
            sentence = flat.partition(". ")[0].rstrip(".")
            return sentence if len(sentence) <= _SENTENCE else ""
    return ""


def _lowest(versions: Any) -> str:
    """Return the lowest version of Python 3 that the project names, as `3.11`; empty without one."""
    minors = [found.minor for found in versions.each] if isinstance(versions, PythonVersions) else []
    return f"3.{min(minors)}" if minors else ""


def _entries(inside: Iterable[tuple[str, ModuleSummary]]) -> Iterator[str]:
    """Yield the functions `main` of the package that take nothing, as entry points name them."""
    for name, module in inside:
        if any(d.name == "main" and not d.owner and not d.arguments for d in module.definitions):
            yield f"{name}:main"


def _requirements(uses: Any, declared: Iterable[Dependency]) -> tuple[str, ...]:
    """Return what is imported, each with the bound that a requirement on it has: `==1.2` is known to work."""
    bounds = {}
    for dependency in declared:
        requirement = dependency.requirement
        if requirement is not None and dependency.name not in bounds:
            text = ",".join(sorted(str(s).replace("===", "==") for s in requirement.specifier))
            exact = len(requirement.specifier) == 1 and text.startswith("==") and "*" not in text
            bounds[dependency.name] = f">={text[2:]}" if exact else text
    found = set()
    for use in uses.each if isinstance(uses, Uses) else ():
        if use.providers and any(role_of(place.file) == "source" for place in (*use.places, *use.certain)):
            name = next((provider for provider in use.providers if provider in bounds), use.providers[0])
            found.add(f"{name}{bounds.get(name, '')}")
    return tuple(sorted(found))


def _pinned(declared: Iterable[Dependency]) -> str:
    files: dict[str, bool] = {}
    for dependency in declared:
        if dependency.manager == "requirements":
            text = str(dependency.requirement.specifier) if dependency.requirement else ""
            files[dependency.at.file] = files.get(dependency.at.file, True) and text.startswith("==")
    return "requirements.txt" if files.get("requirements.txt") else ""


def _host(tree: Tree) -> str:
    """Return whose CI the project is on: by its files, else by where its Git repository comes from."""
    if tree.exists(".github"):
        return "github"
    if tree.exists(".gitlab-ci.yml") or tree.exists(".gitlab"):
        return "gitlab"
    try:
        text = tree.text(".git/config", strict=False)
    except Blocked:
        return ""
    urls = [line for line in text.splitlines() if line.strip().startswith("url")]
    return next((host for host in ("github", "gitlab") for url in urls if f"{host}." in url), "")
