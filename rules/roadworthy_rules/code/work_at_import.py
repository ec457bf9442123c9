import ast
from collections.abc import Iterator

from roadworthy import Finding, Module, Severity, dotted, rule

#: Methods and functions that read data, train, or call a service, by the last part of their name.
_WORK = frozenset(
    "fit read_csv read_excel read_json read_parquet read_sql read_pickle genfromtxt loadtxt load_dataset"
    " urlopen urlretrieve".split()
)
_CALLS = frozenset(
    "open joblib.load pickle.load torch.load np.load numpy.load requests.get requests.post httpx.get"
    " httpx.post input plt.show joblib.dump pickle.dump".split()
)


@rule(Severity.WARNING, since="0.1")
def work_at_import(module: Module) -> Iterator[Finding]:
    """A module reads data, trains or calls a service when it is imported.

    So nothing of it can be imported without the file, the hour or the network that this takes, even by a
    test. Move the work into functions, and call them from `main()` below `if __name__ == "__main__":`.

    ```python bad
    import pandas as pd

    rows = pd.read_csv("churn.csv")
    model = Model()
    model.fit(rows)
    ```
    ```python good
    import pandas as pd

    def load(path):
        return pd.read_csv(path)

    if __name__ == "__main__":
        print(load("churn.csv"))
    ```
    A file beside the module itself is part of it.

    ```python good
    from pathlib import Path

    VERSION = open(Path(__file__).parent / "VERSION").read()
    ```
    """
    if module.role != "source" or module.path.rpartition("/")[2] in ("__main__.py", "setup.py"):
        return
    for statement in _top_level(module.tree.body):
        for call in _calls(statement):
            name = dotted(call.func)
            worker = name in _CALLS or (isinstance(call.func, ast.Attribute) and call.func.attr in _WORK)
            if worker and not any(
                isinstance(n, ast.Name) and n.id == "__file__" for n in ast.walk(statement)
            ):
                shown = name or f"….{call.func.attr}" if isinstance(call.func, ast.Attribute) else name
                yield Finding(f"`{shown}(...)` runs when the module is imported", module.at(call))


def _top_level(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    """Yield the simple statements that an import runs; what only runs as a script is left out."""
    for statement in body:
        match statement:
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                continue
            case ast.If(test=test) if "__name__" in ast.unparse(test) or "TYPE_CHECKING" in ast.unparse(test):
                continue
            case ast.If() | ast.For() | ast.While() | ast.With() | ast.Try():
                for item in getattr(statement, "items", ()):
                    yield ast.Expr(item.context_expr)
                for name in ("body", "orelse", "finalbody"):
                    yield from _top_level(getattr(statement, name, []))
            case _:
                yield statement


def _calls(statement: ast.stmt) -> Iterator[ast.Call]:
    pending: list[ast.AST] = [statement]
    while pending:
        node = pending.pop()
        if isinstance(node, ast.Call):
            yield node
        if not isinstance(node, (ast.Lambda, ast.FunctionDef)):
            pending.extend(ast.iter_child_nodes(node))
