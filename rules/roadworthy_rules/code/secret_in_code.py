import ast
import re
from collections.abc import Iterator

from roadworthy import Finding, Module, Severity, issued_secrets, rule
from roadworthy_rules._secrets import is_secret_setting

_LIMIT = 1_000_000
#: A text is given to a name, which says in one of these words what it is.
_GIVEN = re.compile(r"=\s*[\"']")
_WORDS = ("password", "passwd", "secret", "key", "token")


@rule(Severity.ERROR, since="0.1", codes=("S105", "S106", "S107"))
def secret_in_code(module: Module) -> Iterator[Finding]:
    """A password, a key or a token is written in the code.

    Everybody who can read the repository, or gets the package, has it. Change it first; removing it does not
    take it out of the history. Then read it from the environment, `os.environ["TOKEN"]`, or from a store.

    The secret itself is never printed. Looked for is what services issue, by its shape, and texts that a name
    calls a password, a secret, a key or a token; placeholders and tests are left alone.

    ```python bad
    client = connect(password="7hk2-Bq9w")
    ```
    ```python good
    import os

    client = connect(password=os.environ["PASSWORD"])
    API_KEY = "your-api-key-1"
    KEYS = ["AKIAIOSFODNN7EXAMPLE"]
    api_key = "api-key-header"
    ```
    ```python tests/test_client.py good
    PASSWORD = "7hk2-Bq9w"
    ```
    """
    if module.role == "test":
        return
    written = any(issued_secrets(module.text))
    if not written and not _hints(module.text):
        return
    for node in ast.walk(module.tree):
        match node:
            case ast.Constant(value=str(text)) if written:
                for kind, _, _ in issued_secrets(text[:_LIMIT]):
                    yield Finding(f"the code holds a secret: {kind}", module.at(node))
            case ast.Assign(targets=targets, value=ast.Constant(value=str(text)) as given):
                for target in targets:
                    if isinstance(target, (ast.Name, ast.Attribute)):
                        name = target.id if isinstance(target, ast.Name) else target.attr
                        yield from _setting(name, text, given, module)
            case ast.keyword(arg=str(name), value=ast.Constant(value=str(text)) as given):
                yield from _setting(name, text, given, module)


def _setting(name: str, text: str, given: ast.Constant, module: Module) -> Iterator[Finding]:
    is_documentation = module.role == "documentation" or module.path.startswith("doc")
    if not is_documentation and is_secret_setting(name, text) and not any(issued_secrets(text)):
        message = f"`{name}` is given a secret of {len(text)} characters"
        yield Finding(message, module.at(given))


def _hints(text: str) -> bool:
    """Tell whether it is worth looking at the names one by one."""
    starts = (found.start() for found in _GIVEN.finditer(text))
    return any(text[max(start - 30, 0) : start].rstrip().lower().endswith(_WORDS) for start in starts)
