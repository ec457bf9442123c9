import ast
from collections.abc import Iterator

from roadworthy import Finding, Module, Severity, dotted, last_name, rule

_LISTS = frozenset("glob glob.glob glob.iglob listdir os.listdir os.scandir".split())
_METHODS = frozenset(("glob", "iterdir", "rglob"))
#: What brings an order about, or shows that none is needed.
_ORDERS = frozenset("argsort intersection natsorted sort sort_values sorted".split())


@rule(
    Severity.NOTE,
    since="0.2",
    handwritten=True,
    where=lambda module: "__getitem__" in module.text and module.role == "source",
)
def listing_unsorted(node: ast.ClassDef, module: Module) -> Iterator[Finding]:
    """A dataset numbers its files in the order of the file system.

    `os.listdir` and `glob` give the files in any order, another one on each machine. Row 7 is then another
    image than it was, a seeded split puts other rows into the test set, frames lose their sequence, and two
    lists, of images and of masks, may not fit each other. Sort them: `sorted(glob(...))`.

    The rule applies to classes with `__getitem__` that list a directory and sort nothing.

    ```python bad
    import os

    class Rows:
        def __init__(self, path):
            self.names = os.listdir(path)

        def __getitem__(self, index):
            return self.names[index]
    ```
    ```python good
    import os

    class Rows:
        def __init__(self, path):
            self.names = sorted(os.listdir(path))

        def __getitem__(self, index):
            return self.names[index]
    ```
    """
    if not any(isinstance(item, ast.FunctionDef) and item.name == "__getitem__" for item in node.body):
        return
    listed: list[ast.Call] = []
    for part in ast.walk(node):
        if isinstance(part, ast.Attribute) and part.attr in _ORDERS:
            return
        if not isinstance(part, ast.Call):
            continue
        name = dotted(part.func)
        last = part.func.attr if isinstance(part.func, ast.Attribute) else name
        if last in _ORDERS:
            return
        if name in _LISTS or (last in _METHODS and isinstance(part.func, ast.Attribute)):
            listed.append(part)
    if listed:
        call = min(listed, key=lambda item: (item.lineno, item.col_offset))
        name = last_name(call.func)
        yield Finding(
            f"`{node.name}` takes its files in the order of `{name}`, which is any", module.at(call)
        )
