"""What is known of the object that an attribute is asked of, and so what tests lead to."""

from __future__ import annotations

import pytest

from tests.facts.tests.test_public import functions

#: Two classes with methods of the same names; a test that reaches both as classes, and one method by name.
MODEL = """
import io
import json


class Router:
    def match(self):
        x = 1
        return x

    def keys(self):
        x = 2
        return x


class Query:
    def match(self):
        x = 3
        return x

    def keys(self):
        x = 4
        return x


def use(item):
    return item


{}
"""
TEST = """
from demo import model


def test():
    assert model.use(model.Router) and model.use(model.Query)
    {}
"""


def reached(body: str, test: str) -> set[str]:
    found = functions(TEST.format(test), model=MODEL.format(body))
    names = ("Router.match", "Router.keys", "Query.match", "Query.keys")
    return {name for name in names if found[f"demo.model.{name}"].reached}


BOTH = {"Router.match", "Query.match"}
RUN = "def run():\n    item = make()\n    return item.match()\n\n"
KEYS = {"Router.keys", "Query.keys"}


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("def run(item):\n    return item.match()\n", BOTH),
        ("def run(item: Router):\n    return item.match()\n", {"Router.match"}),
        ("def run(item: 'Router | None' = None):\n    return item.match()\n", {"Router.match"}),
        ("def run(item: Router):\n    item = use(item)\n    return item.match()\n", BOTH),
        ("def run(item: 'Callable[[], Router]'):\n    return item.match()\n", BOTH),
        ("def run():\n    item = Router()\n    return item.match()\n", {"Router.match"}),
        ("def run():\n    item = Router() if use(1) else Query()\n    return item.match()\n", BOTH),
        (
            RUN + "def make():\n    return Router()\n",
            {"Router.match"},
        ),
        (
            RUN + "def make() -> Router:\n    return use(1)\n",
            {"Router.match"},
        ),
        (RUN + "def make():\n    return use(1)\n", BOTH),
        ("def run():\n    return {}.keys()\n", set()),
        ("def run():\n    found = dict(a=1)\n    return found.keys()\n", set()),
        ("def run():\n    found = dict(a=Router())\n    return found.get('a').match()\n", BOTH),
        ("def run(found: dict[str, int]):\n    return found.keys()\n", set()),
        ("def run(found: 'Mapping[str, int]'):\n    return found.keys()\n", KEYS),
        ("def run():\n    found = {}\n    found = use(found)\n    return found.keys()\n", KEYS),
        ("def run():\n    return json.loads('').keys()\n", set()),
        ("def run():\n    for item in [Router()]:\n        item.match()\n", BOTH),
        ("def run():\n    item = Router()\n    return [item.match() for item in use(1)]\n", BOTH),
    ],
)
def test_an_attribute_is_of_what_the_name_is_bound_to(body: str, expected: set[str]) -> None:
    assert reached(body, "model.run()") == expected


HOLDER = """
class Holder:
    def __init__(self, given):
        self.router = Router()
        self.given = given
        {}

    def run(self):
        return self.router.match()

    def look(self):
        return self.given.match()
"""


@pytest.mark.parametrize(
    ("inside", "test", "expected"),
    [
        ("", "model.Holder(1).run()", {"Router.match"}),
        ("", "model.Holder(1).look()", BOTH),
        ("self.router = use(given)", "model.Holder(1).run()", BOTH),
        ("setattr(self, given, given)", "model.Holder(1).run()", BOTH),
        ("", "holder = model.Holder(1); holder.router = model.use(2); holder.run()", BOTH),
    ],
)
def test_an_attribute_of_self_is_what_the_class_binds(inside: str, test: str, expected: set[str]) -> None:
    assert reached(HOLDER.format(inside), test) == expected


def test_what_a_descriptor_holds_is_something_else() -> None:
    body = """
class Field:
    def __get__(self, owner, kind):
        return Router()


class Form:
    router = Field()

    def run(self):
        return self.router.match()
"""
    assert reached(body, "model.Form().run()") == BOTH


