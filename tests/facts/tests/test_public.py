"""What is public, and whether a test leads to it by name."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from roadworthy.core.fault import Unmeasured
from roadworthy.facts.metadata import SetupFiles
from roadworthy.facts.project.layout import layout
from roadworthy.facts.python.module import Module
from roadworthy.facts.python.summary import ModuleSummary
from roadworthy.facts.python.visitor import walk
from roadworthy.facts.tests.docstrings import docstring_examples
from roadworthy.facts.tests.evidence import Evidence
from roadworthy.facts.tests.excluded import Excluded
from roadworthy.facts.tests.public import PublicFunction, public_functions
from roadworthy.facts.tests.reach import reached_names
from roadworthy.facts.tests.suite import Commands, suite
from roadworthy.tree.tree import MemoryTree


def summary(path: str, source: str) -> ModuleSummary:
    return walk(Module.parse(path, source.encode()), {})


def functions(test: str, **modules: str) -> dict[str, PublicFunction]:
    files: Mapping[str, str] = {
        "src/demo/__init__.py": "",
        "tests/test_demo.py": test,
        **{f"src/demo/{name}.py": source for name, source in modules.items()},
    }
    summaries = tuple(summary(path, source) for path, source in files.items())
    found = layout(
        MemoryTree({path: text.encode() for path, text in files.items()}), None, SetupFiles(), None
    )
    tree = MemoryTree({path: text.encode() for path, text in files.items()})
    tests = suite(summaries, MemoryTree({}), None, None, Commands(), None)
    examples = [
        docstring_examples(Module.parse(path, source.encode()), summary(path, source))
        for path, source in files.items()
    ]
    shown = tuple(example for example in examples if example)
    reached = reached_names(summaries, shown, found, tests, tree, None, None, None, Commands())
    listed = public_functions(summaries, (), found, tests, reached, Evidence(), Excluded())
    return {function.name: function for function in listed}


TEST = "from demo.model import train\n\ndef test_train():\n    assert train() == 1\n"


def test_what_a_test_names_is_reached_and_so_is_what_that_calls() -> None:
    found = functions(
        TEST,
        model="def train():\n    return fit()\n\ndef fit():\n    return 1\n\ndef lost():\n    return 2\n",
    )
    assert [(f.name, f.mentioned, f.reached) for f in found.values()] == [
        ("demo.model.train", True, True),
        ("demo.model.fit", False, True),
        ("demo.model.lost", False, False),
    ]


NAMED = "class Longer:\n    def check(self, text):\n        return len(text) > 8\n"


@pytest.mark.parametrize(
    ("settings", "test", "expected"),
    [
        ("CHECKS = ['demo.checks.Longer']\n", "", True),
        # Who imports the class calls what it needs, and a test may replace the class.
        ("from demo.checks import Longer\n\nCHECKS = ['demo.checks.Longer', Longer]\n", "", False),
        ("CHECKS = []\n", "NAMED = 'demo.checks.Longer'\n", False),
    ],
)
def test_what_takes_the_name_of_a_class_calls_its_methods(settings: str, test: str, expected: bool) -> None:
    text = f"from demo import settings\n\n{test}\ndef test_it():\n    assert settings.CHECKS is not None\n"
    found = functions(text, settings=settings, checks=NAMED)
    assert found["demo.checks.Longer.check"].reached is expected


PROPERTY = "class A:\n    @property\n    def f(self):\n        return {}\n"
CHECKED = "class A:\n    @property\n    def f(self):\n        assert {}\n        return self.a.f\n"
PARSER = (
    "def f():\n    parser = argparse.ArgumentParser()\n    parser.add_argument('--rows', type=int)\n"
    "    return parser.parse_args()\n"
)
DEPRECATED = (
    'def f(a):\n    """Do it.\n\n    {}.. deprecated:: 1.2\n       Use `g`.\n    """\n    return a + 1\n'
)


@pytest.mark.parametrize(
    ("what", "source"),
    [
        ("a private function", "def _f():\n    return 1\n"),
        ("what starts main by a framework", "def f():\n    app.run(main)\n"),
        ("what hands on a member that is set", CHECKED.format("self.a is not None")),
        ("what only hands objects on", "def f():\n    rows = Rows(db)\n    return View(rows)\n"),
        (
            "what keeps its last object",
            "def f():\n    rows = Rows(db)\n    view = View(rows)\n    return view\n",
        ),
        ("a setup of Sphinx", "def f(app):\n    app.add_lexer('a', A)\n    return {'version': VERSION}\n"),
        ("a stub", "def f():\n    raise NotImplementedError\n"),
        ("a documented stub", 'def f():\n    """Do it."""\n    ...\n'),
        ("what gives nothing", 'def f(*given):\n    """Others call it."""\n    return None\n'),
        ("a constant", "class A:\n    @property\n    def f(self):\n        return 'a'\n"),
        ("constants", "class A:\n    @property\n    def f(self):\n        return ['a', ('b', {'c': 1})]\n"),
        ("what is documented as deprecated", DEPRECATED.format("")),
        (
            "what says that it is deprecated",
            "def f(a):\n    echo(red('Deprecated: use g'))\n    return a + 1\n",
        ),
        ("a member of an enumeration", "class A:\n    @property\n    def f(self):\n        return Mode.A\n"),
        ("stored members", "class A:\n    @property\n    def f(self):\n        return self._a, self._b\n"),
        ("a stored item", "class A:\n    @property\n    def f(self):\n        return self.rows.shape[0]\n"),
        ("what ends the program", "def f(text):\n    print(text)\n    sys.exit(1)\n"),
        (
            "an object of constants",
            "class A:\n    @classmethod\n    def f(cls):\n        return cls(1, name='x')\n",
        ),
        ("what it iterates over", "class A:\n    def f(self):\n        return iter(self)\n"),
        ("an answer", "def f(name):\n    return True\n"),
        ("the object itself", "class A:\n    def f(self):\n        return self\n"),
        ("what a method is given", "class A:\n    def f(self, rows):\n        return rows\n"),
        ("a constant of a method", "class A:\n    def f(self):\n        return False\n"),
        (
            "an item of an attribute",
            "class A:\n    def f(self):\n        return self.config['data']['rows']\n",
        ),
        (
            "one call of an attribute",
            "class A:\n    def f(self, rows):\n        self.model.fit(rows, depth=2)\n",
        ),
        ("a call of a function", "class A:\n    def f(self, rows):\n        return fit(rows, self.size)\n"),
        ("one call after another", "def f(rows):\n    kept = clean(rows, True)\n    return fit(kept)\n"),
        (
            "a call with an operation",
            "class A:\n    def f(self, n):\n        if self.rate is None:\n            raise ValueError()\n"
            "        return self.at(n * self.rate)\n",
        ),
        ("a sum that is kept", "class A:\n    def f(self, size):\n        self.last = self.first + size\n"),
        (
            "another type",
            "class A:\n    def f(self):\n        self.x = float(self.x)\n        self.y = float(self.y)\n"
            "        return self\n",
        ),
        ("an object", "class A:\n    @classmethod\n    def f(cls, b):\n        return cls(a=T.B, b=b)\n"),
        ("what a part answers", "def f(request):\n    return request.app.extra['box'].bus()\n"),
        (
            "a call between what it prints",
            "class A:\n    def f(self):\n        print('a')\n        self.timer.stop()\n        print('b')\n",
        ),
        ("an awaited call", "class A:\n    async def f(self, key):\n        return await self.fetch(key)\n"),
        ("a test of an attribute", "class A:\n    def f(self):\n        return self.state == State.DONE\n"),
        ("whether there is one", "class A:\n    def f(self):\n        return not self.rows\n"),
        ("the size of an attribute", "class A:\n    def f(self):\n        return len(self.rows)\n"),
        ("one call on an attribute", PROPERTY.format("np.mean(self.scores)")),
        ("a command line", PARSER),
        ("what it inherits", "class A:\n    @property\n    def f(self):\n        return super().f\n"),
        ("what it is given", "def f(rows, call, size):\n    return call(rows['text'], limit=size)\n"),
        ("one operation on what is stored", PROPERTY.format("self.last - self.first")),
        ("a comparison of what is stored", PROPERTY.format("self.last > 0")),
        ("a table of constants", "def f():\n    return {'name': 'churn', 'hooks': ['a', 'b']}\n"),
        ("what shows a figure", "def f(rows):\n    plt.plot(rows)\n    plt.show()\n"),
        ("what stores a figure", "def f(rows):\n    if not rows:\n        return\n    fig.savefig(rows)\n"),
        ("an overload", "@overload\ndef f(x: int) -> int:\n    x = 1\n"),
        ("an abstract method", "class A:\n    @abstractmethod\n    def f(self):\n        return 1\n"),
        ("a member of a protocol", "class A(Protocol):\n    def f(self):\n        return 1\n"),
        ("a method of a private class", "class _A:\n    def f(self):\n        return 1\n"),
        ("what is registered elsewhere", "@app.get('/')\ndef f():\n    return 1\n"),
        ("what __all__ leaves out", "__all__ = ['g']\n\ndef f():\n    return 1\n"),
        ("generated code", "# @generated by a tool\ndef f():\n    return 1\n"),
        ("a function inside a function", "def _g():\n    def f():\n        return 1\n    return f\n"),
    ],
)
def test_what_is_owed_no_test(what: str, source: str) -> None:
    assert functions(TEST, model=source) == {}, what


@pytest.mark.parametrize(
    "source",
    [
        "def f(given):\n    return given or None\n",
        "def f():\n    return 1\n",
        # The directive is about a parameter.
        DEPRECATED.format("    "),
        "class A:\n    @property\n    def f(self):\n        return {'a': mode(), **self.b}\n",
        "class A:\n    @property\n    def f(self):\n        return mode().a\n",
        "class A:\n    @property\n    def f(self):\n        return [Mode.A]\n",
        "class A:\n    @property\n    def f(self):\n        return self._a, self._b + 1\n",
        "class A:\n    def f(self):\n        return self._a, self._b\n",
        "class A:\n    @property\n    def f(self):\n        return self.rows[self.last]\n",
        "class A:\n    def f(self):\n        return self.rows[self.last]\n",
        "class A:\n    def f(self):\n        return self.rows()[0]\n",
        "class A:\n    def f(self):\n        self.a += 1\n        return self\n",
        "class A:\n    def f(self, rows):\n        return self.fit(rows + 1)\n",
        "class A:\n    def f(self, rows):\n        return self.make().fit(rows)\n",
        "class A:\n    def f(self, rows):\n        return fit(rows)\n",
        "class A:\n    def f(self, rows):\n        return max(rows, self.size)\n",
        "class A:\n    def f(self, rows):\n        return fit(rows + 1)\n",
        "class A:\n    def f(self, rows):\n        self.last = self.first + 1\n",
        "class A:\n    def f(self, rows):\n        self.x = float(self.y)\n",
        "class A:\n    def f(self, rows):\n        self.x = round(self.x)\n        return self\n",
        "def f(rows):\n    kept = clean(rows)\n    return fit(kept, rows[0] + 1)\n",
        "def f(rows):\n    kept = clean(rows)\n    return sorted(kept)\n",
        "def f(rows):\n    return rows.mean()\n",
        "def f(request):\n    return request.app.state.bus(1)\n",
        "class A:\n    def f(self):\n        return self.size > count()\n",
        "class A:\n    def f(self):\n        return sum(self.rows)\n",
        "class A:\n    def f(self, rows):\n        return Table(rows)\n",
        "def f(text):\n    store(text)\n    sys.exit(1)\n",
        "def f():\n    parser = ArgumentParser()\n    return run(parser.parse_args())\n",
        "def f():\n    parser = ArgumentParser()\n    if parser:\n        run()\n    return parser\n",
        "def f(rows, call):\n    return call(rows['text'].strip())\n",
        "def f(rows, size):\n    return call(rows, size)\n",
        "def f(text):\n    print('a')\n    return text.strip().upper()\n",
        PROPERTY.format("self.last - self.first * 2"),
        PROPERTY.format("self.last - count()"),
        "class A:\n    def f(self):\n        return self.last - self.first\n",
        CHECKED.format("self.count() > 1"),
        "def f():\n    return {}\n",
        "def f():\n    rows = Rows(db)\n    return View(rows.load())\n",
        "def f():\n    rows = Rows(db)\n    return fit(rows)\n",
        "def f(app):\n    app.add_lexer('a', make())\n    return {'version': VERSION}\n",
        "def f(app):\n    other.add_lexer('a', A)\n    return {'version': VERSION}\n",
        "def f(app):\n    app.add_lexer('a', A)\n    return {'size': count()}\n",
        "def f(db):\n    rows = Rows(db)\n    return View(rows)\n",
        "def f(name):\n    return {'name': name}\n",
        "def f(rows):\n    plt.plot(rows)\n    plt.show()\n    return rows\n",
        "def f(rows, model):\n    plt.plot(model.fit(rows))\n    plt.show()\n",
        "def f(rows):\n    dialog.show()\n",
        "def f():\n    app.run(rows)\n",
        # A text may be made late.
        "def f(rows):\n    warn(lambda: rows[0])\n    return rows + 1\n",
    ],
)
def test_what_may_give_something_wrong_is_owed_a_test(source: str) -> None:
    assert len(functions(TEST, model=source)) == 1


def test_a_private_module_holds_nothing_public() -> None:
    assert functions(TEST, _model="def f():\n    return 1\n") == {}


@pytest.mark.parametrize(
    ("api", "public"),
    [
        ("from ._model import f as f\n", True),
        ("from ._model import f\n", False),
        ("from ._model import f\n__all__ = ['f']\n", True),
        ("from demo._model import f\n__all__ = ('f',)\n", True),
        ("from ._model import f as f\n__all__ = []\n", False),
        ("from ._other import f as f\n", True),
        ("import demo._model\n", False),
    ],
)
def test_what_a_public_module_exports_is_public_at_its_path(api: str, public: bool) -> None:
    found = functions(TEST, _model="def f():\n    return 1\n", _other="from ._model import f\n", api=api)
    assert list(found) == (["demo.api.f"] if public else [])


def test_methods_of_public_classes_are_public() -> None:
    found = functions(
        TEST,
        model="class Model:\n    def fit(self):\n        x = 1\n    def __len__(self):\n        x = 1\n",
    )
    assert list(found) == ["demo.model.Model.fit"]


def test_the_special_methods_of_a_reached_class_run_without_being_named() -> None:
    source = (
        "class Model:\n    def __enter__(self):\n        return opened()\n\ndef opened():\n    return 1\n"
    )
    test = "from demo.model import Model\n\ndef test_it():\n    with Model() as m:\n        assert m\n"
    assert functions(test, model=source)["demo.model.opened"].reached


def test_without_any_test_nothing_can_be_measured() -> None:
    with pytest.raises(Unmeasured):
        functions("x = 1\n", model="def f():\n    return 1\n")


def test_dunder_all_is_read_in_its_literal_forms() -> None:
    lines = ["= ['a']", "+= ['b']", ".append('c')", ".extend(['d', 'e'])", ".remove('e')"]
    source = "".join(f"__all__ {line}\n" for line in lines)
    found = summary("src/demo/x.py", source)
    assert (found.exports, found.exports_open) == (("a", "b", "c", "d"), False)


@pytest.mark.parametrize(
    ("source", "exports", "is_open"),
    [
        ("__all__ = ['a'] + ['b']\n", ("a", "b"), False),
        ("__all__ = ['a'] + [f'b_{n}' for n in (1, 2)]\n", ("a",), True),
        ("__all__ = [*other.__all__, 'a']\n", ("a",), True),
        ("__all__ = ['a'] + other.__all__\n", ("a",), True),
        ("__all__ = ['a']\n__all__ += other.__all__\n", ("a",), True),
        ("__all__ = ['a']\n__all__.extend(other.__all__)\n", ("a",), True),
        ("__all__ = ['a']\nif fast:\n    __all__ += ['b']\n", ("a",), True),
        ("__all__ = ['a']\nfor name in names:\n    __all__.append(name)\n", ("a",), True),
        ("__all__ = []\n\ndef public(f):\n    __all__.append(f.__name__)\n    return f\n", (), True),
        ("def public(f):\n    __all__.append(f.__name__)\n    return f\n\n__all__ = []\n", (), True),
        ("__all__ = ['a']\n\ndef __dir__():\n    return sorted(__all__)\n", ("a",), False),
        ("__all__ = ['a', 'b']\n__all__.remove(name)\n", ("a", "b"), False),
        ("__all__ = sorted(names)\n", None, True),
        # What comes last decides.
        ("__all__ = sorted(names)\n__all__ = ['a']\n", ("a",), False),
        ("names = ['a']\n", None, False),
    ],
)
def test_what_literals_do_not_tell_of_dunder_all_is_unknown(
    source: str, exports: tuple[str, ...] | None, is_open: bool
) -> None:
    found = summary("src/demo/x.py", source)
    assert (found.exports, found.exports_open) == (exports, is_open)


def test_a_class_that_inherits_from_elsewhere_through_an_own_one_is_owed_no_test() -> None:
    source = "class Base(Framework):\n    pass\n\nclass Own(Base):\n    def hook(self):\n        return 1\n"
    assert functions(TEST, model=f"def train():\n    return 1\n\n{source}").keys() == {"demo.model.train"}


def test_a_class_that_looks_its_methods_up_by_name_may_call_any() -> None:
    source = (
        "class Writer:\n    def write_any(self, kind):\n        return getattr(self, 'on_' + kind)()\n"
        "    def on_text(self):\n        return 1 + 1\n"
    )
    test = "from demo.model import Writer\n\ndef test():\n    assert Writer().write_any('text')\n"
    assert functions(test, model=source)["demo.model.Writer.on_text"].reached


def test_an_attribute_of_what_a_module_only_binds_may_be_anything_of_that_name() -> None:
    proxy = "from werkzeug.local import LocalProxy\n\ncurrent_app = LocalProxy(None)\n"
    model = (
        "from demo.proxy import current_app\n\n\ndef dump(rows):\n    return current_app.json.dump(rows)\n"
        "\n\nclass Provider:\n    def dump(self, rows):\n        return rows + rows\n"
    )
    test = "from demo import model\n\ndef test():\n    assert model.dump(model.Provider())\n"
    found = functions(test, model=model, proxy=proxy)
    assert found["demo.model.Provider.dump"].reached


def test_what_python_calls_on_a_file_is_reached_with_its_class() -> None:
    source = "class Tee:\n    def readline(self):\n        return 1 + 1\n"
    source += "    def other(self):\n        return 1 + 1\n"
    found = functions("from demo.model import Tee\n\ndef test():\n    assert Tee()\n", model=source)
    assert [function.reached for function in found.values()] == [True, False]


def test_migrations_and_hooks_of_pytest_are_owed_no_test() -> None:
    source = "def upgrade():\n    return 1\n"
    files = {"migrations/0001_initial": source, "alembic/versions/a1b2_add": source, "0002_odd": source}
    hooks = "def pytest_configure(config):\n    return 1\n"
    assert functions(TEST, plugin=hooks, **files) == {}


def test_what_is_below_a_directory_that_no_import_can_name_is_loaded_by_its_path() -> None:
    source = "def run():\n    return 1\n"
    assert functions(TEST, **{"templates/basic-app/app": source, "basic-app/model/fit": source}) == {}
    assert set(functions(TEST, **{"templates/basic/app": source})) == {"demo.templates.basic.app.run"}


def test_what_overrides_a_method_of_a_base_from_elsewhere_is_called_by_that_base() -> None:
    head = "class Loader(jinja2.Loader):\n    def _load(self):\n        return explain()\n"
    source = head + "\ndef explain():\n    return 1\n"
    test = "from demo.model import Loader\n\ndef test_it():\n    assert Loader()\n"
    assert functions(test, model=source)["demo.model.explain"].reached
    same_name = source.replace("jinja2.Loader", "elsewhere.Loader").replace("_load", "load")
    assert list(functions(test, model=same_name)) == ["demo.model.explain"]


def test_examples_in_a_docstring_are_a_test() -> None:
    source = 'def parse(text):\n    """Parse.\n\n    >>> parse("a")\n    """\n    return text\n'
    assert functions(TEST, model=source)["demo.model.parse"].reached


TWO = """\
class Reader:
    def get(self):
        return 1 + 1

    def close_up(self):
        return self.get() + 1


