import ast
from collections.abc import Iterator
from dataclasses import dataclass

from roadworthy import (
    Finding,
    Location,
    Module,
    Severity,
    dotted,
    fact,
    is_run,
    last_name,
    nodes_of,
    path_words,
    rule,
)
from roadworthy_rules.code.training._loops import inside, scopes
from roadworthy_rules.code.training.rows._own_methods import by_one_method, refitted
from roadworthy_rules.code.training.rows._own_statistics import learned_by_call, of_own_rows, place_in, root

_TRAINED = frozenset(("train", "training", "trn"))
#: What is no rows: what was measured on them.
_MEASURED = frozenset(
    "acc accs accuracies accuracy auc error errors f1 loss losses mae mse output outputs pred predictions"
    " preds prob probs r2 result results rmse score scores".split()
)
#: A module with more functions is a library.
_MANY = 60
#: One of these is in the text of what computes a statistic, or fits.
_HINTS = ("fill_null", "fillna", "mean(", "median(", "fit_transform", "min(", "std(")


@dataclass(frozen=True, slots=True)
class RowChange:
    """A change of rows by what was computed of them.

    `what` is that, and `rows` are the test rows. A function that changes the rows it is given has its name in
    `function` and no `rows`; a call of a function of another module for rows of both kinds has no `what`, and
    the name of that module in `source`.
    """

    at: Location
    rows: str = ""
    what: str = ""
    function: str = ""
    source: str = ""


@rule(Severity.NOTE, since="0.3", handwritten=True)
def test_rows_by_own_statistics(changes: tuple[RowChange, ...]) -> Iterator[Finding]:
    """Test rows are changed by their own mean, or by a scaler of their own.

    The model sees other values than it was trained on: a test set with higher prices looks like the training
    rows once its own mean is taken off. A service with one row at a time has no such mean at all. Use the
    statistic of the training rows for both, and keep it with the model.

    The rule looks at names of test rows, in code that has training rows as well. It reports gaps that are
    filled with a mean, a median or a mode, a mean that is taken off, and functions of the project that fit a
    transformer on their argument and are called for both. In classes with a method for training rows and one
    for test rows, it reports a method that both call, and that fills or scales rows by their own values. In
    classes with `fit` and `predict`, it reports a scaler of the object that `predict` fits again.

    ```python prepare.py bad
    def prepare(train, test):
        train["age"] = train["age"].fillna(train["age"].median())
        test["age"] = test["age"].fillna(test["age"].median())
        return train, test
    ```
    ```python prepare.py bad
    from sklearn.preprocessing import StandardScaler

    def normalize(rows):
        scaler = StandardScaler()
        return scaler.fit_transform(rows)

    def prepare(x_train, x_test):
        return normalize(x_train), normalize(x_test)
    ```
    ```python prepare.py bad
    import numpy as np

    def prepare(train_data, test_data):
        train_data[np.isnan(train_data)] = np.nanmean(train_data)
        test_data[np.isnan(test_data)] = np.nanmean(test_data)
        return train_data, test_data
    ```
    ```python prepare.py bad
    class Rows:
        def __init__(self, train, test):
            self.train = self._fill(train)
            self.test = self._fill(test)

        def _fill(self, frame):
            frame["age"] = frame["age"].fillna(frame["age"].mean())
            return frame
    ```
    ```python voting.py bad
    from sklearn.preprocessing import StandardScaler

    class Voting:
        def __init__(self, models):
            self.models = models
            self.scaler = StandardScaler()

        def fit(self, rows, target):
            rows = self.scaler.fit_transform(rows)
            for model in self.models:
                model.fit(rows, target)

        def predict(self, rows):
            rows = self.scaler.fit_transform(rows)
            return [model.predict(rows) for model in self.models]
    ```
    ```python voting.py good
    from sklearn.preprocessing import StandardScaler

    class Voting:
        def __init__(self, models):
            self.models = models
            self.scaler = StandardScaler()

        def fit(self, rows, target):
            rows = self.scaler.fit_transform(rows)
            for model in self.models:
                model.fit(rows, target)

        def predict(self, rows):
            rows = self.scaler.transform(rows)
            return [model.predict(rows) for model in self.models]
    ```
    ```python steps.py bad
    import polars as pl

    class Normalize:
        def process_train(self, frames):
            for frame in frames:
                yield self.process(frame)

        def process_test(self, frames):
            for frame in frames:
                yield self.process(frame)

        def process(self, frame):
            age = pl.col("age")
            return frame.with_columns((age - age.min()) / (frame["age"].max() - frame["age"].min()))
    ```
    ```python steps.py good
    import polars as pl

    class Normalize:
        def process_train(self, frames):
            for frame in frames:
                self.low, self.high = frame["age"].min(), frame["age"].max()
                yield self.process(frame)

        def process_test(self, frames):
            for frame in frames:
                yield self.process(frame)

        def process(self, frame):
            return frame.with_columns((pl.col("age") - self.low) / (self.high - self.low))
    ```
    ```python steps.py bad
    from sklearn.impute import KNNImputer

    def impute(rows):
        imputer = KNNImputer(n_neighbors=5)
        return imputer.fit_transform(rows)
    ```
    ```python main.py bad
    import steps

    def prepare(train_rows, test_rows):
        train_rows = steps.impute(train_rows)
        return train_rows, steps.impute(test_rows)
    ```
    ```python prepare.py good
    from sklearn.preprocessing import StandardScaler

    def normalize(rows, scaler):
        return scaler.transform(rows)

    def prepare(train, test, x_train, x_test):
        test["age"] = test["age"].fillna(train["age"].median())
        scaler = StandardScaler().fit(x_train)
        x_test = x_test - x_test.mean(axis=1)
        return normalize(x_train, scaler), normalize(x_test, scaler), test
    ```
    """
    learners: dict[str, list[RowChange]] = {}
    for change in changes:
        if change.function and not change.rows:
            learners.setdefault(change.function, []).append(change)
    for change in changes:
        if change.rows and change.what:
            yield Finding(f"`{change.rows}` is changed by a `{change.what}` of its own", change.at)
        # Of two functions with one name, either may be called.
        elif change.rows and len(found := learners.get(change.function, [])) == 1:
            if not found[0].at.file.endswith(f"{change.source}.py"):
                continue
            message = f"`{change.rows}` is changed by a `{found[0].what}` of its own"
            yield Finding(message, change.at, related=(found[0].at,))


