import ast
from collections.abc import Iterator

from roadworthy import Finding, Module, Severity, rule


@rule(Severity.WARNING, since="0.2", codes=("PLR1704", "pylint:unused-argument"), handwritten=True)
def argument_overwritten(node: ast.FunctionDef | ast.AsyncFunctionDef, module: Module) -> Iterator[Finding]:
    """A function replaces an argument by a constant before it reads it.

    `seed = 23` in the body of `split(rows, seed)` makes every call use 23, whatever the caller gives. Mostly
    it is left of a trial. Delete the assignment, or the parameter.

    The rule checks the statements at the top of a function for an assignment of a constant to a parameter
    that nothing before it reads. It ignores methods that take the place of others, and parameters whose name
    starts with `_`.

    ```python bad
    import random

    def split(rows, seed):
        seed = 23
        random.seed(seed)
        random.shuffle(rows)
        return rows
    ```
    ```python good
    import random

    def split(rows, seed=None):
        if seed is None:
            seed = 23
        random.seed(seed)
        random.shuffle(rows)
        return rows

    def total(rows, start):
        print(start)
        start = 0
        return sum(rows, start)
    ```
    """
    if module.role not in ("source", "example") or not node.body:
        return
    given = {item.arg for item in (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs)}
    if not given or given & {"self", "cls"} or node.decorator_list:
        return
    # Most functions set none of their parameters to a constant.
    if not any(isinstance(one, ast.Assign) and isinstance(one.value, ast.Constant) for one in node.body):
        return
    for statement in node.body:
        match statement:
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.Constant(value=value)):
                if name in given and value is not None and not name.startswith("_"):
                    yield Finding(
                        f"`{name}` is given, and set to {value!r} before it is read", module.at(statement)
                    )
                    return
            case ast.Expr(value=ast.Constant()) | ast.Import() | ast.ImportFrom() | ast.Global():
                continue
        read = {part.id for part in ast.walk(statement) if isinstance(part, ast.Name)}
        given -= read
        if not given or any(isinstance(part, ast.Call) and _reads_all(part) for part in ast.walk(statement)):
            return


def _reads_all(call: ast.Call) -> bool:
    """Tell whether a call reads all local names: `locals()`."""
    return isinstance(call.func, ast.Name) and call.func.id in ("eval", "exec", "locals", "vars")