class Writer(Reader):
    def get(self):
        return 1 + 2

    def put(self):
        return 1 + 3
"""


@pytest.mark.parametrize(
    ("test", "reached"),
    [
        ("from demo.model import Reader\n\ndef test(x):\n    assert x.get() and Reader()\n", {"Reader.get"}),
        ("from demo.model import Writer\n\ndef test():\n    assert Writer().put()\n", {"Writer.put"}),
        (
            "from demo import model\n\ndef test():\n    assert model.Writer().close_up()\n",
            {"Writer.get", "Reader.close_up"},
        ),
        (
            "from demo import model as m\n\ndef test():\n    assert m.Writer().close_up() and m.Reader()\n",
            {"Reader.get", "Writer.get", "Reader.close_up"},
        ),
        ("import other\n\ndef test():\n    assert other.Reader().get()\n", set()),
        ("def test(x):\n    assert x.get()\n", set()),
        ("from demo.model import Reader\n\ndef test():\n    assert Reader.get\n", {"Reader.get"}),
        (
            "from demo.model import Writer\n\ndef test(name):\n    assert getattr(Writer(), f'pu{name}')\n",
            {"Writer.put"},
        ),
        ("from demo.model import Writer\n\ndef test():\n    assert Writer() == 'put'\n", set()),
        (
            "from demo.model import Writer\n\nN = 'put'\n\ndef test():\n    assert getattr(Writer(), N)\n",
            {"Writer.put"},
        ),
        (
            "from demo.model import Writer\n\ndef test(env):\n    env.run('{{ w.put }}', w=Writer())\n",
            {"Writer.put"},
        ),
        (
            "from demo.model import Writer\n\ndef test(m):\n    m.setattr(Writer, 'put', 1)\n"
            "    assert getattr(Writer, m)\n",
            set(),
        ),
    ],
)
def test_methods_are_reached_by_name_where_their_class_is(test: str, reached: set[str]) -> None:
    found = functions(test, model=TWO)
    assert {name.removeprefix("demo.model.") for name, f in found.items() if f.reached} == reached


@pytest.mark.parametrize(
    ("test", "reached"),
    [
        ("from demo.model import fit\n\ndef test():\n    assert fit()\n", True),
        ("from demo import fit\n\ndef test():\n    assert fit()\n", True),
        ("from demo.model import fit as it\n\ndef test():\n    assert it()\n", True),
        ("import demo.model as m\n\ndef test():\n    assert m.fit()\n", True),
        ("import demo.model\n\ndef test():\n    assert demo.model.fit()\n", True),
        ("from demo.model import *\n\ndef test():\n    assert fit()\n", True),
        ("from demo import model\n\ndef test():\n    for m in (model,):\n        assert m.fit()\n", True),
        ("from sklearn import fit\n\ndef test():\n    assert fit()\n", False),
        ("import sklearn\n\ndef test():\n    assert sklearn.fit()\n", False),
        ("def test(fit):\n    assert fit()\n", False),
        ("def test(model):\n    assert model.fit()\n", False),
        ("def test():\n    assert print(fit=1)\n", False),
    ],
)
def test_a_name_means_what_its_module_imports_under_it(test: str, reached: bool) -> None:
    found = functions(test, model="def fit():\n    return 1\n", api="from demo.model import fit as fit\n")
    assert found["demo.model.fit"].reached is reached


def test_a_visitor_calls_its_methods_for_what_it_meets() -> None:
    source = (
        "class Pair:\n    x = 1\n\nclass Lone:\n    x = 1\n\nclass Visitor:\n    def visit_Pair(self):\n"
        "        return 1 + 1\n    def visit_Lone(self):\n        return 1 + 1\n    def visit_Name(self):\n"
        "        return 1 + 1\n"
    )
    test = "from demo.model import Pair, Visitor\n\ndef test():\n    assert Visitor() and Pair()\n"
    found = functions(test, model=source)
    assert [name for name, f in found.items() if not f.reached] == ["demo.model.Visitor.visit_Lone"]


def test_what_a_hook_of_pytest_calls_is_reached_with_the_tests() -> None:
    found = functions(
        TEST,
        model="def train():\n    return 1\n",
        plugin="def pytest_configure(config):\n    wrap()\n\ndef wrap():\n    return 1\n",
    )
    assert found["demo.plugin.wrap"].reached


def test_a_hook_of_pytest_in_a_class_of_a_plugin_runs_where_the_class_is_used() -> None:
    plugin = (
        "def pytest_configure(config):\n    config.pluginmanager.register(Plugin(config))\n\n"
        "class Plugin:\n    def pytest_collect_file(self, path):\n        return self.wanted(path)\n"
        "    def wanted(self, path):\n        return sorted(path.name)\n\n"
        "class Other:\n    def pytest_collect_file(self, path):\n        return self.left(path)\n"
        "    def left(self, path):\n        return sorted(path.name)\n"
    )
    found = functions(TEST, model="def train():\n    return 1\n", plugin=plugin)
    reached = [name for name, function in found.items() if function.reached]
    assert reached == ["demo.model.train", "demo.plugin.Plugin.wanted"]


@pytest.mark.parametrize("name", ["cls", "kind"])
def test_a_method_may_pick_a_class_by_an_import(name: str) -> None:
    test = "from demo.api import API\n\ndef test():\n    assert API().get(1).up()\n"
    api = (
        "class API:\n    def get(self, chunked):\n        if chunked:\n"
        f"            from .handlers import Chunks as {name}\n        else:\n"
        f"            from .handlers import Whole as {name}\n        return {name}(self)\n"
    )
    classes = "".join(
        f"class {one}:\n    def up(self):\n        return self.x() + 1\n\n"
        for one in ("Chunks", "Whole", "Lost")
    )
    found = functions(test, api=api, handlers=classes)
    assert [one for one, function in found.items() if not function.reached] == ["demo.handlers.Lost.up"]


def test_a_mixin_of_a_class_from_elsewhere_may_override_its_methods() -> None:
    source = (
        "class PasswordMixin:\n    def validate_password(self, value):\n        return value + 1\n"
        "class User(PasswordMixin, {}):\n    pass\n"
    )
    name = "demo.model.PasswordMixin.validate_password"
    assert name not in functions(TEST, model="from framework import Model\n" + source.format("Model"))
    assert name in functions(TEST, model=source.format("object"))


def test_what_runs_migrations_is_owed_no_test() -> None:
    source = "def run_offline():\n    return context.run(1) + 1\n\nrun_offline()\n"
    assert functions(TEST, env="from alembic import context\n" + source) == {}
    assert functions(TEST, env="import context\n" + source).keys() == {"demo.env.run_offline"}


def test_a_command_of_django_is_reached_by_its_name() -> None:
    command = (
        "from django.core.management import BaseCommand\n\n"
        "class Command(BaseCommand):\n    def handle(self):\n        export(1)\n\n"
        "def export(rows):\n    return sorted(rows)\n\ndef idle(rows):\n    return sorted(rows)\n"
    )
    modules = {
        "management/__init__": "",
        "management/commands/__init__": "",
        "management/commands/dump": command,
    }
    test = "from django.core.management import call_command\n\ndef test():\n    call_command({})\n"
    inside = "demo.management.commands.dump"
    found = functions(test.format("'dump'"), **modules)
    assert (found[f"{inside}.export"].reached, found[f"{inside}.idle"].reached) == (True, False)
    assert not functions(test.format("'load'"), **modules)[f"{inside}.export"].reached


def test_a_request_that_is_called_patch_loads_nothing() -> None:
    test = (
        "from demo.model import patch\n\ndef test():\n    assert patch('http://localhost:80/a:b.c') == {}\n"
    )
    model = "def patch(url):\n    return send(url)\n\ndef send(url):\n    return url.strip()\n"
    assert functions(test.format(1), model=model)["demo.model.send"].reached


def test_a_class_within_a_class_is_reached_through_self() -> None:
    model = (
        "class Outer:\n    class Inner:\n        def __getitem__(self, n):\n            return fit(n)\n\n"
        "    def setup(self):\n        self.data = self.Inner()\n        return self.data\n\n\n"
        "def fit(n):\n    return n\n"
    )
    test = "from demo.model import Outer\n\ndef test():\n    assert Outer().setup()\n"
    assert functions(test, model=model)["demo.model.fit"].reached
    other = test.replace("Outer().setup()", "Outer()")
    assert not functions(other, model=model)["demo.model.fit"].reached


def test_what_stands_in_where_an_import_fails_hides_no_import() -> None:
    paths = "def base():\n    return 1\n\n\ndef other():\n    return 2\n"
    model = (
        "try:\n    from demo.paths import base\nexcept ImportError:\n    def base():\n        return 0\n\n"
        "def root():\n    return base()\n"
    )
    found = functions(
        "from demo.model import root\n\ndef test():\n    assert root()\n", model=model, paths=paths
    )
    assert found["demo.paths.base"].reached
    assert not found["demo.paths.other"].reached


def test_django_calls_the_hooks_of_middleware() -> None:
    model = (
        "class Guard:\n    def process_view(self, request):\n        return 1 + 1\n\n"
        "    def process_all(self, request):\n        return 1 + 2\n"
    )
    found = functions("from demo.model import Guard\n\ndef test():\n    assert Guard()\n", model=model)
    assert found["demo.model.Guard.process_view"].reached
    assert not found["demo.model.Guard.process_all"].reached


@pytest.mark.parametrize(
    ("test", "reached"),
    [
        ("from demo import pick\n\ndef test(name):\n    assert pick(name)\n", False),
        ("import runpy\n\ndef test():\n    runpy.run_module('demo')\n", True),
        ("from importlib import import_module\n\ndef test(name):\n    assert import_module(name)\n", False),
    ],
)
def test_what_imports_a_module_by_its_name_starts_no_program(test: str, reached: bool) -> None:
    package = "from importlib import import_module\n\n\ndef pick(name):\n    return import_module(name)\n"
    found = functions(
        test,
        __init__=package,
        __main__="from demo.cli import main\n\nmain()\n",
        cli="def main():\n    return 1\n",
    )
    assert found["demo.cli.main"].reached is reached


def test_a_copy_of_a_function_says_so_and_the_first_does_not() -> None:
    lines = ("kept = []", "for row in rows:", "    if row:", "        kept.append(row)", "return kept")
    body = "".join(f"    {line}\n" for line in lines)
    found = functions(
        TEST,
        model="def train():\n    return 1\n",
        one=f"def clean(rows):\n{body}",
        two=f"def clean(rows):\n{body}\ndef tidy(rows):\n{body}",
    )
    copied = {name for name, function in found.items() if function.copied}
    assert copied == {"demo.two.clean"}


@pytest.mark.parametrize(
    ("body", "owed"),
    [
        ("return self.rows", False),
        ("self.rows = rows", False),
        ("cls.rows = rows", False),
        ("cls.rows = sorted(rows)", True),
        ("return HERE / 'data' / 'rows.csv'", False),
        ("return sorted(self.rows)", True),
        ("self.rows = sorted(rows)", True),
        ("self.rows = other", True),
        ("return rows / self.total", True),
        ("return HERE / rows", True),
    ],
)
def test_a_method_that_only_returns_or_sets_an_attribute_is_owed_no_test(body: str, owed: bool) -> None:
    module = f"class Table:\n    def keep(self, rows):\n        {body}\n"
    listed = functions("def test_it():\n    pass\n", table=module)
    assert ("demo.table.Table.keep" in listed) is owed


@pytest.mark.parametrize(
    ("body", "owed"), [("self.bus.state()", False), ("sorted(self.rows, key=f())", True)]
)
def test_a_property_that_asks_by_one_call_is_owed_no_test(body: str, owed: bool) -> None:
    module = f"class Table:\n    @property\n    def state(self):\n        return {body}\n"
    listed = functions("def test_it():\n    pass\n", table=module)
    assert ("demo.table.Table.state" in listed) is owed


@pytest.mark.parametrize(("start", "reached"), [("from demo.stars.fit import *\n", True), ("", False)])
def test_a_star_puts_a_function_over_the_module_of_its_name(start: str, reached: bool) -> None:
    test = "from demo.stars import fit\n\ndef test_it():\n    assert fit([1]) == 1\n"
    files = {"stars/__init__": start, "stars/fit": "def fit(rows):\n    return rows[0]\n"}
    assert functions(test, **files)["demo.stars.fit.fit"].reached is reached


@pytest.mark.parametrize(
    ("body", "plain"),
    [
        ("if self.pipe is None:\n            raise RuntimeError('no pipe')\n        return self.pipe", True),
        (
            "if not self.open or self.pipe is None:\n            raise OSError\n        self.pipe.send(sign)",
            True,
        ),
        ("check_is_fitted(self, 'pipe')\n        return super().use(sign)", True),
        ("self.pipe.use(sign)\n        logger.info('used %s', sign)", True),
        ("logger.debug('use')\n        return self._pipe.use(sign)", True),
        ("self.pipe.use(sign)\n        logger.info('used')\n        self.pipe.close()", False),
        ("self.pipe.use(sign + 1)\n        logger.info('used')", False),
        ("check_is_fitted(self, 'pipe')\n        return super().use(sign + 1)", False),
        ("if self.pipe == sign:\n            raise OSError\n        return self.pipe", False),
        ("if self.pipe is None:\n            self.start()\n        return self.pipe", False),
        ("if self.pipe is None:\n            raise OSError\n        return self.pipe.send(sign + 1)", False),
        ("check_type(sign, [int])\n        self.proto.sign = sign\n        return self", True),
        ("if not isinstance(sign, int):\n            raise TypeError\n        self.get().sign = sign", True),
        ("check_range(sign)\n        self.proto.sign = sign\n        return self", False),
        ("if sign < 1:\n            raise ValueError\n        self.proto.sign = sign", False),
        ("self.proto.sign = sign * 2\n        return self", False),
        ("self.tables[sign].sign = sign\n        return self", False),
    ],
)
def test_what_a_check_stands_before_is_as_plain_as_without(body: str, plain: bool) -> None:
    line = f"class Line(Base):\n    def use(self, sign):\n        {body}\n"
    assert (not functions(TEST, model=f"class Base:\n    pass\n\n\n{line}")) is plain


def test_what_returns_an_attribute_of_an_argument_is_plain() -> None:
    assert not functions(TEST, model="def name_of(line):\n    return line.kind.name\n")
    assert functions(TEST, model="def name_of(line):\n    return line.kind.name()\n")
    assert functions(TEST, model="def name_of(line):\n    return other.name\n")


@pytest.mark.parametrize(
    ("function", "plain"),
    [
        ("def load(path):\n    return pd.read_csv(path, index_col=0)\n", True),
        ("def market(n=1):\n    return Settings.of_market(n)\n", True),
        ("def run(command):\n    subprocess.run(command, check=True)\n", True),
        ("async def send(text):\n    return await app.client.send(text)\n", True),
        ("class Line:\n    def bind(self, sign):\n        return lines.Bound(self.socket, sign)\n", True),
        ("class Line:\n    def to_json(self):\n        return io.to_json(self)\n", True),
        (
            "def show(line):\n    if line.open:\n        print(line)\n    else:\n        print('closed')\n",
            True,
        ),
        ("def load(path):\n    return pd.read_csv(path + '.csv')\n", False),
        ("def load(path):\n    return clean(path)\n", False),
        ("def load(path):\n    return str(path)\n", False),
        ("def load(path):\n    return path.parent.resolve()\n", False),
        ("def load(path):\n    return pd.read_csv(path).dropna(axis=1)\n", False),
        ("def load(path):\n    return pd.read_csv('rows.csv')\n", False),
        ("def show(line):\n    print(line)\n    return line + 1\n", False),
        ("def draw(rows):\n    fig, ax = plt.subplots()\n    ax.plot(rows)\n    return fig\n", True),
        ("def draw(rows):\n    fig = px.line(rows)\n    return fig\n", True),
        ("def draw(rows, path):\n    plt.plot(rows)\n    if path:\n        plt.savefig(path)\n", True),
        ("def draw(rows):\n    fig = fitted(rows)\n    return fig\n", False),
        ("def draw(rows):\n    fig, ax = plt.subplots()\n    return ax.plot(rows.fit())\n", False),
        ("def draw(rows, path):\n    if path:\n        rows.to_csv(path)\n", False),
        ("def settings():\n    return Settings()\n", True),
        (
            "def session():\n    made = Session(bind=ENGINE)\n    try:\n        yield made\n"
            "        made.commit()\n    except Exception:\n        made.rollback()\n        raise\n"
            "    finally:\n        made.close()\n",
            True,
        ),
        ("async def session():\n    async with make_session() as made:\n        yield made\n", True),
        (
            "def session():\n    made = Session()\n    try:\n        yield made\n"
            "    finally:\n        made.store(rows())\n",
            False,
        ),
        ("def rows():\n    with Session() as made:\n        yield made\n        yield made\n", False),
        ("def rows():\n    with Session(kind()) as made:\n        yield made\n", False),
        (
            "client = None\n\ndef found():\n    global client\n    if client is None:\n"
            "        from shop import Client\n        settings = config.read()\n"
            "        client = Client(settings.URL)\n    return client\n",
            True,
        ),
        (
            "class Line:\n    def pipe(self):\n        if not self.end:\n"
            "            self.end = Pipe(self.size)\n        return self.end\n",
            True,
        ),
        (
            "class Line:\n    def pipe(self):\n        if not self.end:\n"
            "            self.end = self._opened()\n        return self.end\n",
            False,
        ),
        (
            "class Line:\n    def pipe(self):\n        if not self.end:\n"
            "            self.end = Pipe(self.size + 1)\n        return self.end\n",
            False,
        ),
        (
            "class Line:\n    def pipe(self):\n        if not self.start:\n"
            "            self.end = Pipe(self.size)\n        return self.end\n",
            False,
        ),
        ("def rows():\n    return Paths.rows('raw')\n", True),
        ("def table():\n    raw = Paths.raw()\n    return raw / 'rows.csv'\n", True),
        ("def table():\n    return rows()\n", False),
        ("def table():\n    return io._rows()\n", False),
        ("def table():\n    return Paths.rows('raw' + KIND)\n", False),
        ("def table():\n    raw = Paths.raw() + KIND\n    return raw / 'rows.csv'\n", False),
        ("def table(kind):\n    raw = Paths.raw()\n    return raw / kind\n", False),
        ("def fit(trial):\n    return Tree(trial.suggest_int('depth', 1, 9)).fit(ROWS)\n", True),
        ("def fit(trial):\n    return Tree(trial.depth('depth', 1, 9)).fit(ROWS)\n", False),
        (
            "def save(model, folder, scores):\n    folder = Path(folder)\n    folder.mkdir(parents=True)\n"
            "    joblib.dump(model, folder / 'model.joblib')\n"
            "    with open(os.path.join(folder, 'scores.json'), 'w') as file:\n"
            "        json.dump(scores, file)\n    print(f'saved to {folder}')\n",
            True,
        ),
        ("def save(rows, folder, name):\n    path = folder / f'{name}.csv'\n    rows.to_csv(path)\n", True),
        ("def save(rows, folder):\n    rows.to_csv(folder / name_of(rows))\n", False),
        ("def save(rows, folder):\n    rows = rows / rows.sum()\n    rows.to_csv(folder)\n", False),
        (
            "def test_line():\n    assert Line().start + 1\n\nif __name__ == '__main__':\n    test_line()\n",
            True,
        ),
        ("def test_line():\n    assert Line().start + 1\n", False),
    ],
)
def test_what_hands_on_what_it_is_given_or_prints_it_is_plain(function: str, plain: bool) -> None:
    assert (not functions(TEST, model=function)) is plain


CHECK = "if isinstance(self.value, dict):\n            return"
ACCESS = f"class A:\n    def f(self, key):\n        {CHECK} {{}}\n        {{}}"
LOADED = "def f(path):\n    with open(path, encoding='utf-8') as file:\n        return {}\n"


@pytest.mark.parametrize(
    ("source", "plain"),
    [
        ("class A:\n    def f(self, kind):\n        return kind == Kind.WEB\n", True),
        ("class A:\n    def f(self, key, box):\n        return key in self.keys_of(box)\n", True),
        ("def f(row):\n    return row.kind is not None\n", True),
        ("def f(row):\n    return isinstance(row, (list, tuple))\n", True),
        ("def f(name):\n    return {'a': 1, 'b': Kind.WEB}.get(str(name).upper(), 0)\n", True),
        ("def f(name):\n    return SIGNS[name]\n", True),
        (ACCESS.format("key in self.value", "return False"), True),
        (ACCESS.format("self.value", "log_other('no table', key)\n        return None"), True),
        ("class A:\n    def f(self):\n        return {'a': self.a, 'b': {'c': self.b.c, 'd': 1}}\n", True),
        ("class A:\n    def f(self):\n        return asdict(self)\n", True),
        ("class A:\n    def f(self):\n        return {'a': self.a is not None, 'b': len(self.b)}\n", True),
        ("class A:\n    def f(self):\n        return {'a': self.a > 1}\n", False),
        ("class A:\n    def f(self):\n        return {'a': sum(self.a)}\n", False),
        ("class A:\n    def f(self):\n        return iter([])\n", True),
        (LOADED.format("yaml.safe_load(file)"), True),
        (LOADED.format("file.read()"), True),
        (
            "def f(path):\n    with open(path) as file:\n        rows = json.load(file)\n    return rows\n",
            True,
        ),
        ("def f(path):\n    return json.loads(Path(path).read_text(encoding='utf-8'))\n", True),
        (
            "def f(path):\n    try:\n        import yaml\n    except ImportError:\n        print('no yaml')\n"
            "        sys.exit(1)\n    with path.open() as file:\n        return yaml.safe_load(file)\n",
            True,
        ),
        ("def f(size):\n    return size >= 3\n", False),
        ("def f(rows):\n    return 1 == sum(rows)\n", False),
        ("def f(row):\n    return LIMIT == other\n", False),
        ("def f(row):\n    return row.kind is None or row.size > 3\n", False),
        ("def f(key, box):\n    return key in keys_of(box)\n", False),
        ("def f(name):\n    return {'a': fit(name)}.get(name)\n", False),
        ("def f(name):\n    return {'a': 1}.get(name[1:], 0)\n", False),
        ("def f(name, rows):\n    return rows[name]\n", False),
        (ACCESS.format("self.value[key]", "return None"), False),
        (ACCESS.format("self.value", "return self.make()"), False),
        (ACCESS.format("self.value", "self.value = 1\n        return None"), False),
        ("class A:\n    def f(self):\n        return {'a': self.a, 'b': round(self.b)}\n", False),
        ("class A:\n    def f(self):\n        return {**self.a, 'b': self.b}\n", False),
        ("class A:\n    def f(self, rows):\n        return iter(rows[1:])\n", False),
        (LOADED.format("yaml.safe_load(file)['rows']"), False),
        (LOADED.format("parse(file)"), False),
        (LOADED.format("file.read().split()"), False),
        (
            "def f(path):\n    with open(path) as file:\n        a = json.load(file)\n    return a[1:]\n",
            False,
        ),
        ("def f(path):\n    return json.loads(fetch(path))\n", False),
        (
            "def f(path):\n    try:\n        import yaml\n    except ImportError:\n        return {}\n"
            "    with path.open() as file:\n        return yaml.safe_load(file)\n",
            False,
        ),
    ],
)
def test_what_answers_looks_up_or_loads_is_plain(source: str, plain: bool) -> None:
    assert (not functions(TEST, model=source)) is plain


LOGGED = (
    "def set_up(level, path, rows):\n    root = logging.getLogger('demo')\n    {first}\n"
    "    handler = logging.StreamHandler(sys.stderr)\n"
    "    handler.setFormatter(logging.Formatter('%(message)s'))\n    {last}\n    return root\n"
)


@pytest.mark.parametrize(
    ("first", "last", "plain"),
    [
        ("root.setLevel(getattr(logging, level.upper(), 20))", "root.addHandler(handler)", True),
        ("os.makedirs(os.path.dirname(path), exist_ok=True)", "root.addHandler(handler)", True),
        ("if root.handlers:\n        return root", "root.addHandler(handler)", True),
        ("for one in root.handlers:\n        root.removeHandler(one)", "root.addHandler(handler)", True),
        ("logger.remove()", "logger.add(sys.stderr, level=level)", True),
        ("pass", "logging.basicConfig(handlers=[handler])", True),
        ("pass", "pass", False),  # nothing logs by it
        ("level = level_of(rows)", "root.addHandler(handler)", False),
        ("if is_long(rows):\n        return root", "root.addHandler(handler)", False),
        ("pass", "rows.add(handler)", False),
        ("return sorted(rows)", "root.addHandler(handler)", False),
    ],
)
def test_what_sets_up_logging_is_owed_no_test(first: str, last: str, plain: bool) -> None:
    found = summary("a.py", LOGGED.format(first=first, last=last))
    assert [item.plain for item in found.definitions] == [plain]


@pytest.mark.parametrize(
    ("head", "owed"),
    [
        ("@asynccontextmanager\nasync def lifespan(app: FastAPI):", False),
        ("@contextlib.asynccontextmanager\nasync def lifespan(_app: fastapi.FastAPI) -> object:", False),
        ("@asynccontextmanager\nasync def lifespan(rows: Table):", True),
        ("async def lifespan(app: FastAPI):", True),
    ],
)
def test_a_framework_runs_what_its_application_opens(head: str, owed: bool) -> None:
    module = f"{head}\n    app.rows = sorted(app.rows)\n    yield\n    app.rows.clear()\n"
    assert ("demo.app.lifespan" in functions("def test_it():\n    pass\n", app=module)) is owed


@pytest.mark.parametrize(
    ("body", "plain"),
    [
        ("return Service(reader=get_reader(url), log=get_log())", True),
        ("reader = get_reader(url, size=4)\n    return Service(reader, log=get_log(reader))", True),
        ("reader = get_reader(url)\n    return app.Service(reader.rows(), log=get_log())", False),
        ("return service(get_reader(url), get_log())", False),  # a function may do anything with them
        ("return Service(get_reader(url + '/'), get_log())", False),
        ("return Service(_reader(url), get_log())", False),
        ("return Service(get_reader(url), get_log()).run()", False),
        ("url.check()\n    return Service(get_reader(url), get_log())", False),
    ],
)
def test_what_composes_a_service_is_owed_no_test(body: str, plain: bool) -> None:
    found = summary("a.py", f"def get_service(url):\n    {body}\n")
    assert [item.plain for item in found.definitions] == [plain]
