import ast
from collections.abc import Iterator

from roadworthy import Finding, Module, Severity, last_name, nodes_of, rule
from roadworthy_rules.code.files._listed_splits import ORDERS, is_listing, is_seeded, listed_split
from roadworthy_rules.code.training._loops import inside, scopes

#: One of these is in the text of what lists a directory.
_HINTS = ("glob", "iterdir", "listdir", "scandir")
#: What waits for new files, or draws rows in any order.
_OTHERS = frozenset("choice permutation sample shuffle sleep unlink remove wait".split())


@rule(
    Severity.NOTE,
    since="0.2",
    handwritten=True,
)
def listing_unsorted(module: Module) -> Iterator[Finding]:
    """A dataset numbers or splits its files in the order of the file system.

    `os.listdir` and `glob` give the files in any order, another one on each machine. Row 7 is then another
    image than it was, a seeded split puts other rows into the test set, frames lose their sequence, and two
    lists, of images and of masks, may not fit each other. Sort them: `sorted(glob(...))`.

    A generator that yields batches without an end is no better: the network gets the files in another order
    on each machine, and often one class after the other, since Keras does not shuffle a generator.

    The rule applies to classes with `__getitem__` that list a directory and sort nothing, and to generators
    that go over a directory again and again, and neither sort nor shuffle. It also applies to functions that
    split what they list into rows to train with and rows to test with, by a seed or by position.

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
    ```python bad
    import glob

    import numpy as np

    def split(pattern):
        names = np.array(glob.glob(pattern))
        held = len(names) // 10
        order = np.random.permutation(len(names))
        test_rows, train_rows = order[:held], order[held:]
        return names[train_rows], names[test_rows]

    if __name__ == "__main__":
        np.random.seed(7)
        print(split("images/*.png"))
    ```
    ```python bad
    import os

    def split(path):
        names = os.listdir(path)
        held = len(names) // 10
        return {"train": names[held:], "test": names[:held]}
    ```
    ```python bad
    import os

    import numpy as np
    from sklearn.model_selection import train_test_split

    def load(path):
        rows = []
        for name in os.listdir(path):
            rows.append(np.load(os.path.join(path, name)))
        return train_test_split(np.array(rows), random_state=7)
    ```
    ```python good
    import glob
    import os
    import random

    import numpy as np

    def split(pattern):
        names = np.array(sorted(glob.glob(pattern)))
        held = len(names) // 10
        order = np.random.permutation(len(names))
        test_rows, train_rows = order[:held], order[held:]
        return names[train_rows], names[test_rows]

    def halves(path):
        names = os.listdir(path)
        middle = len(names) // 2
        return names[:middle], names[middle:]

    def show(path):
        names = os.listdir(path)
        random.shuffle(names)
        return names[:5]

    if __name__ == "__main__":
        np.random.seed(7)
        random.seed(7)
        print(split("images/*.png"))
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
    text = module.text
    if module.role != "source" or not any(word in text for word in _HINTS):
        return
    seen: set[int] = set()
    for node in nodes_of(module, ast.ClassDef, ast.FunctionDef) if _numbers(text) else ():
        if (call := _listed(node)) is not None:
            seen.add(id(call))
            name = last_name(call.func)
            yield Finding(
                f"`{node.name}` takes its files in the order of `{name}`, which is any", module.at(call)
            )
    if "train" not in text:
        return
    seeded = is_seeded(nodes_of(module, ast.Call))
    for scope in scopes(module):
        split = listed_split(inside(scope), seeded)
        if split is not None and id(split[0]) not in seen:
            call, where = split
            seen.add(id(call))
            yield Finding(
                f"a split takes the files in the order of `{last_name(call.func)}`, which is any",
                module.at(call),
                related=(module.at(where),),
            )


def _numbers(text: str) -> bool:
    """Tell whether a module may number its files: in a dataset, or in a generator without an end."""
    return "__getitem__" in text or ("yield" in text and "while" in text)


def _listed(node: ast.ClassDef | ast.FunctionDef) -> ast.Call | None:
    """Return the first call that lists a directory, where a class or generator numbers what it gives."""
    if isinstance(node, ast.FunctionDef):
        parts = _repeated(node)
    elif any(isinstance(item, ast.FunctionDef) and item.name == "__getitem__" for item in node.body):
        parts = list(ast.walk(node))
    else:
        return None
    listed: list[ast.Call] = []
    for part in parts:
        if isinstance(part, ast.Attribute) and part.attr in ORDERS:
            return None
        if not isinstance(part, ast.Call):
            continue
        if last_name(part.func) in ORDERS:
            return None
        if is_listing(part):
            listed.append(part)
    return min(listed, key=lambda item: (item.lineno, item.col_offset)) if listed else None


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
