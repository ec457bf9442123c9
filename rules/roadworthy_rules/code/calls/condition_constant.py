import ast
from collections.abc import Iterator
from typing import Any

from roadworthy import Finding, Module, Severity, dotted, rule

#: Functions that answer a question, under the names that they are always called by.
_FUNCTIONS = frozenset(
    "os.path.exists os.path.isdir os.path.isfile tf.test.is_built_with_cuda tf.test.is_gpu_available"
    " torch.backends.mps.is_available torch.cuda.is_available torch.distributed.is_available"
    " torch.distributed.is_initialized torch.is_grad_enabled".split()
)


@rule(
    Severity.WARNING,
    since="0.2",
    codes=("F631", "pylint:assert-on-tuple", "pylint:W0199", "SIM222", "SIM223"),
    handwritten=True,
)
def condition_constant(
    node: ast.If | ast.While | ast.Assert | ast.IfExp, module: Module
) -> Iterator[Finding]:
    """A condition is always true, or always false, whatever its values are.

    `if kind == "train" or "test":` is always true, because a text that is not empty is true. Write
    `if kind in ("train", "test"):`. `kind != "train" or kind != "test"` is always true as well, since one of
    the two differs. Use `and` there. `if stale or True:` is left of a trial, and the test of `stale` has no
    effect. `assert (rows, "no rows")` asserts a tuple of two, which is always true. Remove the parentheses.

    `if torch.cuda.is_available:` tests the function and not its answer. Call it.

    `if kind in {"train" or "test"}:` asks for `"train"` alone, as `or` takes the first text that is not
    empty. Put a comma in its place.

    The rule checks `if`, `while`, `assert` and `a if b else c`. It leaves constants that stand alone, such as
    `while True`.

    ```python bad
    def load(kind, rows):
        assert (rows, "there are no rows")
        if kind == "train" or "test":
            return rows
        if kind != "csv" or kind != "json":
            raise ValueError(kind)
        if not rows or True:
            rows = kind.split()
        return rows[1:] if kind == "csv" and kind == "json" else rows
    ```
    ```python good
    def load(kind, rows):
        assert rows, "there are no rows"
        if kind in ("train", "test") or kind == rows or rows != "":
            return rows
        if kind != "csv" and kind != "json":
            raise ValueError(kind)
        while True and rows or False:
            return rows[1:] if kind == "csv" or rows == "json" else rows
    ```
    ```python bad
    def save(kind, rows):
        return rows.save() if kind in {"csv" or "json"} else None
    ```
    ```python good
    def save(kind, rows, chosen):
        return rows.save() if kind in {chosen or "json"} else None
    ```
    ```python bad
    import torch

    device = "cuda" if torch.cuda.is_available else "cpu"
    ```
    ```python bad
    import os

    def load(path):
        if not os.path.exists:
            raise FileNotFoundError(path)
        return open(path).read()
    ```
    ```python good
    import torch

    device = "cuda" if torch.cuda.is_available() else "cpu"
    ```
    """
    test = node.test
    if isinstance(node, ast.Assert) and isinstance(test, ast.Tuple):
        if test.elts and module.role != "test":
            yield Finding("`assert` is given a tuple, which is always true", module.at(node))
        return
    if isinstance(test, ast.Compare):
        yield from _chosen(test, module)
    # Most conditions are comparisons, calls and names, which have no parts that matter here.
    if not isinstance(test, (ast.Attribute, ast.BoolOp, ast.UnaryOp)):
        return
    parts = test.values if isinstance(test, ast.BoolOp) else [test]
    for tested in (item.operand if isinstance(item, ast.UnaryOp) else item for item in parts):
        if isinstance(tested, ast.Attribute) and dotted(tested) in _FUNCTIONS:
            message = f"`{dotted(tested)}` is a function that is not called, so it is always true"
            yield Finding(message, module.at(tested))
    for part in ast.walk(test) if isinstance(test, (ast.BoolOp, ast.UnaryOp)) else ():
        if isinstance(part, ast.BoolOp):
            found = _fault(part)
            if found:
                yield Finding(found, module.at(part))


def _chosen(test: ast.Compare, module: Module) -> Iterator[Finding]:
    """Yield what is compared with the first of several texts, of which `or` takes no other."""
    for side in test.comparators:
        for part in side.elts if isinstance(side, (ast.Set, ast.List, ast.Tuple)) else [side]:
            match part:
                case ast.BoolOp(op=ast.Or(), values=[ast.Constant(value=str() as first), *_]) if first:
                    yield Finding(f"`{_short(part)}` is always {first!r}", module.at(part))


def _fault(node: ast.BoolOp) -> str:
    shown = _short(node)
    anyone = isinstance(node.op, ast.Or)
    first, *others = node.values
    if any(isinstance(item, ast.Constant) and item.value is anyone for item in node.values):
        return f"`{shown}` is always {'true' if anyone else 'false'}"
    if anyone and isinstance(first, ast.Compare):
        for item in others:
            if isinstance(item, ast.Constant) and isinstance(item.value, str) and item.value:
                return f"`{shown}` is always true: a text is true"
    unlike = ast.NotEq if anyone else ast.Eq
    met: dict[str, set[Any]] = {}
    for item in node.values:
        match item:
            case ast.Compare(
                left=ast.Name() | ast.Attribute() as left,
                ops=[operator],
                comparators=[ast.Constant(value=str() | int() as value)],
            ) if type(operator) is unlike:
                met.setdefault(ast.unparse(left), set()).add(value)
    if any(len(values) > 1 for values in met.values()):
        return f"`{shown}` is always {'true' if anyone else 'false'}"
    return ""


def _short(node: ast.expr) -> str:
    text = ast.unparse(node)
    return text if len(text) <= 60 else f"{text[:59]}…"
