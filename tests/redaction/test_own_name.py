"""A password that is the own name of a project or a directory is a default, and hides that name nowhere."""

from __future__ import annotations

import pytest

from roadworthy.commands.redactors import redactor_of
from roadworthy.tree.tree import MemoryTree

COMPOSE = b"services:\n  db:\n    environment:\n      POSTGRES_PASSWORD: mealbook\n"


@pytest.mark.parametrize(
    ("toml", "shown"),
    [
        (b"[project]\nname = 'Mealbook'\n", "mealbook failed"),
        (b"[project]\nname = 'other'\n", "*** failed"),
        (b"[project\n", "*** failed"),
    ],
    ids=["own", "other", "unreadable"],
)
def test_a_declared_name_is_shown(toml: bytes, shown: str) -> None:
    redactor = redactor_of([MemoryTree({"compose.yml": COMPOSE, "pyproject.toml": toml})])
    assert redactor.text("mealbook failed") == shown


def test_a_directory_s_name_is_shown() -> None:
    redactor = redactor_of([MemoryTree({"ranger/compose.yml": b"POSTGRES_PASSWORD: ranger\n"})])
    assert redactor.text("ranger/compose.yml") == "ranger/compose.yml"


def test_a_part_of_a_directory_s_name_is_hidden() -> None:
    redactor = redactor_of([MemoryTree({"rangers/compose.yml": b"POSTGRES_PASSWORD: ranger\n"})])
    assert redactor.text("it is ranger") == "it is ***"


@pytest.mark.parametrize("path", ["mealbook_sdk/__init__.py", "sdk/mealbook.py", "my-mealbook-sdk/notes.txt"])
def test_a_word_of_a_name_that_paths_show_hides_nothing(path: str) -> None:
    redactor = redactor_of([MemoryTree({"compose.yml": COMPOSE, path: b""})])
    assert redactor.text("mealbook_sdk/client.py") == "mealbook_sdk/client.py"


@pytest.mark.parametrize("path", ["mealbooks_sdk/__init__.py", "sdk/mealbook.txt", "sdk/mymealbook.py"])
def test_the_name_of_a_document_and_a_part_of_a_word_show_nothing(path: str) -> None:
    redactor = redactor_of([MemoryTree({"compose.yml": COMPOSE, path: b""})])
    assert redactor.text("the password is mealbook") == "the password is ***"
