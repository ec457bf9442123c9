"""Which tools do what, by their arguments."""

from __future__ import annotations

import re
from itertools import pairwise

from roadworthy.facts.ci.deploying import deploys
from roadworthy.facts.ci.imaging import image_acts
from roadworthy.facts.ci.packaging import packaging_acts
from roadworthy.facts.ci.verbs import Verb, Words

#: Arguments with which a tool says something about itself, or about the tests, and checks nothing.
_IDLE = frozenset(
    "--version -V --help -h --collect-only --co --fixtures --markers --setup-plan --list-sessions --list"
    " --listenvs"
    " --showconfig --show-config --showlocals-only --env --rules --list-checks".split()
)
_TESTS = frozenset(
    "pytest py.test unittest unittest2 nose nosetests nose2 behave stestr ward trial green testr"
    " zope-testrunner"
    " slipcover mutmut ptr pytest-3 testflo twisted.trial lettuce aloe radish avocado runtests.py"
    " runtests xmlrunner junitxml.main testtools.run subunit.run HtmlTestRunner doctest ptw".split()
)
_LINTS = frozenset(
    "flake8 pylint pycodestyle pyflakes pydocstyle pep8 pylama prospector flakehell flakeheaven vulture"
    " pyroma"
    " docformatter interrogate codespell refurb pylint-fail-under wemake-python-styleguide autoflake8"
    " sourcery"
    " fixit pyre-lint darglint pydoclint nbqa super-linter megalinter mega-linter-runner lint-imports"
    " radon xenon trunk qlty pycln unimport"
    " cpplint isort-check yapf-check djlint curlylint sonar-scanner pylint_runner pylint-runner".split()
)
#: Tools that rewrite files unless they are told to check.
_FORMATTERS = {
    "black": ("--check", "--diff"),
    "isort": ("--check", "--check-only", "-c", "--diff"),
    "yapf": ("--diff", "-d", "-q", "--quiet"),
    "autopep8": ("--diff", "-d", "--exit-code"),
    "blue": ("--check",),
    "usort": ("check",),
    "pyupgrade": ("",),
    "docformatter": ("--check", "-c"),
    "darker": ("--check", "--diff", "-L", "--lint"),
    "autoflake": ("--check", "-c", "--check-diff"),
    "ufmt": ("check", "diff"),
}
_TYPES = frozenset(
    "mypy pyright basedpyright pytype pyre dmypy pyrefly zuban beartype-check stubtest".split()
)
_AUDITS = frozenset(
    "pip-audit pip_audit safety bandit semgrep snyk trivy grype osv-scanner gitleaks trufflehog"
    " detect-secrets"
    " dependency-check.sh horusec sonar-scanner jake skjold checkov pyupio-safety whispers dlint"
    " pip-licenses-audit"
    " liccheck-audit syft anchore-cli ggshield twistcli wiz fossa".split()
)
#: Options of pytest that start a linter, each of a plugin.
_LINTING = frozenset(
    "--black --codestyle --docstyle --flake8 --flakes --isort --pep8 --pycodestyle --pydocstyle --pylama"
    " --pylint --ruff --ruff-format --with-flake8 --with-pylint --with-pep8".split()
)
#: Tools that install, build and upload; see `packaging.py`.
_PACKAGING = frozenset(
    "pip pip-sync pip-compile conda mamba micromamba pipenv poetry pdm uv hatch flit rye pixi setup.py"
    " maturin build twine pyproject-build".split()
)


def tool_acts(words: Words) -> list[tuple[Verb, str]]:
    """Return what a tool does with these arguments: verbs with details; none for what checks nothing.

    The first word is the tool's plain name: without a path, a version and what starts it.
    """
    tool, rest = words[0], words[1:]
    if tells(words):
        return []
    if tool in _PACKAGING:
        return packaging_acts(tool, rest)
    found = _checks(tool, rest)
    found += image_acts(tool, rest)
    if deploys(tool, rest):
        found.append((Verb.DEPLOYS, tool))
    if (tool == "alembic" and "upgrade" in rest) or tool in ("flyway", "aerich", "yoyo", "dbmate", "atlas"):
        found.append((Verb.MIGRATES, tool))
    return found


def tells(words: Words) -> bool:
    """Tell whether a tool only says something about itself, or about the tests."""
    rest = words[1:]
    return not _IDLE.isdisjoint(rest) or rest[:1] in (("version",), ("help",))


def checks(tool: str, rest: Words) -> list[tuple[Verb, str]]:
    """Return what a linter, type checker or scanner checks with these arguments; none of other programs."""
    known = tool in _LINTS or tool in _FORMATTERS or tool in _TYPES or tool in _AUDITS or tool == "ruff"
    return tool_acts((tool, *rest)) if known else []


def _checks(tool: str, rest: Words) -> list[tuple[Verb, str]]:
    found: list[tuple[Verb, str]] = []
    if tool in _TESTS:
        found.append((Verb.TESTS, tool))
        if any(word.startswith(("--nbval", "--nbmake")) for word in rest):
            found.append((Verb.NOTEBOOKS, tool))
        found += plugin_acts(tool, rest)
    elif tool == "ruff":
        found += _ruff(rest)
    elif (tool in _LINTS and tool not in _FORMATTERS) or (
        tool in _FORMATTERS and (set(_FORMATTERS[tool]) & set(rest) or "" in _FORMATTERS[tool])
    ):
        found.append((Verb.LINTS, tool))
    if tool in _TYPES and rest[:1] not in (("stop",), ("config",), ("init",)):
        found.append((Verb.TYPES, tool))
    if tool == "ty" and rest[:1] == ("check",):
        found.append((Verb.TYPES, tool))
    if (tool in _AUDITS and rest[:1] not in (("auth",), ("login",), ("config",), ("test",))) or (
        tool == "snyk" and "test" in rest
    ):
        found.append((Verb.AUDITS, tool))
    if tool in ("papermill", "treon", "jupytext-run") or (
        tool in ("jupyter", "nbconvert") and "--execute" in rest
    ):
        found.append((Verb.NOTEBOOKS, tool))
    if tool in (
        "check-wheel-contents",
        "abi3audit",
        "roadworthy",
        "wheel-inspect",
        "auditwheel",
        "check-sdist",
    ):
        found.append((Verb.CHECKS_WHEEL, tool))
    if tool == "cibuildwheel":
        found.append((Verb.BUILDS_WHEEL, tool))
    if tool in ("evidently", "nannyml", "whylogs"):
        found.append((Verb.MONITORS, tool))
    if "--exit-zero" in rest:
        return []
    return found


def plugin_acts(tool: str, rest: Words) -> list[tuple[Verb, str]]:
    """Return what the plugins of pytest check that these options switch on."""
    found = [(Verb.LINTS, tool)] if not _LINTING.isdisjoint(rest) else []
    return found + ([(Verb.TYPES, tool)] if "--mypy" in rest else [])


def _ruff(rest: Words) -> list[tuple[Verb, str]]:
    command = next((word for word in rest if not word.startswith("-")), "")
    if command == "format" and not {"--check", "--diff"} & set(rest):
        return []
    if command in ("rule", "clean", "server", "config", "linter", "analyze"):
        return []
    found = [(Verb.LINTS, "ruff")]
    selected = [value for option, value in pairwise(rest) if option in ("--select", "--extend-select")]
    selected += [
        word.partition("=")[2] for word in rest if word.startswith(("--select=", "--extend-select="))
    ]
    if any(re.fullmatch(r"S\d*|ALL", code) for text in selected for code in text.split(",")):
        found.append((Verb.AUDITS, "ruff"))
    return found
