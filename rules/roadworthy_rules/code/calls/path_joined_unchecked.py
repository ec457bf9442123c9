import ast
import re
from collections.abc import Iterator

from roadworthy import Finding, Module, Severity, dotted, last_name, rule

#: A parameter of an address that may hold slashes: of FastAPI and Starlette, and of Flask.
_PATH = re.compile(r"\{(\w+):path\}|<path:(\w+)>")
#: How code makes sure that a path stays where it belongs.
_CHECKS = re.compile(
    r"resolve|relative_to|commonpath|commonprefix|realpath|abspath|safe_join|secure_filename|startswith|normpath"
    r"|\.\.|send_from_directory|allowed|exists_in|\.parts\b"
)
#: What answers with the content of a file.
_SERVES = frozenset("FileResponse open read_bytes read_text send_file".split())


@rule(
    Severity.WARNING,
    since="0.2",
    handwritten=True,
    security=7.5,
    cwe=22,
    where=lambda module: ":path}" in module.text or "<path:" in module.text,
)
def path_joined_unchecked(node: ast.FunctionDef | ast.AsyncFunctionDef, module: Module) -> Iterator[Finding]:
    """A service joins a path of the request to a directory without a check.

    `../` in the address, encoded as `%2e%2e/`, leads out of the directory: anyone who can reach the service
    can read its settings, keys and other files. Resolve the path, and refuse what is not below the directory:
    `if not path.resolve().is_relative_to(directory): raise HTTPException(404)`.

    The rule applies to functions for addresses such as `/{name:path}` and `/<path:name>` that join the name
    to a directory and return a file. It ignores functions that resolve or compare the path.

    ```python bad
    from pathlib import Path

    from fastapi import FastAPI
    from fastapi.responses import FileResponse

    app = FastAPI()
    PAGES = Path("pages")

    @app.get("/{name:path}")
    def page(name: str):
        return FileResponse(PAGES / name)
    ```
    ```python good
    from pathlib import Path

    from fastapi import FastAPI, HTTPException
    from fastapi.responses import FileResponse

    app = FastAPI()
    PAGES = Path("pages").resolve()

    @app.get("/{name:path}")
    def page(name: str):
        path = (PAGES / name).resolve()
        if not path.is_relative_to(PAGES):
            raise HTTPException(404)
        return FileResponse(path)

    @app.get("/about/{name:path}")
    def about(name: str):
        return {"name": name}
    ```
    """
    if module.role != "source":
        return
    named = {
        first or second
        for item in node.decorator_list
        for part in ast.walk(item)
        if isinstance(part, ast.Constant) and isinstance(part.value, str)
        for first, second in _PATH.findall(part.value)
    }
    if not named:
        return
    body = [part for statement in node.body for part in ast.walk(statement)]
    served = any(isinstance(part, ast.Call) and last_name(part.func) in _SERVES for part in body)
    if not served or _CHECKS.search("\n".join(map(ast.unparse, node.body))):
        return
    for part in body:
        if name := _joined(part, named):
            yield Finding(f"`{name}` of the request is joined to a directory unchecked", module.at(part))
            return


def _joined(node: ast.AST, named: set[str]) -> str:
    """Return the name that a node joins to a directory."""
    match node:
        case ast.BinOp(op=ast.Div(), right=ast.Name(id=name)) if name in named:
            return name
        case ast.Call(func=func, args=[_, *rest]) if dotted(func).endswith("path.join"):
            return next((item.id for item in rest if isinstance(item, ast.Name) and item.id in named), "")
    return ""