def test_super_means_what_the_class_inherits_from() -> None:
    body = """
class Base:
    def match(self):
        return 1


class Heir(Base):
    def run(self):
        return super().match()
"""
    assert reached(body, "model.Heir().run()") == set()


@pytest.mark.parametrize(
    ("setter", "expected"),
    [("", False), ("    @name.setter\n    def name(self, value):\n        self._name = value\n", True)],
)
def test_what_is_only_bound_runs_no_property_without_a_setter(setter: str, expected: bool) -> None:
    source = f"class Model:\n    @property\n    def name(self):\n        x = 1\n        return x\n{setter}"
    test = "from demo.model import Model\n\ndef test(other):\n    assert Model()\n    other.name = 1\n"
    assert functions(test, model=source)["demo.model.Model.name"].reached is expected


TABLE = (
    "def first():\n    x = 1\n    return x\n\ndef second():\n    x = 2\n    return x\n\n"
    "def table(name):\n    return {}\n"
)


@pytest.mark.parametrize(
    ("look", "expected"),
    [
        ("[item for item in globals().values()]", {"first", "second"}),
        ("globals()[name]", {"first"}),
        ("globals().get(name)", {"first"}),
        ("getattr(name, name)", set()),
        ("getattr(sys.modules[__name__], name)", {"first", "second"}),
        ("eval(name)", {"first"}),
    ],
)
def test_what_looks_up_names_of_its_module_reaches_them(look: str, expected: set[str]) -> None:
    test = "from demo.model import table\n\ndef test():\n    assert table('first')\n"
    found = functions(test, model=TABLE.format(look))
    assert {name for name in ("first", "second") if found[f"demo.model.{name}"].reached} == expected


@pytest.mark.parametrize(
    ("test", "expected"),
    [
        ("import demo\n\ndef test():\n    assert getattr(demo, 'fit')()\n", True),
        ("import demo.other\n\ndef test(x):\n    assert getattr(x, 'fit')() and demo.other.first()\n", False),
    ],
)
def test_a_string_is_a_name_of_modules_that_are_passed_around(test: str, expected: bool) -> None:
    found = functions(
        test,
        __init__="from demo.model import fit\n",
        model="def fit():\n    x = 1\n    return x\n",
        other="def first():\n    x = 1\n    return x\n",
    )
    assert found["demo.model.fit"].reached is expected


SHOWN = """
class Model:
    def __init__(self):
        self.a = 1

    @property
    def name(self):
        x = 1
        return x

    def fit(self):
        x = 2
        return x

    def show(self, fields):
        for field in fields:
            {}
"""


@pytest.mark.parametrize(
    ("look", "expected"),
    [
        ("print(f'{getattr(self, field)}')", {"name"}),
        ("value = getattr(self, field)\n            if value: print(f'{value}')", {"name"}),
        ("assert getattr(self, field) == 1 and isinstance(getattr(self, field), int)", {"name"}),
        ("getattr(self, field)()", {"fit", "name"}),
        ("value = getattr(self, field)\n            if value: value()", {"fit", "name"}),
        ("return getattr(self, field)", {"fit", "name"}),
        ("use(getattr(self, field))", {"fit", "name"}),
        ("print(dir(self))", {"fit", "name"}),
        ("print(getattr(self, 'a'))", set()),
    ],
)
def test_what_a_class_looks_up_on_itself_runs_if_it_is_called(look: str, expected: set[str]) -> None:
    test = "from demo.model import Model\n\ndef test():\n    assert Model().show(['a'])\n"
    found = functions(test, model=SHOWN.format(look))
    assert {name for name in ("fit", "name") if found[f"demo.model.Model.{name}"].reached} == expected


@pytest.mark.parametrize(("star", "expected"), [("typing", False), (".other", True)])
def test_a_star_brings_names_of_ours_from_modules_of_ours(star: str, expected: bool) -> None:
    found = functions(
        "from demo import model\n\ndef test():\n    assert model.run()\n",
        model=f"from {star} import *\n\ndef run():\n    return fit()\n",
        other="def fit():\n    x = 1\n    return x\n",
    )
    assert found["demo.other.fit"].reached is expected
