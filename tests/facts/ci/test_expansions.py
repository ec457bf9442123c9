"""What a few lines of a pipeline stand for is bounded, in steps and in memory, and the rest is told of."""

from __future__ import annotations

import tracemalloc

import pytest

from roadworthy.facts.ci import Verb
from roadworthy.facts.shell import shell_commands
from tests.counting import within
from tests.facts.ci.expansions import EXPANSIONS
from tests.facts.ci.support import project

#: Steps that any project may take, and bytes that may be in use at a time.
_STEPS = 12_000_000
_MEMORY = 120_000_000
#: Of what is larger, those whose parts multiply in memory.
_WIDE = (
    *("keywords that jobs inherit", "variables of every job", "parameters of every job"),
    *("targets of one rule", "long names of tox", "long variables", "settings of tox that grow"),
)


@pytest.mark.parametrize("name", EXPANSIONS)
def test_what_stands_for_much_is_bounded(name: str) -> None:
    files = dict(EXPANSIONS[name])
    found = within(_STEPS, lambda: project(files))
    assert sum(len(ran.acts) for ran in found.jobs) <= 100_000
    if sum(map(len, files.values())) < 5_000 or name in _WIDE:
        tracemalloc.start()
        try:
            project(files)
            assert tracemalloc.get_traced_memory()[1] < _MEMORY
        finally:
            tracemalloc.stop()


@pytest.mark.parametrize(
    "name",
    [
        *(
            "parameters that grow",
            "settings of tox that grow",
            "a variable that doubles",
        ),
        *("commands that grow", "long variables"),
    ],
)
def test_what_was_cut_is_told(name: str) -> None:
    found = project(dict(EXPANSIONS[name]))
    told = {unseen.what for ran in found.jobs for unseen in ran.unseen} | {one.what for one in found.unseen}
    assert any("characters" in what for what in told)


@pytest.mark.parametrize(
    "name", ["make in every job", "templates of jobs", "variables of every job", "runners of runners"]
)
def test_what_was_not_followed_is_told(name: str) -> None:
    found = project(dict(EXPANSIONS[name]))
    told = {unseen.what for ran in found.jobs for unseen in ran.unseen} | {one.what for one in found.unseen}
    assert any("more than" in what or "too deep" in what for what in told)
    assert found.answer(Verb.AUDITS).value == "unknown"


def test_what_ends_in_time_is_followed() -> None:
    make = "all: a b\na b: c\n\tpytest $@\nc:\n\truff check .\n"
    found = project(
        {".github/workflows/ci.yml": "on: push\njobs: {x: {steps: [{run: make}]}}\n", "Makefile": make}
    )
    acts = {" ".join(act.words) for ran in found.jobs for act in ran.acts}
    assert acts == {"ruff check .", "pytest a", "pytest b"}


@pytest.mark.parametrize(
    ("script", "words"),
    [
        ("a'b'\"c\"d e", ("abcd", "e")),
        ('"a ${{ x }} b" c', ("a ${{ x }} b", "c")),
        ('"a ${{ x" c', ("a ${{ x", "c")),
        ("a 2>x b", ("a", "b")),
        ('"a<b>\nc" d', ("a<b>\nc", "d")),
    ],
)
def test_words_are_joined_from_their_pieces(script: str, words: tuple[str, ...]) -> None:
    assert shell_commands(script)[0].words == words
