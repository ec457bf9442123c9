import ast
from collections.abc import Iterator

from roadworthy import Finding, Module, Severity, dotted, last_name, nodes_of, rule

#: Methods of a path that yield files, and functions that yield items.
_METHODS = frozenset(("glob", "iterdir", "rglob"))
_FUNCTIONS = frozenset("enumerate filter glob.iglob map os.scandir os.walk reversed zip".split())


@rule(Severity.WARNING, since="0.2", handwritten=True)
def generator_indexed(module: Module) -> Iterator[Finding]:
    """A class counts or numbers the items of an iterator.

    `Path.glob`, `map` and `zip` give an iterator, which has no length and no items by number: `len(...)` and
    `[...]` fail with `TypeError`. Make a list: `sorted(path.glob("*.npy"))`.

    The rule reports an attribute of `self` that one assignment in the class sets to such an iterator.

    ```python bad
    from pathlib import Path

    class Rows:
        def __init__(self, path):
            self.paths = Path(path).glob("*.npy")

        def __len__(self):
            return len(self.paths)
    ```
    ```python good
    from pathlib import Path

    class Rows:
        def __init__(self, path, model):
            self.paths = sorted(Path(path).glob("*.npy"))
            self.names = map(str, self.paths)
            self.maps = model.map(1)

        def __len__(self):
            return len(self.paths) + len(self.maps)
    ```
    """
    if module.role not in ("source", "example"):
        return
    lines = [node.lineno for node in nodes_of(module, ast.Assign) if _maker(node)]
    for node in nodes_of(module, ast.ClassDef) if lines else ():
        if any(node.lineno < line <= (node.end_lineno or node.lineno) for line in lines):
            yield from _indexed(node, module)


def _indexed(node: ast.ClassDef, module: Module) -> Iterator[Finding]:
    made: dict[str, str] = {}
    counts: dict[str, int] = {}
    used: dict[str, ast.AST] = {}
    for part in ast.walk(node):
        match part:
            case ast.Assign(targets=[ast.Attribute(attr=name)]) if maker := _maker(part):
                made[name] = maker
            case ast.Call(
                func=ast.Name(id="len"), args=[ast.Attribute(value=ast.Name(id="self"), attr=name)]
            ):
                used.setdefault(name, part)
            case ast.Subscript(value=ast.Attribute(value=ast.Name(id="self"), attr=name), ctx=ast.Load()):
                used.setdefault(name, part)
        if isinstance(part, ast.Attribute) and isinstance(part.ctx, ast.Store):
            counts[part.attr] = counts.get(part.attr, 0) + 1
    for name, maker in made.items():
        if name in used and counts[name] == 1:
            message = f"`self.{name}` is an iterator of `{maker}`, which has no length and no items by number"
            yield Finding(message, module.at(used[name]))


def _maker(node: ast.Assign) -> str:
    """Return what makes the iterator that an attribute of `self` is set to, "" for any other assignment."""
    match node:
        case ast.Assign(
            targets=[ast.Attribute(value=ast.Name(id="self"))], value=ast.Call(func=function) as call
        ) if _yields(call):
            return last_name(function)
    return ""


def _yields(call: ast.Call) -> bool:
    name = dotted(call.func)
    if name in _FUNCTIONS:
        return True
    # `glob.glob` gives a list, and so may what is called on anything but a path.
    return (
        isinstance(call.func, ast.Attribute)
        and call.func.attr in _METHODS
        and name != "glob.glob"
        and "path" in ast.unparse(call.func.value).lower()
    )
