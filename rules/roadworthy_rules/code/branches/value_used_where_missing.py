import ast
from collections.abc import Iterator

from roadworthy import Finding, Module, Severity, is_run, nodes_of, rule
from roadworthy_rules.code.branches._none_tests import none_test, parts_of

_DEFERRED = (ast.Lambda, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
_SIMPLE = (ast.Assign, ast.AnnAssign, ast.AugAssign, ast.Expr, ast.Return)
#: How a test finds a value: None, empty by its truth, empty by its length.
_NONE, _FALSE, _LENGTH = "None", "false", "empty"


@rule(Severity.WARNING, since="0.3", handwritten=True)
def value_used_where_missing(module: Module) -> Iterator[Finding]:
    """A value is used in the branch where it is known to be missing.

    `if not args: path = args.pop(0)` raises `IndexError` without arguments, and ignores the arguments where
    there are some. `if rows is None: rows.head()` raises `AttributeError`. Mostly the test is inverted. Use
    the value in the other branch, as in `if args: path = args.pop(0)`.

    The rule looks at the first use of a name in a branch: an attribute, an item or a call of what is None,
    `pop` of what is empty, and an item of what has the length 0. It also reports an item at the index None,
    where the other branch sets the same value without that index. It ignores names that `global` or
    `nonlocal` declares, and attributes.

    ```python bad
    def options(args, rows):
        path = "rows.csv"
        if not args:
            path = args.pop(0)
        return path, rows.shape if rows is None else None
    ```
    ```python bad
    def explain(model, background=None):
        if background is not None:
            sample = model.rows
        else:
            sample = background.sample(100)
        return sample
    ```
    ```python bad
    import numpy as np

    def histogram(points, mask=None):
        if mask is not None:
            counts, _ = np.histogram(points.ravel())
        else:
            counts, _ = np.histogram(points[mask])
        return counts
    ```
    ```python good
    def chosen(names, defaults, kind=None):
        if kind is None:
            name = defaults[kind]
        else:
            name = names[kind]
        if kind is not None:
            raise ValueError(kind)
        else:
            return defaults[kind], name
    ```
    ```python good
    def options(args, rows=None, names=()):
        path = "rows.csv"
        if args:
            path = args.pop(0)
        if rows is None:
            rows = load(path)
            rows.sort()
        if not names:
            fill(names)
            names.pop()
        return path, rows if rows is None or rows.empty else names
    ```
    """
    if not is_run(module.path, module.role):
        return
    shared: set[str] | None = None
    for node in nodes_of(module, ast.If, ast.IfExp, ast.BoolOp):
        for name, state, branch in _branches(node):
            use = _first_use(name, state, branch)
            if use is None and (state != _NONE or (use := _index(name, node, branch)) is None):
                continue
            if shared is None:
                shared = {one for item in nodes_of(module, ast.Global, ast.Nonlocal) for one in item.names}
            if name not in shared:
                shown = ast.unparse(use)
                shown = shown if len(shown) < 60 else f"{shown[:59]}…"
                is_ = "None" if state == _NONE else "empty"
                yield Finding(f"`{shown}` is reached only if `{name}` is {is_}", module.at(use))


def _branches(node: ast.AST) -> Iterator[tuple[str, str, list[ast.AST]]]:
    """Yield the branches that are reached only where a name is missing, each with the name and how it is."""
    if isinstance(node, ast.BoolOp):
        found = _tested(node.values[0])
        if found is not None and found[2] == isinstance(node.op, ast.And):
            yield found[0], found[1], [node.values[1]]
    elif isinstance(node, (ast.If, ast.IfExp)) and (found := _tested(node.test)) is not None:
        yes, no = parts_of(node)
        yield found[0], found[1], yes if found[2] else no


def _index(name: str, node: ast.AST, branch: list[ast.AST]) -> ast.expr | None:
    """Return where an item is taken by what is None, if the other branch sets the same value without it."""
    if not isinstance(node, ast.If):
        return None
    match node.body, node.orelse:
        case [ast.Assign(targets=[one]) as first], [ast.Assign(targets=[same]) as second]:
            if ast.dump(one) != ast.dump(same):
                return None
            here, other = (first, second) if branch[0] is first else (second, first)
            if any(isinstance(item, ast.Name) and item.id == name for item in ast.walk(other)):
                return None
            for item in ast.walk(here.value):
                match item:
                    case ast.Subscript(slice=ast.Name(id=index), ctx=ast.Load()) if index == name:
                        return item
    return None


def _tested(test: ast.expr) -> tuple[str, str, bool] | None:
    """Return the name that a test asks for, how it is if it is missing, and whether the test is true then."""
    if (found := none_test(test)) is not None:
        return found[0], _NONE, found[1]
    match test:
        case ast.UnaryOp(op=ast.Not(), operand=ast.Name(id=name)):
            return name, _FALSE, True
        case ast.Name(id=name):
            return name, _FALSE, False
        case ast.Compare(
            left=ast.Call(func=ast.Name(id="len"), args=[ast.Name(id=name)]),
            ops=[ast.Eq()],
            comparators=[ast.Constant(value=0)],
        ):
            return name, _LENGTH, True
    return None


def _first_use(name: str, state: str, branch: list[ast.AST]) -> ast.expr | None:
    """Return the first use of a name in a branch, if it fails for what is missing."""
    for part in branch:
        if isinstance(part, ast.stmt) and not isinstance(part, _SIMPLE):
            return None
        inner = [*ast.walk(part)]
        mentions = [item for item in inner if isinstance(item, ast.Name) and item.id == name]
        if not mentions:
            continue
        if any(isinstance(item, _DEFERRED) for item in inner):
            return None
        first = min(mentions, key=lambda item: (item.lineno, item.col_offset))
        if isinstance(part, (ast.Assign, ast.AnnAssign)) and part.value is not None:
            # The value is computed before its target is bound.
            own = [item for item in ast.walk(part.value) if item in mentions]
            first = min(own or mentions, key=lambda item: (item.lineno, item.col_offset))
        return next(
            (item for item in inner if isinstance(item, ast.expr) and _fails(item, first, state)), None
        )
    return None


def _fails(use: ast.expr, value: ast.Name, state: str) -> bool:
    match use:
        case ast.Call(func=ast.Attribute(value=owner, attr="pop" | "popleft"), args=args, keywords=[]) if (
            owner is value and len(args) < 2 and state != _NONE
        ):
            return True
        case ast.Subscript(value=owner, slice=ast.Constant(value=int())) if (
            owner is value and state == _LENGTH
        ):
            return isinstance(use.ctx, ast.Load)
        case ast.Attribute(value=owner, attr=attribute) if owner is value:
            return state == _NONE and not attribute.startswith("__")
        case ast.Subscript(value=owner) | ast.Call(func=owner) if owner is value:
            return state == _NONE
    return False
