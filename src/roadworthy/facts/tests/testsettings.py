"""The facts `PytestSettings` and `CoverageSettings`: how the project runs and measures its tests."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase
from typing import Any

from roadworthy.core.fact import fact
from roadworthy.core.fault import Unreadable
from roadworthy.core.finding import Location, Route, Span
from roadworthy.core.late_dataclass import dataclass, field
from roadworthy.core.late_re import re
from roadworthy.facts.metadata import Pyproject
from roadworthy.facts.python import Definition, ModuleSummary
from roadworthy.tree.ini import load_ini
from roadworthy.tree.toml import load_toml
from roadworthy.tree.tree import Tree


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
    """The one table that pytest reads; it ignores the others, even where this one is empty."""

    section: SettingsSection

    @property
    def options(self) -> tuple[str, ...]:
        """The words of `addopts`."""
        return self.section.words("addopts")

    def looks_in(self, path: str) -> bool:
        """Tell whether pytest looks for tests where a file lies, started without a path."""
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
    words = settings.section.words("python_files") if settings else ()
    return any(_fits(pattern, path) for pattern in words or ("test_*.py", "*_test.py"))


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


@dataclass(frozen=True, slots=True)
class CoverageSettings:
    """The tables of coverage.py: `run` says what to measure, `report` what is good enough.

    `set_elsewhere` holds those of `source` and `threshold` that a command in the project's other files
    (tox.ini, noxfile.py, workflows, scripts) gives, or that an outside service may judge.
    """

    run: SettingsSection | None
    report: SettingsSection | None
    set_elsewhere: frozenset[str] = frozenset()

    @property
    def uses_covdefaults(self) -> bool:
        """Whether the plugin `covdefaults` sets a source, a threshold and what is excluded."""
        return self.run is not None and "covdefaults" in self.run.words("plugins")


@fact
def pytest_settings(tree: Tree, pyproject: Pyproject | None) -> PytestSettings | None:
    """Read the first file that pytest would take, in its own order."""
    for name in ("pytest.toml", ".pytest.toml"):
        if name in tree.files:
            data = load_toml(tree, name)
            table = data.get("pytest")
            return PytestSettings(
                SettingsSection(name, ("pytest",), table if isinstance(table, dict) else {})
            )
    for name in ("pytest.ini", ".pytest.ini"):
        if name in tree.files:
            sections = dict(_ini(tree, name))
            return PytestSettings(sections.get("pytest", SettingsSection(name, (), {})))
    for route in (("tool", "pytest", "ini_options"), ("tool", "pytest")):
        table = pyproject.get(dict, *route) if pyproject else None
        if table is not None:
            return PytestSettings(SettingsSection("pyproject.toml", route, table))
    for name, title in (("tox.ini", "pytest"), ("setup.cfg", "tool:pytest")):
        if name in tree.files:
            sections = dict(_ini(tree, name))
            if title in sections:
                return PytestSettings(sections[title])
    return None


@fact
def coverage_settings(tree: Tree, pyproject: Pyproject | None) -> CoverageSettings | None:
    """Read the first file that coverage.py would take, in its own order."""
    for name, prefix in ((".coveragerc", ""), ("setup.cfg", "coverage:"), ("tox.ini", "coverage:")):
        if name in tree.files:
            sections = dict(_ini(tree, name))
            run, report = sections.get(f"{prefix}run"), sections.get(f"{prefix}report")
            if run or report:
                return CoverageSettings(run, report, frozenset(_set_by_commands(tree)))
    tables = {}
    for key in ("run", "report"):
        table = pyproject.get(dict, "tool", "coverage", key) if pyproject else None
        if table is not None:
            tables[key] = SettingsSection("pyproject.toml", ("tool", "coverage", key), table)
    return (
        CoverageSettings(tables.get("run"), tables.get("report"), frozenset(_set_by_commands(tree)))
        if tables
        else None
    )


#: Options of coverage.py and pytest-cov that say what the settings could, wherever a command is written.
_COMMANDS = {
    "source": re.compile(r"--cov(?:=|[\"', ]+)[\w.{$/]|--source|--cov-config|--include"),
    "threshold": re.compile(
        r"fail[-_]under|codecov|coveralls|sonar|diff-cover|codacy|smokeshow|py-cov-action"
    ),
}
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


def _set_by_commands(tree: Tree) -> Iterator[str]:
    for _, text in commands_of(tree):
        yield from (name for name, pattern in _COMMANDS.items() if pattern.search(text))


def _ini(tree: Tree, path: str) -> Iterator[tuple[str, SettingsSection]]:
    """Yield the sections of an INI file; none of one that cannot be read, which is reported elsewhere."""
    try:
        sections = load_ini(tree, path)
    except Unreadable:
        return
    for section in sections:
        values = {option.name.lower(): "\n".join(option.texts) for option in section.options}
        places = {option.name.lower(): option.span for option in section.options}
        yield section.name, SettingsSection(path, (), values, {"": section.span, **places})
