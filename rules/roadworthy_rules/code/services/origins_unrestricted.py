import ast
from collections.abc import Iterator

from roadworthy import Finding, Module, Severity, last_name, nodes_of, rule

#: The settings by which a service says which pages may call it, and whether with the user's cookies.
_SETTINGS = {
    "CORSMiddleware": ("allow_origins", "allow_credentials"),
    "CORS": ("origins", "supports_credentials"),
    "cross_origin": ("origins", "supports_credentials"),
}
#: Who hands a middleware to an application, with its settings.
_ADDS = frozenset(("Middleware", "add_middleware"))


@rule(
    Severity.NOTE,
    since="0.2",
    handwritten=True,
    security=5.0,
    cwe=942,
    where=lambda module: (
        module.role == "source"
        and ("allow_credentials" in module.text or "supports_credentials" in module.text)
    ),
)
def origins_unrestricted(node: ast.Call, module: Module) -> Iterator[Finding]:
    """A service lets every website call it with the cookies of its users.

    Any page that a user opens can send requests to your service as that user, and read the answers: with
    credentials, the middleware allows every page that asks. List the origins of your own pages, or leave the
    credentials out.

    The rule checks the settings of Starlette, FastAPI and Flask-CORS for all origins together with
    credentials.

    ```python bad
    from fastapi import FastAPI
    from fastapi.middleware.cors import CORSMiddleware

    app = FastAPI()
    app.add_middleware(CORSMiddleware, allow_origins=["*"], allow_credentials=True)
    ```
    ```python bad
    from flask import Flask
    from flask_cors import CORS

    app = Flask(__name__)
    CORS(app, supports_credentials=True)
    ```
    ```python bad
    from fastapi import FastAPI
    from fastapi.middleware.cors import CORSMiddleware

    origins = ["http://localhost:3000", "*"]
    app = FastAPI()
    app.add_middleware(CORSMiddleware, allow_origins=origins, allow_credentials=True)
    ```
    ```python good
    from fastapi import FastAPI
    from fastapi.middleware.cors import CORSMiddleware
    from flask_cors import CORS

    app = FastAPI()
    app.add_middleware(CORSMiddleware, allow_origins=["https://example.org"], allow_credentials=True)
    app.add_middleware(CORSMiddleware, allow_origins=["*"], allow_credentials=False)
    CORS(app, supports_credentials=True, origins=["https://example.org"])
    CORS(app, supports_credentials=True, resources={"/api/*": {"origins": settings.origins}})
    CORS(app)
    ```
    """
    called = last_name(node.func)
    first = last_name(node.args[0]) if node.args else ""
    names = _SETTINGS.get(first if called in _ADDS else called)
    if names is None:
        return
    given = {item.arg: item.value for item in node.keywords}
    credentials = given.get(names[1])
    if None in given or not (isinstance(credentials, ast.Constant) and credentials.value is True):
        return
    if names[0] in given:
        every = _is_every(given[names[0]], module)
    else:
        # Flask-CORS allows all origins where nothing says which.
        every = names[0] == "origins" and "resources" not in given
    if every:
        yield Finding(f"`{names[1]}=True` applies to every origin", module.at(credentials))


def _is_every(origins: ast.expr, module: Module) -> bool:
    """Tell whether a value stands for all origins, where it is written out here."""
    match origins:
        case ast.Constant(value="*"):
            return True
        case ast.List(elts=items) | ast.Tuple(elts=items) | ast.Set(elts=items):
            return any(isinstance(item, ast.Constant) and item.value == "*" for item in items)
        case ast.Name(id=name):
            given = [
                assign.value
                for assign in nodes_of(module, ast.Assign)
                for target in assign.targets
                if isinstance(target, ast.Name) and target.id == name
            ]
            # A name that is bound twice may be something else.
            return len(given) == 1 and not isinstance(given[0], ast.Name) and _is_every(given[0], module)
    return False
