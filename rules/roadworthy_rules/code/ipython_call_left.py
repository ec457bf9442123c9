import ast
from bisect import bisect_right
from collections.abc import Iterator

from roadworthy import Finding, Module, Severity, counted, nodes_of, rule

_RUNS = frozenset("ex ev getoutput magic run_cell run_cell_magic run_line_magic system".split())


@rule(Severity.ERROR, since="0.1", handwritten=True)
def ipython_call_left(module: Module) -> Iterator[Finding]:
    """A module calls an IPython magic.

    `get_ipython()` exists only in IPython, so the module fails with `NameError` or `AttributeError`. Notebook
    exports leave such lines behind. Remove them, or rewrite them in Python: declare dependencies instead of
    `!pip`, and use `subprocess.run` for other commands. The rule reports a module once.

    ```python bad
    get_ipython().run_line_magic("matplotlib", "inline")
    get_ipython().system("pip install pandas")
    ```
    ```python good
    from IPython import get_ipython

    def in_notebook():
        return get_ipython() is not None

    def enable():
        if get_ipython() is not None:
            get_ipython().run_line_magic("load_ext", "demo")
    ```
    """
    if module.role != "source" or "get_ipython" not in module.text:
        return
    body, found = module.tree.body, list[tuple[str, ast.Call]]()
    for node in nodes_of(module, ast.Call):
        match node.func:
            case ast.Attribute(value=ast.Call(func=ast.Name(id="get_ipython"), args=[]), attr=name):
                if name in _RUNS and _is_bare(node, body):
                    found.append((name, node))
    if found:
        (name, first), *others = sorted(found, key=lambda item: item[1].lineno)
        more = f" (and {counted(len(others), 'more call')})" if others else ""
        related = tuple(module.at(node) for _, node in others[:10])
        yield Finding(
            f"`get_ipython().{name}()` runs only in IPython{more}", module.at(first), related=related
        )


def _is_bare(node: ast.Call, body: list[ast.stmt]) -> bool:
    """Tell whether a call is a statement of the module's top level, or the value of one."""
    place = (node.lineno, node.col_offset)
    before = bisect_right(body, place, key=lambda statement: (statement.lineno, statement.col_offset))
    match body[max(before - 1, 0) : before]:
        case [ast.Expr() | ast.Assign() as holder]:
            # It may as well be a decorator of the next one.
            return place < (holder.end_lineno or 0, holder.end_col_offset or 0)
    return False