@fact
def row_changes(module: Module) -> tuple[RowChange, ...]:
    """Look for test rows that are changed by what was computed of them, and for functions that do so."""
    text = module.text
    if not is_run(module.path, module.role):
        return ()
    functions = {one.name: one for one in nodes_of(module, ast.FunctionDef)}
    learns = any(hint in text for hint in _HINTS)
    found = []
    for function in functions.values() if learns and len(functions) < _MANY else ():
        first = 1 if function.args.args and function.args.args[0].arg in ("cls", "self") else 0
        if what := learned_by_call(function, first, functions):
            found.append(RowChange(module.at(function), "", what, function.name))
    for one in nodes_of(module, ast.ClassDef) if "fit_transform" in text and "def predict" in text else ():
        found += [RowChange(module.at(call), rows, what) for call, rows, what in refitted(one)]
    if "test" not in text or "train" not in text:
        return tuple(found)
    for one in nodes_of(module, ast.ClassDef) if learns else ():
        found += [RowChange(module.at(call), rows, what) for call, rows, what in by_one_method(one)]
    sources = _imported(module)
    for scope in scopes(module):
        nodes = list(inside(scope))
        roots = {
            name for node in nodes if isinstance(node, (ast.Name, ast.Attribute)) if (name := root(node))
        }
        tests = frozenset(name for name in roots if _is_test(name))
        if not tests or not any(path_words(name) & _TRAINED for name in roots):
            continue
        here = next(_found(nodes, tests, functions), None) if learns else None
        if here is not None:
            node, rows, what = here
            found.append(RowChange(module.at(node), rows, what))
        else:
            found += [
                RowChange(module.at(node), rows, "", name, sources[owner or name])
                for node, rows, owner, name in _called_elsewhere(nodes, tests)
                if sources.get(owner or name)
            ]
    return tuple(found)


def _imported(module: Module) -> dict[str, str]:
    """Return the last part of the module that each imported name is, or comes from."""
    found = {}
    for node in nodes_of(module, ast.Import, ast.ImportFrom):
        source = node.module or "" if isinstance(node, ast.ImportFrom) else ""
        for item in node.names:
            found[item.asname or item.name] = (source or item.name).rpartition(".")[2]
    return found


def _called_elsewhere(
    nodes: list[ast.AST], tests: frozenset[str]
) -> Iterator[tuple[ast.expr, str, str, str]]:
    """Yield calls of what was called for training rows, for test rows: where, these, and what is called."""
    trained: set[str] = set()
    for node in nodes:
        match node:
            case ast.Call(func=called, args=[(ast.Name() | ast.Attribute()) as given], keywords=[]):
                written = dotted(called)
                if path_words(root(given)) & _TRAINED:
                    trained.add(written)
                elif root(given) in tests and written in trained:
                    owner, _, name = written.rpartition(".")
                    yield node, root(given), owner, name


def _found(
    nodes: list[ast.AST], tests: frozenset[str], functions: dict[str, ast.FunctionDef]
) -> Iterator[tuple[ast.expr, str, str]]:
    """Yield where test rows are changed by what was computed of them: where, the rows, and what."""
    yield from of_own_rows(nodes, tests)
    calls: dict[str, list[tuple[ast.Call, int, str]]] = {}
    for node in nodes:
        if isinstance(node, ast.Call) and (name := last_name(node.func)) in functions:
            for number, item in enumerate(node.args):
                if rows := root(item):
                    calls.setdefault(name, []).append((node, number, rows))
    for name, given in calls.items():
        function = functions[name]
        trained = {number for _, number, rows in given if path_words(rows) & _TRAINED}
        for call, number, rows in given:
            if rows in tests and number in trained:
                place = place_in(call.func, function, number)
                if what := learned_by_call(function, place, functions):
                    yield call, rows, what


def _is_test(name: str) -> bool:
    said = path_words(name.rpartition(".")[2])
    return "test" in said and not said & (_TRAINED | _MEASURED)
