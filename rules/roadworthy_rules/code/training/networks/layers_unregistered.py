import ast
from collections.abc import Iterator

from roadworthy import Finding, Module, Severity, dotted, is_run, last_name, nodes_of, rule
from roadworthy_rules.code.training.networks._own_layers import (
    attribute,
    bound_attributes,
    is_network,
    layer_name,
    methods_of,
)

#: What registers layers, wherever they are kept.
_REGISTERS = frozenset(
    "ModuleDict ModuleList ParameterList Sequential add_module register_module setattr __setattr__".split()
)


@rule(Severity.NOTE, since="0.3", handwritten=True)
def layers_unregistered(module: Module) -> Iterator[Finding]:
    """A network of torch keeps its layers in a plain list.

    torch does not see layers in a list or a dictionary: `parameters()` leaves them out, so the optimizer
    never trains them, no checkpoint has them, and `.to(device)` leaves them on the CPU. Use `nn.ModuleList`
    or `nn.ModuleDict`.

    The rule looks at layers with weights, and at networks that are defined in the same module. It ignores
    classes that register the layers in another way, such as `add_module`.

    ```python net.py bad
    from torch import nn

    class Net(nn.Module):
        def __init__(self, depth):
            super().__init__()
            self.layers = [nn.Linear(8, 8) for _ in range(depth)]

        def forward(self, rows):
            for layer in self.layers:
                rows = layer(rows).relu()
            return rows
    ```
    ```python net.py bad
    from torch import nn

    class Block(nn.Module):
        def __init__(self):
            super().__init__()
            self.conv = nn.Conv1d(8, 8, 1)

        def forward(self, rows):
            return self.conv(rows).relu()

    class Net(nn.Module):
        def __init__(self, depth):
            super().__init__()
            self.blocks = []
            for _ in range(depth):
                self.blocks.append(Block())

        def forward(self, rows):
            for block in self.blocks:
                rows = block(rows)
            return rows
    ```
    ```python net.py good
    from torch import nn

    class Net(nn.Module):
        def __init__(self, depth):
            super().__init__()
            self.layers = nn.ModuleList([nn.Linear(8, 8) for _ in range(depth)])
            self.steps = [self.layers[0], nn.ReLU()]
            self.acts = {"relu": nn.ReLU(), "none": nn.Identity()}

        def forward(self, rows):
            for layer in self.layers:
                rows = layer(rows).relu()
            return rows

    class Other(nn.Module):
        def __init__(self, depth):
            super().__init__()
            self.layers = []
            for number in range(depth):
                layer = nn.Linear(8, 8)
                self.add_module(f"layer{number}", layer)
                self.layers.append(layer)

        def forward(self, rows):
            for layer in self.layers:
                rows = layer(rows).relu()
            return rows
    ```
    """
    if "nn.Module" not in module.text and "Module)" not in module.text:
        return
    if "torch" not in module.text or not is_run(module.path, module.role):
        return
    classes = nodes_of(module, ast.ClassDef)
    networks = {owner.name for owner in classes if is_network(owner)}
    for owner in classes:
        if is_network(owner) and "__init__" in methods_of(owner):
            for name, layer, node in _listed(owner, networks):
                message = f"`self.{name}` is no `ModuleList`, so `{owner.name}` does not train its `{layer}`"
                yield Finding(message, module.at(node))


def _listed(owner: ast.ClassDef, networks: set[str]) -> Iterator[tuple[str, str, ast.Assign]]:
    """Yield the attributes of a network that hold layers in a plain list, with one of the layers."""
    method = methods_of(owner)["__init__"]
    plain = {
        name: (value, node)
        for name, value, node in bound_attributes(method)
        if isinstance(value, (ast.List, ast.ListComp, ast.Dict, ast.DictComp)) or _is_empty(value)
    }
    if not plain:
        return
    registering = {
        last_name(node.func)
        for node in ast.walk(owner)
        if isinstance(node, ast.Call) and not layer_name(node) and last_name(node.func) in _REGISTERS
    }
    read = {attribute(node) for item in owner.body for node in ast.walk(item) if _is_read(node)}
    if registering & {"add_module", "register_module", "setattr", "__setattr__"}:
        return
    for name, (value, node) in plain.items():
        if name not in read or _is_registered(owner, name):
            continue
        made = next(filter(None, (layer_name(part, networks) for part in _kept(method, name, value))), "")
        if made:
            yield name, made, node


def _is_empty(value: ast.expr) -> bool:
    return isinstance(value, ast.Call) and dotted(value.func) in ("list", "dict") and not value.args


def _is_read(node: ast.AST) -> bool:
    return isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Load)


def _is_registered(owner: ast.ClassDef, name: str) -> bool:
    """Tell whether a class hands a list of its own to what registers the layers in it."""
    return any(
        attribute(part) == name
        for node in ast.walk(owner)
        if isinstance(node, ast.Call) and last_name(node.func) in _REGISTERS
        for given in (*node.args, *(item.value for item in node.keywords))
        for part in ast.walk(given)
    )


def _kept(method: ast.FunctionDef, name: str, value: ast.expr) -> Iterator[ast.expr]:
    """Yield what a method puts into a list or a dictionary of `self`."""
    match value:
        case ast.List(elts=items) | ast.Dict(values=items):
            yield from items
        case ast.ListComp(elt=item) | ast.DictComp(value=item):
            yield item
    for node in ast.walk(method):
        match node:
            case ast.Call(func=ast.Attribute(attr="append", value=kept), args=[item]) if (
                attribute(kept) == name
            ):
                yield item
            case ast.Assign(targets=[ast.Subscript(value=kept)], value=item) if attribute(kept) == name:
                yield item
            case ast.AugAssign(target=target, value=ast.List(elts=items)) if attribute(target) == name:
                yield from items
