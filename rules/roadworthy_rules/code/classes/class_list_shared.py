import ast
from collections.abc import Iterator

from roadworthy import Finding, Module, Severity, rule

#: Methods that add to a list.
_ADDING = frozenset(("append", "extend", "insert"))


@rule(Severity.NOTE, since="0.2", handwritten=True)
def class_list_shared(node: ast.ClassDef, module: Module) -> Iterator[Finding]:
    """All objects of a class add to one list.

    A list in the body of a class belongs to the class. `self.losses.append(…)` adds to that one list, so each
    object gets the items of all others, and the list never shrinks. Make the list in `__init__`:
    `self.losses = []`.

    The rule reports lists that methods add to through `self`. It stays silent if the code assigns the
    attribute of `self`, or mentions it by the class.

    ```python bad
    class Network:
        losses = []

        def step(self, loss):
            self.losses.append(loss)
    ```
    ```python good
    class Network:
        losses = []

        def __init__(self):
            self.losses = []

        def step(self, loss):
            self.losses.append(loss)
    ```
    ```python good
    class Plugin:
        found = []

        def __init__(self):
            self.found.append(self)

        @classmethod
        def all(cls):
            return cls.found
    ```
    """
    lists = {
        target.id: statement
        for statement in node.body
        if isinstance(statement, ast.Assign) and _is_list(statement.value)
        for target in statement.targets
        if isinstance(target, ast.Name)
    }
    if not lists or module.role != "source" or node.decorator_list or node.keywords:
        return
    added: dict[str, ast.Call] = {}
    for part in ast.walk(node):
        match part:
            case ast.Call(
                func=ast.Attribute(attr=adding, value=ast.Attribute(value=ast.Name(id="self"), attr=name))
            ) if adding in _ADDING:
                added.setdefault(name, part)
            case ast.Attribute(ctx=ast.Store() | ast.Del(), attr=name):
                lists.pop(name, None)
    shared = {name: added[name] for name in lists if name in added}
    for name, call in shared.items():
        if f".{name}" not in module.text.replace(f"self.{name}", ""):
            yield Finding(f"all objects of `{node.name}` add to one list `{name}`", module.at(call))


def _is_list(value: ast.expr) -> bool:
    return (isinstance(value, ast.List) and not value.elts) or (
        isinstance(value, ast.Call)
        and isinstance(value.func, ast.Name)
        and value.func.id == "list"
        and not value.args
    )
