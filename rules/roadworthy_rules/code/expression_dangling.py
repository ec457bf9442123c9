import ast
import builtins
import re
from collections import Counter
from collections.abc import Iterator

from roadworthy import Finding, Fix, Module, Replace, Severity, Span, nodes_of, rule

#: Methods whose only use is what a notebook shows of their result.
_SHOWN = frozenset("describe head nunique sample tail value_counts".split())
_WORD = re.compile(r"\w+")
_TABLES = ("pandas", "polars", "pyspark", "dask", "cudf", "geopandas")


@rule(
    Severity.WARNING,
    since="0.1",
    codes=(
        "B018",
        "F821",
        "pylint:pointless-statement",
        "pylint:W0104",
        "pylint:expression-not-assigned",
        "pylint:W0106",
    ),
    handwritten=True,
)
def expression_dangling(module: Module) -> Iterator[Finding]:
    """A statement has no effect.

    In a notebook, the last line of a cell displays its value. In a module, the value is dropped. Delete the
    line, or log the value.

    ```python bad
    import pandas as pd

    def load(rows: pd.DataFrame):
        rows.shape
        rows.head()
        rows["a"] == 1
        rows["a"]
        rows
        return rows
    ```
    ```python fixed
    import pandas as pd

    def load(rows: pd.DataFrame):
        return rows
    ```

    Editors display the values of percent cells.

    ```python good
    # %%
    rows = load("churn.csv")
    rows
    ```

    `info()` prints, so it has an effect.

    ```python good
    import pandas as pd

    def load(rows: pd.DataFrame):
        rows.info()
        return rows
    ```

    The rule ignores names in a `try` or `with`, which test whether they exist, operators, which a library may
    overload, and names that nothing defines, which `name-undefined` reports.

    ```python good
    def load(rows):
        try:
            unicode
        except NameError:
            pass
        rows.first >> rows.second
        rows.info()
        ...
        forgotten
    ```
    """
    found = [node for node in nodes_of(module, ast.Expr) if _only_names(node.value)]
    if module.role != "source" or not found or module.has_cells:
        return
    tables = any(name in module.text for name in _TABLES)
    blocks = _blocks(module.tree)
    words = Counter(_WORD.findall(module.text))
    for node in found:
        if _is_undefined(node.value, module, words):
            continue
        body = blocks.get(id(node), []) if tables or not isinstance(node.value, ast.Call) else []
        if body:
            yield Finding(f"`{_short(node)}` has no effect", module.at(node), _fix(module, node, body))


def _is_undefined(node: ast.expr, module: Module, words: Counter[str]) -> bool:
    """Tell whether a name stands nowhere else in a module: nothing binds it, which is a fault of its own."""
    if not isinstance(node, ast.Name) or hasattr(builtins, node.id) or "import *" in module.text:
        return False
    return words[node.id] == 1


def _blocks(tree: ast.Module) -> dict[int, list[ast.stmt]]:
    """Return the block of each statement, but for those that are tried, or expected to raise."""
    found: dict[int, list[ast.stmt]] = {}
    pending: list[list[ast.stmt]] = [tree.body]
    while pending:
        body = pending.pop()
        for item in body:
            found[id(item)] = body
            names = ("orelse", "finalbody") if isinstance(item, (ast.Try, ast.With)) else ("body", "orelse")
            pending += [block for name in names if isinstance(block := getattr(item, name, None), list)]
    return found


def _only_names(node: ast.expr) -> bool:
    match node:
        case ast.Name():
            return True
        case ast.Subscript(value=ast.Name(), slice=ast.Constant(value=str())):
            return True
        case ast.Attribute(value=value, attr="shape" | "dtypes" | "columns" | "index" | "values" | "T"):
            return _is_name(value)
        case ast.Compare():
            return all(isinstance(operator, (ast.Eq, ast.NotEq, ast.Lt, ast.Gt)) for operator in node.ops)
        case ast.Call(
            func=ast.Attribute(value=value, attr=name), args=[] | [ast.Constant(value=int())], keywords=[]
        ):
            return name in _SHOWN and _is_frame(value)
    return False


def _is_name(node: ast.expr) -> bool:
    return isinstance(node, ast.Name)


def _is_frame(node: ast.expr) -> bool:
    """Tell whether something may be a table: a name, or a column of one; `log.info()` is none."""
    if isinstance(node, ast.Subscript):
        return _is_name(node.value)
    return isinstance(node, ast.Name) and not node.id.lower().startswith(("log", "self", "cls"))


def _short(item: ast.Expr) -> str:
    text = ast.unparse(item)
    return text if len(text) <= 60 else f"{text[:59]}…"


def _fix(module: Module, item: ast.Expr, body: list[ast.stmt]) -> Fix | None:
    """Return what removes the statement with its line; None where it is the only one, or shares the line."""
    span = module.span(item)
    first, last = module.lines.line(span.line), module.lines.line(span.end_line)
    if len(body) < 2 or first[: span.column - 1].strip() or last[span.end_column - 1 :].strip():
        return None
    if all(isinstance(other, ast.Expr) for other in body):
        return None
    at = module.at(item)
    whole = Span(span.line, 1, span.end_line + 1, 1)
    return Fix("Remove the statement", Replace(type(at)(at.file, at.route, whole), ""), safe=False)
