import ast
from collections.abc import Iterator

from roadworthy import Finding, Module, Severity, dotted, rule


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

    The rule checks `run` with both arguments in modules that import Flask.

    ```python bad
    from flask import Flask

    app = Flask(__name__)

    if __name__ == "__main__":
        app.run(host="0.0.0.0", port=5000, debug=True)
    ```
    ```python good
    from flask import Flask

    app = Flask(__name__)

    if __name__ == "__main__":
        app.run(host="0.0.0.0", port=5000)
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
    given = {item.arg: item.value.value for item in node.keywords if isinstance(item.value, ast.Constant)}
    host = given.get("host")
    if given.get("debug") is True and host in ("0.0.0.0", "::"):
        yield Finding(f"`{dotted(node.func)}(…)` offers Flask's debugger at `{host!s}`", module.at(node))
