"""Classes that inherit from one of the standard library, which calls only methods that it has itself."""

from __future__ import annotations

import pytest

from tests.facts.tests.test_public import functions

TEST = "from demo.model import {}\n\n\ndef test_it():\n    assert {}()\n"
KNOWN = [
    ("", "dict"),
    ("", "ValueError"),
    ("from collections.abc import MutableMapping\n", "MutableMapping[str, int]"),
    ("import collections.abc as _abc\n", "_abc.MutableMapping"),
    ("import collections\n", "collections.abc.Mapping"),
    ("import collections.abc\n", "collections.abc.Mapping"),
    ("from collections import abc\n", "abc.Mapping"),
    ("import enum\n", "str, enum.Enum"),
    ("from typing import NamedTuple\n", "NamedTuple"),
    (
        "try:\n    from collections.abc import Mapping\n"
        "except ImportError:\n    from collections import Mapping\n",
        "Mapping",
    ),
    ("class Base(dict):\n    pass\n\n\n", "Base"),
]
ELSEWHERE = [
    ("from immutables import Mapping\n", "Mapping"),
    ("import torch\n", "torch.Module"),
    ("import collections\n", "collections.abc.Mapping, Framework"),
    ("try:\n    from enum import Enum\nexcept ImportError:\n    from backport import Enum\n", "Enum"),
    ("from framework import *\n", "dict"),
    ("from framework import dict\n", "dict"),
    ("dict = make()\n", "dict"),
    ("from threading import Thread\n", "Thread"),
    ("class Base(Framework):\n    pass\n\n\n", "Base"),
]


def source(head: str, bases: str) -> str:
    return (
        f"{head}class Table({bases}):\n    def walk(self):\n        return list(self)\n\n"
        "    def update(self, rows):\n        return len(rows)\n"
    )


@pytest.mark.parametrize(("head", "bases"), KNOWN)
def test_a_method_that_the_base_does_not_have_is_owed_a_test(head: str, bases: str) -> None:
    found = functions(TEST.format("Table", "Table"), model=source(head, bases))
    # The base may call `update` itself.
    assert {name.rpartition(".")[2]: function.reached for name, function in found.items()} == {"walk": False}


@pytest.mark.parametrize(("head", "bases"), KNOWN)
def test_a_method_that_a_test_calls_is_reached(head: str, bases: str) -> None:
    test = TEST.format("Table", "Table") + "    assert Table().walk()\n"
    assert functions(test, model=source(head, bases))["demo.model.Table.walk"].reached


@pytest.mark.parametrize(("head", "bases"), ELSEWHERE)
def test_a_base_from_elsewhere_may_call_any_method(head: str, bases: str) -> None:
    assert not functions(TEST.format("Table", "Table"), model=source(head, bases))


def test_what_a_method_calls_that_the_base_may_call_is_reached() -> None:
    model = "class Table(dict):\n    def update(self, rows):\n        return count(rows)\n\n"
    model += "    def walk(self):\n        return other()\n\n\ndef count(rows):\n    return len(rows)\n\n\n"
    model += "def other():\n    return [1]\n"
    found = functions(TEST.format("Table", "Table"), model=model)
    assert found["demo.model.count"].reached
    assert not found["demo.model.other"].reached


def test_a_class_counts_as_others_of_its_name_do() -> None:
    found = functions(
        "from demo import model, other\n\n\ndef test_it():\n    assert model.Table() and other.Table()\n",
        model=source("", "dict"),
        other=source("from framework import Base\n", "Base"),
    )
    # By its name alone, either may be meant.
    assert not found


def test_a_member_of_an_enumeration_may_be_read_by_the_enumeration() -> None:
    model = "import enum\n\n\ndef first():\n    return 1\n\n\nclass Steps(enum.Enum):\n    FIRST = first\n"
    model += "\n\ndef apart():\n    return 2\n"
    found = functions(TEST.format("Steps", "list(Steps) or Steps"), model=model)
    assert found["demo.model.first"].reached
    assert not found["demo.model.apart"].reached
