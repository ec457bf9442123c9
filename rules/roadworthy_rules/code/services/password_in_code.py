import ast
import re
from collections.abc import Iterator

from roadworthy import Finding, Module, Severity, last_name, nodes_of, rule
from roadworthy_rules._secrets import is_secret_setting

#: What a person types in, and what a program gives to a database or a mail server.
_NAME = re.compile(r"(?i)(?:\w+_)?(?:password|passwd|pwd)")
_SERVER = re.compile(
    r"(?i)(?:(?:admin|database|db|email|mail|mysql|pg|postgres|postgresql|smtp)_?)(?:pass|password|passwd|pwd)"
)
#: What opens a connection to a database.
_CONNECTS = frozenset("MySQLConnection connect create_connection create_pool".split())
#: Values that stand for one, or say why there is none.
_BLANK = re.compile(
    r"|[<{$*x].*|.*\s.*|(?i:none|null|password|passwd|.*(?:your|change|example|placeholder|enter).*)"
)


@rule(
    Severity.NOTE,
    since="0.2",
    handwritten=True,
    security=7.0,
    cwe=798,
)
def password_in_code(module: Module) -> Iterator[Finding]:
    """A login or a database has a simple password in the code.

    A login that is compared with a text of the source lets in everyone who can read it, and cannot be
    changed without a release. Keep hashes of passwords in a store, and compare with `check_password_hash`.
    Read the password of a database from the environment.

    The rule checks what a password is compared with, the password of a connection, and settings such as
    `DB_PASSWORD`, and reports a module once. It ignores empty texts and placeholders. What looks like a real
    secret is reported by `secret-in-code` instead.

    ```python bad
    def login(username, password):
        return username == "admin" and password == "admin1"
    ```
    ```python bad
    import pymysql

    DB_PASSWORD = "root"

    def signs():
        return pymysql.connect(host="localhost", user="root", password="root")
    ```
    ```python good
    import os

    import pymysql
    from werkzeug.security import check_password_hash

    DB_PASSWORD = os.environ["DB_PASSWORD"]

    def login(user, password):
        if password == "":
            raise ValueError("the password is missing")
        return check_password_hash(user.hash, password)

    def signs():
        return pymysql.connect(host="localhost", user="root", password=DB_PASSWORD)
    ```
    """
    if not (module.role == "source" and any(word in module.text.lower() for word in ("passw", "pwd"))):
        return
    found = [value for node in nodes_of(module, ast.Assign, ast.Call, ast.Compare) for value in _given(node)]
    if found:
        first, *others = found
        more = f" ({len(found)} places)" if others else ""
        yield Finding(
            f"a password is written in the code{more}",
            module.at(first),
            related=tuple(module.at(value) for value in others),
        )


def _given(node: ast.AST) -> Iterator[ast.Constant]:
    """Yield the passwords that a node compares, assigns or connects with."""
    pairs: list[tuple[str, ast.expr]] = []
    match node:
        case ast.Compare(left=left, ops=[ast.Eq() | ast.NotEq()], comparators=[right]):
            if _NAME.fullmatch(last_name(left)):
                pairs = [(last_name(left), right)]
        case ast.Assign(targets=[ast.Name() | ast.Attribute() as target], value=value):
            if _SERVER.fullmatch(last_name(target)):
                pairs = [(last_name(target), value)]
        case ast.Call(func=function, keywords=keywords) if last_name(function) in _CONNECTS:
            pairs = [(item.arg, item.value) for item in keywords if item.arg in ("passwd", "password")]
    for name, value in pairs:
        if isinstance(value, ast.Constant) and isinstance(value.value, str):
            plain = not _BLANK.fullmatch(value.value) or (
                isinstance(node, ast.Compare) and value.value == "password"
            )
            if plain and not is_secret_setting(name, value.value):
                yield value
