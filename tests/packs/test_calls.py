"""Calls of a project's own code: what is wrong for certain, and what may be right."""

from __future__ import annotations

import pytest

from roadworthy.testing.pages import inspect_files, installed_rules

_ARGUMENTS = "call-arguments-wrong"


def found(rule: str, files: dict[str, str]) -> list[str]:
    """Return the messages of a rule on a project."""
    rules = [item for item in installed_rules() if item.name == rule]
    encoded = {path: text.encode() for path, text in files.items()}
    return [finding.message for finding in inspect_files(encoded, rules).findings]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("def f(a, b=1): ...\nf()", "`f` is called without `a`"),
        ("def f(a, /): ...\nf(a=1)", "`f` takes no argument `a`"),
        ("def f(a): ...\nf(1, a=1)", "`f` gets `a` twice"),
        ("def f(): ...\nf(1)", "`f` takes no argument by position, but gets 1"),
        ("def f(*, a): ...\nf()", "`f` is called without `a`"),
        ("def f(*a, b): ...\nf(1, 2)", "`f` is called without `b`"),
        ("class A: ...\nA(1)", "`A` takes no argument by position, but gets 1"),
        (
            "class A:\n    @classmethod\n    def f(cls, a): ...\n    def g(self): self.f()",
            "`self.f` is called",
        ),
        ("class A:\n    @staticmethod\n    def f(a): ...\nA.f()", "`f` is called without `a`"),
        ("class A:\n    def f(self, a): ...\nA.f(1)", "`f` is called without `a`"),
        (
            "class A:\n    def f(self, a): ...\nclass B(A):\n    def f(self): super().f()",
            "`super().f` is called",
        ),
        (
            "from dataclasses import dataclass, field\n@dataclass\nclass A:\n    a: int\n"
            "    b: list = field()\n    c: int = field(default=1)\nA(1)",
            "`A` is called without `b`",
        ),
        (
            "from dataclasses import dataclass, field\n@dataclass\nclass A:\n    a: int = field(init=True)\n"
            "    b: int = field(init=False)\nA(1, 2)",
            "`A` takes 1 argument by position",
        ),
        (
            "from abc import ABCMeta\nclass A(metaclass=ABCMeta):\n    def f(self): ...\nclass B(A):\n"
            "    def g(self): ...\nb = B()\nb.g(1)",
            "`B.g` takes no argument by position",
        ),
        ("from typing import NamedTuple\nclass A(NamedTuple):\n    a: int\nA()", "`A` is called without `a`"),
        ("import typing as t\nclass A(t.NamedTuple):\n    a: int\nA()", "`A` is called without `a`"),
        (
            "import typing as t\nclass A(t.NamedTuple):\n    a: int\n    b: set = frozenset((1,))\nA()",
            "`A` is called without `a`",
        ),
        (
            "def f(a): ...\ntry:\n    f(1)\nexcept ValueError:\n    f(1, 2)",
            "`f` takes 1 argument by position",
        ),
        (
            "import torch.nn as nn\nclass A(nn.Module):\n    def forward(self, a): ...\nnet = A()\nnet(1, 2)",
            "`A.forward` takes 1 argument by position, but gets 2",
        ),
    ],
)
def test_a_call_that_fails(text: str, message: str) -> None:
    (one,) = found(_ARGUMENTS, {"train.py": text + "\n"})
    assert one.startswith(message)


