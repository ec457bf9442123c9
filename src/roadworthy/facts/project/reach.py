"""Which modules are certainly loaded where the project is used, so that each of their imports must work."""

from __future__ import annotations

from collections.abc import Iterator

from roadworthy.core.fault import Unreadable
from roadworthy.core.late_re import re
from roadworthy.core.trace import extractor
from roadworthy.facts.metadata import Pyproject, SetupFiles
from roadworthy.facts.project.layout import Layout
from roadworthy.facts.project.profile import Profile
from roadworthy.facts.python import Import, ModuleSummary
from roadworthy.locate.files import Files
from roadworthy.tree.tree import Tree

#: Files that give a directory dependencies of its own.
_OWN = re.compile(
    r"(?s)(?=.*\.(?:txt|in)\Z)(.*/)requirements.*|(?=.*\.ya?ml\Z)(.*/)environment.*"
    r"|(.*/)(?:pyproject\.toml|setup\.py|Dockerfile|Pipfile)"
)


#: What a module of tests imports.
_RUNNERS = frozenset(("mock", "pytest", "unittest"))


def certain_modules(
    tree: Tree,
    pyproject: Pyproject | None,
    layout: Layout,
    profile: Profile,
    modules: tuple[ModuleSummary, ...],
    setup: SetupFiles,
) -> frozenset[str]:
    """Return the paths of modules that the project cannot do without.

    A published library or tool may hold modules for those who have something else installed; of it, only what
    its top packages and its scripts import counts. Of everything else, all source code does.
    """
    # Hidden files are drafts.
    sources = {
        module.path: module
        for module in modules
        if module.role == "source" and not module.path.rpartition("/")[2].startswith(".")
        if not _is_test(module)
    }
    owned = {path: module for path, module in sources.items() if layout.owns(path)}
    classified = pyproject is not None and pyproject.has("project", "classifiers")
    classified = classified or any(one.field == "classifiers" for one in setup.values)
    described = classified or tree.exists("setup.py") or tree.exists("setup.cfg") or _is_plugin(pyproject)
    # A published tool is installed as a library is: no one runs it from where its sources lie.
    tool = classified and profile.is_tool
    if tool or (profile.name == "library" and described):
        return _reached(pyproject, setup, layout, owned)
    apart = {match[match.lastindex or 0] for path in tree.files if (match := _OWN.fullmatch(path))}
    found = set(owned)
    for path in sources:
        # What lies beside a described package is for those who develop it.
        inside = not (described and owned) and (
            path in layout.scripts or (profile.name != "library" and "/" in path)
        )
        if inside and not _below(path, apart) and not _inline(tree, path):
            found.add(path)
    return frozenset(found)


def _is_plugin(pyproject: Pyproject | None) -> bool:
    """Tell whether other programs load the project: it is installed, whatever else its metadata lack."""
    tables = (("project", "entry-points"), ("tool", "poetry", "plugins"))
    return pyproject is not None and any(pyproject.has(*table) for table in tables)


def _is_test(module: ModuleSummary) -> bool:
    """Tell whether a module is there for tests: `src/test.py` beside what it tests, helpers in `testing`."""
    *directories, name = module.path.removesuffix(".py").split("/")
    if "testing" in (*directories, name):
        return True
    return name in ("test", "tests") and any(
        item.module.partition(".")[0] in _RUNNERS for item in module.imports
    )


def _below(path: str, directories: set[str]) -> bool:
    return any(path.startswith(directory) for directory in directories)


def _inline(tree: Tree, path: str) -> bool:
    """Tell whether a script names its own dependencies (PEP 723)."""
    try:
        return tree.extract(path, _opens_script)
    except Unreadable:
        return True


@extractor
def _opens_script(files: Files, path: str) -> bool:
    return b"# /// script" in files.read(path)


def _reached(
    pyproject: Pyproject | None, setup: SetupFiles, layout: Layout, owned: dict[str, ModuleSummary]
) -> frozenset[str]:
    by_name = {layout.module_name(path): module for path, module in owned.items()}
    pending = [name for name in by_name if "." not in name]
    for table in ("scripts", "gui-scripts"):
        if pyproject is not None:
            pending += [text.partition(":")[0].strip() for _, text in pyproject.each(str, "project", table)]
    for one in setup.values if pyproject is None or not pyproject.has("project") else ():
        if one.field == "entry-points" and isinstance(one.value, dict):
            texts = [
                str(text) for entries in one.value.values() if isinstance(entries, list) for text in entries
            ]
            pending += [text.partition("=")[2].partition(":")[0].strip() for text in texts]
    found: set[str] = set()
    while pending:
        name = pending.pop()
        module = by_name.get(name)
        if module is None or module.path in found:
            continue
        found.add(module.path)
        parts = name.split(".")
        pending += [".".join(parts[:length]) for length in range(1, len(parts))]
        for item in module.imports:
            if not item.guarded:
                pending += _targets(name, module, item)
    return frozenset(found)


def _targets(name: str, module: ModuleSummary, item: Import) -> Iterator[str]:
    parts = item.target(name.split("."), is_package=module.path.endswith("__init__.py"))
    if item.name:
        parts.append(item.name)
    yield from (".".join(parts[:length]) for length in range(1, len(parts) + 1))
