import ast
import re
from collections.abc import Iterator

from roadworthy import Finding, Location, Module, Severity, Span, issued_secrets, nodes_of, rule
from roadworthy_rules._secrets import is_secret_setting

_LIMIT = 1_000_000
#: A text is given to a name, which says in one of these words what it is.
_GIVEN = re.compile(r"[=:,]\s*[\"']")
#: A user and a password in a URL (RFC 3986, section 3.2.1).
_USER = re.compile(r"://[^\s\"'`<>/?#@:{}]*:([^\s\"'`<>/?#@]+)@")
#: What gives a text to a name.
_NAMING = (ast.AnnAssign, ast.Assign, ast.Call, ast.Compare, ast.Dict, ast.arguments, ast.keyword)
_WORDS = ("password", "passwd", "secret", "key", "token", "login(")


@rule(Severity.ERROR, since="0.1", codes=("S105", "S106", "S107"), security=8.0, cwe=798)
def secret_in_code(module: Module) -> Iterator[Finding]:
    # roadworthy: ignore[secret-in-code] the page shows what the rule finds
    """The code contains a password, a key or a token.

    Everyone who can read the repository or installs the package can use the secret. Revoke it first, because
    deleting it does not remove it from the Git history. Then read it from the environment,
    `os.environ["TOKEN"]`, or from a secret store.

    The rule finds secrets by the formats that services issue, and strings assigned to names such as password,
    secret, key or token or passed to `login`. It never prints the secret, and ignores placeholders and tests.

    ```python bad
    client = connect(password="7hk2-Bq9w")
    ```
    ```python bad
    import os

    DATABASE = "postgresql://etl:7hk2-Bq9w@db.internal:5432/churn"
    SETTINGS = {"host": "db1", "password": "7hk2-Bq9w"}
    TOKEN = os.getenv("API_TOKEN", "9f8aQe71Lm0Pz4")
    API_KEY = "q7hGm2xPaTr9"
    ```
    ```python bad
    server.login("reports@example.org", "7hk2-Bq9w")
    mail = connect(password="QWLKTRHNVXZSPLMB")
    ```
    ```python bad
    # curl -H "Authorization: token ghp_0a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R" https://api.github.com/user
    import json
    ```
    ```python good
    import os

    DATABASE = "postgresql://etl:password@localhost:5432/churn"
    PATTERN = f"postgresql://{USER}:{PASSWORD}@db.internal"

    client = connect(password=os.environ["PASSWORD"])
    client.login("reports@example.org", "password")
    API_KEY = "your-api-key-1"
    KEYS = ["AKIAIOSFODNN7EXAMPLE"]
    api_key = "api-key-header"
    COLUMNS = [Column(api_key="eacTotal"), Column(api_key="epv1Total"), Column(api_key="eChargeToday1")]
    DUMMY_SECRET = "FPPTH34D4E3MI2HG"
    ```
    ```python tests/test_client.py good
    PASSWORD = "7hk2-Bq9w"
    ```
    """
    if module.role in ("test", "notebook"):
        return
    written = any(issued_secrets(module.text))
    if not written and not _hints(module.text):
        return
    told: set[int] = set()
    texts = (ast.Constant,) if written or "://" in module.text else ()
    for node in nodes_of(module, *texts, *_NAMING):
        if isinstance(node, ast.Constant):
            if not isinstance(node.value, str):
                continue
            for kind, _, _ in issued_secrets(node.value[:_LIMIT]) if written else ():
                told.update(range(node.lineno, (node.end_lineno or node.lineno) + 1))
                yield Finding(f"the code contains a secret: {kind}", module.at(node))
            if "://" in node.value and _has_password(node.value) and not _is_documentation(module):
                yield Finding("a URL contains a password", module.at(node))
        else:
            for name, given in _named_texts(node):
                yield from _setting(name, given, module)
    # What is left stands in comments.
    for kind, start, end in issued_secrets(module.text[:_LIMIT]) if written else ():
        (line, column), (end_line, end_column) = map(module.lines.position, (start, end))
        if line not in told:
            at = Location(module.path, span=Span(line, column, end_line, end_column))
            yield Finding(f"a comment contains a secret: {kind}", at)


def _named_texts(node: ast.AST) -> Iterator[tuple[str, ast.Constant]]:
    """Yield the texts that a node gives to names, keys and parameters, or compares with them."""
    pairs: list[tuple[ast.AST | None, ast.expr | None]] = []
    match node:
        case ast.Assign(targets=targets, value=value):
            pairs = [(target, value) for target in targets]
        case ast.AnnAssign():
            pairs = [(node.target, node.value)]
        case ast.keyword(arg=str(name), value=value):
            pairs = [(ast.Name(name), value)]
        case ast.Dict(keys=keys, values=values):
            pairs = list(zip(keys, values, strict=True))
        case ast.Compare(left=left, ops=[ast.Eq() | ast.NotEq()], comparators=[right]):
            pairs = [(left, right), (right, left)]
        case ast.arguments():
            given = [*node.posonlyargs, *node.args]
            pairs = [*zip(given[len(given) - len(node.defaults) :], node.defaults, strict=True)]
            pairs += [*zip(node.kwonlyargs, node.kw_defaults, strict=True)]
        case ast.Call(func=ast.Attribute(attr="get" | "getenv" | "setdefault"), args=[first, second]):
            pairs = [(first, second)]
        case ast.Call(func=ast.Attribute(attr="login"), args=[_, second]):
            pairs = [(ast.Name("password"), second)]
    for target, given_value in pairs:
        name = _name(target)
        if name and isinstance(given_value, ast.Constant) and isinstance(given_value.value, str):
            yield name, given_value


def _name(target: ast.AST | None) -> str:
    """Return what a target is called: a name, an attribute, a key, a parameter; "" for anything else."""
    match target:
        case ast.Name(id=name) | ast.Attribute(attr=name) | ast.arg(arg=name) | ast.Constant(value=str(name)):
            return name
        case ast.Subscript(slice=ast.Constant(value=str(name))):
            return name
    return ""


def _setting(name: str, given: ast.Constant, module: Module) -> Iterator[Finding]:
    text = str(given.value)
    if not _is_documentation(module) and is_secret_setting(name, text) and not any(issued_secrets(text)):
        message = f"`{name}` is set to a secret of {len(text)} characters"
        yield Finding(message, module.at(given))


def _is_documentation(module: Module) -> bool:
    return module.role == "documentation" or module.path.startswith("doc")


def _has_password(text: str) -> bool:
    """Tell whether a URL in a text names a user with a password that is no word and no placeholder."""
    return any(is_secret_setting("password", found[1]) for found in _USER.finditer(text[:_LIMIT]))


def _hints(text: str) -> bool:
    """Tell whether it is worth looking at the names one by one."""
    if "://" in text and _USER.search(text):
        return True
    starts = (found.start() for found in _GIVEN.finditer(text))
    return any(any(word in text[max(start - 60, 0) : start].lower() for word in _WORDS) for start in starts)
