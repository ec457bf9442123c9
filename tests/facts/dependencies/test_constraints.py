"""Which constraints Poetry and Pipenv can read: as poetry-core 2 and pipenv 2026 did with each of these."""

from __future__ import annotations

import pytest

from roadworthy import is_constraint

POETRY = [
    *(
        "1.26.4",
        ">=2.*",
        "^6.0 <7",
        "^1.16 || ^2",
        "=2.31",
        "==2.31.*",
        "~2",
        "^2.0rc1",
        "*",
        "!=2.*",
        ">2.*",
    ),
    *("<3.*", ">= 2, < 3 ", ">=1 , <2", "1.0+cpu", "~=3", "x", "v1.2", "^v1.2", "> 1.0.dev0", ">=1.0|<0.5"),
    *("1.2.3.4.5", "~ 1.2", "^1.0.0-beta.1", "1.0-1", ">=2.7, !=3.0.*, !=3.1.*", "^3.9,", "^3.9 ", "==1.0, "),
]
NOT_POETRY = [
    *(
        "=>2.31",
        "~=3.0.x",
        "latest",
        "8.x",
        ">=13,<",
        "2.*.1",
        "^2.*",
        "2 - 3",
        "@ 1",
        "^",
        "~3.6.x",
        "===1.0",
    ),
    *("==1.x", "none", "dev-master"),
]
PIPENV = ["1.26.4", "=2.31", "", "*", "~=2.0", "==2.*", ">=2,<3", "> 1", "2.*", "===1.0", "==1.0, ", "1.0b1"]
NOT_PIPENV = [">=2.*", "^3.0", "latest", "~2.0", ">=1.0||<0.5", ">=1.0 <2"]


@pytest.mark.parametrize("text", POETRY)
def test_poetry_reads_it(text: str) -> None:
    assert is_constraint("poetry", text)


@pytest.mark.parametrize("text", NOT_POETRY)
def test_poetry_refuses_it(text: str) -> None:
    assert not is_constraint("poetry", text)


@pytest.mark.parametrize("text", PIPENV)
def test_pipenv_reads_it(text: str) -> None:
    assert is_constraint("pipenv", text)


@pytest.mark.parametrize("text", NOT_PIPENV)
def test_pipenv_refuses_it(text: str) -> None:
    assert not is_constraint("pipenv", text)


def test_of_other_managers_nothing_is_known() -> None:
    assert is_constraint("pixi", "2.*|3.*")
