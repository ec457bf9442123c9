import ast
from collections.abc import Iterator, Sequence

from roadworthy import Finding, Module, Severity, dotted, is_run, nodes_of, rule
from roadworthy_rules.code.training._loops import inside, scopes

_MAKERS = frozenset("empty empty_like full full_like ones ones_like zeros zeros_like".split())
_OWNERS = frozenset("jnp np numpy torch".split())
_LEAVES = (ast.Break, ast.Continue, ast.Return, ast.Yield, ast.YieldFrom, ast.Raise)


@rule(Severity.WARNING, since="0.3", handwritten=True)
def array_place_overwritten(module: Module) -> Iterator[Finding]:
    """Each round of a loop writes to the same place of an array.

    `result[:, column] = rows[:, part]` in `for part in range(3)` keeps the last part only, and the places for
    the others stay as they were made: zeros, or with `np.empty` whatever was in memory. Use an index that
    depends on the loop's variable.

    The rule looks at arrays that the function makes by NumPy or torch, and at loops that neither read the
    array nor end early. It ignores values that do not depend on the loop's variable.

    ```python bad
    import numpy as np

    def stack(fields, size):
        result = np.empty((size, 9))
        for column, field in enumerate(fields):
            for part in range(field.shape[1]):
                result[:, column] = field[:, part]
        return result
    ```
    ```python good
    import numpy as np

    def stack(fields, size, wanted):
        result = np.empty((size, 9))
        column = 0
        for field in fields:
            for part in range(field.shape[1]):
                result[:, column] = field[:, part]
                column += 1
        for field in fields:
            if field.name == wanted:
                result[:, 8] = field[:, 0]
        return result
    ```
    """
    text = module.text
    if ("numpy" not in text and "torch" not in text) or not is_run(module.path, module.role):
        return
    loops = [node for node in nodes_of(module, ast.For) if any(map(_place, node.body))]
    if not loops:
        return
    own = set(map(id, loops))
    for scope in scopes(module):
        nodes = inside(scope)
        found = [node for node in nodes if id(node) in own and isinstance(node, ast.For)]
        arrays = _arrays(nodes) if found else frozenset()
        for loop in found:
            for statement in loop.body:
                name = _place(statement)
                if name in arrays and isinstance(statement, ast.Assign) and _is_same(statement, name, loop):
                    shown = ast.unparse(statement.targets[0])[:60]
                    by = ast.unparse(loop.target)[:30]
                    message = (
                        f"`{shown}` is the same place for each `{by}`, so the last one overwrites the others"
                    )
                    yield Finding(message, module.at(statement))


def _place(statement: ast.stmt) -> str:
    """Return the name of what a statement stores an item of, "" for any other statement."""
    match statement:
        case ast.Assign(targets=[ast.Subscript(value=ast.Name(id=name))]):
            return name
    return ""


def _arrays(nodes: Sequence[ast.AST]) -> frozenset[str]:
    """Return the names that nodes bind to new arrays, and to nothing else."""
    made: dict[str, bool] = {}
    for node in nodes:
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.Call(func=function)):
                owner, _, maker = dotted(function).rpartition(".")
                made[name] = made.get(name, True) and owner in _OWNERS and maker in _MAKERS
            case ast.Assign(targets=targets):
                made.update((one.id, False) for one in targets if isinstance(one, ast.Name))
    return frozenset(name for name, is_array in made.items() if is_array)


def _is_same(statement: ast.Assign, name: str, loop: ast.For) -> bool:
    """Tell whether a statement of a loop stores another value at the same place in each round."""
    parts = [*ast.walk(loop)]
    if any(isinstance(part, _LEAVES) for part in parts) or loop.orelse:
        return False
    names = [part for part in parts if isinstance(part, ast.Name)]
    bound = {part.id for part in names if isinstance(part.ctx, ast.Store)}
    index, value = statement.targets[0], statement.value
    used = {part.id for part in ast.walk(index) if isinstance(part, ast.Name)}
    given = {part.id for part in ast.walk(value) if isinstance(part, ast.Name)}
    turning = {part.id for part in ast.walk(loop.target) if isinstance(part, ast.Name)}
    # What is called, or an attribute, may differ from round to round.
    fixed = not any(isinstance(part, (ast.Call, ast.Attribute)) for part in ast.walk(index))
    once = sum(part.id == name for part in names) == 1
    return fixed and once and not used & bound and bool(given & turning)
