import ast
from collections.abc import Iterator

from roadworthy import Cell, Finding, Location, Notebook, Severity, issued_secrets, rule
from roadworthy_rules._secrets import is_secret_setting
from roadworthy_rules.notebooks._shared import texts

_LIMIT = 1_000_000


@rule(Severity.ERROR, since="0.1", security=8.0, cwe=798)
def notebook_secret_stored(notebook: Notebook) -> Iterator[Finding]:
    """A notebook contains a password, a key or a token.

    Everyone who can read the repository has the secret, in every clone. Revoke it first, because deleting it
    does not remove it from the Git history. Then read it from the environment, `os.environ["TOKEN"]`.

    In cells, stored outputs and tracebacks, the rule finds secrets in the formats that services issue, and
    strings that are assigned to names such as password, secret, key or token. It never prints the secret.

    ```notebook bad
    [[cells]]
    source = '''
    import client

    client.connect(password="7hk2-Bq9w")
    '''
    ```
    ```notebook good
    [[cells]]
    source = '''
    import os

    api_key = os.environ["API_KEY"]
    password = "your-password-1"
    key = "AKIAIOSFODNN7EXAMPLE"
    '''
    ```
    """
    if notebook.role == "test":
        return
    for cell in notebook.cells:
        for number, line in cell.lines():
            for kind, start, end in issued_secrets(line[:_LIMIT]):
                yield Finding(f"the cell contains a secret: {kind}", cell.line(number, start + 1, end + 1))
        if cell.tree is not None:
            yield from _in_code(cell, cell.tree)
        for number, output in enumerate(cell.outputs):
            kinds = sorted({kind for text in texts(output) for kind, _, _ in issued_secrets(text[:_LIMIT])})
            if kinds:
                at = Location(notebook.path, (*cell.route, "outputs", number))
                yield Finding(f"the output contains a secret: {', '.join(kinds)}", at)


def _in_code(cell: Cell, tree: ast.Module) -> Iterator[Finding]:
    for node in ast.walk(tree):
        named: list[tuple[str, ast.Constant]] = []
        match node:
            case ast.Assign(targets=targets, value=ast.Constant() as given):
                named = [(target.id, given) for target in targets if isinstance(target, ast.Name)]
            case ast.keyword(arg=str(name), value=ast.Constant() as argument):
                named = [(name, argument)]
        for setting, constant in named:
            text = constant.value
            if isinstance(text, str) and is_secret_setting(setting, text) and not any(issued_secrets(text)):
                message = f"`{setting}` is set to a secret of {len(text)} characters in the cell"
                yield Finding(message, cell.at(constant))
