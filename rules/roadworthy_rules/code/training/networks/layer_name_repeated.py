import ast
from collections.abc import Iterator

from roadworthy import Finding, Module, Severity, dotted, is_run, nodes_of, rule
from roadworthy_rules.code.training._loops import scopes
from roadworthy_rules.code.training.scores._blocks import blocks


@rule(Severity.NOTE, since="0.3", handwritten=True)
def layer_name_repeated(module: Module) -> Iterator[Finding]:
    """A layer is added under a name that the network has already.

    `add_module` then replaces the first layer by the second one, at the place of the first: the network has a
    layer less than the code shows, and nothing fails. Give each layer a name of its own.

    The rule looks for calls of `add_module` with one name for one network, in the same block of code. It also
    looks for a name that stands twice in `Sequential(OrderedDict([...]))`.

    ```python bad
    from torch import nn

    def build():
        block = nn.Sequential()
        block.add_module("conv1", nn.Conv2d(3, 8, 3))
        block.add_module("relu1", nn.ReLU())
        block.add_module("conv2", nn.Conv2d(8, 8, 3))
        block.add_module("relu1", nn.ReLU())
        return block
    ```
    ```python bad
    from collections import OrderedDict

    from torch import nn

    block = nn.Sequential(OrderedDict([
        ("first", nn.Linear(4, 4)),
        ("act", nn.ReLU()),
        ("second", nn.Linear(4, 4)),
        ("act", nn.ReLU()),
    ]))
    ```
    ```python good
    from torch import nn

    def build(deep):
        block = nn.Sequential()
        block.add_module("conv1", nn.Conv2d(3, 8, 3))
        if deep:
            block.add_module("relu1", nn.ReLU())
        else:
            block.add_module("relu1", nn.Tanh())
        other = nn.Sequential()
        other.add_module("conv1", nn.Conv2d(8, 8, 3))
        block, first = nn.Sequential(), block
        block.add_module("conv1", nn.Conv2d(8, 8, 3))
        return nn.Sequential(first, block, other)
    ```
    """
    text = module.text
    if "torch" not in text or not is_run(module.path, module.role):
        return
    if "add_module(" in text:
        for scope in scopes(module):
            for block in blocks(scope):
                yield from _added_twice(block, module)
    for call in nodes_of(module, ast.Call) if "OrderedDict(" in text else ():
        match call:
            case ast.Call(args=[ast.Call(func=made, args=[ast.List(elts=pairs)])]) if dotted(
                call.func
            ).endswith("Sequential") and dotted(made).endswith("OrderedDict"):
                yield from _listed_twice(pairs, module)


def _added_twice(block: list[ast.stmt], module: Module) -> Iterator[Finding]:
    """Yield where a block adds a layer to a network under a name that it gave another layer of it."""
    seen: dict[tuple[str, str], ast.Call] = {}
    for statement in block:
        match statement:
            case ast.Expr(
                value=ast.Call(
                    func=ast.Attribute(value=owner, attr="add_module"),
                    args=[ast.Constant(value=str(name)), _],
                ) as call
            ) if network := dotted(owner):
                first = seen.setdefault((network, name), call)
                if first is not call:
                    message = f"`{name}` is added to `{network}` twice, and replaces the first layer"
                    yield Finding(message, module.at(call), related=(module.at(first),))
            case _:
                # Anything else may make another network of that name, or take a layer out.
                bound = {
                    dotted(part)
                    for part in ast.walk(statement)
                    if isinstance(part, (ast.Name, ast.Attribute))
                }
                seen = {key: call for key, call in seen.items() if key[0] not in bound}


def _listed_twice(pairs: list[ast.expr], module: Module) -> Iterator[Finding]:
    """Yield where a list of names and layers repeats a name."""
    seen: dict[str, ast.expr] = {}
    for pair in pairs:
        match pair:
            case ast.Tuple(elts=[ast.Constant(value=str(name)), _]):
                first = seen.setdefault(name, pair)
                if first is not pair:
                    message = f"`{name}` stands twice, and replaces the first layer"
                    yield Finding(message, module.at(pair), related=(module.at(first),))
