from collections.abc import Iterator

from roadworthy import (
    Dependency,
    Finding,
    Location,
    ModuleSummary,
    Pyproject,
    Severity,
    parse_specifiers,
    removed_in,
    rule,
)


@rule(Severity.ERROR, since="0.1")
def module_removed(
    module: ModuleSummary,
    pyproject: Pyproject,
    dependencies: tuple[Dependency, ...],
    modules: tuple[ModuleSummary, ...],
) -> Iterator[Finding]:
    """A module imports a standard library module that a supported version of Python has removed.

    The import fails there with `ModuleNotFoundError`, although `requires-python` allows the installation. Use
    the replacement that the Python release notes suggest, or lower the upper bound of `requires-python`.

    The rule ignores imports inside a function, a `try` or an `if`, modules of your own with the same name,
    and modules that a declared dependency replaces.

    ```toml bad
    [project]
    name = "demo"
    requires-python = ">=3.9"
    ```
    ```python bad
    import cgi
    from distutils.version import LooseVersion
    ```
    ```toml good
    [project]
    name = "demo"
    requires-python = ">=3.9,<3.12"
    ```
    ```python good
    import cgi
    from distutils.version import LooseVersion
    ```

    ```toml good
    [project]
    name = "demo"
    requires-python = ">=3.9"
    dependencies = ["setuptools", "legacy-cgi"]
    ```
    ```python good
    import cgi
    from distutils.version import LooseVersion
    ```

    ```toml good
    [project]
    name = "demo"
    requires-python = ">=3.9"
    ```
    ```python symbol.py good
    PLUS = "+"
    ```
    ```python calculator.py good
    import symbol
    ```
    """
    from packaging.specifiers import InvalidSpecifier

    written = pyproject.get(str, "project", "requires-python")
    if module.role != "source" or not written:
        return
    try:
        supported = parse_specifiers(written)
    except InvalidSpecifier:
        return
    seen = set()
    for item in module.imports:
        top = item.module.partition(".")[0]
        removed = removed_in(top)
        if removed is None or item.level or item.guarded or item.span in seen:
            continue
        since = f"{removed[0]}.{removed[1]}"
        if since in supported and not _is_own(top, modules) and not _replaced(top, dependencies):
            seen.add(item.span)
            yield Finding(f"`{top}` was removed in Python {since}", Location(module.path, span=item.span))


def _is_own(top: str, modules: tuple[ModuleSummary, ...]) -> bool:
    return any(top in module.path.removesuffix(".py").split("/") for module in modules)


def _replaced(module: str, dependencies: tuple[Dependency, ...]) -> bool:
    names = {dependency.name for dependency in dependencies}
    return bool(names & {f"standard-{module}", f"legacy-{module}", f"{module}-lts", module}) or (
        module == "distutils" and "setuptools" in names
    )