@pytest.mark.parametrize(
    "text",
    [
        "def f(a): ...\ndef f(): ...\nf()",
        "def f(a): ...\nf = print\nf()",
        "def f(a): ...\ndef g(f): f()",
        "def f(a): ...\n[f() for f in ()]",
        "def f(a): ...\nlambda f: f()",
        "def f(a): ...\ndef g():\n    global f\n    f = print\nf()",
        "def f(a): ...\nf(*[1])",
        "def f(a): ...\ndef g():\n    return 1\n    f()",
        "def _(): ...\n_('text')",
        "def f(a): ...\nf(**{'a': 1})",
        "def f(*a, **b): ...\nf(1, 2, c=3)",
        "@wrapped\ndef f(a): ...\nf()",
        "def f(a): ...\ntry:\n    f()\nexcept TypeError:\n    pass",
        "def f(a): ...\ntry:\n    f(1)\nexcept TypeError:\n    f(1, 2)",
        "import typing as t\nclass A(t.NamedTuple):\n    a: int\nA(1)",
        "import typing as t\nclass A(t.NamedTuple):\n    a: int\n    b: set = frozenset((1,))\nA(a=1)",
        "from dataclasses import dataclass, field\n@dataclass\nclass A:\n    a: int = field(init=True)\n"
        "    b: int = field(init=False)\nA(1)",
        "from numpy import *\nf()",
        "try:\n    from x import f\nexcept ImportError:\n    def f(a): ...\nf()",
        "class A:\n    def f(self, a): ...\n    def g(self):\n        self.f = print\n        self.f()",
        "class A:\n    def f(self, a): ...\n    def g(self): self.f()\nclass B(A):\n    def f(self): ...",
        "class A:\n    def f(self, a): ...\n    def g(self): self.f(self)\nA.g(A)",
        "class A:\n    def f(self, a): ...\na = A()\na.f = print\na.f()",
        "class A(B):\n    ...\nA(1)",
        "class M(type): ...\nclass A(metaclass=M):\n    def f(self): ...\nclass B(A):\n    def g(self): ...\n"
        "b = B()\nb.g(1)",
        "class A(B):\n    def f(self): self.g(1)",
        "class A(metaclass=B):\n    def __init__(self): ...\nA(1)",
        "class A:\n    def __new__(cls, a): ...\nA(1)",
        "@wrapped\nclass A:\n    def __init__(self): ...\nA(1)",
        "class A:\n    @property\n    def f(self): ...\n    def g(self): self.f(1)",
        "class A:\n    def f(self): ...\nclass C:\n    def f(self, a): ...\nclass B(A):\n    def f(self):\n"
        "        super().f(1)\nclass D(B, C): ...",
        "from dataclasses import KW_ONLY, dataclass\n@dataclass\nclass A:\n    _: KW_ONLY\n    a: int\nA()",
        "def a():\n    net = A()\n    net = print\n    net(1)\nclass A: ...",
        "from __future__ import annotations\nfrom tools import f\nf()",
    ],
)
def test_a_call_that_may_be_right(text: str) -> None:
    assert found(_ARGUMENTS, {"train.py": text + "\n"}) == []


@pytest.mark.parametrize(
    ("files", "sure"),
    [
        ({"train.py": "from tools import f\nf()\n", "tools.py": "def f(a): ...\n"}, True),
        ({"train.py": "import tools\ntools.f()\n", "tools.py": "def f(a): ...\n"}, True),
        ({"train.py": "import tools as t\nt.f()\n", "tools.py": "def f(a): ...\n"}, True),
        ({"train.py": "from tools import *\nf()\n", "tools.py": "def f(a): ...\n"}, True),
        ({"train.py": "from tools import *\nf()\n", "tools.py": "__all__ = made()\ndef f(a): ...\n"}, False),
        ({"a/x.py": "from .y import f\nf()\n", "a/y.py": "def f(a): ...\n", "a/__init__.py": ""}, True),
        (
            {
                "train.py": "from a import f\nf()\n",
                "a/__init__.py": "from .y import f\n",
                "a/y.py": "def f(a): ...\n",
            },
            True,
        ),
        ({"train.py": "from tools import f\nf()\n", "tools.py": "f = print\n"}, False),
        # Which of the two is meant depends on where the program is started.
        (
            {
                "x/train.py": "from tools import f\nf()\n",
                "x/tools.py": "def f(a): ...\n",
                "tools.py": "def f(): ...\n",
            },
            False,
        ),
        ({"train.py": "import tools\ntools.f = print\ntools.f()\n", "tools.py": "def f(a): ...\n"}, False),
        ({"train.py": "from json import f\nf()\n", "json.py": "def f(a): ...\n"}, False),
        # What a package binds under the name of its module hides the module.
        (
            {
                "train.py": "import a.f as f\nf.g()\n",
                "a/__init__.py": "from .tools import f\n",
                "a/tools.py": "class F:\n    def g(self): ...\nf = F()\n",
                "a/f.py": "def g(a): ...\n",
            },
            False,
        ),
        (
            {
                "train.py": "import a.f as f\nf.g()\n",
                "a/__init__.py": "from . import f\n",
                "a/f.py": "def g(a): ...\n",
            },
            True,
        ),
        # A library may have the name of a module that lies in a package.
        (
            {
                "tests/test_f.py": "from replies import f\nf()\n",
                "tests/data/replies.py": "def f(a): ...\n",
                "tests/data/__init__.py": "",
            },
            False,
        ),
        (
            {
                "train.py": "from replies import f\nf()\n",
                "lib/replies.py": "def f(a): ...\n",
                "requirements.txt": "replies\n",
            },
            False,
        ),
        ({"train.py": "from replies import f\nf()\n", "lib/replies.py": "def f(a): ...\n"}, True),
        (
            {
                "tests/test_f.py": "import pytest\nfrom tools import f\n\n@pytest.mark.skip('later')\n"
                "def test_f():\n    f()\n",
                "tools.py": "def f(a): ...\n",
            },
            False,
        ),
        (
            {
                "test_f.py": "import pytest\nfrom tools import f\nwith pytest.raises(TypeError):\n    f()\n",
                "tools.py": "def f(a): ...\n",
            },
            False,
        ),
    ],
)
def test_a_call_of_another_module(files: dict[str, str], sure: bool) -> None:
    assert bool(found(_ARGUMENTS, files)) == sure


