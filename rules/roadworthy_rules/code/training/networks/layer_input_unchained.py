import ast
from collections.abc import Iterator

from roadworthy import Finding, Module, Severity, dotted, is_run, lines_within, nodes_of, rule
from roadworthy_rules.code.training.scores._blocks import blocks


@rule(Severity.WARNING, since="0.3", handwritten=True)
def layer_input_unchained(module: Module) -> Iterator[Finding]:
    """A loop gives each layer the same input and keeps the last output only.

    The output of each layer overwrites that of the one before, which no layer ever gets. All layers but
    the last are computed for nothing and learn nothing. Pass the output on:
    `rows = layer(rows)`.

    The rule looks at `forward` of torch, for loops over an attribute whose only statement calls the layer.
    It ignores loops that do more with the output.

    ```python net.py bad
    from torch import nn

    class Net(nn.Module):
        def __init__(self):
            super().__init__()
            self.layers = nn.ModuleList([nn.Linear(8, 8), nn.Linear(8, 8)])

        def forward(self, rows):
            found = rows
            for layer in self.layers:
                found = layer(rows)
            return found
    ```
    ```python net.py good
    from torch import nn

    class Net(nn.Module):
        def __init__(self):
            super().__init__()
            self.layers = nn.ModuleList([nn.Linear(8, 8), nn.Linear(8, 8)])

        def forward(self, rows):
            found = rows
            for layer in self.layers:
                found = layer(found)
            return found

    class Heads(Net):
        def forward(self, rows):
            results = []
            for layer in self.layers:
                found = layer(rows)
                results.append(found)
            return results
    ```
    """
    text = module.text
    if "torch" not in text or "forward" not in text or not is_run(module.path, module.role):
        return
    loops = [node for node in nodes_of(module, ast.For) if len(node.body) == 1]
    lines = [node.lineno for node in loops]
    for function in nodes_of(module, ast.FunctionDef):
        if function.name != "forward" or not lines_within(function, lines):
            continue
        for block in blocks(function):
            for statement in block:
                if isinstance(statement, ast.For) and (found := _overwritten(statement)):
                    name, call = found
                    layer = dotted(call.func)
                    yield Finding(
                        f"`{name}` is the output of the last `{layer}` only; each gets the same input",
                        module.at(call),
                    )


def _overwritten(loop: ast.For) -> tuple[str, ast.Call] | None:
    """Return the name that a loop over layers overwrites, and the call of the layer."""
    rows, target = loop.iter, loop.target
    if isinstance(rows, ast.Call) and dotted(rows.func) == "enumerate" and len(rows.args) == 1:
        rows = rows.args[0]
        target = target.elts[-1] if isinstance(target, ast.Tuple) else target
    if not dotted(rows).startswith("self.") or not isinstance(target, ast.Name) or loop.orelse:
        return None
    match loop.body:
        case [ast.Assign(targets=[ast.Name(id=name)], value=ast.Call(func=ast.Name(id=layer)) as call)]:
            # A call with arguments that differ from one round to the next, or with the name itself, goes on.
            changing = {name, *(part.id for part in ast.walk(loop.target) if isinstance(part, ast.Name))}
            inputs = (*call.args, *(item.value for item in call.keywords))
            plain = all(isinstance(item, (ast.Name, ast.Constant)) for item in inputs)
            if (
                layer == target.id
                and call.args
                and plain
                and not changing & {dotted(item) for item in inputs}
            ):
                return name, call
    return None
