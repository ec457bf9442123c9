import ast
import re
from collections.abc import Iterator

from roadworthy import Finding, Module, Severity, last_name, rule
from roadworthy_rules._secrets import is_secret_setting

#: The settings by which a service signs sessions and tokens.
_NAMES = re.compile(r"(?i)(?:app_|django_|flask_|jwt_|session_)*secret(?:_key)?|jwt_key|signing_key")
#: What is given where no value is: templates fill it later.
_EMPTY = re.compile(r"[<{$].*|")
#: What a module has in it that signs.
_SIGNS = ("flask", "Flask", "fastapi", "django", "starlette", "jwt")


@rule(
    Severity.NOTE,
    since="0.2",
    handwritten=True,
    security=7.0,
    cwe=798,
    where=lambda module: (
        module.role == "source"
        and "ecret" in module.text.replace("SECRET", "secret")
        and any(word in module.text for word in _SIGNS)
    ),
)
def session_key_in_code(node: ast.Assign | ast.Call, module: Module) -> Iterator[Finding]:
    """The key that signs sessions or tokens is in the code.

    Everyone who can read the code can sign a session, and log in as any user. A default in the code is used
    wherever the variable is forgotten, and no message says so. Read the key without a default,
    `os.environ["SECRET_KEY"]`, so that a service without a key does not start.

    The rule checks what is assigned to, or stands as a default for, `SECRET_KEY`, `secret_key`, `JWT_SECRET`
    and the like, in modules of Flask, Django, FastAPI and Starlette. What looks like a real secret is
    reported by `secret-in-code` instead.

    ```python bad
    from flask import Flask

    app = Flask(__name__)
    app.secret_key = "my secret key"
    ```
    ```python bad
    import os

    from flask import Flask

    app = Flask(__name__)
    app.config["SECRET_KEY"] = os.getenv("SECRET_KEY", "dev-key-change-me")
    ```
    ```python good
    import os
    import secrets

    from flask import Flask

    app = Flask(__name__)
    app.secret_key = os.environ["SECRET_KEY"]
    app.config["JWT_SECRET"] = os.environ.get("JWT_SECRET", secrets.token_hex())
    ```
    """
    match node:
        case ast.Assign(targets=[ast.Subscript(slice=ast.Constant(value=str(name)))], value=value):
            pass
        case ast.Assign(targets=[ast.Name() | ast.Attribute() as target], value=value):
            name = last_name(target)
        case ast.Call(
            func=ast.Attribute(attr="get" | "getenv"), args=[ast.Constant(value=str(name)), value]
        ) if "env" in last_name(node.func) or "environ" in ast.unparse(node.func):
            pass
        case _:
            return
    if not isinstance(value, ast.Constant) or not isinstance(value.value, (str, bytes)):
        return
    text = value.value if isinstance(value.value, str) else value.value.decode("latin-1")
    if _NAMES.fullmatch(name) and not _EMPTY.fullmatch(text) and not is_secret_setting(name, text):
        kind = "has a default" if isinstance(node, ast.Call) else "is set"
        yield Finding(f"`{name}` {kind} in the code", module.at(value))
