from collections.abc import Iterator

from roadworthy import Finding, Sdist, Severity, counted, rule
from roadworthy_rules.artifacts._shared import below

_ENVIRONMENTS = frozenset((".venv", ".tox", ".nox", "node_modules", "site-packages"))


@rule(Severity.WARNING, since="0.1")
def sdist_environment_included(sdist: Sdist) -> Iterator[Finding]:
    """An sdist contains a virtual environment with installed packages.

    The sdist becomes large, and it publishes other people's packages and paths from your machine. Exclude the
    directory.

    ```sdist bad
    files = { ".venv/pyvenv.cfg" = "" }
    ```

    ```sdist bad
    files = { "env/pyvenv.cfg" = "", "env/lib/python3.12/site-packages/tool.py" = "" }
    ```

    ```sdist good
    files = { "src/demo/venv.py" = "" }
    ```
    """
    names = [member.name for member in sdist.contents.members]
    found = [name for name in below(names, _ENVIRONMENTS) if "/tests/" not in name and "/test/" not in name]
    if found:
        message = f"`{found[0]}` belongs to an environment of {counted(len(found), 'file')}"
        yield Finding(message, sdist.at(found[0]))
