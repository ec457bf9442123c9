"""What objects are made of, and what their attributes mean: heirs, fixtures, what methods give."""

from __future__ import annotations

import pytest

from tests.facts.tests.test_public import functions
from tests.facts.tests.test_receivers import BOTH, reached

RUN = "model.run()"


@pytest.mark.parametrize(
    ("body", "test", "expected"),
    [
        # What a method gives, of the object itself and of another.
        (
            "class A:\n    def make(self) -> Router: ...\n    def run(self):\n        self.make().match()\n",
            "",
            0,
        ),
        ("class A:\n    def make(self): ...\n    def run(self):\n        self.make().match()\n", "", 1),
        (
            "class A:\n    def make(self):\n        return Router()\n"
            "class B(A):\n    def make(self):\n        return Query()\n"
            "    def run(self):\n        super()\n"
            "class C(A):\n    def run(self):\n        self.make().match()\n",
            "model.C().run()",
            0,
        ),
        (
            "class A:\n    def make(self):\n        return Router()\n    def run(self):\n"
            "        self.make().match()\n\n\nclass B(A):\n    def make(self):\n        return Query()\n",
            "model.B().run()",
            1,
        ),
        (
            "class A:\n    def add(self):\n        return self\n    def get(self) -> Router: ...\n"
            "    def run(self):\n        A().add().get().match()\n",
            "",
            0,
        ),
        # What a context manager gives.
        (
            "class A:\n    def __enter__(self) -> Router: ...\n    def run(self):\n"
            "        with A() as item:\n            item.match()\n",
            "",
            0,
        ),
        (
            "class A:\n    def __enter__(self): ...\n    def run(self):\n"
            "        with A() as item:\n            item.match()\n",
            "",
            1,
        ),
        (
            "import contextlib\n\n@contextlib.contextmanager\ndef opened():\n    yield Router()\n\n"
            "class A:\n    def run(self):\n        with opened() as item:\n            item.match()\n",
            "",
            0,
        ),
        (
            "import contextlib\n\n@contextlib.contextmanager\ndef opened(x):\n    yield x\n\n"
            "class A:\n    def run(self):\n        with opened(1) as item:\n            item.match()\n",
            "",
            1,
        ),
        # Tables give tables, and lists give anything.
        (
            "import pandas\n\nclass A:\n    def run(self, found: pandas.DataFrame):\n"
            "        found.head().match()\n",
            "",
            -1,
        ),
        ("import pandas\n\nclass A:\n    def run(self, found: list):\n        found.pop().match()\n", "", 1),
        (
            "from sklearn.svm import SVC\n\nclass A:\n    def run(self):\n        SVC().match()\n",
            "",
            -1,
        ),
        (
            "from sklearn.pipeline import Pipeline\n\nclass A:\n    def run(self):\n"
            "        Pipeline().match()\n",
            "",
            1,
        ),
    ],
)
def test_what_an_object_gives_is_of_a_known_class(body: str, test: str, expected: int) -> None:
    meant = {0: {"Router.match"}, 1: BOTH, -1: set()}[expected]
    assert reached(body, test or "model.A().run(1)") == meant


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("item = Router()\n\ndef run():\n    item.match()\n", {"Router.match"}),
        ("item = use(1)\n\ndef run():\n    item.match()\n", BOTH),
        ("item = Router()\nitem = use(1)\n\ndef run():\n    item.match()\n", BOTH),
        ("item = Router()\n\ndef run():\n    global item\n    item = use(1)\n    item.match()\n", BOTH),
    ],
)
def test_what_a_module_binds_is_an_object_of_a_class(body: str, expected: set[str]) -> None:
    assert reached(body, RUN) == expected


MODEL = """
class Router:
    def match(self):
        x = 1
        return x


class Query:
    def match(self):
        x = 2
        return x
"""


@pytest.mark.parametrize(
    ("fixture", "expected"),
    [
        ("@pytest.fixture\ndef item():\n    return Router()\n", {"Router"}),
        ("@pytest.fixture\ndef item():\n    yield Router()\n", {"Router"}),
        ("@pytest.fixture()\ndef item() -> Router:\n    return make()\n", {"Router"}),
        ("@pytest.fixture\ndef item(request):\n    return request.param\n", {"Router", "Query"}),
        ("@pytest.fixture\ndef other():\n    return Router()\n", {"Router", "Query"}),
    ],
)
def test_a_parameter_of_a_test_is_what_its_fixture_gives(fixture: str, expected: set[str]) -> None:
    test = (
        "import pytest\nfrom demo.model import Query, Router\n\n"
        f"{fixture}\n\ndef test(item):\n    assert item.match()\n    assert Router and Query\n"
    )
    found = functions(test, model=MODEL)
    assert {name for name in ("Router", "Query") if found[f"demo.model.{name}.match"].reached} == expected


HELD = """
def fit(x):
    x = 1
    return x


class Table:
    {body}

    def get(self):
        x = 1
        return x


{top}
"""


