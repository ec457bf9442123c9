import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from roadworthy import (
    Finding,
    Location,
    Module,
    Severity,
    bound_by,
    dotted,
    fact,
    nodes_of,
    rule,
)
from roadworthy_rules.code.calls._own import Own
from roadworthy_rules.code.calls._signatures import Function
from roadworthy_rules.code.services._loading import answers, calls_of, each_time, loaded, pages_of

#: One of these is in every module that loads a model or answers requests.
_HINTS = tuple(
    "fastapi flask joblib pickle from_pretrained( load_from_checkpoint( load_model( torch.load torch.jit.load"
    " dill".split()
)
#: How many functions lead from the one that answers to the one that loads.
_STEPS = 3


@dataclass(frozen=True, slots=True)
class ServingFunction:
    """A function that answers requests or may be called to: what it calls and loads each time.

    `loads` are the names of what it loads a model by, with their places; `page` tells that it shows a page,
    which runs again at each click.
    """

    path: str
    name: str
    answers: bool
    calls: tuple[str, ...]
    loads: tuple[tuple[str, Location], ...]
    page: bool = False


@rule(Severity.WARNING, since="0.2", handwritten=True)
def model_loaded_per_request(functions: tuple[ServingFunction, ...], own: Own) -> Iterator[Finding]:
    """A service loads its model again for each request.

    Each answer waits until the model is read from the disk, and requests at the same time hold several copies
    of it in memory. Load the model once when the service starts, for example in the `lifespan` of FastAPI, or
    in a function with `functools.cache`. Streamlit runs the whole page again at each click: load the model in
    a function with `st.cache_resource`.

    The rule follows functions with an address, such as `@app.post("/predict")`, and functions that show a
    page of Streamlit, to the calls that load a model from a path that is always the same. It ignores what a
    condition guards, what a decorator caches, and models that are kept in a global, an attribute or a table.
    It looks behind conditions on the data of the request alone.

    ```python bad
    import joblib
    from fastapi import FastAPI

    app = FastAPI()

    @app.post("/predict")
    def predict(rows: list):
        model = joblib.load("model.joblib")
        return model.predict(rows).tolist()
    ```
    ```python serve.py bad
    import scoring
    from flask import Flask, request

    app = Flask(__name__)

    @app.route("/predict", methods=["POST"])
    def predict():
        return scoring.score(request.json)
    ```
    ```python scoring.py bad
    import pickle

    def score(rows):
        with open("model.pkl", "rb") as file:
            model = pickle.load(file)
        return model.predict(rows)
    ```
    ```python bad
    import joblib
    import pandas as pd
    from flask import Flask, request

    app = Flask(__name__)

    @app.route("/predict", methods=["POST"])
    def predict():
        rows = pd.DataFrame([request.get_json()])
        if rows.empty:
            return "no rows", 400
        else:
            model = joblib.load("model.joblib")
            return model.predict(rows).tolist()
    ```
    ```python page.py bad
    import joblib
    import streamlit as st

    def load():
        return joblib.load("model.joblib")

    def main():
        model = load()
        age = st.number_input("Age", 0, 120)
        st.write(model.predict([[age]])[0])

    if __name__ == "__main__":
        main()
    ```
    ```python page.py good
    import joblib
    import streamlit as st

    @st.cache_resource
    def load():
        return joblib.load("model.joblib")

    def load_again():
        model = joblib.load("model.joblib")
        return model

    def main():
        model = load()
        age = st.number_input("Age", 0, 120)
        if st.button("Predict"):
            st.write(model.predict([[age]])[0])
        if st.button("Compare"):
            other = load_again()
            st.write(other.predict([[age]])[0])

    if __name__ == "__main__":
        main()
    ```
    ```python good
    import functools

    import joblib
    from fastapi import FastAPI

    app = FastAPI()
    model = None

    @functools.cache
    def load():
        return joblib.load("model.joblib")

    @app.post("/predict")
    def predict(rows: list):
        return load().predict(rows).tolist()

    @app.post("/models/{name}")
    def predict_by(name: str, rows: list):
        return joblib.load(f"models/{name}.joblib").predict(rows).tolist()

    @app.post("/reload")
    def reload():
        global model
        model = joblib.load("model.joblib")

    @app.post("/score")
    def score(rows: list):
        if not hasattr(app.state, "model"):
            found = joblib.load("model.joblib")
            app.state.model = found
        return app.state.model.score(rows)

    @app.post("/rank")
    def rank(rows: list):
        ranker = app.state.ranker
        if ranker is None:
            ranker = joblib.load("ranker.joblib")
            app.state.ranker = ranker
        return ranker.predict(rows).tolist()
    ```
    """
    answering = [function for function in functions if function.answers]
    if not answering or not any(function.loads for function in functions):
        return
    project = _Project(functions, own)
    told: set[Location] = set()
    for function in answering:
        for name, at in project.loads(function):
            if at not in told:
                told.add(at)
                when = "at each click" if function.page else "for each request"
                yield Finding(f"`{name}` loads a model again {when}", at)


@fact
def serving_functions(module: Module) -> tuple[ServingFunction, ...]:
    """Look for functions that answer requests, and for those at the top of a module that these may call."""
    if module.role != "source" or not any(hint in module.text for hint in _HINTS):
        return ()
    meant = {
        bound_by(alias): f"{node.module}.{alias.name}"
        for node in nodes_of(module, ast.ImportFrom)
        for alias in node.names
    }
    found = []
    pages = pages_of(module) if "streamlit" in module.text else ()
    for node in nodes_of(module, ast.FunctionDef, ast.AsyncFunctionDef):
        top = node.col_offset == 0
        page = top and node.name in pages
        answering = page or answers(node)
        if not top and not answering:
            continue
        statements = each_time(node)
        calls = dict.fromkeys(dotted(call.func) for item in statements for call in calls_of(item))
        loads = tuple((dotted(call.func), module.at(call)) for call in loaded(node, statements, meant))
        found.append(
            ServingFunction(
                module.path, node.name if top else "", answering, tuple(filter(None, calls)), loads, page
            )
        )
    return tuple(found)


class _Project:
    """The functions of a project, and which of them calls mean."""

    def __init__(self, functions: Iterable[ServingFunction], own: Own) -> None:
        self._own = own
        self._functions: dict[tuple[str, str], list[ServingFunction]] = {}
        for function in functions:
            self._functions.setdefault((function.path, function.name), []).append(function)

    def loads(self, start: ServingFunction) -> Iterator[tuple[str, Location]]:
        """Yield what a function loads each time, itself or in functions that it calls."""
        reached, seen = [start], {start}
        for _ in range(_STEPS):
            called = []
            for one in reached:
                yield from one.loads
                found = (self._meant(one.path, name) for name in one.calls)
                called += [item for item in dict.fromkeys(found) if item is not None and item not in seen]
                seen.update(called)
            reached = called

    def _meant(self, path: str, name: str) -> ServingFunction | None:
        """Return the function that a name means in a module, None where that is not certain."""
        meaning = self._own.meaning(path, name.split("."))
        if meaning is None or not isinstance(meaning[1], Function) or meaning[1].kind != "function":
            return None
        found = self._functions.get((meaning[0], meaning[1].name), ())
        return found[0] if len(found) == 1 else None
