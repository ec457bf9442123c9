import ast
from collections.abc import Iterator
from typing import Any

from roadworthy import Finding, Module, Severity, rule

_MADE = frozenset("defaultdict deque dict list set".split())
_CHANGING = frozenset(
    "add append appendleft clear discard extend insert pop popitem remove setdefault sort update".split()
)
_DISPLAYS = (ast.List, ast.Dict, ast.Set, ast.ListComp, ast.DictComp, ast.SetComp)


@rule(
    Severity.WARNING,
    since="0.2",
    codes=("B006", "pylint:dangerous-default-value", "pylint:W0102"),
    handwritten=True,
)
def default_changed(node: ast.FunctionDef | ast.AsyncFunctionDef, module: Module) -> Iterator[Finding]:
    """A function changes the default of its argument.

    Python makes a default once. What one call puts into it, the next call finds there: losses of the first
    run stand among those of the second. Take `None` as the default, and make a new list in the function.

    The rule reports a list, dictionary or set that the function itself changes. It ignores defaults that are
    only read, and those of arguments whose name says that they are a cache.

    ```python bad
    def evaluate(rows, losses=[], seen={}):
        for row in rows:
            losses.append(row)
            seen[row] = True
        return losses, seen
    ```
    ```python good
    def evaluate(rows, losses=None, names=["a"], _cache={}):
        losses = [] if losses is None else losses
        for row in rows:
            losses.append(row)
            _cache[row] = names[0]
        return losses

    def extended(rows, more=[]):
        more = [*more, 1]
        more.append(2)
        return rows + more
    ```
    """
    given = node.args
    positional = [*given.posonlyargs, *given.args]
    pairs = [*zip(positional[len(positional) - len(given.defaults) :], given.defaults, strict=True)]
    named = zip(given.kwonlyargs, given.kw_defaults, strict=True)
    pairs += [(item, default) for item, default in named if default]
    shared = {item.arg: default for item, default in pairs if _is_made(default) and "cache" not in item.arg}
    if not shared or module.role not in ("source", "example"):
        return
    changed: dict[str, ast.AST] = {}
    for part in ast.walk(node):
        match part:
            case ast.Name(id=name, ctx=ast.Store() | ast.Del()) if name in shared:
                del shared[name]
            case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr=method)) if method in _CHANGING:
                changed.setdefault(name, part)
            case ast.Subscript(value=ast.Name(id=name), ctx=ast.Store() | ast.Del()):
                changed.setdefault(name, part)
    for name, default in shared.items():
        if name in changed:
            yield Finding(f"`{node.name}` changes `{name}`, which all its calls share", module.at(default))


def _is_made(node: Any) -> bool:
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        return node.func.id in _MADE
    return isinstance(node, _DISPLAYS)
