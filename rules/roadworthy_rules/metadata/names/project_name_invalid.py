import re
from collections.abc import Iterator

from roadworthy import DeclaredMetadata, Finding, Fix, Pyproject, Set, Severity, rule
from roadworthy_rules._names import is_name
from roadworthy_rules.metadata._shared import stated


@rule(Severity.ERROR, since="0.1")
def project_name_invalid(declared: DeclaredMetadata, pyproject: Pyproject | None) -> Iterator[Finding]:
    """The project's name is invalid.

    Build backends and package indexes reject it. Use only ASCII letters, digits, `.`, `_` and `-`; start and
    end with a letter or digit.

    ```toml bad
    [project]
    name = "churn model"
    ```
    ```toml fixed
    [project]
    name = "churn-model"
    ```
    ```toml bad
    [tool.poetry]
    name = "-demo"
    ```
    ```toml fixed
    [tool.poetry]
    name = "demo"
    ```
    ```python setup.py bad
    from setuptools import setup

    setup(name="churn model?")
    ```
    ```toml good
    [project]
    name = "Churn_Model.2"
    ```

    ```toml good
    [project]
    name = "{{ cookiecutter.project_name }}"
    ```

    ```toml good
    [tool.poetry]
    name = "churn model"
    package-mode = false
    ```
    """
    for here, name in stated(declared, pyproject, "name"):
        if is_name(name):
            continue
        valid = re.sub(r"[^A-Za-z0-9._-]+", "-", name).strip("._-")
        fix = Fix(f"Call it `{valid}`", Set(here, valid), safe=False) if valid and here.route else None
        yield Finding(
            f"`{name}` is not a valid project name" if name else "the project name is empty", here, fix
        )