@pytest.mark.parametrize(
    ("path", "text", "sure"),
    [
        # What a type checker shall refuse is never run.
        ("tests/mypy/modules/wrong.py", "f()\n", False),
        ("tests/mypy/test_wrong.py", "f()\n", True),
        ("tests/helpers.py", "f()\n", True),
        ("tests/speed.py", "if __name__ == '__main__':\n    print(f())\n", True),
        ("tests/test_f.py", "def test_f():\n    return f()  # pragma: no cover\n", False),
        ("train.py", "f()  # pragma: no cover\n", True),
    ],
)
def test_a_call_among_tests(path: str, text: str, sure: bool) -> None:
    files = {path: f"from tools import f\n{text}", "tools.py": "def f(a): ...\n"}
    files["tests/test_all.py"] = "from tests import helpers\n"
    assert bool(found(_ARGUMENTS, files)) == sure


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        ("message-unformatted", "print('%r', a)\n"),
        ("list-changed-in-loop", "for a in b:\n    b.remove(a)\n"),
    ],
)
def test_what_linters_are_tried_on(rule: str, text: str) -> None:
    assert found(rule, {"tests/data/cases/collections.py": text}) == []
    assert found(rule, {"tests/data/test_collections.py": text})
    assert found(rule, {"collections.py": text})


_DROPPED = "result-dropped"


@pytest.mark.parametrize(
    ("text", "sure"),
    [
        ("def f(a: str):\n    a.strip()", True),
        ("def f(a):\n    if a.startswith('#'):\n        a.strip()", True),
        ("a = f'{b}'\na.strip()", True),
        ("for a in open(b):\n    a.strip()", True),
        ("with open(b) as rows:\n    for a in rows:\n        a.strip()", True),
        ("for a in b.split():\n    a.strip()", True),
        ("a.split()[0].strip()", True),
        ("str(a).lower()", True),
        # A text of rich is cut where it is, and a window is lowered.
        ("a.rstrip()", False),
        ("from rich.text import Text\na = Text('b ')\na.rstrip()", False),
        ("window = Window()\nwindow.lower()", False),
        ("import pandas as pd\ndef f(a):\n    a.dropna()", True),
        ("import pandas as pd\ndef f(a):\n    a.groupby('b').sum().reset_index()", True),
        ("import pandas as pd\npd.read_csv('a').dropna()", True),
        # A call that shall fail early.
        ("import pandas as pd\nempty(a).dropna(subset=b)", False),
        ("import numpy as np\ntry:\n    a.astype(bool)\nexcept ValueError: ...", False),
        ("import pandas as pd\ntry:\n    a.dropna()\n    a.plot()\nexcept ValueError: ...", True),
    ],
)
def test_a_result_that_is_dropped(text: str, sure: bool) -> None:
    assert bool(found(_DROPPED, {"train.py": text + "\n"})) == sure


