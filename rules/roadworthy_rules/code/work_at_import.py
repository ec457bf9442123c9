import ast
import re
from collections.abc import Iterator

from roadworthy import Finding, Module, Severity, dotted, rule
from roadworthy_rules._names import named

#: Methods and functions that read data, train, or call a service, by the last part of their name.
_WORK = frozenset(
    "fit read_csv read_excel read_json read_parquet read_sql read_pickle genfromtxt loadtxt load_dataset"
    " urlopen urlretrieve".split()
)
_HINT = re.compile(
    r"\b(?:mkdir|makedirs|\w+Config|set_\w+|fit|read_\w+|genfromtxt|loadtxt|load_dataset|urlopen|urlretrieve|open|load|get|post|input|show|dump)\("
)
_CALLS = frozenset(
    "open joblib.load pickle.load torch.load np.load numpy.load requests.get requests.post httpx.get"
    " httpx.post input plt.show joblib.dump pickle.dump os.mkdir os.makedirs logging.config.dictConfig"
    " logging.config.fileConfig mlflow.set_tracking_uri mlflow.set_experiment wandb.init wandb.login"
    " huggingface_hub.login".split()
)
_CONFIGURES = frozenset(("dictConfig", "fileConfig"))


@rule(Severity.WARNING, since="0.1", handwritten=True)
def work_at_import(module: Module) -> Iterator[Finding]:
    """A module reads data, trains, makes directories or calls a service when it is imported.

    So nothing of it can be imported without the file, the hour or the network that this takes, even by a
    test; and who imports it gets its directories, its logging and its tracking server. Move the work into
    functions, and call them from `main()` below `if __name__ == "__main__":`.

    ```python bad
    import pandas as pd

    rows = pd.read_csv("churn.csv")
    model = Model()
    model.fit(rows)
    ```
    ```python bad
    import logging.config
    from pathlib import Path

    import mlflow

    Path("logs").mkdir(exist_ok=True)
    mlflow.set_tracking_uri("https://tracking.example.org")
    logging.config.dictConfig({"version": 1})
    ```
    ```python good
    import pandas as pd
    from demo.canvas import view

    view.fit()

    def load(path):
        return pd.read_csv(path)

    if __name__ == "__main__":
        print(load("churn.csv"))
    ```
    A file beside the module itself is part of it, and Streamlit runs its pages from top to bottom.

    ```python good
    from pathlib import Path

    HERE = Path(__file__).parent
    VERSION = open(HERE / "VERSION").read()
    ```
    ```python good
    import pandas as pd
    import streamlit as st

    st.dataframe(pd.read_csv("churn.csv"))
    ```
    """
    if (
        module.role != "source"
        or not module.in_package
        or module.path.rpartition("/")[2] in ("__main__.py", "setup.py")
    ):
        return
    if not _HINT.search(module.text):
        return
    beside, found = {"__file__"}, dict[str, ast.Call]()
    for statement in _top_level(module.tree.body):
        nodes = list(ast.walk(statement))
        names = {node.id for node in nodes if isinstance(node, ast.Name)}
        names |= {node.attr for node in nodes if isinstance(node, ast.Attribute)}
        if beside & names:
            beside |= {
                target.id for target in getattr(statement, "targets", ()) if isinstance(target, ast.Name)
            }
            continue
        for call in _calls(statement):
            name = dotted(call.func)
            if name in _CALLS or _is_work(call, module):
                found.setdefault(name or ast.unparse(call.func)[-40:], call)
    imports = (
        alias.name for item in module.tree.body if isinstance(item, ast.Import) for alias in item.names
    )
    if found and "streamlit" not in imports:
        listing = named(f"{name}(...)" for name in found)
        verb = "run" if len(found) > 1 else "runs"
        yield Finding(f"{listing} {verb} when the module is imported", module.at(next(iter(found.values()))))


def _is_work(call: ast.Call, module: Module) -> bool:
    """Tell whether a method or function works, by its name: `fit` on data, and `mkdir` of a path."""
    if not isinstance(call.func, ast.Attribute):
        return (
            isinstance(call.func, ast.Name)
            and call.func.id in _CONFIGURES
            and "logging.config" in module.text
        )
    name = call.func.attr
    if name == "mkdir":
        return "pathlib" in module.text
    return name in _WORK and (name != "fit" or bool(call.args or call.keywords))


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
