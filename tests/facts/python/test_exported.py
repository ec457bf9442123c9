"""Which public module exports what a private one defines."""

from __future__ import annotations

from roadworthy.facts.python.exports import exported, is_private
from roadworthy.facts.python.module import Module
from roadworthy.facts.python.visitor import walk


def homes(**modules: str) -> dict[str, str]:
    """Return, for what private modules define, the public one that exports it; `__` stands for a slash."""
    files = {f"demo/{name.replace('__', '/')}.py": text.encode() for name, text in modules.items()}
    files["demo/__init__.py"] = files.pop("demo/init.py", b"")
    own = [walk(Module.parse(path, data), {}) for path, data in files.items()]
    return {f"{path}:{name}": home for (path, name), home in exported(own).items()}


IMPL = "def f(): pass\ndef g(): pass\ndef _h(): pass\nclass K:\n    def m(self): pass\n"


def test_a_name_is_exported_by_all_as_itself_or_by_a_star() -> None:
    listed = homes(init="from ._a import f, g\n__all__ = ['f']\n", _a=IMPL)
    assert listed == {"demo/_a.py:f": "demo/__init__.py"}
    assert homes(init="from ._a import f as f, g as h\n", _a=IMPL) == {"demo/_a.py:f": "demo/__init__.py"}
    assert homes(init="from ._a import g as h\n__all__ = ['h']\n", _a=IMPL) == {
        "demo/_a.py:g": "demo/__init__.py"
    }
    assert homes(init="from ._a import f\nimport demo._a\n", _a=IMPL) == {}


def test_a_star_takes_what_is_listed_or_begins_with_no_underscore() -> None:
    star = {f"demo/_a.py:{name}": "demo/__init__.py" for name in ("f", "g", "K")}
    assert homes(init="from ._a import *\n", _a=IMPL) == star
    assert homes(init="from ._a import *\n", _a=IMPL + "__all__ = ['_h']\n") == {
        "demo/_a.py:_h": "demo/__init__.py"
    }
    assert homes(init="from ._a import *\n__all__ = ['g']\n", _a=IMPL) == {"demo/_a.py:g": "demo/__init__.py"}


def test_names_are_followed_through_other_modules() -> None:
    onward = homes(init="from ._b import *\n", _b="from ._a import *\n", _a=IMPL)
    assert onward["demo/_a.py:f"] == "demo/__init__.py"
    renamed = homes(init="from ._b import k as k\n", _b="from ._a import f as k\n", _a=IMPL)
    assert renamed == {"demo/_a.py:f": "demo/__init__.py"}
    assert homes(init="from ._b import f as f\n", _b="from ._b import f\n") == {}
    assert homes(init="from ._b import f as f\nfrom os import path as path\n", _b="from os import f\n") == {}


def test_the_shortest_path_is_the_one_that_users_know() -> None:
    both = homes(init="from ._a import f as f\n", api__x="from demo._a import f as f\n", _a=IMPL)
    assert both == {"demo/_a.py:f": "demo/__init__.py"}
    assert homes(api__x="from demo._a import f as f\n", _a=IMPL) == {"demo/_a.py:f": "demo/api/x.py"}


def test_private_modules_export_nothing() -> None:
    assert homes(_b="from ._a import f as f\n", _a=IMPL) == {}
    assert is_private("demo/_a/b.py")
    assert not is_private("demo/__init__.py")
