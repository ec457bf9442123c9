import ast
from collections.abc import Iterator

from roadworthy import Finding, Module, Severity, and_more, dotted, last_name, nodes_of, rule

#: What only tells of the error: loggers, prints, warnings.
_TELLS = frozenset("critical debug error exception info print warn warning write".split())


@rule(Severity.NOTE, since="0.2", handwritten=True)
def error_scored(module: Module) -> Iterator[Finding]:
    """A function returns a number after any error, as if it had computed it.

    A missing file, a typo or a library that changed becomes a score of `0.0`, which goes into averages, plots
    and tables like any other. Let the error through, or return `None` or `nan`, which no average hides.

    The rule reports functions whose `except Exception` or `except` does no more than log the error and return
    numbers with a decimal point, once a module.

    ```python bad
    import logging

    def overlap(found, wanted):
        try:
            return len(found & wanted) / len(wanted)
        except Exception as error:
            logging.error("no overlap: %s", error)
            return 0.0

    def scores(found, wanted):
        try:
            return {"overlap": overlap(found, wanted)}
        except Exception:
            return {"overlap": 0.0}
    ```
    ```python good
    import logging

    def overlap(found, wanted):
        try:
            return len(found & wanted) / len(wanted)
        except ZeroDivisionError:
            return 0.0

    def main():
        try:
            print(overlap({1}, {1}))
        except Exception:
            logging.exception("no overlap")
            return 1
        return 0
    ```
    """
    if module.role != "source" or "except" not in module.text or ".0" not in module.text:
        return
    found: dict[str, ast.ExceptHandler] = {}
    for handler in nodes_of(module, ast.ExceptHandler):
        everything = handler.type is None or dotted(handler.type) in ("Exception", "BaseException")
        *before, last = handler.body
        if everything and _is_number(last) and all(map(_only_tells, before)):
            route = module.at(handler).route
            found.setdefault(".".join(map(str, route)), handler)
    if found:
        first, *others = map(module.at, found.values())
        names = and_more([name for name in found if name], 3)
        verb = "returns" if len(found) == 1 else "return"
        yield Finding(
            f"{names or 'the module'} {verb} a number after any error", first, related=tuple(others[:10])
        )


def _is_number(statement: ast.stmt) -> bool:
    """Tell whether a statement returns a number with a decimal point, or nothing but such numbers."""
    match statement:
        case ast.Return(value=ast.Constant(value=float())):
            return True
        case ast.Return(value=ast.Tuple(elts=items)) | ast.Return(value=ast.Dict(values=items)) if items:
            return all(isinstance(item, ast.Constant) and isinstance(item.value, float) for item in items)
        case ast.Return(value=ast.DictComp(value=ast.Constant(value=float()))):
            return True
    return False


def _only_tells(statement: ast.stmt) -> bool:
    match statement:
        case ast.Expr(value=ast.Constant()):
            return True
        case ast.Expr(value=ast.Call(func=function)):
            return last_name(function) in _TELLS
    return False
