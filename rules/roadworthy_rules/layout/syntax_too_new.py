from collections.abc import Iterator

from roadworthy import (
    DeclaredMetadata,
    Finding,
    Layout,
    Location,
    ModuleSummary,
    Severity,
    parse_specifiers,
    rule,
)


@rule(Severity.ERROR, since="0.1")
def syntax_too_new(
    modules: tuple[ModuleSummary, ...], metadata: DeclaredMetadata, layout: Layout
) -> Iterator[Finding]:
    """A module uses syntax that the oldest supported Python does not have.

    On that version the import fails with `SyntaxError`. A check of the version does not help, because Python
    parses the whole file first. Raise the lower bound of `requires-python`, or use the older syntax.

    The rule ignores modules that are imported only inside an `if` or a `try`.

    ```toml bad
    [project]
    name = "demo"
    requires-python = ">=3.9"
    ```
    ```python src/demo/model.py bad
    def kind(row):
        match row:
            case [_]:
                return "single"
    ```

    ```toml bad
    [project]
    name = "demo"
    requires-python = ">=3.10"
    ```
    ```python src/demo/model.py bad
    def run(rows):
        try:
            return sum(rows)
        except* ValueError:
            return rows[*range(3)]
    ```
    ```toml good
    [project]
    name = "demo"
    requires-python = ">=3.9"
    ```
    ```python src/demo/__init__.py good
    import sys

    if sys.version_info >= (3, 10):
        from demo._match import kind
    ```
    ```python src/demo/_match.py good
    def kind(row):
        match row:
            case [_]:
                return "single"
    ```
    """
    written = metadata.get(str, "requires-python")
    wanted = written[1] if written else ""
    oldest = _oldest(wanted)
    if oldest is None:
        return
    own = [module for module in modules if module.role == "source" and layout.owns(module.path)]
    imports: dict[str, bool] = {}
    for module in own:
        name = layout.module_name(module.path)
        is_package = module.path.endswith("__init__.py")
        for item in module.imports:
            target = ".".join(item.target(name.split("."), is_package=is_package))
            for found in (target, f"{target}.{item.name}"):
                imports[found] = imports.get(found, True) and item.guarded
    for module in own:
        if not imports.get(layout.module_name(module.path), False):
            for syntax in module.syntax:
                if syntax.minor > oldest:
                    message = f"{syntax.name} needs Python 3.{syntax.minor}, but `{wanted}` allows 3.{oldest}"
                    yield Finding(message, Location(module.path, span=syntax.span))


def _oldest(written: str) -> int | None:
    """Return the minor version of the oldest Python 3 that a requirement allows; None where it has no end."""
    from packaging.specifiers import InvalidSpecifier

    try:
        specifiers = parse_specifiers(f">={written[1:]}" if written.startswith("^") else written)  # Poetry's
    except InvalidSpecifier:
        return None
    if not any(one.operator in (">=", ">", "==", "~=", "===") for one in specifiers):
        return None
    allowed = (minor for minor in range(30) if specifiers.contains(f"3.{minor}.99"))
    return next(allowed, None)
