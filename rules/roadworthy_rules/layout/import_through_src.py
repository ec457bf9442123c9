from collections.abc import Iterator

from roadworthy import Code, DistributionContents, Finding, Location, Severity, counted, rule


@rule(Severity.NOTE, since="0.2")
def import_through_src(code: Code, contents: DistributionContents | None) -> Iterator[Finding]:
    """Code is imported by the name of the directory that it lies in, `src`.

    The imports work only when the program is started from the root of the project, and they break as soon as
    the project is installed, or lies beside another one that does the same. Give the package a name of its
    own, `src/churn/`, add a `pyproject.toml`, install the project with `pip install -e .`, and import
    `churn`.

    The rule applies to projects that build no package. `import-of-src` reports imports that fail, and
    `package-name-generic` packages that are built.

    ```python src/__init__.py bad
    ```
    ```python src/model.py bad
    def fit(rows):
        return rows
    ```
    ```python main.py bad
    from src.model import fit

    print(fit([1]))
    ```
    ```python churn/__init__.py good
    ```
    ```python churn/model.py good
    def fit(rows):
        return rows
    ```
    ```python main.py good
    from churn.model import fit

    print(fit([1]))
    ```
    """
    if contents is not None or not any(module.path == "src/__init__.py" for module in code.modules):
        return
    found = [
        Location(module.path, span=item.span)
        for module in code.modules
        for item in module.imports
        if module.role == "source" and not item.level and item.module.partition(".")[0] == "src"
    ]
    if found:
        first, *others = found
        more = f" (as {counted(len(others), 'more import does', 'more imports do')})" if others else ""
        yield Finding(f"the import names the directory `src`{more}", first, related=tuple(others))
