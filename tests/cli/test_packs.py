"""Third-party packs: installed as real distributions, in an environment of their own."""

from __future__ import annotations

import shutil
import subprocess
import sys
import sysconfig
import venv
from collections.abc import Callable
from pathlib import Path

import pytest

EXAMPLE = Path(__file__).parents[2] / "docs" / "example-pack"
Roadworthy = Callable[..., "subprocess.CompletedProcess[str]"]

BROKEN = {
    "roadworthy_broken.py": "raise RuntimeError('this pack does not import')\n",
    "roadworthy_odd.py": """\
from roadworthy import Finding, Severity, hookimpl, rule


@rule(Severity.ERROR, since="1.0")
def odd_signature(something):
    \"\"\"A rule whose parameter has no annotation.\"\"\"
    yield Finding("never", something)


@rule(Severity.ERROR, since="1.0")
def odd_wish(number: complex) -> list:
    \"\"\"A rule that asks for what nobody gives.\"\"\"
    yield Finding("never", number)


@hookimpl
def roadworthy_rules():
    return [odd_signature, odd_wish]
""",
    "roadworthy_crash.py": """\
from collections.abc import Iterator

from roadworthy import Finding, Module, Severity, hookimpl, rule


@rule(Severity.ERROR, since="1.0")
def crash_always(module: Module) -> Iterator[Finding]:
    \"\"\"A rule that raises.\"\"\"
    yield Finding("before the crash", module.at(module.tree.body[0]))
    raise ZeroDivisionError("on purpose")


@hookimpl
def roadworthy_rules() -> list:
    return [crash_always]
""",
}


GROWN = {
    "facts/words.py": """\
from dataclasses import dataclass

from roadworthy import Tree, fact


@dataclass(frozen=True)
class Words:
    \"\"\"How many words the README has.\"\"\"

    number: int


@fact
def words(tree: Tree) -> Words | None:
    return Words(len(tree.text("README.md").split())) if "README.md" in tree.files else None
""",
    "rules/acme_readme_short.py": """\
from collections.abc import Iterator

from roadworthy import Finding, Location, Severity, rule
from roadworthy_acme.facts.words import Words


@rule(Severity.ERROR, since="1.1", group="repository")
def acme_readme_short(words: Words, *, least: int = 3) -> Iterator[Finding]:
    \"\"\"The README is too short.\"\"\"
    if words.number < least:
        yield Finding(f"the README has {words.number} words", Location("README.md"))
""",
    "reports/acme_rules.py": """\
from roadworthy import Report


def acme_rules(report: Report) -> str:
    return " ".join(finding.rule for project in report.projects for finding in project.findings) + "\\n"
""",
}


