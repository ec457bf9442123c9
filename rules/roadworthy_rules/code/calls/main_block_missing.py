import ast
from collections.abc import Iterator

from roadworthy import Finding, Module, Severity, rule


@rule(
    Severity.NOTE,
    since="0.2",
    handwritten=True,
)
def main_block_missing(module: Module) -> Iterator[Finding]:
    """A module calls its `main` whenever it is imported.

    A test, a notebook or another script that imports one function starts the whole program. Worker processes
    on Windows and macOS import the module again, and start it again. Write the call below
    `if __name__ == "__main__":`.

    The rule checks modules that define `main` and call it at the top level. It ignores `__main__.py`.

    ```python train.py bad
    def load(path):
        return open(path).read()

    def main():
        print(load("rows.csv"))

    main()
    ```
    ```python train.py good
    def load(path):
        return open(path).read()

    def main():
        print(load("rows.csv"))

    if __name__ == "__main__":
        main()
    ```
    """
    if not (module.role == "source" and "def main(" in module.text):
        return
    if module.path.rpartition("/")[2] == "__main__.py" or not module.path.endswith(".py"):
        return
    defined = {
        item.name for item in module.tree.body if isinstance(item, (ast.FunctionDef, ast.AsyncFunctionDef))
    }
    # What defines nothing else has nothing that another module wants.
    if "main" not in defined or len(defined) < 2:
        return
    for statement in module.tree.body:
        match statement:
            case (
                ast.Expr(value=ast.Call(func=ast.Name(id="main")) as call)
                | ast.Expr(value=ast.Call(args=[ast.Call(func=ast.Name(id="main")) as call]))
                | ast.Assign(value=ast.Call(func=ast.Name(id="main")) as call)
            ):
                yield Finding("`main()` runs on import", module.at(call))
                return
