import ast
from collections.abc import Iterator
from typing import Any

from roadworthy import Finding, Module, Severity, nodes_of, rule

#: What a tuple has.
_OF_TUPLES = frozenset(("count", "index"))
#: Types that no tuple is of.
_SINGLE = frozenset("bool complex float int str".split())


@rule(
    Severity.WARNING,
    since="0.2",
    codes=("COM818", "pylint:trailing-comma-tuple", "pylint:R1707"),
    handwritten=True,
)
def tuple_by_comma(node: ast.Assign | ast.AnnAssign, module: Module) -> Iterator[Finding]:
    """A comma at the end of a line makes a tuple of a value that is used as one thing.

    `rate = 0.1,` is a tuple with one element, and `rate * 2` is a tuple with two. This happens when an
    argument of a call is moved to a line of its own. Delete the comma.

    The rule reports names that the module calculates with, calls, or asks for an attribute that tuples do not
    have, and those that are annotated with a number or a text.

    ```python bad
    class Trainer:
        rate: float = 0.1,

        def __init__(self, model):
            self.model = model,
            self.decay = 0.5,

        def step(self, rows):
            self.model.fit(rows)
            return self.decay * 2.0
    ```
    ```python good
    class Trainer:
        fields = "rate",
        sizes: tuple[int] = 3,

        def __init__(self, model):
            self.model = model
            self.decay = (0.5,)
            self.extra = "a",

        def step(self, rows):
            self.model.fit(rows)
            for name in self.extra:
                print(name, self.fields.index("rate"))
            return self.decay
    ```
    """
    value = node.value
    if not isinstance(value, ast.Tuple) or len(value.elts) != 1 or module.role not in ("source", "example"):
        return
    if (value.lineno, value.col_offset) != (value.elts[0].lineno, value.elts[0].col_offset):
        return
    if isinstance(value.elts[0], ast.Starred):
        return
    targets: list[Any] = node.targets if isinstance(node, ast.Assign) else [node.target]
    if len(targets) != 1 or not isinstance(targets[0], (ast.Name, ast.Attribute)):
        return
    name = ast.unparse(targets[0])
    if isinstance(node, ast.AnnAssign):
        wrong = isinstance(node.annotation, ast.Name) and node.annotation.id in _SINGLE
    else:
        wrong = _is_used_as_one(name, targets[0], module)
    if wrong:
        yield Finding(f"the comma after its value makes a tuple of `{name}`", module.at(node))


def _is_used_as_one(name: str, target: ast.expr, module: Module) -> bool:
    kind = type(target)
    used = False
    for part in nodes_of(module, ast.BinOp, ast.Call):
        match part:
            case ast.BinOp(left=left, op=ast.Sub() | ast.Mult() | ast.Div() | ast.Pow(), right=right):
                used |= any(type(item) is kind and ast.unparse(item) == name for item in (left, right))
            case ast.Call(func=value):
                if isinstance(value, ast.Attribute) and value.attr not in _OF_TUPLES:
                    used |= type(value.value) is kind and ast.unparse(value.value) == name
                used |= type(value) is kind and ast.unparse(value) == name
    return used and _count_bound(name, module) == 1


def _count_bound(name: str, module: Module) -> int:
    found = 0
    for node in nodes_of(module, ast.Assign, ast.AugAssign, ast.AnnAssign, ast.For, ast.withitem):
        targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
        targets = [node.optional_vars] if isinstance(node, ast.withitem) else targets
        for target in targets:
            parts = target.elts if isinstance(target, (ast.Tuple, ast.List)) else [target]
            found += sum(part is not None and ast.unparse(part) == name for part in parts)
    return found
