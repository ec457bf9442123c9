import ast
from collections.abc import Iterator, Sequence

from roadworthy import Finding, Module, Severity, dotted, is_run, nodes_of, rule

_LIBRARIES = ("torch", "sklearn", "tensorflow", "keras", "pandas", "xgboost")
_DRAWS = frozenset("normal rand randint randn random standard_normal uniform".split())
_SOURCES = ("np.random", "numpy.random", "random", "rng", "torch")
_MAKES = frozenset("make_blobs make_classification make_regression".split())
#: Calls that write the rows to the file: then they are an example that is stored.
_WRITES = ("dump", "imwrite", "save", "to_csv", "to_parquet", "to_json", "write", "writerow", "writerows")
_READS = frozenset("ImageFolder load load_dataset open read_csv read_excel read_json read_parquet".split())
_MISSING = frozenset("Exception FileNotFoundError IOError OSError".split())


@rule(Severity.NOTE, since="0.2", handwritten=True)
def rows_made_up(module: Module) -> Iterator[Finding]:
    """Random rows stand for a file that is missing.

    One wrong path, and the model is trained or scored on noise. The run looks like any other, and its model,
    scores and plots are stored with those of real rows. Raise the exception: a training without data has to
    stop. Keep made-up rows for tests, or ask for them by an option.

    The rule looks at what follows `if not path.exists()` and exceptions of files: there, random numbers are
    bound or returned, by a function of the module as well. It ignores code that writes the rows to a file,
    and a random index, which takes another row.

    ```python train.py bad
    import numpy as np
    import pandas as pd

    def load(path):
        try:
            return pd.read_csv(path)
        except FileNotFoundError:
            print("no data, using dummy rows")
            return pd.DataFrame(np.random.randn(100, 4))
    ```
    ```python train.py bad
    from pathlib import Path

    import torch

    def noise():
        return torch.randn(100, 4)

    def load(path):
        if not Path(path).exists():
            rows = noise()
        else:
            rows = torch.load(path, weights_only=True)
        return rows
    ```
    ```python train.py good
    import torch

    class Pictures:
        def __getitem__(self, index):
            try:
                return torch.load(self.paths[index])
            except OSError:
                return self[torch.randint(0, len(self), (1,))]
    ```
    ```python train.py good
    import numpy as np
    import pandas as pd

    def load(path):
        if not path.exists():
            raise FileNotFoundError(path)
        return pd.read_csv(path)

    def example(path):
        if not path.exists():
            rows = pd.DataFrame(np.random.randn(100, 4))
            rows.to_csv(path)
        return pd.read_csv(path)
    ```
    """
    if not is_run(module.path, module.role) or not any(name in module.text for name in _LIBRARIES):
        return
    if "exist" not in module.text and "except" not in module.text and "is_file" not in module.text:
        return
    functions = {item.name: item for item in nodes_of(module, ast.FunctionDef)}
    for branch in _without_file(module):
        if any(isinstance(part, ast.Raise) for item in branch for part in ast.walk(item)) or _writes(branch):
            continue
        for statement in branch:
            value = statement.value if isinstance(statement, (ast.Assign, ast.Return)) else None
            if value is not None and (made := _made_up(value, functions)):
                yield Finding(f"`{made}` stands for a file that is missing", module.at(statement))
                break


def _without_file(module: Module) -> Iterator[list[ast.stmt]]:
    """Yield the statements that run where a file is missing."""
    for node in nodes_of(module, ast.If):
        test, absent = node.test, False
        if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
            test, absent = test.operand, True
        if isinstance(test, ast.Call) and _last(test) in ("exists", "is_file", "isfile"):
            yield node.body if absent else node.orelse
    for node in nodes_of(module, ast.Try):
        if any(
            isinstance(part, ast.Call) and _last(part) in _READS
            for item in node.body
            for part in ast.walk(item)
        ):
            for handler in node.handlers:
                caught = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
                if any(item is None or dotted(item) in _MISSING for item in caught):
                    yield handler.body


def _made_up(value: ast.expr, functions: dict[str, ast.FunctionDef]) -> str:
    """Return the name of the call that draws the rows of a value at random, "" if there is none."""
    picked = {id(part) for index in _indices(value) for part in ast.walk(index)}
    for node in ast.walk(value):
        if not isinstance(node, ast.Call) or id(node) in picked:
            continue
        name = dotted(node.func)
        if _draws(node):
            return name
        own = functions.get(name)
        if own is not None and not _writes(own.body) and any(map(_draws, ast.walk(own))):
            return name
    return ""


def _indices(value: ast.expr) -> Iterator[ast.expr]:
    """Yield what says which row of those that are there is taken."""
    for node in ast.walk(value):
        if isinstance(node, ast.Subscript):
            yield node.slice
        elif isinstance(node, ast.Call) and _last(node) == "__getitem__":
            yield from node.args


def _draws(node: ast.AST) -> bool:
    if not isinstance(node, ast.Call):
        return False
    source, _, last = dotted(node.func).rpartition(".")
    return last in _MAKES or (last in _DRAWS and source in _SOURCES and bool(node.args or node.keywords))


def _writes(body: Sequence[ast.stmt]) -> bool:
    calls = (part for item in body for part in ast.walk(item) if isinstance(part, ast.Call))
    return any(_last(call).startswith(_WRITES) for call in calls)


def _last(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else dotted(call.func)
