import ast
from collections.abc import Iterator, Sequence

from roadworthy import Finding, Module, Severity, dotted, is_run, last_name, nodes_of, rule
from roadworthy_rules.code.training._loops import inside, mentions, scopes

_LEAVES = (ast.Break, ast.Continue, ast.Return, ast.Raise)


@rule(Severity.WARNING, since="0.3", handwritten=True)
def best_score_unsaved(module: Module) -> Iterator[Finding]:
    """A checkpoint stores the score of its own epoch as the best one.

    A run that resumes from it takes that score as the best so far. After a bad epoch, a worse one counts as
    the best, and its weights replace those of the best model. Compare first, and store the best score.

    The rule looks for a key such as `"best_loss"` that gets a value by another name, if code of the module
    reads the key back as the best, and compares the value with the best outside of what is stored. It ignores
    what is stored only if the value is better.

    ```python bad
    import torch

    def save(model, path, loss):
        torch.save({"model": model.state_dict(), "best_loss": loss}, path)

    def train(model, batches, epoch, path, resume=None):
        best_loss = float("inf")
        if resume:
            best_loss = torch.load(resume, weights_only=True)["best_loss"]
        for number in range(10):
            loss = epoch(model, batches)
            save(model, path, loss)
            if loss < best_loss:
                best_loss = loss
    ```
    ```python good
    import torch

    def save(model, path, loss):
        torch.save({"model": model.state_dict(), "best_loss": loss}, path)

    def train(model, batches, epoch, path, resume=None):
        best_loss = float("inf")
        if resume:
            best_loss = torch.load(resume, weights_only=True)["best_loss"]
        for number in range(10):
            loss = epoch(model, batches)
            if loss < best_loss:
                best_loss = loss
                save(model, path, loss)
    ```
    """
    text = module.text
    if "best_" not in text or not is_run(module.path, module.role):
        return
    stored = [
        (node, key.value, value.id)
        for node in nodes_of(module, ast.Dict)
        for key, value in zip(node.keys, node.values, strict=True)
        if isinstance(key, ast.Constant) and isinstance(key.value, str) and key.value.startswith("best_")
        if isinstance(value, ast.Name) and "best" not in value.id.lower()
    ]
    read = _read_as_best(module) if stored else frozenset()
    for node, key, name in stored:
        if key in read and any(_is_stored_always(scope, node, name, module) for scope in scopes(module)):
            yield Finding(f"`{name}` is stored as `{key}`, whether or not it is the best", module.at(node))


def _read_as_best(module: Module) -> frozenset[str]:
    """Return the keys that code reads into a name or an attribute of the best."""
    found = set()
    for node in nodes_of(module, ast.Assign):
        if "best" in last_name(node.targets[0]).lower():
            found |= {
                part.value
                for part in ast.walk(node.value)
                if isinstance(part, ast.Constant) and isinstance(part.value, str)
            }
    return frozenset(found)


def _is_stored_always(scope: ast.AST, node: ast.Dict, name: str, module: Module) -> bool:
    """Tell whether a function stores a value whether or not it is the best, itself or where it is called."""
    nodes = inside(scope)
    if not any(part is node for part in nodes):
        return False
    if _compares(nodes, name):
        return not _is_chosen(nodes, node)
    if not isinstance(scope, ast.FunctionDef):
        return False
    parameters = [item.arg for item in scope.args.args]
    if name not in parameters or _is_chosen(nodes, node):
        return False
    place = parameters.index(name) - (parameters[0] == "self")
    found = []
    for caller in scopes(module):
        calls = inside(caller)
        for call in calls:
            if isinstance(call, ast.Call) and dotted(call.func) in (scope.name, f"self.{scope.name}"):
                given = _given(call, place, name)
                found.append(bool(given) and _compares(calls, given) and not _is_chosen(calls, call))
    return bool(found) and all(found)


def _given(call: ast.Call, place: int, name: str) -> str:
    by_name = next((item.value for item in call.keywords if item.arg == name), None)
    value = by_name or (call.args[place] if place < len(call.args) else None)
    return dotted(value) if isinstance(value, ast.Name) else ""


def _compares(nodes: Sequence[ast.AST], name: str) -> bool:
    """Tell whether a value is compared with the best one."""
    return any(
        isinstance(node, ast.Compare)
        and isinstance(node.ops[0], (ast.Lt, ast.LtE, ast.Gt, ast.GtE))
        and mentions(node, frozenset((name,)))
        and "best" in ast.unparse(node).lower()
        for node in nodes
    )


def _is_chosen(nodes: Sequence[ast.AST], node: ast.Dict | ast.Call) -> bool:
    """Tell whether a node runs only under a condition on the best, or after one that leaves."""
    for test in nodes:
        if isinstance(test, (ast.If, ast.IfExp)) and _asks(test.test):
            parts = [*ast.walk(test)]
            if any(part is node or _leaves_before(part, node) for part in parts):
                return True
    return False


def _leaves_before(part: ast.AST, node: ast.Dict | ast.Call) -> bool:
    return isinstance(part, _LEAVES) and part.lineno < node.lineno


def _asks(test: ast.expr) -> bool:
    text = ast.unparse(test).lower()
    return "best" in text or "improve" in text or "better" in text
