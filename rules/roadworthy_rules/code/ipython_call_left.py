import ast
from collections.abc import Iterator

from roadworthy import Finding, Module, Severity, rule

_RUNS = frozenset("ex ev getoutput magic run_cell run_cell_magic run_line_magic system".split())


@rule(Severity.ERROR, since="0.1", handwritten=True)
def ipython_call_left(node: ast.Call, module: Module) -> Iterator[Finding]:
    """A module calls a magic of IPython.

    `get_ipython()` exists only inside of IPython, and is None elsewhere: the module stops with an
    `AttributeError` or a `NameError`. Exports of notebooks leave such lines behind. Remove them, or write
    what they do in Python: dependencies for `!pip`, `subprocess.run` for another command.

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
    match node.func:
        case ast.Attribute(value=ast.Call(func=ast.Name(id="get_ipython"), args=[]), attr=name):
            if module.role == "source" and name in _RUNS and _is_bare(node, module):
                yield Finding(f"`get_ipython().{name}()` runs only inside of IPython", module.at(node))


def _is_bare(node: ast.Call, module: Module) -> bool:
    """Tell whether a call is a statement of the module's top level, or the value of one."""
    return any(
        isinstance(statement, (ast.Expr, ast.Assign)) and any(item is node for item in ast.walk(statement))
        for statement in module.tree.body
    )
