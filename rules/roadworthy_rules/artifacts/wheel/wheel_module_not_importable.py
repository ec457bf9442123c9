import keyword
from collections.abc import Iterator, Mapping

from roadworthy import Finding, Severity, Wheel, and_more, rule


@rule(Severity.WARNING, since="0.1")
def wheel_module_not_importable(wheel: Wheel) -> Iterator[Finding]:
    """A wheel installs a package or module whose name cannot be imported.

    `import my-demo` is a syntax error, and so are `import class` and `import demo.my-part`. Rename the module
    with an underscore, or choose another name.

    The rule ignores templates, and modules inside a package that may be loaded by path, such as scripts,
    migrations and plugins.

    ```wheel bad
    files = { "my-demo/__init__.py" = "" }
    ```

    ```wheel bad
    files = { "demo/__init__.py" = "", "demo/my-part/__init__.py" = "" }
    ```

    ```wheel good
    files = { "demo/__init__.py" = "", "demo/migrations/0001_first.py" = "", "demo-stubs/__init__.py" = "" }
    ```

    ```wheel good
    files = { "demo/__init__.py" = "", "demo/template/{{name}}/__init__.py" = "" }
    ```
    """
    names = wheel.library
    found = []
    for path, member in names.items():
        directory, _, name = path.rpartition("/")
        if not name.endswith(".py") or not _is_reached(directory, names):
            continue
        stem = name.removesuffix(".py")
        above, _, package = directory.rpartition("/")
        if name == "__init__.py" and directory:
            # What stands in a directory that is no package, such as a template, is data.
            whole = not above or f"{above}/__init__.py" in names
            stubs = not above and package.endswith("-stubs")
            # Below the top, keywords name languages and modules that are looked up: `locale/is`.
            named = package.isidentifier() if above else _is_name(package)
            bad = whole and not stubs and not named and "{" not in package
        else:
            bad = not directory and not _is_name(stem)
        if bad:
            found.append(member)
    if found:
        yield Finding(f"{and_more(found)} cannot be imported", wheel.at(found[0]))


def _is_reached(directory: str, names: Mapping[str, str]) -> bool:
    parts = directory.split("/")[:-1]
    return all(_is_name(part) for part in parts) and (not directory or f"{directory}/__init__.py" in names)


def _is_name(text: str) -> bool:
    return text.isidentifier() and not keyword.iskeyword(text)