@pytest.mark.parametrize(
    ("text", "sure"),
    [
        ("def f(): return 1, 2\na, b, c = f()", True),
        ("class A:\n    def f(self): return 1, 2\n    def g(self): a, b, c = self.f()", True),
        ("async def f(): return 1, 2\nasync def g(): a, b, c = await f()", True),
        ("def f():\n    def g(): return 1, 2, 3\n    return 1, 2\na, b, c = f()", True),
        ("def f(): return 1, 2\na, b = f()", False),
        ("def f(): return 1, *x\na, b, c = f()", False),
        ("def f():\n    yield 1\n    return 1, 2\na, b, c = f()", False),
        ("def f(a):\n    if a:\n        return 1, 2\n    return a\na, b, c = f(1)", False),
        ("def f(a):\n    if a:\n        return 1, 2\n    return 1, 2, 3\na, b, c = f(1)", False),
        ("@contextmanager\ndef f(): return 1, 2\na, b, c = f()", False),
    ],
)
def test_values_that_are_unpacked(text: str, sure: bool) -> None:
    assert bool(found("unpacked-values-wrong", {"train.py": text + "\n"})) == sure


@pytest.mark.parametrize(
    ("text", "sure"),
    [
        ("class A:\n    def f(self): self.g()\nA()", True),
        ("class A:\n    def f(self): self.g()\nclass B(A): ...\nB()", False),
        ("class A:\n    def f(self): self.g()\nclass B(A): ...\nA()", True),
        ("class A:\n    def f(self): self.g()\nclass B(A):\n    def g(self): ...\nA()", False),
        ("class A:\n    def f(self): self.g()\n", False),
        ("class A(X):\n    def f(self): self.g()\nA()", False),
        ("class A:\n    def f(self):\n        if hasattr(self, 'g'):\n            self.g()\nA()", False),
        ("class A:\n    def f(self):\n        self.g()\n        self.__dict__.update({})\nA()", False),
        ("class A:\n    def f(self): self.g()\na = A()\na.g = print", False),
        ("class A:\n    def __g(self): ...\na = A()\na._A__g()", False),
        ("class A:\n    g = None\n    def f(self): self.g()\nA()", False),
        ("class A:\n    def f(self):\n        self.a, self.g = 1, print\n        self.g()\nA()", False),
        ("import torch.nn as nn\nclass A(nn.Module):\n    def f(self): self.g()\nA()", True),
        ("import torch.nn as nn\nclass A(nn.Module):\n    def f(self): self.parameters()\nA()", False),
        (
            "import torch.nn as nn\nclass A(nn.Module):\n    def f(self):\n        self.add_module('g', 1)\n"
            "        self.g()\nA()",
            False,
        ),
    ],
)
def test_a_method_that_a_class_lacks(text: str, sure: bool) -> None:
    assert bool(found("method-missing", {"train.py": text + "\n"})) == sure


@pytest.mark.parametrize(
    ("shown", "sure"),
    [
        # Nothing takes the directory for a package, so its modules are imported by bare names.
        ("from other import f\nf()\n", True),
        # The project imports its modules through the package: the bare name is a library's.
        ("from app.tools import f\nf()\n", False),
        ("from .tools import f\nf()\n", False),
    ],
)
def test_a_library_has_the_name_of_a_module_beside_the_caller(shown: str, sure: bool) -> None:
    files = {
        "app/__init__.py": "",
        "app/tools.py": "def f(): ...\n",
        "app/other.py": "def f(): ...\n",
        "app/run.py": "import tools\ntools.g()\n",
        "app/shown.py": shown,
    }
    assert bool(found("method-missing", files)) is sure
    program = {"app/run.py": 'import tools\n\nif __name__ == "__main__":\n    tools.g()\n'}
    assert found("method-missing", {**files, **program})


@pytest.mark.parametrize(
    ("shown", "sure"),
    [("import tools", True), ("import settings.tools", False), ("from settings.tools import f", False)],
)
def test_a_library_has_the_name_of_a_module_in_another_directory(shown: str, sure: bool) -> None:
    files = {
        "models/net.py": "import tools\ntools.g()\n",
        "settings/tools.py": "def f(): ...\n",
        "train.py": f"import models.net\n{shown}\n",
    }
    assert bool(found("method-missing", files)) is sure


