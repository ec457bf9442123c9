import ast
from collections.abc import Iterator

from roadworthy import Finding, Module, Severity, is_run, last_name, nodes_of, rule

#: How functions are called that store something.
_SAVES = ("checkpoint", "dump", "export", "save", "store", "write")
#: What else of a run may be stored.
_OTHERS = ("fig", "history", "image", "log", "metric", "plot", "result", "score")
_TRAINS = ("fit", "learn", "run", "train")


@rule(Severity.NOTE, since="0.3", handwritten=True)
def saved_on_failure_only(module: Module) -> Iterator[Finding]:
    """Only a handler of exceptions saves a model.

    A training that runs to its end keeps nothing: only one that fails, or that you interrupt, saves what it
    has. Save in `finally`, or save after the `try` as well.

    The rule looks for a `try` that trains by a function or class of the same module, and a handler that
    saves, where nothing else in the module is called `save`, `dump` or the like.

    ```python train.py bad
    class Run:
        def __init__(self, model):
            self.model = model

        def train(self, batches):
            for rows in batches:
                self.model.step(rows)

    def main(model, batches):
        run = Run(model)
        try:
            run.train(batches)
        except KeyboardInterrupt:
            model.save("model.pt")
    ```
    ```python train.py good
    class Run:
        def __init__(self, model):
            self.model = model

        def train(self, batches):
            for rows in batches:
                self.model.step(rows)

    def main(model, batches):
        run = Run(model)
        try:
            run.train(batches)
        except KeyboardInterrupt:
            print("interrupted")
        model.save("model.pt")

    def again(model, batches):
        try:
            Run(model).train(batches)
        finally:
            model.save("model.pt")
    ```
    """
    text = module.text
    if "except" not in text or "save" not in text or not is_run(module.path, module.role):
        return
    saves: list[ast.Call] | None = None
    for node in nodes_of(module, ast.Try):
        tried = [call for statement in node.body for call in _calls(statement)]
        if not any(last_name(call.func).lower().startswith(_TRAINS) for call in tried):
            continue
        handled = [call for handler in node.handlers for call in _calls(handler) if _is_save(call)]
        if not handled:
            continue
        if saves is None:
            saves = [call for call in nodes_of(module, ast.Call) if _is_save(call)]
        own = {item.name for item in nodes_of(module, ast.FunctionDef, ast.AsyncFunctionDef)}
        starts = {last_name(call.func) for call in tried}
        trains = {name for name in starts if name.lower().startswith(_TRAINS)}
        if trains <= own and {id(call) for call in saves} <= {id(call) for call in handled}:
            name = last_name(handled[0].func)
            yield Finding(f"`{name}` is only called where the training fails", module.at(handled[0]))


def _calls(node: ast.AST) -> list[ast.Call]:
    return [item for item in ast.walk(node) if isinstance(item, ast.Call)]


def _is_save(call: ast.Call) -> bool:
    name = last_name(call.func).lower()
    return any(word in name for word in _SAVES) and not any(word in name for word in _OTHERS)
