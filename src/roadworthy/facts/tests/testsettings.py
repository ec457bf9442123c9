"""The fact `PytestSettings`: how the project runs its tests."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase
from typing import Any

from roadworthy.core.fact import fact
from roadworthy.core.fault import Unreadable
from roadworthy.core.finding import Location, Route, Span
from roadworthy.core.late_dataclass import dataclass, field
from roadworthy.facts.metadata import Pyproject
from roadworthy.facts.python import Definition, ModuleSummary
from roadworthy.tree.ini import load_ini
from roadworthy.tree.toml import load_toml
from roadworthy.tree.tree import Tree

#: Files that are pytest's alone.
_TOML_FILES, _INI_FILES = ("pytest.toml", ".pytest.toml"), ("pytest.ini", ".pytest.ini")
#: What files of tests are called without settings.
_USUAL = ("test_*.py", "*_test.py")


@dataclass(frozen=True, slots=True)
class SettingsSection:
    """One table of settings: TOML values, or the texts of an INI file; `lines` places the latter's keys."""

    file: str
    route: Route
    values: Mapping[str, Any] = field(repr=False)
    lines: Mapping[str, Span] = field(default_factory=dict, repr=False)

    @property
    def is_toml(self) -> bool:
        """Whether keys can be set by route."""
        return self.file.endswith(".toml")

    def at(self, key: str = "") -> Location:
        """Return the place of a key, or of the table where the key is absent."""
        if self.is_toml:
            return Location(self.file, (*self.route, key) if key in self.values else self.route)
        return Location(self.file, (), self.lines.get(key, self.lines.get("", Span(1, 1, 1, 1))))

    def words(self, key: str) -> tuple[str, ...]:
        """Return a list, or what stands between blanks in a text."""
        value = self.values.get(key)
        if isinstance(value, list):
            return tuple(item for item in value if isinstance(item, str))
        return tuple(value.replace(",", " ").split()) if isinstance(value, str) else ()

    def is_true(self, key: str) -> bool:
        """Tell whether a switch is on, in either way to write it."""
        value = self.values.get(key)
        return value is True or (
            isinstance(value, str) and value.strip().lower() in ("true", "1", "yes", "on")
        )


@dataclass(frozen=True, slots=True)
class PytestSettings:
    """The one table that pytest reads; it ignores the others, even where this one is empty.

    It may lie in a directory in which pytest is started, and is then only for what is below.
    """

    section: SettingsSection

    @property
    def base(self) -> str:
        """The directory that the settings are for, with a slash at its end; "" for the root."""
        return "".join(self.section.file.rpartition("/")[:2])

    @property
    def options(self) -> tuple[str, ...]:
        """The words of `addopts`."""
        return self.section.words("addopts")

    def looks_in(self, path: str) -> bool:
        """Tell whether pytest looks for tests where a file lies, started without a path."""
        if not path.startswith(self.base):
            return True
        path = path.removeprefix(self.base)
        roots = [root.removeprefix("./").strip("/") for root in self.section.words("testpaths")]
        # Each is a directory, a file or a pattern; the root itself is no limit.
        return not roots or any(root in ("", ".") or fnmatchcase(f"{path}/", f"{root}/*") for root in roots)

    def collects(self, module: ModuleSummary) -> bool:
        """Tell whether settings of its own make pytest collect tests from a module."""
        if not any(self.section.words(key) for key in ("python_files", "python_functions", "python_classes")):
            return False
        if not takes_file(self, module.path) or not self.looks_in(module.path):
            return False
        classes = {item.name for item in module.definitions if item.kind == "class" and takes(self, item)}
        cases = test_cases(module)
        return any(
            item.kind != "class"
            and (
                takes(self, item)
                if not item.owner or item.owner in classes
                else item.owner in cases and item.name.startswith("test")
            )
            for item in module.definitions
        )


def takes_file(settings: PytestSettings | None, path: str) -> bool:
    """Tell whether pytest looks for tests in a file, by its name."""
    return any(_fits(pattern, path) for pattern in file_patterns(settings, path))


def file_patterns(settings: PytestSettings | None, path: str) -> tuple[str, ...]:
    """Return the patterns that the name of a file must fit for pytest to look for tests in it."""
    settled = settings is not None and path.startswith(settings.base)
    return (settings.section.words("python_files") if settings and settled else ()) or _USUAL


