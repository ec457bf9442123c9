"""What is recorded of real artifacts is well formed, and all errors and warnings were read."""

from __future__ import annotations

from roadworthy import Severity
from roadworthy.commands.plugins import load_plugins
from tests.ecosystem.artifacts import recorded

DATA = recorded()
FILES = DATA["files"]


def test_the_artifacts_are_of_all_kinds() -> None:
    platforms = {platform for _, platform in FILES.values()}
    assert {"any", "sdist", "win_amd64", "musllinux_1_2_x86_64"} <= platforms
    assert any(platform.startswith("manylinux") for platform in platforms)
    assert any(platform.startswith("macosx") for platform in platforms)
    assert all(name.endswith(".tar.gz") == (platform == "sdist") for name, (_, platform) in FILES.items())


def test_only_known_rules_and_files_are_counted() -> None:
    rules = load_plugins().rules
    assert {rules[name].group for name in DATA["counts"]} <= {"artifacts", "engine"}
    assert {file for counts in DATA["counts"].values() for file in counts} <= FILES.keys()


def test_every_error_and_warning_is_explained_and_nothing_else() -> None:
    rules = load_plugins().rules
    loud = [name for name in DATA["counts"] if rules[name].severity is not Severity.NOTE]
    counted = {(rule, file) for rule in loud for file in DATA["counts"][rule]}
    assert {(rule, file) for rule, reasons in DATA["explained"].items() for file in reasons} == counted
    assert all(reason for reasons in DATA["explained"].values() for reason in reasons.values())


def test_no_error_or_warning_is_found_in_a_third_of_the_files() -> None:
    rules = load_plugins().rules
    loud = {
        name: files for name, files in DATA["counts"].items() if rules[name].severity is not Severity.NOTE
    }
    assert [name for name, files in loud.items() if len(files) * 3 >= len(FILES)] == []
