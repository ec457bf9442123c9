from collections.abc import Iterator

from roadworthy import DistributionContents, Finding, LeftOut, Location, Part, Severity, Tree, and_more, rule
from roadworthy_rules.layout._shared import is_left_out

#: Directories whose modules are run, or filled in, where they lie.
_RUN = frozenset("data example examples resources scripts skeleton template templates tests".split())


@rule(Severity.WARNING, since="0.1")
def module_not_shipped(
    left_out: tuple[LeftOut, ...], contents: DistributionContents, tree: Tree
) -> Iterator[Finding]:
    """A package has a directory of modules that is not installed.

    No module of the package imports them by name. If they are plugins or migrations that are loaded at run
    time, they are missing from installed copies. Add an `__init__.py` or list the package in the build
    settings. If they are scripts, move them out of the package.

    The rule ignores directories such as `examples`, `scripts` and `templates`.

    ```python setup.py bad
    from setuptools import find_packages, setup

    setup(name="demo", packages=find_packages())
    ```
    ```python demo/__init__.py bad
    ```
    ```python demo/plugins/csv.py bad
    def load(path):
        return path
    ```
    ```python setup.py good
    from setuptools import find_namespace_packages, setup

    setup(name="demo", packages=find_namespace_packages(include=["demo*"]))
    ```
    ```python demo/__init__.py good
    ```
    ```python demo/plugins/csv.py good
    def load(path):
        return path
    ```

    ```python setup.py good
    from setuptools import find_packages, setup

    setup(name="demo", packages=find_packages())
    ```
    ```python demo/__init__.py good
    ```
    ```python demo/scripts/clean.py good
    print("run from the checkout")
    ```
    """
    used = {module.directory or module.why for module in left_out if module.used}
    directories: dict[str, list[LeftOut]] = {}
    excluded = tuple(f"{top}/" for top in contents.tops.values() if is_left_out(top, contents, tree))
    for module in left_out:
        if module.path.startswith(excluded):
            continue
        parts = module.path.split("/")[:-1]
        if module.bare and module.role == "source" and _RUN.isdisjoint(parts):
            directories.setdefault(module.directory, []).append(module)
    joined = []
    for directory, modules in directories.items():
        if directory not in used:
            names = and_more([module.name for module in modules])
            message = f"{names} would not be installed: {modules[0].why}"
            joined.append(Part(message, Location(modules[0].path)))
    if len(joined) < 2:
        yield from (Finding(part.message, part.at) for part in joined)
        return
    # Where many lack it, one step adds it to all: one finding joins them.
    lacking = and_more([name for name in directories if name not in used], 3)
    message = f"modules in {len(joined)} directories would not be installed: no `__init__.py` in {lacking}"
    yield Finding(message, joined[0].at, parts=tuple(joined))
