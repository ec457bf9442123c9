from collections.abc import Iterator

from roadworthy import Finding, Pyproject, Severity, Uses, role_of, rule
from roadworthy_rules.dependencies.imports._imports import addition


@rule(Severity.WARNING, since="0.1")
def dependency_transitive(uses: Uses, pyproject: Pyproject | None) -> Iterator[Finding]:
    """The code imports a module that only another dependency installs.

    The import breaks when that dependency drops the module or changes its version, without any change in your
    project. Declare the distribution that provides the module.

    The rule ignores distributions that belong to the interface of a declared one, such as numpy for pandas.

    ```toml bad
    [project]
    name = "demo"
    dependencies = ["jsonschema>=4"]
    ```
    ```toml uv.lock bad
    version = 1
    requires-python = ">=3.11"

    [[package]]
    name = "attrs"
    version = "25.3.0"

    [[package]]
    name = "demo"
    source = { editable = "." }
    dependencies = [{ name = "jsonschema" }]

    [[package]]
    name = "jsonschema"
    version = "4.25.0"
    dependencies = [{ name = "attrs" }]
    ```
    ```python bad
    import attr
    ```

    ```toml bad
    [project]
    name = "demo"
    dependencies = ["hydra-core>=1.3", "ultralytics>=8"]

    [dependency-groups]
    dev = ["torch>=2"]
    ```
    ```python bad
    import torch
    from omegaconf import DictConfig
    ```
    ```toml good
    [project]
    name = "demo"
    dependencies = ["attrs", "jsonschema>=4"]
    ```
    ```toml uv.lock good
    version = 1
    requires-python = ">=3.11"

    [[package]]
    name = "attrs"
    version = "25.3.0"

    [[package]]
    name = "jsonschema"
    version = "4.25.0"
    dependencies = [{ name = "attrs" }]
    ```
    ```python good
    import attr
    ```

    ```toml good
    [project]
    name = "demo"
    dependencies = ["fastapi"]

    [dependency-groups]
    dev = ["typer"]
    ```
    ```toml uv.lock good
    version = 1

    [[package]]
    name = "fastapi"
    version = "0.115.12"
    dependencies = [{ name = "typer" }]

    [[package]]
    name = "typer"
    version = "0.15.0"
    ```
    ```python app.py good
    from fastapi import FastAPI

    app = FastAPI()
    ```
    ```python scripts/release.py good
    import typer
    ```
    """
    for use in uses.each if uses.fully_declared else ():
        provider = use.locked or (use.providers[0] if use.brought else "")
        # What developers install is there for their scripts.
        places = [at for at in use.certain if not use.declared or role_of(at.file) == "source"]
        if not places or not provider or use.declared == "runtime":
            continue
        message = f"`{use.module}` is imported, but `{provider}` is only locked, not declared"
        if use.brought:
            message = f"`{use.module}` is imported, but `{provider}` is only a dependency of `{use.brought}`"
        yield Finding(message, places[0], addition(pyproject, (provider,)), tuple(places[1:4]))
