import ast
from collections.abc import Iterator

from roadworthy import Finding, Module, Severity, counted, nodes_of, rule
from roadworthy_rules.code.services._loading import Function, answers


@rule(
    Severity.NOTE,
    since="0.2",
    handwritten=True,
    security=4.0,
    cwe=209,
)
def error_text_answered(module: Module) -> Iterator[Finding]:
    """A service answers with the text of any exception.

    The text names paths, queries, hosts and library internals, which help an attacker and tell your users
    nothing. Log the exception, and answer with a sentence of your own and a number by which you find it in
    the log. Catch the exceptions that mean a bad request by their types.

    The rule checks functions with an address, such as `@app.post("/predict")`, for handlers of `Exception`
    whose answer contains the exception. It reports a module once.

    ```python bad
    from flask import Flask, jsonify, request

    app = Flask(__name__)

    @app.route("/predict", methods=["POST"])
    def predict():
        try:
            return jsonify(model.predict(request.json))
        except Exception as e:
            return jsonify({"error": str(e)}), 500
    ```
    ```python bad
    from fastapi import FastAPI, HTTPException

    app = FastAPI()

    @app.post("/predict")
    def predict(rows: list):
        try:
            return model.predict(rows)
        except Exception as error:
            raise HTTPException(500, f"prediction failed: {error}")
    ```
    ```python good
    import logging

    from fastapi import FastAPI, HTTPException

    app = FastAPI()

    @app.post("/predict")
    def predict(rows: list):
        try:
            return model.predict(rows)
        except ValueError as error:
            raise HTTPException(422, str(error))
        except Exception as error:
            logging.error("prediction failed: %s", error)
            raise HTTPException(500, "prediction failed") from error
    ```
    """
    if not (module.role == "source" and "except" in module.text and " as " in module.text):
        return
    found = [
        (function, answer)
        for function in nodes_of(module, ast.FunctionDef, ast.AsyncFunctionDef)
        if function.decorator_list and answers(function)
        for answer in _told(function)
    ]
    if found:
        (function, first), *others = found
        more = f", and {counted(len(others), 'more answer')} do" if len(others) > 1 else ""
        more = ", and 1 more answer does" if len(others) == 1 else more
        yield Finding(
            f"`{function.name}` answers with the text of any exception{more}",
            module.at(first),
            related=tuple(module.at(answer) for _, answer in others),
        )


def _told(function: Function) -> Iterator[ast.Return | ast.Raise]:
    """Yield the statements of a function that hand the text of any exception to who asked."""
    for node in ast.walk(function):
        match node:
            case ast.ExceptHandler(type=ast.Name(id="Exception" | "BaseException"), name=str(name)):
                for statement in (part for item in node.body for part in ast.walk(item)):
                    if isinstance(statement, (ast.Return, ast.Raise)) and _holds(statement, name):
                        yield statement
                        break


def _holds(statement: ast.AST, name: str) -> bool:
    """Tell whether a statement returns or raises an answer with an exception in it."""
    match statement:
        case ast.Return(value=ast.expr() as answer) | ast.Raise(exc=ast.Call() as answer):
            return any(isinstance(part, ast.Name) and part.id == name for part in ast.walk(answer))
    return False
