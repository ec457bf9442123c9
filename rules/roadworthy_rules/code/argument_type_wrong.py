import ast
from collections.abc import Iterator

from roadworthy import Finding, Module, Severity, dotted, rule

#: Types that make a collection of the letters of a text, and those that make nothing.
_SPLIT = frozenset("List Set Tuple list set tuple".split())
_CHOICES = frozenset("Literal Optional Sequence Union".split())
#: What the actions of switches store.
_STORES = {"store_true": True, "store_false": False}
#: How a help says that a switch is there for old commands alone.
_OLD = ("compat", "deprecat", "legacy", "no effect", "no-op", "noop", "obsolete", "redundant")


@rule(Severity.WARNING, since="0.2", handwritten=True, where=lambda module: "add_argument" in module.text)
def argument_type_wrong(node: ast.Call, module: Module) -> Iterator[Finding]:
    """An argument of the command line has a type that cannot hold its values.

    `type=bool` makes `True` of every text but an empty one, so `--cuda False` turns it on. With `type=int`, a
    value such as `3e-5` is refused, although the default is a fraction. `type=list` and `type=List[int]` make
    a list of single letters, and `type=Union[int, str]` cannot be called. `action="store_true"` with
    `default=True` stores what is there already, so nothing turns the switch off. Use `action="store_true"`
    without a default or `argparse.BooleanOptionalAction` for a switch, `type=float` for a fraction, and
    `nargs="+"` with the type of one item for a list.

    The rule checks calls of `add_argument` with literal values. It accepts `type=bool` if the help shows the
    empty text, `""`, which alone turns it off. It accepts a switch that stores its default if the
    module has one that stores the opposite, or if the help calls it deprecated.

    ```python bad
    import argparse

    parser = argparse.ArgumentParser()
    parser.add_argument("--cuda", type=bool, default=True)
    parser.add_argument("--rate", type=int, default=2e-5)
    ```
    ```python bad
    import argparse
    from typing import List, Union

    parser = argparse.ArgumentParser()
    parser.add_argument("--names", type=list, default=["age"])
    parser.add_argument("--steps", type=List[int])
    parser.add_argument("--weights", type=Union[str, None])
    ```
    ```python bad
    import argparse

    parser = argparse.ArgumentParser()
    parser.add_argument("--cuda", action="store_true", default=True)
    ```
    ```python good
    import argparse

    parser = argparse.ArgumentParser()
    parser.add_argument("--plot", action="store_true", default=True)
    parser.add_argument("--no-plot", dest="plot", action="store_false")
    parser.add_argument("--fast", action="store_true", default=True, help="deprecated: it is always fast")
    ```
    ```python good
    import argparse

    parser = argparse.ArgumentParser()
    parser.add_argument("--cuda", action="store_true", default=False)
    parser.add_argument("--rate", type=float, default=2e-5)
    parser.add_argument("--epochs", type=int, default=1e3)
    parser.add_argument("--name", type=str, default=True)
    parser.add_argument("--names", nargs="+", default=["age"])
    parser.add_argument("--steps", type=PARSERS["steps"])
    parser.add_argument("--render", type=bool, help='render each step; pass "" to turn it off')
    ```
    """
    if not isinstance(node.func, ast.Attribute) or node.func.attr != "add_argument":
        return
    given = {item.arg: item.value for item in node.keywords}
    kind, default = given.get("type"), given.get("default")
    if module.role not in ("source", "example"):
        return
    option = next((ast.unparse(item).strip("'\"") for item in node.args[::-1]), "the argument")
    if _stores_default(given, module.text):
        what = f"`{option}` stores what it has by default, so it changes nothing"
        yield Finding(what, module.at(node))
    if kind is None:
        return
    named = dotted(kind.value if isinstance(kind, ast.Subscript) else kind).rpartition(".")[2]
    value = default.value if isinstance(default, ast.Constant) else None
    if named in _SPLIT or (isinstance(kind, ast.Subscript) and named in _CHOICES):
        made = "makes a list of letters" if named in _SPLIT else "cannot be called"
        yield Finding(f"`{option}` has `type={ast.unparse(kind)}`, which {made}", module.at(node))
    elif named == "bool":
        if not _tells_of_empty(given.get("help")):
            yield Finding(f"`{option}` has `type=bool`, which makes `True` of `False`, too", module.at(node))
    elif named == "int" and isinstance(value, float) and not value.is_integer():
        yield Finding(f"`{option}` has `type=int`, but `{value}` as its default", module.at(node))


def _stores_default(given: dict[str | None, ast.expr], text: str) -> bool:
    """Tell whether a switch stores what it has by default, and neither its help nor another one says why."""
    action, default, words = given.get("action"), given.get("default"), given.get("help")
    if not isinstance(action, ast.Constant) or not isinstance(default, ast.Constant):
        return False
    told = words.value if isinstance(words, ast.Constant) else ""
    if isinstance(told, str) and any(word in told.lower() for word in _OLD):
        return False
    stored = _STORES.get(str(action.value))
    opposite = "store_false" if stored else "store_true"
    return stored is not None and default.value is stored and opposite not in text


def _tells_of_empty(text: ast.expr | None) -> bool:
    """Tell whether a help says what an empty text does; its author knows what others do."""
    words = text.value if isinstance(text, ast.Constant) else None
    return isinstance(words, str) and ('""' in words or "''" in words)
