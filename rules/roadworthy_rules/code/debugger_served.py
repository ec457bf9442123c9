import ast
from collections.abc import Iterator

from roadworthy import Finding, Module, Severity, dotted, nodes_of, rule

#: How settings of the environment say that something is on.
_ON = frozenset(("1", "on", "true", "yes"))


@rule(
    Severity.WARNING,
    since="0.2",
    codes=("S201", "bandit:B201"),
    handwritten=True,
    where=lambda module: module.role == "source" and "flask" in module.text,
)
def debugger_served(node: ast.Call, module: Module) -> Iterator[Finding]:
    """A Flask application offers its debugger to the network.

    With `debug=True`, an error page has a console that runs any code, and `host="0.0.0.0"` lets other
    machines reach it. Its PIN does not protect you. Delete `debug=True`, and start the debugger with
    `flask --debug run` on your own machine.

    The rule checks `run` with both arguments in modules that import Flask. A setting of the environment that
    is on by default counts as well: `os.getenv("FLASK_DEBUG", "true")`.

    ```python bad
    from flask import Flask

    app = Flask(__name__)

    if __name__ == "__main__":
        app.run(host="0.0.0.0", port=5000, debug=True)
    ```
    ```python bad
    import os

    from flask import Flask

    app = Flask(__name__)

    if __name__ == "__main__":
        debug = os.getenv("FLASK_DEBUG", "true").lower() == "true"
        app.run(host="0.0.0.0", port=5000, debug=debug)
    ```
    ```python good
    from flask import Flask

    app = Flask(__name__)

    if __name__ == "__main__":
        app.run(host="0.0.0.0", port=5000)
    ```
    ```python good
    import os

    from flask import Flask

    app = Flask(__name__)

    if __name__ == "__main__":
        debug = os.getenv("FLASK_DEBUG", "false").lower() == "true"
        app.run(host="0.0.0.0", port=5000, debug=debug)
    ```
    ```python good
    from flask import Flask

    app = Flask(__name__)

    if __name__ == "__main__":
        app.run(debug=True)
    ```
    """
    if not isinstance(node.func, ast.Attribute) or node.func.attr != "run":
        return
    given = {item.arg: item.value for item in node.keywords}
    host, debug = given.get("host"), given.get("debug")
    if not isinstance(host, ast.Constant) or host.value not in ("0.0.0.0", "::") or debug is None:
        return
    if _is_on(debug, module):
        yield Finding(f"`{dotted(node.func)}(…)` offers Flask's debugger at `{host.value}`", module.at(node))


def _is_on(debug: ast.expr, module: Module) -> bool:
    """Tell whether a value is true, or is read from the environment and true where nothing sets it."""
    if isinstance(debug, ast.Constant):
        return debug.value is True
    if isinstance(debug, ast.Name):
        given = [
            assign.value
            for assign in nodes_of(module, ast.Assign)
            if any(isinstance(target, ast.Name) and target.id == debug.id for target in assign.targets)
        ]
        # A name that is bound twice may be something else.
        return len(given) == 1 and not isinstance(given[0], ast.Name) and _is_on(given[0], module)
    for part in ast.walk(debug):
        match part:
            case ast.Call(func=ast.Attribute(attr="get" | "getenv"), args=[_, ast.Constant(value=default)]):
                return str(default).lower() in _ON and not isinstance(debug, ast.UnaryOp)
    return False