@pytest.mark.parametrize(
    ("body", "top", "test", "expected"),
    [
        ("run = fit", "", "assert model.Table()", False),
        ("run = fit", "", "assert model.Table().run()", True),
        ("run = {'a': fit}", "", "assert model.Table()", False),
        ("run = {'a': fit}", "", "assert model.Table().run['a']()", True),
        ("run = use(fit)", "", "assert model.Table()", True),
        ("__call__ = fit", "", "assert model.Table()", True),
        ("x = 1", "Table.run = fit", "assert model.Table()", False),
        ("x = 1", "Table.run = fit", "assert model.Table().run()", True),
        ("x = 1", "RUNS = [fit]", "assert model.Table()", False),
        ("x = 1", "RUNS = [fit]", "assert model.RUNS[0]()", True),
        ("x = 1", "RUNS = [fit]\nregister(RUNS)", "assert model.Table()", True),
        ("x = 1", "run = fit", "assert model.Table()", False),
        ("x = 1", "run = fit", "assert model.run()", True),
        ("x = 1", "run = fit", "assert [getattr(m, 'run') for m in [model]]", True),
        ("x = 1", "import sys\nsys.excepthook = fit", "assert model.Table()", True),
    ],
)
def test_what_is_bound_to_another_name_runs_where_that_is_read(
    body: str, top: str, test: str, expected: bool
) -> None:
    found = functions(
        f"from demo import model\n\ndef test():\n    {test}\n", model=HELD.format(body=body, top=top)
    )
    assert found["demo.model.fit"].reached is expected


@pytest.mark.parametrize(("held", "expected"), [("import", True), ("x = 1", False)])
def test_a_variable_is_read_through_the_module_that_hands_it_on(held: str, expected: bool) -> None:
    name = "from demo.model import run as started" if held == "import" else held
    found = functions(
        "from demo import api\n\ndef test():\n    assert api.started()\n",
        api=f"{name}\n",
        model="def fit():\n    x = 1\n    return x\n\n\nrun = fit\n",
    )
    assert found["demo.model.fit"].reached is expected


BASE = """
class Base:
    def save(self):
        x = 1
        return x

    def run(self):
        return self.save()


class First(Base):
    def save(self):
        x = 2
        return x


class Second(Base):
    def show(self):
        x = 3
        return x


class Third(First):
    def save(self):
        x = super().save()
        return x


def use(item: Base, other):
    return item.save() if isinstance(item, Second) else other.save()
"""


@pytest.mark.parametrize(
    ("test", "expected"),
    [
        ("assert model.First().run()", {"First"}),
        ("assert model.First().run() and model.Second()", {"First", "Base"}),
        ("assert model.Second().run()", {"Base"}),
        ("assert model.Third().run()", {"First", "Third"}),
        ("assert model.use(model.First(), 1)", {"First"}),
        ("assert model.use(model.Base(), 1)", {"Base"}),
        ("assert model.Base.save(model.First())", {"Base", "First"}),
    ],
)
def test_a_method_runs_for_the_classes_that_objects_are_made_of(test: str, expected: set[str]) -> None:
    found = functions(f"from demo import model\n\ndef test():\n    {test}\n", model=BASE)
    names = ("Base", "First", "Third")
    assert {name for name in names if found[f"demo.model.{name}.save"].reached} == expected


@pytest.mark.parametrize(
    ("use", "expected"),
    [
        ("def run(x: Shape):\n    return x\n", False),
        ("def run(x):\n    return isinstance(x, (int, Shape))\n", False),
        ("import pydantic\n\ndef run(x: Shape):\n    return x\n", True),
        ("@app.get('/')\ndef run(x: Shape):\n    return x\n", True),
        ("class Model:\n    shape: Shape\n\ndef run(x):\n    return Model()\n", True),
        ("def run(x):\n    return Shape()\n", True),
    ],
)
def test_an_annotation_makes_no_object(use: str, expected: bool) -> None:
    shape = "class Shape:\n    def area(self):\n        x = 1\n        return x\n\n\n"
    test = "from demo import model\n\ndef test(other):\n    assert model.run(1) and other.area()\n"
    assert functions(test, model=shape + use)["demo.model.Shape.area"].reached is expected


def test_a_standard_module_is_not_one_of_ours_of_its_name() -> None:
    found = functions(
        "import io\n\ndef test():\n    assert io.open\n",
        __init__="",
        io="def open(path):\n    x = 1\n    return x\n",
    )
    assert not found["demo.io.open"].reached


@pytest.mark.parametrize(
    ("test", "expected"),
    [
        ("assert callable(fit)", False),
        ("assert callable(model.fit)", False),
        ("assert fit", False),
        ("assert fit is not None", False),
        ("assert hasattr(fit, '__name__')", False),
        ("assert inspect.signature(fit).parameters", False),
        ("self.assertTrue(callable(fit))", False),
        ("assert fit()", True),
        ("assert fit() is not None", True),
        ("assert list(map(fit, [1]))", True),
        ("assert callable(fit) and fit()", True),
    ],
)
def test_a_function_that_a_test_only_looks_at_does_not_run(test: str, expected: bool) -> None:
    found = functions(
        f"import inspect\nfrom demo import model\nfrom demo.model import fit\n\ndef test():\n    {test}\n",
        model="def fit():\n    x = 1\n    return x\n",
    )
    assert found["demo.model.fit"].reached is expected


def test_a_property_that_a_test_looks_at_runs() -> None:
    found = functions(
        "from demo.model import Model\n\ndef test():\n    x = Model()\n    assert x.name is not None\n",
        model="class Model:\n    @property\n    def name(self):\n        x = 1\n        return x\n",
    )
    assert found["demo.model.Model.name"].reached


@pytest.mark.parametrize(
    ("test", "expected"),
    [
        ("[getattr(x, n)() for n in dir(x) if n.startswith('is_')]", True),
        ("[n for n in dir(x) if n.startswith('has_')]", False),
        ("'a'.startswith('is_') and getattr(x, 'has_one')", False),
    ],
)
def test_names_that_are_picked_from_a_list_by_their_beginning_are_met(test: str, expected: bool) -> None:
    found = functions(
        f"from demo.model import Model\n\ndef test():\n    x = Model()\n    assert {test}\n",
        model="class Model:\n    def is_one(self):\n        x = 1\n        return x\n",
    )
    assert found["demo.model.Model.is_one"].reached is expected
