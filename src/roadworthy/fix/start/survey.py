"""What is there: the facts of a project that new files are made of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from roadworthy.core.dataclass import dataclass
from roadworthy.core.fault import Blocked, Unmeasured
from roadworthy.core.late_re import re
from roadworthy.core.signature import Key, every
from roadworthy.engine.inspect import Inspection
from roadworthy.facts.contents import BuildScript
from roadworthy.facts.dependencies import Dependency, Uses
from roadworthy.facts.metadata import DeclaredMetadata, Pyproject
from roadworthy.facts.notebooks import NotebookSummary
from roadworthy.facts.project import Layout, Profile, PythonVersions
from roadworthy.facts.python import ModuleSummary
from roadworthy.tree.roles import role_of
from roadworthy.tree.tree import Tree

#: The name of a project (PEP 508), of what a directory may be called.
_NOT_IN_NAMES = re.compile(r"[^A-Za-z0-9._-]+")
_README = re.compile(r"readme(?:\.md|\.rst|\.txt)?", re.IGNORECASE)
_SENTENCE = 120
#: What groups and extras for tests are called.
_OF_TESTS = ("test", "tests", "testing", "dev")


@dataclass(frozen=True, slots=True)
class Survey:
    """A project as `init` sees it.

    `package` is the path of the one package it has, `dependencies` are requirements, `entries` are its
    functions `main`, `host` is `github`, `gitlab` or "", `functions` are its public ones, each with its file.
    `pinned` is a requirements file whose every line names one version.
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

    def lacks(self, field: str) -> bool:
        """Tell whether a field of `[project]` is declared nowhere, nor known from what is there."""
        if self.metadata is not None:
            return self.metadata.lacks(field)
        return not {"description": self.description, "requires-python": self.python}.get(field)


def survey(inspection: Inspection, directory: str, license_named: str, host: str) -> Survey:
    """Gather what is there; what cannot be told is left empty."""
    tree: Tree = inspection.facts.get(Tree)
    layout, profile = _fact(inspection, Layout), _fact(inspection, Profile)
    packages = layout.packages if isinstance(layout, Layout) else ()
    package = packages[0] if len(packages) == 1 else ""
    readme = next((path for path in tree.files if _README.fullmatch(path)), "")
    versions = _fact(inspection, PythonVersions)
    metadata: DeclaredMetadata | None = _fact(inspection, DeclaredMetadata)
    name = metadata and metadata.get(str, "name")
    return Survey(
        name[1] if name else _named(package.rpartition("/")[2] or directory),
        tree,
        profile.name if isinstance(profile, Profile) else "library",
        package,
        _described(tree, readme),
        readme,
        license_named,
        _lowest(versions),
        tuple(_entries(inspection, package)),
        _requirements(_fact(inspection, Uses), _fact(inspection, every(Dependency)) or ()),
        _pinned(_fact(inspection, every(Dependency)) or ()),
        host or _host(tree),
        bool(_fact(inspection, every(NotebookSummary))),
        tuple(_functions(inspection, package)),
        metadata,
        _described_in(tree, metadata),
        _imports_own(_fact(inspection, BuildScript), tree),
        _test_install(_fact(inspection, Pyproject)),
    )


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


def _fact(inspection: Inspection, key: type | Key) -> Any:
    try:
        return inspection.facts.get(key)
    except (Blocked, Unmeasured):
        return None


def _functions(inspection: Inspection, package: str) -> Iterator[tuple[str, str]]:
    """Yield the public functions of the package: dotted name, and file."""
    layout = _fact(inspection, Layout)
    for module in _fact(inspection, every(ModuleSummary)) or ():
        if package and module.path.startswith(f"{package}/"):
            for definition in module.definitions:
                if definition.kind == "function" and not definition.owner and definition.name[0] != "_":
                    yield f"{layout.module_name(module.path)}.{definition.name}", module.path


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


def _entries(inspection: Inspection, package: str) -> Iterator[str]:
    """Yield the functions `main` of the package that take nothing, as entry points name them."""
    layout = _fact(inspection, Layout)
    for module in _fact(inspection, every(ModuleSummary)) or ():
        mains = [d for d in module.definitions if d.name == "main" and not d.owner and not d.arguments]
        if package and mains and module.path.startswith(f"{package}/"):
            yield f"{layout.module_name(module.path)}:main"


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
