"""What a function asks for and gives, and the functions that cannot be served."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from roadworthy.core.signature import SignatureFault, every, key_of, read_signature, show


class Known:
    """A fact."""


def total(one: Known, many: tuple[Known, ...], some: Known | None, *, limit: int = 3) -> Known | None:
    """Ask for one, for all, and for one that may be absent."""


def test_annotations_say_what_is_asked_for_and_given() -> None:
    found = read_signature(total)
    key = key_of(Known)
    assert [(need.name, need.key, need.optional) for need in found.needs] == [
        ("one", key, False),
        ("many", every(Known), False),
        ("some", key, True),
    ]
    assert (found.gives, found.maybe, found.options) == (key, True, ("limit",))
    assert (show(key), show(every(Known))) == ("Known", "tuple[Known, ...]")


def variadic(*known: Known) -> Known:
    """Ask for any number."""
    return known[0]


def named(**known: Known) -> Known:
    """Ask for any names."""
    return known["a"]


def defaulted(known: Known = Known()) -> Known:  # noqa: B008
    """Ask with a default."""
    return known


def unannotated(known) -> Known:  # type: ignore[no-untyped-def]
    """Ask for nothing that could be told."""
    return known  # type: ignore[no-any-return]


def resultless(known: Known):  # type: ignore[no-untyped-def]
    """Give nothing that could be told."""


def optionless(known: Known, *, limit: int) -> Known:
    """Have an option without a default."""
    return known


def nameless(known: Unknown) -> Known:  # type: ignore[name-defined]  # noqa: F821
    """Ask for what is nowhere."""
    return known  # type: ignore[no-any-return]


@pytest.mark.parametrize(
    ("function", "message"),
    [
        (len, "`<built-in function len>` is not a plain function"),
        (variadic, "`*` and `**` parameters cannot be served"),
        (named, "`*` and `**` parameters cannot be served"),
        (defaulted, "a parameter with a default must be keyword-only: it is an option"),
        (unannotated, "parameter `known` has no annotation"),
        (resultless, "the result has no annotation"),
        (optionless, "option `limit` has no default"),
        (nameless, "an annotation cannot be read: name 'Unknown' is not defined"),
    ],
)
def test_a_function_that_cannot_be_served_is_a_fault_with_its_place(
    function: Callable[..., Any], message: str
) -> None:
    with pytest.raises(SignatureFault) as caught:
        read_signature(function)
    problem = caught.value.problem
    assert problem.message == message
    assert str(caught.value).endswith(f": {message}")
    if function is len:
        assert (problem.file, problem.line) == ("<unknown>", 0)
    else:
        assert problem.file == __file__
        assert problem.line == function.__code__.co_firstlineno
