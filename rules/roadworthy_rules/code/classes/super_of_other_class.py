import ast
from bisect import bisect_right
from collections.abc import Iterator
from operator import attrgetter

from roadworthy import Finding, Module, Severity, dotted, nodes_of, rule

_LINE = attrgetter("lineno")


@rule(
    Severity.WARNING,
    since="0.2",
    codes=("pylint:bad-super-call", "pylint:E1003"),
    handwritten=True,
)
def super_of_other_class(module: Module) -> Iterator[Finding]:
    """`super` is called with a class that the object is not an instance of, or without the object.

    `super(Other, self)` raises `TypeError` if `self` is no `Other`, so the class cannot be used. This happens
    if a class is copied and renamed. `super(Model).__init__()` sets up the `super` object and not the model.
    Write `super()`, which needs no name.

    The rule compares classes of one module. It ignores classes with a base that the module imports from its
    own package, because that base may inherit from the other class.

    ```python bad
    class Small:
        def __init__(self):
            super(Small, self).__init__()

    class Large:
        def __init__(self):
            super(Small, self).__init__()
    ```
    ```python bad
    from torch.utils.data import Dataset

    class Rows(Dataset):
        def __init__(self, rows):
            super(Rows).__init__()
            self.rows = rows
    ```
    ```python good
    class Small:
        def __init__(self):
            super().__init__()

    class Large(Small):
        def __init__(self):
            super(Small, self).__init__()
    ```
    """
    if "super(" not in module.text or module.role not in ("source", "example", "test"):
        return
    for call in nodes_of(module, ast.Call):
        if name := _unbound(call):
            yield Finding(f"`super({name})` has no object, so its `__init__` does nothing", module.at(call))
    classes = {item.name: item for item in module.tree.body if isinstance(item, ast.ClassDef)}
    calls = [call for call in nodes_of(module, ast.Call) if _named(call) in classes]
    if not calls:
        return
    own = {
        alias.asname or alias.name
        for statement in nodes_of(module, ast.ImportFrom)
        if statement.level
        for alias in statement.names
    }
    owners = sorted(classes.values(), key=_LINE)
    for call in calls:
        number = bisect_right(owners, call.lineno, key=_LINE) - 1
        owner, name = owners[number], _named(call)
        # Nearly all calls name the class that they stand in.
        if number < 0 or call.lineno > (owner.end_lineno or 0) or name == owner.name:
            continue
        above = _above(owner, classes, own)
        if above and name not in above and not _is_inner(call, owner):
            yield Finding(f"`{owner.name}` is no `{name}`, so `super` raises", module.at(call))


def _named(call: ast.Call) -> str:
    """Return the class that `super` gets, "" where it gets none, or is another function."""
    match call:
        case ast.Call(func=ast.Name(id="super"), args=[ast.Name(id=name), ast.Name(id="self")]):
            return name
    return ""


def _unbound(call: ast.Call) -> str:
    """Return the class with which `super` is called without an object, and for its `__init__`."""
    match call.func:
        case ast.Attribute(
            value=ast.Call(func=ast.Name(id="super"), args=[ast.Name(id=name)], keywords=[]), attr="__init__"
        ):
            return name
    return ""


def _above(owner: ast.ClassDef, classes: dict[str, ast.ClassDef], own: set[str]) -> set[str]:
    """Return the names of a class and its bases; none where the project may define one of them elsewhere."""
    found: set[str] = set()
    pending = [owner.name]
    while pending:
        name = pending.pop()
        if name in found:
            continue
        found.add(name)
        if name in classes:
            bases = [dotted(base) for base in classes[name].bases]
            if any(not base or base.partition(".")[0] in own for base in bases):
                return set()
            pending += bases
    return found


def _is_inner(call: ast.Call, owner: ast.ClassDef) -> bool:
    """Tell whether a call stands in a class, or a function with another `self`, within a class."""
    return any(
        isinstance(part, ast.ClassDef) and part.lineno <= call.lineno <= (part.end_lineno or 0)
        for part in owner.body
    )
