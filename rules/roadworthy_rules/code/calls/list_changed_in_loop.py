import ast
import re
from collections.abc import Iterator

from roadworthy import Finding, Module, Severity, rule
from roadworthy_rules.code.calls._modules import is_collected

#: Methods that take an item out of the list that a loop goes through, by the end of the name of the list.
_REMOVES = {"handlers": "removeHandler"}
#: Libraries of which a loop over a collection, such as a `Stream`, goes over a copy.
_MAY_COPY = re.compile(r"^(?:from|import) obspy\b", re.MULTILINE)
_LEAVES = (ast.Break, ast.Return, ast.Raise)


@rule(Severity.WARNING, since="0.2", codes=("B909", "pylint:modified-iterating-list"), handwritten=True)
def list_changed_in_loop(node: ast.For, module: Module) -> Iterator[Finding]:
    """A loop removes items from the list that it goes through.

    Python then skips the item after each one that is removed: every second handler stays, and every second
    match is kept. Use a copy for the loop, `for row in list(rows):`, or build a new list.

    The rule reports `remove` on the list itself, and `removeHandler` of a logger in a loop over its handlers.
    It ignores loops that end right after the removal, and modules that import ObsPy: a loop over a stream
    goes over a copy.

    ```python bad
    def clean(rows):
        for row in rows:
            if row is None:
                rows.remove(row)
        return rows
    ```
    ```python bad
    import logging

    logger = logging.getLogger("churn")
    for handler in logger.handlers:
        logger.removeHandler(handler)
    ```
    ```python good
    def clean(rows, other):
        for row in list(rows):
            if row is None:
                rows.remove(row)
        for row in rows:
            other.remove(row)
            rows[0].remove(row)
        for row in rows[:]:
            rows.remove(row)
        for row in rows:
            if row == 1:
                rows.remove(row)
                break
        return rows
    ```
    ```python good
    from obspy import read

    def clean(path):
        stream = read(path)
        for trace in stream:
            if not trace.count():
                stream.remove(trace)
        return stream
    ```
    """
    # A slice is a copy, and a method of the list, such as `keys`, gives something else.
    if not isinstance(node.iter, (ast.Name, ast.Attribute)) or not isinstance(node.target, ast.Name):
        return
    if module.role not in ("source", "example", "test") or _MAY_COPY.search(module.text):
        return
    # Others among tests may be what a linter is tried on.
    if module.role == "test" and not is_collected(module.path):
        return
    listed = ast.unparse(node.iter)
    owner, _, last = listed.rpartition(".")
    wanted = {f"{listed}.remove"} | ({f"{owner}.{_REMOVES[last]}"} if last in _REMOVES and owner else set())
    for body in _bodies(node):
        for number, statement in enumerate(body):
            call = statement.value if isinstance(statement, ast.Expr) else None
            if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Attribute):
                continue
            rest = body[number + 1 :]
            given = [item.id for item in call.args if isinstance(item, ast.Name)]
            leaves = any(isinstance(item, _LEAVES) for item in rest)
            if ast.unparse(call.func) in wanted and given == [node.target.id] and not leaves:
                yield Finding(f"the loop over `{listed}` removes items from it", module.at(call))
                return


def _bodies(node: ast.For) -> Iterator[list[ast.stmt]]:
    """Yield the blocks of a loop."""
    pending: list[list[ast.stmt]] = [node.body]
    while pending:
        body = pending.pop()
        yield body
        for item in body:
            if isinstance(item, (ast.If, ast.With, ast.Try)):
                pending += [
                    getattr(item, name) for name in ("body", "orelse", "finalbody") if hasattr(item, name)
                ]
