from collections.abc import Iterator

from roadworthy import Finding, Module, ModuleSummary, Severity, fact, rule
from roadworthy_rules.code.services._blocking import (
    LoopHandler,
    PlainCalls,
    PlainFunction,
    handlers_in,
    plain_functions_in,
)


@rule(
    Severity.NOTE,
    since="0.2",
    codes=("ASYNC210", "ASYNC221", "ASYNC251"),
    handwritten=True,
)
def event_loop_blocked(
    handlers: tuple[LoopHandler, ...],
    functions: tuple[PlainFunction, ...],
    modules: tuple[ModuleSummary, ...],
) -> Iterator[Finding]:
    """A service computes or waits in its event loop.

    While an `async def` function runs a model or waits for a plain call, no other request gets an answer,
    and health checks time out. Write `def` instead of `async def`, so that the framework runs the function
    in a thread, or `await asyncio.to_thread(model.predict, rows)`.

    The rule checks asynchronous functions with an address, such as `@app.post("/predict")`, for calls of
    `predict`, `generate` or `transcribe` that are not awaited, for `requests`, `time.sleep` and programs. It
    follows calls of plain functions of the project to `predict`, `transcribe`, a network under
    `torch.no_grad()` and what waits.

    ```python bad
    from fastapi import FastAPI

    app = FastAPI()

    @app.post("/predict")
    async def predict(rows: list):
        return model.predict(rows).tolist()
    ```
    ```python app.py bad
    from fastapi import FastAPI

    from scoring import scores

    app = FastAPI()

    def answer(rows):
        return {"scores": scores(rows)}

    @app.post("/predict")
    async def predict(rows: list):
        return answer(rows)
    ```
    ```python scoring.py bad
    import torch

    model = torch.jit.load("model.pt")

    def scores(rows):
        with torch.no_grad():
            return model(torch.tensor(rows)).tolist()
    ```
    ```python app.py good
    import asyncio

    from fastapi import FastAPI

    from scoring import scores

    app = FastAPI()

    @app.post("/predict")
    async def predict(rows: list):
        return await asyncio.to_thread(scores, rows)

    @app.post("/score")
    def score(rows: list):
        return scores(rows)
    ```
    ```python scoring.py good
    import torch

    model = torch.jit.load("model.pt")

    def scores(rows):
        with torch.no_grad():
            return model(torch.tensor(rows)).tolist()
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
    if not handlers:
        return
    calls = PlainCalls(functions, modules)
    for handler in handlers:
        if handler.blocks:
            yield Finding(f"`{handler.blocks}` blocks the event loop", handler.at)
            continue
        for name, at in handler.calls:
            leads = calls.blocking(handler.path, name)
            if leads:
                yield Finding(f"`{name}` blocks the event loop: it leads to `{leads}`", at)
                break


@fact
def loop_handlers(module: Module) -> tuple[LoopHandler, ...]:
    """Look for asynchronous functions that answer requests."""
    return handlers_in(module)


@fact
def plain_functions(module: Module) -> tuple[PlainFunction, ...]:
    """Look for functions that an asynchronous one may call, and for what blocks in them."""
    return plain_functions_in(module)
