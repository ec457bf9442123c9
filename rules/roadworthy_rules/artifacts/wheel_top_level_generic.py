from collections.abc import Iterator

from roadworthy import Finding, Severity, Wheel, rule

_GENERIC = frozenset(
    "build data dist doc docs example examples src test tests scripts tools benchmarks"
    " .tox .nox .venv venv".split()
)


@rule(Severity.WARNING, since="0.1")
def wheel_top_level_generic(wheel: Wheel) -> Iterator[Finding]:
    """A wheel installs a directory of a name that many projects have.

    `tests` and `docs` at the top level of a wheel land beside all installed packages: two projects overwrite
    each other's files, and `import tests` finds the wrong ones. Tell the build backend which packages to
    ship, or move the directory into the package.

    ```wheel bad
    files = { "demo/__init__.py" = "", "tests/__init__.py" = "", "tests/test_demo.py" = "" }
    ```

    ```wheel good
    files = { "demo/__init__.py" = "", "demo/tests/test_demo.py" = "" }
    ```

    ```wheel good
    name = "build"
    files = { "build/__init__.py" = "" }
    ```
    """
    for top in sorted({member.name.partition("/")[0] for member in wheel.members if "/" in member.name}):
        if top in _GENERIC and top != wheel.name:
            yield Finding(f"`{top}` is installed beside all packages", wheel.at(f"{top}/"))
