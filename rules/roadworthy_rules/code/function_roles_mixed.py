import ast
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator

from roadworthy import Finding, Module, Severity, dotted, nodes_of, rule

#: What a call shows of a function's role, by the last part of its name.
_LOADS = frozenset(
    "read_csv read_excel read_feather read_hdf read_json read_parquet read_sql read_sql_query read_table"
    " genfromtxt loadtxt load_dataset".split()
)
_TRAINS = frozenset("fit fit_transform partial_fit train_on_batch".split())
#: Functions of their own that train, by the names that their libraries are imported as.
_TRAINERS = frozenset(("lgb.train", "lightgbm.train", "xgb.cv", "xgb.train", "xgboost.train"))
_BACKWARD = frozenset(("backward", "manual_backward"))
_UPDATES = frozenset(("apply_gradients", "apply_updates"))
#: By the last part of a name, each call that may show that something is trained.
_TELLING = _TRAINS | _UPDATES | frozenset((*_BACKWARD, "cv", "train"))
_HINT = re.compile(
    r"\.(?:fit|partial_fit|fit_transform|train|train_on_batch|backward|apply_\w+|(?<=\bxgb\.)cv)\b"
)
_PLOTS = frozenset("savefig show imshow scatter heatmap pairplot histplot boxplot barplot".split())
_PLOTTERS = frozenset(("plt", "sns", "pyplot", "px", "fig", "ax"))
_WRITES = frozenset("to_csv to_parquet to_sql to_pickle to_excel save_model log_model".split())
_DUMPS = frozenset(("joblib.dump", "pickle.dump", "torch.save", "np.save", "numpy.save"))
_ENTRIES = ("main", "run_pipeline", "pipeline", "cli")


@rule(Severity.WARNING, since="0.1", handwritten=True)
def function_roles_mixed(module: Module) -> Iterator[Finding]:
    """One function loads data, trains on it, and plots or saves the results.

    Production needs only one of these steps, and a test cannot run the training without the data file. Write
    one function for each step: load, preprocess, train, evaluate, export. A function called `main` may call
    them all.

    The rule reports functions that train and do at least two of: load, plot, save.

    ```python bad
    import pandas as pd
    import matplotlib.pyplot as plt

    def run(path, model):
        rows = pd.read_csv(path)
        model.fit(rows)
        plt.plot(model.losses)
    ```

    A loop that calls `backward` and `step` counts as training.

    ```python bad
    import pandas as pd
    import torch

    def run(path, model, optimizer):
        rows = torch.tensor(pd.read_csv(path).values)
        for _ in range(10):
            optimizer.zero_grad()
            model(rows).mean().backward()
            optimizer.step()
        torch.save(model.state_dict(), "model.pt")
        return model
    ```
    ```python good
    import pandas as pd

    def load(path):
        return pd.read_csv(path)

    def train(model, rows):
        return model.fit(rows)

    def main(path, model):
        train(model, load(path)).save("model.json")
    ```
    """
    if module.role != "source" or not _HINT.search(module.text):
        return
    lines = [call.lineno for call in nodes_of(module, ast.Call) if _name(call) in _TELLING]
    for node in nodes_of(module, ast.FunctionDef, ast.AsyncFunctionDef):
        # Few functions train, and none of the others need be walked.
        first = min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)])
        trains = bisect_left(lines, first) < bisect_right(lines, node.end_lineno or first)
        if trains and node.name not in _ENTRIES:
            roles = _roles(node)
            if "trains" in roles and len(roles) > 2:
                described = ", ".join(f"{role} ({how})" for role, how in sorted(roles.items()))
                yield Finding(f"`{node.name}` mixes several steps: it {described}", module.at(node))


def _roles(node: ast.FunctionDef | ast.AsyncFunctionDef) -> dict[str, str]:
    """Return what a function does, each with the first call that shows it."""
    roles: dict[str, str] = {}
    for part in ast.walk(node):
        if isinstance(part, ast.Call) and (role := _role(part)):
            roles.setdefault(role, f"`{_name(part)}`")
        elif isinstance(part, (ast.For, ast.AsyncFor, ast.While)) and (step := _steps(part)):
            roles.setdefault("trains", f"`{step}`")
    return roles


def _steps(loop: ast.For | ast.AsyncFor | ast.While) -> str:
    """Return how a loop trains, if it does: it goes back from a loss and steps, or applies gradients."""
    called = {_name(part) for part in ast.walk(loop) if isinstance(part, ast.Call)}
    if "step" in called and not called.isdisjoint(_BACKWARD):
        return "step"
    return next(iter(sorted(called & _UPDATES)), "")


def _name(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else dotted(call.func)


def _role(call: ast.Call) -> str:
    written, last = dotted(call.func), _name(call)
    if last in _LOADS:
        return "loads"
    if last in _TRAINS and isinstance(call.func, ast.Attribute) and (call.args or call.keywords):
        return "trains"
    if written in _TRAINERS or (last == "train" and written.startswith("Trainer(")):
        return "trains"
    if written.partition(".")[0] in _PLOTTERS and (last in _PLOTS or last == "plot"):
        return "plots"
    return "saves" if last in _WRITES or written in _DUMPS else ""
