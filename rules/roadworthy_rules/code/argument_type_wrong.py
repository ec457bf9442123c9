import ast
from collections.abc import Iterator

from roadworthy import Finding, Module, Severity, rule


@rule(Severity.WARNING, since="0.2", handwritten=True, where=lambda module: "add_argument" in module.text)
def argument_type_wrong(node: ast.Call, module: Module) -> Iterator[Finding]:
    """An argument of the command line has a type that cannot hold its values.

    `type=bool` makes `True` of every text but an empty one, so `--cuda False` turns it on. With `type=int`, a
    value such as `3e-5` is refused, although the default is a fraction. Use `action="store_true"` or
    `argparse.BooleanOptionalAction` for a switch, and `type=float` for a fraction.

    The rule checks calls of `add_argument` with literal values. It accepts `type=bool` if the help shows the
    empty text, `""`, which alone turns it off.

    ```python bad
    import argparse

    parser = argparse.ArgumentParser()
    parser.add_argument("--cuda", type=bool, default=True)
    parser.add_argument("--rate", type=int, default=2e-5)
    ```
    ```python good
    import argparse

    parser = argparse.ArgumentParser()
    parser.add_argument("--cuda", action="store_true")
    parser.add_argument("--rate", type=float, default=2e-5)
    parser.add_argument("--epochs", type=int, default=1e3)
    parser.add_argument("--name", type=str, default=True)
    parser.add_argument("--render", type=bool, help='render each step; pass "" to turn it off')
    ```
    """
    if not isinstance(node.func, ast.Attribute) or node.func.attr != "add_argument":
        return
    given = {item.arg: item.value for item in node.keywords}
    kind, default = given.get("type"), given.get("default")
    if not isinstance(kind, ast.Name) or module.role not in ("source", "example"):
        return
    option = next((ast.unparse(item).strip("'\"") for item in node.args[::-1]), "the argument")
    value = default.value if isinstance(default, ast.Constant) else None
    if kind.id == "bool":
        if not _tells_of_empty(given.get("help")):
            yield Finding(f"`{option}` has `type=bool`, which makes `True` of `False`, too", module.at(node))
    elif kind.id == "int" and isinstance(value, float) and not value.is_integer():
        yield Finding(f"`{option}` has `type=int`, but `{value}` as its default", module.at(node))


def _tells_of_empty(text: ast.expr | None) -> bool:
    """Tell whether a help says what an empty text does; its author knows what others do."""
    words = text.value if isinstance(text, ast.Constant) else None
    return isinstance(words, str) and ('""' in words or "''" in words)
