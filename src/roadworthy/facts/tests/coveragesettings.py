"""The fact `CoverageSettings`: how the project measures its tests."""

from __future__ import annotations

from collections.abc import Iterator

from roadworthy.core.fact import fact
from roadworthy.core.late_dataclass import dataclass
from roadworthy.core.late_re import re
from roadworthy.facts.metadata import Pyproject
from roadworthy.facts.tests.testsettings import SettingsSection, commands_of, sections_of
from roadworthy.tree.tree import Tree

#: Options of coverage.py and pytest-cov that say what the settings could, wherever a command is written.
_COMMANDS = {
    "source": re.compile(r"--cov(?:=|[\"', ]+)[\w.{$/]|--source|--cov-config|--include"),
    "threshold": re.compile(
        r"fail[-_]under|codecov|coveralls|sonar|diff-cover|codacy|smokeshow|py-cov-action"
    ),
}


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
def coverage_settings(tree: Tree, pyproject: Pyproject | None) -> CoverageSettings | None:
    """Read the first file that coverage.py would take, in its own order."""
    for name, prefix in ((".coveragerc", ""), ("setup.cfg", "coverage:"), ("tox.ini", "coverage:")):
        if name in tree.files:
            sections = dict(sections_of(tree, name))
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


def _set_by_commands(tree: Tree) -> Iterator[str]:
    for _, text in commands_of(tree):
        yield from (name for name, pattern in _COMMANDS.items() if pattern.search(text))
