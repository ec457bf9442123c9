import re
from collections.abc import Iterator

from roadworthy import Finding, Layout, Pyproject, Severity, Tree, Wheel, rule
from roadworthy_rules.artifacts._shared import is_comparable, subject

#: What a build writes: versions, protocols, parsers.
_WRITTEN = re.compile(
    r"(.*/)?(_*version_*|_*about_*|_*build\w*|[^/]*_pb2(_grpc)?|parsetab|lextab|(?=[^/]*generated)[^/]*|[^/]*config_*)\.py"
)


@rule(Severity.WARNING, since="0.1")
def wheel_module_stale(wheel: Wheel, layout: Layout, pyproject: Pyproject, tree: Tree) -> Iterator[Finding]:
    """A wheel contains modules that are no longer in the package's source.

    Setuptools copies the package into `build/lib` and never deletes files there, so deleted and renamed
    modules are still packaged and still import. Delete `build/` before you build, or build the wheel from the
    sdist, as `python -m build` does.

    The rule ignores files that the build generates, and wheels with native code. It stays silent if a
    `setup.py` or the settings of the build backend select the files of the wheel.

    ```toml bad
    [project]
    name = "demo"
    version = "1.0"
    ```
    ```python src/demo/__init__.py bad
    ```
    ```wheel bad
    files = { "demo/__init__.py" = "", "demo/removed.py" = "" }
    ```

    ```toml good
    [project]
    name = "demo"
    version = "1.0"
    ```
    ```python src/demo/__init__.py good
    ```
    ```wheel good
    files = { "demo/__init__.py" = "", "demo/_version.py" = "", "demo/order_pb2.py" = "", "other.py" = "" }
    ```
    """
    if not is_comparable(wheel, pyproject, tree):
        return
    if pyproject.has("tool", "poetry", "build") or pyproject.has("build-system", "backend-path"):
        return
    stale = []
    for package in layout.packages:
        top = package.rpartition("/")[2]
        base = package[: -len(top)]
        if f"{package}/__init__.py" not in tree.files:
            continue
        for path in sorted(wheel.library):
            written = not path.endswith(".py") or _WRITTEN.fullmatch(path)
            if path.startswith(f"{top}/") and not written and not tree.exists(base + path):
                stale.append(path)
    if stale:
        yield Finding(f"{subject(stale, 'is', 'are')} in the wheel but not in the source", wheel.at(stale[0]))