class Environment:
    """A virtual environment that sees the distributions of this one, and packs of its own."""

    def __init__(self, root: Path) -> None:
        venv.create(root, with_pip=False, symlinks=True)
        self.python = root / ("Scripts" if sys.platform == "win32" else "bin") / "python"
        paths = {"base": str(root), "platbase": str(root)}
        self.site = Path(sysconfig.get_path("purelib", "venv", vars=paths))
        # Not one .pth line for each package: the whole site-packages, its own .pth files with it.
        here = sysconfig.get_path("purelib")
        (self.site / "parent.pth").write_text(f"import site; site.addsitedir({here!r})\n")

    def install(self, source: Path) -> None:
        options = (
            "install --quiet --no-deps --no-build-isolation --no-index --disable-pip-version-check".split()
        )
        done = subprocess.run(
            [sys.executable, "-m", "pip", "--python", str(self.python), *options, str(source)],
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr

    def roadworthy(self, *arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [str(self.python), "-m", "roadworthy", *arguments],
            cwd=cwd,
            capture_output=True,
            text=True,
            check=False,
        )


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> Environment:
    made = Environment(tmp_path_factory.mktemp("environment"))
    made.install(EXAMPLE)
    return made


def broken_pack(directory: Path, module: str) -> Path:
    """Write the source of a distribution with one faulty module, and return its directory."""
    directory.mkdir()
    (directory / f"{module}.py").write_text(BROKEN[f"{module}.py"])
    (directory / "pyproject.toml").write_text(
        f"""\
[build-system]
requires = ["hatchling"]
build-backend = "hatchling.build"

[project]
name = "{module.replace("_", "-")}"
version = "0.1"

[project.entry-points.roadworthy]
{module.removeprefix("roadworthy_")} = "{module}"

[tool.hatch.build.targets.wheel]
only-include = ["{module}.py"]
"""
    )
    return directory


def test_a_pack_adds_a_rule_a_fact_and_a_report_format(environment: Environment, project: Path) -> None:
    (project / "CODEOWNERS").write_text("* @somebody\n")
    found = environment.roadworthy("check", cwd=project)
    assert "CODEOWNERS:1:1: error[acme-owner-missing] no owner starts with `@acme`" in found.stdout
    assert found.returncode == 1

    (project / "CODEOWNERS").write_text("* @acme/platform\n")
    counted = environment.roadworthy(
        "check", "--select", "acme-*", "--output-format", "acme-count", cwd=project
    )
    assert (counted.stdout, counted.returncode) == ("demo 0\n", 0)


def test_a_rule_a_fact_and_a_format_are_one_new_file_each(tmp_path: Path, project: Path) -> None:
    grown = tmp_path / "pack"
    shutil.copytree(EXAMPLE, grown)
    for path, text in GROWN.items():
        (grown / "src" / "roadworthy_acme" / path).write_text(text)
    environment = Environment(tmp_path / "environment")
    environment.install(grown)
    (project / "README.md").write_text("two words\n")
    done = environment.roadworthy(
        "check", "--select", "acme-readme-short", "--output-format", "acme-rules", cwd=project
    )
    assert (done.stdout, done.returncode) == ("acme-readme-short\n", 1)
    assert "- `number: int`" in environment.roadworthy("fact", "Words", cwd=project).stdout


def test_a_pack_is_listed_with_its_version(environment: Environment, project: Path) -> None:
    assert "packs of roadworthy_acme 1.2: acme\n" in environment.roadworthy("--version", cwd=project).stdout


def test_a_rule_of_a_pack_takes_its_options_from_the_settings(
    environment: Environment, project: Path
) -> None:
    (project / "CODEOWNERS").write_text("* @somebody\n")
    (project / "roadworthy.toml").write_text('[rules.acme-owner-missing]\nteam = "@some"\n')
    assert "acme-owner-missing" not in environment.roadworthy("check", cwd=project).stdout


def test_the_pages_of_a_pack_are_tested_by_one_test(environment: Environment) -> None:
    done = subprocess.run(
        [str(environment.python), "-m", "pytest", "-q", "-p", "no:cacheprovider", str(EXAMPLE / "tests")],
        capture_output=True,
        text=True,
        check=False,
        cwd=EXAMPLE,
    )
    assert "1 passed" in done.stdout, done.stdout + done.stderr


def test_a_pack_that_does_not_import_stops_no_other(tmp_path: Path, project: Path) -> None:
    own = Environment(tmp_path / "environment")
    own.install(EXAMPLE)
    own.install(broken_pack(tmp_path / "broken", "roadworthy_broken"))
    done = own.roadworthy("check", cwd=project)
    assert done.returncode == 3
    assert "broken pack `broken`: RuntimeError: this pack does not import" in done.stdout
    assert "roadworthy_broken.py:1: " in done.stdout
    assert "error[acme-owner-missing]" in done.stdout


def test_a_rule_with_a_broken_signature_is_rejected_with_file_and_line(tmp_path: Path, project: Path) -> None:
    own = Environment(tmp_path / "environment")
    own.install(broken_pack(tmp_path / "odd", "roadworthy_odd"))
    done = own.roadworthy("check", cwd=project)
    assert done.returncode == 3
    assert (
        "roadworthy_odd.py:4: broken pack `odd`: rule `odd-signature`: parameter `something`" in done.stdout
    )
    assert (
        "roadworthy_odd.py:10: broken pack `odd`: rule `odd-wish`: no provider gives `complex`" in done.stdout
    )


def test_a_rule_that_raises_is_a_result_of_its_own(tmp_path: Path, project: Path) -> None:
    own = Environment(tmp_path / "environment")
    own.install(broken_pack(tmp_path / "crash", "roadworthy_crash"))
    (project / "src" / "demo" / "model.py").write_text("def f():\n    breakpoint()\n")
    done = own.roadworthy("check", cwd=project)
    assert done.returncode == 3
    assert "rule `crash-always` crashed: ZeroDivisionError: on purpose" in done.stdout
    assert "error[breakpoint-left]" in done.stdout
    assert done.stdout.splitlines()[-1].startswith(
        "demo unknown: the score is unknown; rule `crash-always` crashed"
    )


def test_a_pack_that_the_settings_require_must_be_installed(environment: Environment, project: Path) -> None:
    (project / "roadworthy.toml").write_text('require-packs = ["roadworthy-acme"]\n')
    assert environment.roadworthy("check", cwd=project).returncode == 1
    (project / "roadworthy.toml").write_text('require-packs = ["roadworthy-nobody"]\n')
    done = environment.roadworthy("check", cwd=project)
    assert done.returncode == 3
    assert "broken pack `roadworthy-nobody`: a pack that the settings require is not installed" in done.stdout