def takes(settings: PytestSettings | None, item: Definition) -> bool:
    """Tell whether pytest takes a class or function for a test, by its name."""
    key, usual = ("python_classes", "Test") if item.kind == "class" else ("python_functions", "test")
    words = settings.section.words(key) if settings else ()
    return any(_named(pattern, item.name) for pattern in words or (usual,))


def test_cases(module: ModuleSummary) -> frozenset[str]:
    """Return the names of the classes that unittest runs, and pytest whatever its settings: the TestCases."""
    return frozenset(
        item.name
        for item in module.definitions
        if item.kind == "class" and any(base.endswith("TestCase") for base in item.bases)
    )


def _fits(pattern: str, path: str) -> bool:
    return fnmatchcase(path, f"*{pattern}" if "/" in pattern else pattern) or (
        "/" not in pattern and fnmatchcase(path.rpartition("/")[2], pattern)
    )


def _named(pattern: str, name: str) -> bool:
    return name.startswith(pattern) or fnmatchcase(name, pattern)


@fact
def pytest_settings(tree: Tree, pyproject: Pyproject | None) -> PytestSettings | None:
    """Read the first file that pytest would take, in its own order.

    Without any at the root, it is the one below that has pytest's name: there the tests are started.
    """
    for name in (*_TOML_FILES, *_INI_FILES):
        if name in tree.files:
            return _own_file(tree, name)
    for route in (("tool", "pytest", "ini_options"), ("tool", "pytest")):
        table = pyproject.get(dict, *route) if pyproject else None
        if table is not None:
            return PytestSettings(SettingsSection("pyproject.toml", route, table))
    for name, title in (("tox.ini", "pytest"), ("setup.cfg", "tool:pytest")):
        if name in tree.files:
            sections = dict(sections_of(tree, name))
            if title in sections:
                return PytestSettings(sections[title])
    names = (*_TOML_FILES, *_INI_FILES)
    below = [path for path in tree.files if path.endswith(names) and path.rpartition("/")[2] in names]
    return _own_file(tree, below[0]) if len(below) == 1 else None


def _own_file(tree: Tree, path: str) -> PytestSettings:
    """Read a file of settings that is for pytest alone."""
    if path.endswith(_TOML_FILES):
        table = load_toml(tree, path).get("pytest")
        return PytestSettings(SettingsSection(path, ("pytest",), table if isinstance(table, dict) else {}))
    return PytestSettings(dict(sections_of(tree, path)).get("pytest", SettingsSection(path, (), {})))


_COMMAND_FILES = (
    "Makefile",
    "makefile",
    "justfile",
    "Justfile",
    "noxfile.py",
    "manage.py",
    "run_tests.py",
    "runtests.py",
    "setup.py",
    "tasks.py",
    "tox.ini",
    "tox.toml",
)
_COMMAND_SUFFIXES = (".yml", ".yaml", ".sh", ".toml", ".cfg", ".ini", ".md", ".rst", ".txt")
_COMMAND_FOLDERS = ("scripts/", "ci/", "bin/", "tools/", ".ci/", ".github/", ".circleci/", ".gitlab/")


def commands_of(tree: Tree) -> Iterator[tuple[str, str]]:
    """Yield path and text of the files that may hold commands: scripts, settings, pipelines, guides."""
    for path in tree.files:
        inside = path.startswith(_COMMAND_FOLDERS)
        if not (inside or "/" not in path):
            continue
        named = inside or path in _COMMAND_FILES or path.endswith(_COMMAND_SUFFIXES)
        if named and not tree.exceeds(path, 300_000):
            try:
                yield path, tree.text(path, strict=False)
            except Unreadable:
                continue


def sections_of(tree: Tree, path: str) -> Iterator[tuple[str, SettingsSection]]:
    """Yield the sections of an INI file; none of one that cannot be read, which is reported elsewhere."""
    try:
        sections = load_ini(tree, path)
    except Unreadable:
        return
    for section in sections:
        values = {option.name.lower(): "\n".join(option.texts) for option in section.options}
        places = {option.name.lower(): option.span for option in section.options}
        yield section.name, SettingsSection(path, (), values, {"": section.span, **places})
