"""Classes that ask another object for what they do not have."""

from __future__ import annotations

import pytest

from tests.facts.tests.test_public import functions

MODEL = """
from framework import Proxy


class Table:
    def upsert(self, row):
        return [row]

    def purge(self):
        return [] + []


class Database{bases}:
    def __init__(self):
        self.table = Table()
        self.purge = None

    def rows(self):
        return self.table

{forward}
"""
BY_NAME = "    def __getattr__(self, name):\n        return getattr(self.rows(), name)\n"
ALL = "    def __getattribute__(self, name):\n        return getattr(self.rows(), name)\n"
NONE = "    def _at(self, name):\n        return name\n"


def reached(test: str, forward: str, bases: str = "") -> bool:
    model = MODEL.format(forward=forward, bases=bases)
    found = functions("from demo.model import Database\n\n\n" + test, model=model)
    return found["demo.model.Table.upsert"].reached


FIXTURE = "import pytest\n\n\n@pytest.fixture\ndef db():\n    yield Database()\n\n\n"
TYPED = FIXTURE + "def test_it(db: Database):\n    assert db.upsert(1)\n"
GIVEN = FIXTURE + "def test_it(db):\n    assert db.upsert(1)\n"
MADE = "def test_it():\n    assert Database().upsert(1)\n"
HEIR = "class Mine(Database):\n    pass\n\n\ndef test_it(db: Mine):\n    assert Mine() and db.upsert(1)\n"


@pytest.mark.parametrize("forward", [BY_NAME, ALL])
@pytest.mark.parametrize("test", [TYPED, MADE, GIVEN, HEIR])
def test_what_a_class_lacks_may_be_asked_of_another_object(test: str, forward: str) -> None:
    assert reached(test, forward)


def test_a_method_may_ask_its_own_object_for_it() -> None:
    test = "def test_it():\n    assert Database().add()\n"
    assert reached(test, BY_NAME + "\n    def add(self):\n        return self.upsert(2)\n")


@pytest.mark.parametrize("test", [TYPED, MADE, GIVEN, HEIR])
def test_a_class_that_forwards_nothing_has_only_what_it_defines(test: str) -> None:
    assert not reached(test, NONE)


def test_a_base_from_elsewhere_may_forward_what_is_asked_for() -> None:
    assert reached(TYPED, NONE, "(Proxy)")
    assert not reached(TYPED, NONE, "(object)")


def test_what_the_class_has_itself_is_not_asked_of_others() -> None:
    test = "def test_it(db: Database):\n    assert Database() and db.purge is db.rows().x\n"
    found = functions(
        "from demo.model import Database\n\n\n" + test, model=MODEL.format(forward=BY_NAME, bases="")
    )
    assert not found["demo.model.Table.purge"].reached
