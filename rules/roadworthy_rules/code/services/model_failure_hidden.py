import ast
from collections.abc import Iterator

from roadworthy import Finding, Module, Severity, dotted, rule
from roadworthy_rules.code.services._loading import is_loader

#: How a handler makes the failure known to what started the service.
_ENDS = frozenset("_exit abort exit quit stop".split())


@rule(
    Severity.NOTE,
    since="0.2",
    handwritten=True,
    where=lambda module: (
        module.role == "source"
        and "except" in module.text
        and any(word in module.text for word in ("fastapi", "flask", "Flask"))
    ),
)
def model_failure_hidden(node: ast.Try, module: Module) -> Iterator[Finding]:
    """A service starts even if its model cannot be loaded.

    A missing or broken file becomes one line of the log. The container counts as healthy, gets requests, and
    fails each of them. Let the exception end the start, so that the deployment stops and the old version
    stays. If the service has to run without a model, make its health endpoint fail until the model is there.

    The rule checks modules that import FastAPI or Flask for a `try` that loads a model from a file, and
    handles any exception without raising it again.

    ```python bad
    import joblib
    from flask import Flask

    app = Flask(__name__)

    try:
        model = joblib.load("model.joblib")
    except Exception as error:
        print(f"cannot load the model: {error}")
        model = None
    ```
    ```python good
    import joblib
    from flask import Flask

    app = Flask(__name__)
    model = joblib.load("model.joblib")
    ```
    ```python good
    import logging

    import joblib
    from flask import Flask

    app = Flask(__name__)

    try:
        model = joblib.load("model.joblib")
    except Exception:
        logging.exception("cannot load the model")
        raise
    ```
    ```python good
    import joblib
    from flask import Flask

    app = Flask(__name__)

    try:
        model = joblib.load("model.joblib")
    except Exception:
        model = joblib.load("baseline.joblib")
    ```
    """
    tried = (part for item in node.body for part in ast.walk(item) if isinstance(part, ast.Call))
    first = next((call for call in tried if is_loader(dotted(call.func))), None)
    if first is None:
        return
    for handler in node.handlers:
        if handler.type is not None and dotted(handler.type) not in ("Exception", "BaseException"):
            continue
        parts = [part for item in handler.body for part in ast.walk(item)]
        raises = any(isinstance(part, (ast.Raise, ast.Return)) and _is_told(part) for part in parts)
        ends = any(
            isinstance(part, ast.Call) and dotted(part.func).rpartition(".")[2] in _ENDS for part in parts
        )
        again = any(isinstance(part, ast.Call) and "load" in dotted(part.func) for part in parts)
        if not raises and not ends and not again:
            yield Finding(f"a failure of `{dotted(first.func)}` is only noted", module.at(handler))


def _is_told(statement: ast.Raise | ast.Return) -> bool:
    """Tell whether a statement of a handler hands the failure on: it raises, or returns more than nothing."""
    if isinstance(statement, ast.Raise):
        return True
    match statement.value:
        case None | ast.Constant(value=None | False):
            return False
    return True
