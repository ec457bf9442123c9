import ast
from collections.abc import Iterator

from roadworthy import Finding, Module, Severity, dotted, last_name, rule

_LISTS = frozenset("glob glob.glob glob.iglob listdir os.listdir os.scandir".split())
_METHODS = frozenset(("glob", "iterdir", "rglob"))
#: What brings an order about, or shows that none is needed.
_ORDERS = frozenset("argsort intersection natsorted sort sort_values sorted".split())

#: What waits for new files, or draws rows in any order.
_OTHERS = frozenset("choice permutation sample shuffle sleep unlink remove wait".split())


@rule(
    Severity.NOTE,
    since="0.2",
    handwritten=True,
    where=lambda module: (
        module.role == "source"
        and ("__getitem__" in module.text or ("yield" in module.text and "while" in module.text))
    ),
)
def listing_unsorted(node: ast.ClassDef | ast.FunctionDef, module: Module) -> Iterator[Finding]:
    """A dataset numbers its files in the order of the file system.

    `os.listdir` and `glob` give the files in any order, another one on each machine. Row 7 is then another
    image than it was, a seeded split puts other rows into the test set, frames lose their sequence, and two
    lists, of images and of masks, may not fit each other. Sort them: `sorted(glob(...))`.

    A generator that yields batches without an end is no better: the network gets the files in another order
    on each machine, and often one class after the other, since Keras does not shuffle a generator.

    The rule applies to classes with `__getitem__` that list a directory and sort nothing, and to generators
    that go over a directory again and again, and neither sort nor shuffle.

    ```python bad
    import os

    class Rows:
        def __init__(self, path):
            self.names = os.listdir(path)

        def __getitem__(self, index):
            return self.names[index]
    ```
    ```python bad
    import glob

    import numpy as np

    def batches(pattern, size):
        while True:
            for name in glob.iglob(pattern):
                rows = np.load(name)
                for start in range(0, len(rows), size):
                    yield rows[start : start + size]
    ```
    ```python good
    import glob

    import numpy as np

    def batches(pattern):
        names = glob.glob(pattern)
        while True:
            np.random.shuffle(names)
            for name in names:
                yield np.load(name)

    def watched(pattern):
        for name in glob.iglob(pattern):
            yield np.load(name)
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
    if isinstance(node, ast.FunctionDef):
        parts = _repeated(node)
    elif any(isinstance(item, ast.FunctionDef) and item.name == "__getitem__" for item in node.body):
        parts = list(ast.walk(node))
    else:
        return
    listed: list[ast.Call] = []
    for part in parts:
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


def _repeated(function: ast.FunctionDef) -> list[ast.AST]:
    """Return the nodes of a generator that yields without an end what it finds in a directory."""
    for statement in function.body:
        match statement:
            case ast.While(test=ast.Constant(value=True | 1)):
                parts = list(ast.walk(statement))
                loops = [part for part in statement.body if isinstance(part, ast.For)]
                yields = any(isinstance(part, ast.Yield) for loop in loops for part in ast.walk(loop))
                called = {last_name(part.func) for part in parts if isinstance(part, ast.Call)}
                over = any(isinstance(loop.iter, ast.Call) for loop in loops)
                if yields and over and called.isdisjoint(_OTHERS):
                    return [part for loop in loops for part in ast.walk(loop.iter)]
    return []