@pytest.mark.parametrize(
    ("call", "sure"),
    [
        ("import tools\ntools.g()", True),
        ("import pkg.mod\npkg.mod.g()", True),
        ("from pkg import mod\nmod.g()", True),
        ("import tools\ntools.f()", False),
        ("import pkg\npkg.mod()", False),
        ("import tools\ntools.g = print\ntools.g()", False),
        ("import lazy\nlazy.g()", False),
        ("import starred\nstarred.g()", False),
        ("import named.mod\nnamed.mod.g()", False),
        ("import named.mod as mod\nmod.g()", False),
        ("import named.other as other\nother.g()", True),
    ],
)
def test_a_function_that_a_module_lacks(call: str, sure: bool) -> None:
    files = {
        "train.py": call + "\n",
        "tools.py": "def f(): ...\n",
        "pkg/__init__.py": "",
        "pkg/mod.py": "def f(): ...\n",
        "lazy.py": "def __getattr__(name): ...\n",
        "named/__init__.py": "from .mod import Mod as mod\nfrom . import other\n",
        "named/mod.py": "class Mod:\n    def g(): ...\n",
        "named/other.py": "def f(): ...\n",
        "starred.py": "from numpy import *\n",
    }
    assert bool(found("method-missing", files)) == sure


REPLACED = "from unittest import mock\n\nfrom views import View\n\n\n"
REPLACED += "def test_view({given}):\n{block}        View()\n"


@pytest.mark.parametrize(
    ("given", "block", "sure"),
    [
        ("", "    with mock.patch.object(View, '__init__', lambda self: None):\n", False),
        ("monkeypatch", "    for _ in range(2):\n", False),
        ("rows", "    with open('a'):\n", True),
    ],
)
def test_a_test_may_replace_what_it_calls(given: str, block: str, sure: bool) -> None:
    view = "class View:\n    def __init__(self, window):\n        self.window = window\n"
    text = REPLACED.format(given=given, block=block)
    assert bool(found(_ARGUMENTS, {"views.py": view, "tests/test_views.py": text})) is sure


_TESTER = "class Tester:\n    def test(self, rows): ...\n    def __call__(self, rows): ...\n\n"


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (
            "        self.tester = Tester()\n    def run(self): self.tester.test(1, device=0)",
            "`Tester.test` takes no argument `device`",
        ),
        (
            "        self.tester = Tester()\n    def run(self): self.tester()",
            "`Tester.__call__` is called without `rows`",
        ),
    ],
)
def test_a_call_of_what_self_keeps(body: str, message: str) -> None:
    text = f"{_TESTER}class Trainer:\n    def __init__(self, other):\n{body}\n"
    (one,) = found(_ARGUMENTS, {"train.py": text})
    assert one.startswith(message)


@pytest.mark.parametrize(
    "body",
    [
        "        self.tester = Tester()\n    def run(self): self.tester.test(1)",
        "        self.tester = other\n    def run(self): self.tester.test()",
        "        self.tester = Tester()\n        self.tester = other\n    def run(self): self.tester.test()",
        "        self.tester = Tester()\n    def run(self): self.other.test()",
        "        self.tester = Tester()\nclass Heir(Trainer):\n    def run(self):\n"
        "        self.tester = print\n        self.tester.test()",
        "        self.tester = Tester()\n    def run(self): self.tester.test()\n\n"
        "def start(trainer):\n    trainer.tester = print",
    ],
)
def test_what_self_keeps_may_be_another_object(body: str) -> None:
    text = f"{_TESTER}class Trainer:\n    def __init__(self, other):\n{body}\n"
    assert found(_ARGUMENTS, {"train.py": text}) == []


def test_a_built_in_function_is_meant_until_the_module_defines_its_name() -> None:
    own = "def set(context, name): ...\n"
    assert found(_ARGUMENTS, {"bot.py": f"users = set()\n{own}"}) == []
    assert found(_ARGUMENTS, {"bot.py": f"{own}users = set()\n"})
    # A function is called once the module has run.
    assert found(_ARGUMENTS, {"bot.py": f"def users():\n    return set()\n{own}users()\n"})
