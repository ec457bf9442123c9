import ast
from collections.abc import Iterator

from roadworthy import Finding, Module, Severity, dotted, nodes_of, rule

#: What gives another answer each time.
_CHANGES = frozenset(
    "date.today datetime.date.today datetime.datetime.now datetime.datetime.today datetime.now datetime.today"
    " datetime.utcnow np.random.rand np.random.randint np.random.randn os.getcwd os.getpid random.choice"
    " random.randint random.random time.time uuid.uuid4 uuid4".split()
)


@rule(
    Severity.NOTE,
    since="0.2",
    codes=("B008",),
    handwritten=True,
)
def default_called(module: Module) -> Iterator[Finding]:
    """A default is computed once, when the module is imported.

    `def log(at=datetime.now())` has the same time in each call, and a function of your own as a default runs
    on import, even if nothing ever uses the default. Write `None`, and compute the value in the function.

    The rule checks defaults for times, random numbers, the working directory, and functions of the same
    module. It reports a module once.

    ```python bad
    from datetime import datetime

    def log(text, at=datetime.now()):
        print(at, text)
    ```
    ```python bad
    import os

    def find_root():
        return os.path.dirname(os.getcwd())

    def load(name, root=find_root()):
        return open(os.path.join(root, name)).read()
    ```
    ```python good
    from datetime import datetime

    def log(text, at=None, limits=frozenset()):
        print(at or datetime.now(), text)
    ```
    """
    if module.role not in ("source", "example"):
        return
    own = {
        item.name for item in module.tree.body if isinstance(item, (ast.FunctionDef, ast.AsyncFunctionDef))
    }
    found = [
        value
        for node in nodes_of(module, ast.arguments)
        for value in (*node.defaults, *filter(None, node.kw_defaults))
        if isinstance(value, ast.Call) and (dotted(value.func) in _CHANGES or dotted(value.func) in own)
    ]
    if found:
        first, *others = found
        more = f", and so {'is' if len(others) == 1 else 'are'} {len(others)} more" if others else ""
        yield Finding(
            f"the default `{dotted(first.func)}(…)` is computed on import{more}",
            module.at(first),
            related=tuple(module.at(value) for value in others),
        )
