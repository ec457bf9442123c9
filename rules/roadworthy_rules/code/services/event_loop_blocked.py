import ast
from collections.abc import Iterator

from roadworthy import Finding, Module, Severity, dotted, rule
from roadworthy_rules.code.services._loading import answers

#: What waits or computes for long: by the whole name, and methods of models by the last part.
_WAITS = frozenset(
    "subprocess.check_call subprocess.check_output subprocess.run time.sleep urllib.request.urlopen".split()
    + [f"{library}.{verb}" for library in ("httpx", "requests") for verb in ("delete", "get", "post", "put")]
)
_COMPUTES = frozenset("generate predict predict_proba transcribe".split())
#: What stands between: it is run elsewhere.
_APART = (ast.AsyncFunctionDef, ast.FunctionDef, ast.Lambda)


@rule(
    Severity.NOTE,
    since="0.2",
    codes=("ASYNC210", "ASYNC221", "ASYNC251"),
    handwritten=True,
    where=lambda module: module.role == "source" and "async def" in module.text,
)
def event_loop_blocked(node: ast.AsyncFunctionDef, module: Module) -> Iterator[Finding]:
    """A service computes or waits in its event loop.

    While an `async def` function runs a model or waits for a plain call, no other request gets an answer,
    and health checks time out. Write `def` instead of `async def`, so that the framework runs the function
    in a thread, or `await asyncio.to_thread(model.predict, rows)`.

    The rule checks asynchronous functions with an address, such as `@app.post("/predict")`, for calls of
    `predict`, `generate` or `transcribe` that are not awaited, for `requests`, `time.sleep` and programs.

    ```python bad
    from fastapi import FastAPI

    app = FastAPI()

    @app.post("/predict")
    async def predict(rows: list):
        return model.predict(rows).tolist()
    ```
    ```python good
    import asyncio

    from fastapi import FastAPI

    app = FastAPI()

    @app.post("/predict")
    def predict(rows: list):
        return model.predict(rows).tolist()

    @app.post("/score")
    async def score(rows: list):
        found = await asyncio.to_thread(model.predict, rows)
        return await client.generate(found)
    ```
    """
    if not node.decorator_list or not answers(node):
        return
    pending: list[ast.AST] = list(reversed(node.body))
    while pending:
        part = pending.pop()
        if isinstance(part, _APART):
            continue
        if isinstance(part, ast.Await) and isinstance(part.value, ast.Call):
            pending += [*part.value.args, *(item.value for item in part.value.keywords)]
            continue
        if isinstance(part, ast.Call) and _blocks(part):
            yield Finding(f"`{dotted(part.func)}` blocks the event loop", module.at(part))
            return
        pending += reversed(list(ast.iter_child_nodes(part)))


def _blocks(call: ast.Call) -> bool:
    name = dotted(call.func)
    own = isinstance(call.func, ast.Attribute) and call.func.attr in _COMPUTES
    return name in _WAITS or (own and bool(name))
