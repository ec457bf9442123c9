import ast
from collections.abc import Iterator

from roadworthy import Finding, Module, Severity, is_run, last_name, nodes_of, rule

_BASES = frozenset(("PyDataset", "Sequence"))
_FLOORS = frozenset(("floor", "int"))


@rule(Severity.NOTE, since="0.3", handwritten=True)
def last_batch_empty(module: Module) -> Iterator[Finding]:
    """A sequence of batches has an empty batch at its end.

    `rows // batch_size + 1` is one too many where the batch size divides the number of rows: the last batch
    has no rows, and Keras fails on it or gives the loss `nan`. It depends on the data whether that happens.
    Write `math.ceil(rows / batch_size)`.

    The rule looks at `__len__` of classes on Keras's `Sequence` or `PyDataset`. It ignores those that ask for
    the remainder.

    ```python bad
    import keras

    class Batches(keras.utils.Sequence):
        def __init__(self, rows, batch_size):
            self.rows, self.batch_size = rows, batch_size

        def __len__(self):
            return len(self.rows) // self.batch_size + 1

        def __getitem__(self, index):
            return self.rows[index * self.batch_size : (index + 1) * self.batch_size]
    ```
    ```python good
    import math

    import keras

    class Batches(keras.utils.Sequence):
        def __init__(self, rows, batch_size):
            self.rows, self.batch_size = rows, batch_size

        def __len__(self):
            return math.ceil(len(self.rows) / self.batch_size)

        def __getitem__(self, index):
            return self.rows[index * self.batch_size : (index + 1) * self.batch_size]

    class Others(Batches, keras.utils.Sequence):
        def __len__(self):
            return (len(self.rows) - 1) // self.batch_size + 1
    ```
    """
    text = module.text
    if "__len__" not in text or "keras" not in text or not is_run(module.path, module.role):
        return
    for item in nodes_of(module, ast.ClassDef):
        methods = {one.name: one for one in item.body if isinstance(one, ast.FunctionDef)}
        if not any(last_name(base) in _BASES for base in item.bases) or not {"__len__", "__getitem__"} <= {
            *methods
        }:
            continue
        if any(_takes_remainder(methods[name]) for name in ("__len__", "__getitem__")):
            continue
        for node, rows, size in _one_more(methods["__len__"]):
            message = f"`{item.name}` has an empty batch at its end where `{size}` divides `{rows}`"
            yield Finding(message, module.at(node))
            break


def _one_more(function: ast.FunctionDef) -> Iterator[tuple[ast.expr, str, str]]:
    """Yield results of a function that are a whole quotient and one more: where, what is divided, by what."""
    quotients: dict[str, tuple[str, str]] = {}
    stored: dict[str, int] = {}
    for node in ast.walk(function):
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=value) if found := _quotient(value):
                quotients[name] = found
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            stored[node.id] = stored.get(node.id, 0) + 1
    for node in ast.walk(function):
        match node:
            case ast.Return(value=ast.BinOp(left=left, op=ast.Add(), right=ast.Constant(value=1)) as value):
                found = _quotient(left)
                if isinstance(left, ast.Name) and stored.get(left.id) == 1:
                    found = quotients.get(left.id)
                if found is not None:
                    yield value, *found


def _quotient(value: ast.expr) -> tuple[str, str] | None:
    """Return what an expression divides, and by what, if it is a whole quotient of a number of rows."""
    match value:
        case ast.BinOp(left=rows, op=ast.FloorDiv(), right=size):
            pass
        case ast.Call(func=function, args=[ast.BinOp(left=rows, op=ast.Div(), right=size)]) if (
            last_name(function) in _FLOORS
        ):
            pass
        case ast.Call(func=ast.Name(id="int"), args=[inner]):
            return _quotient(inner)
        case _:
            return None
    # `(rows - 1) // size + 1` rounds up.
    return None if isinstance(rows, ast.BinOp) else (ast.unparse(rows), ast.unparse(size))


def _takes_remainder(function: ast.FunctionDef) -> bool:
    return any(
        isinstance(node, ast.Mod) or (isinstance(node, ast.Name) and node.id == "divmod")
        for node in ast.walk(function)
    )
