from collections.abc import Iterator
from functools import partial

from roadworthy import (
    Dependency,
    Finding,
    Import,
    Location,
    ModuleSummary,
    Pyproject,
    PythonVersions,
    Severity,
    parse_specifiers,
    removed_in,
    rule,
)

#: The minor version of Python 3 that left abstract classes only in `collections.abc`, and these.
_WITHOUT = 10
_ABSTRACT = frozenset(
    "AsyncGenerator AsyncIterable AsyncIterator Awaitable ByteString Callable Collection Container Coroutine"
    " Generator Hashable ItemsView Iterable Iterator KeysView Mapping MappingView MutableMapping"
    " MutableSequence MutableSet Reversible Sequence Set Sized ValuesView".split()
)


@rule(Severity.ERROR, since="0.1")
def module_removed(
    module: ModuleSummary,
    pyproject: Pyproject | None,
    dependencies: tuple[Dependency, ...],
    modules: tuple[ModuleSummary, ...],
    pythons: PythonVersions,
) -> Iterator[Finding]:
    """A module imports what a supported version of Python has removed from the standard library.

    The import fails there with `ModuleNotFoundError` or `ImportError`, although `requires-python` allows the
    installation. Use the replacement that the Python release notes suggest, or lower the upper bound of
    `requires-python`. Without `requires-python`, the rule reports only the abstract classes that moved from
    `collections` to `collections.abc`, unless an image, CI or conda pins an older Python.

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

    ```python bad
    from collections import Iterator, OrderedDict

    print(Iterator, OrderedDict)
    ```
    ```python good
    try:
        from collections.abc import Iterator
    except ImportError:
        from collections import Iterator
    ```

    ```toml good
    [project]
    name = "demo"
    requires-python = ">=3.6,<3.10"
    ```
    ```python good
    from collections import Iterator
    ```

    ```dockerfile good
    FROM python:3.9-slim
    ```
    ```python good
    from collections import Iterator
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

    written = pyproject.get(str, "project", "requires-python") if pyproject else None
    if module.role != "source":
        return
    moved = [item for item in module.imports if item.module == "collections" and not item.level]
    moved = [item for item in moved if item.name in _ABSTRACT and not item.guarded]
    if not written:
        run = [version.minor for version in pythons.each if version.use == "runs"]
        if not run or max(run) >= _WITHOUT:
            yield from map(partial(_moved, module), moved)
        return
    try:
        supported = parse_specifiers(written)
    except InvalidSpecifier:
        return
    if f"3.{_WITHOUT}" in supported:
        yield from map(partial(_moved, module), moved)
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


def _moved(module: ModuleSummary, item: Import) -> Finding:
    what = f"`collections.{item.name}` was removed in Python 3.10; `collections.abc` has it"
    return Finding(what, Location(module.path, span=item.span))


def _is_own(top: str, modules: tuple[ModuleSummary, ...]) -> bool:
    return any(top in module.path.removesuffix(".py").split("/") for module in modules)


def _replaced(module: str, dependencies: tuple[Dependency, ...]) -> bool:
    names = {dependency.name for dependency in dependencies}
    return bool(names & {f"standard-{module}", f"legacy-{module}", f"{module}-lts", module}) or (
        module == "distutils" and "setuptools" in names
    )
