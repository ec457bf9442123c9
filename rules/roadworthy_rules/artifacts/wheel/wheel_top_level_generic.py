import re
from collections.abc import Iterator

from roadworthy import Finding, Severity, Wheel, rule
from roadworthy_rules.artifacts._shared import GENERIC

_TEST = re.compile(r"tests?\.py|test_\w+\.py|\w+_test\.py")


@rule(Severity.WARNING, since="0.1")
def wheel_top_level_generic(wheel: Wheel) -> Iterator[Finding]:
    """A wheel installs a top-level directory with a generic name.

    `tests` and `docs` are installed directly into `site-packages`. Two projects overwrite each other's files,
    and `import tests` may find the wrong ones. Configure which packages the build backend includes, or move
    the directory into the package.

    The rule also reports test modules such as `test_demo.py` beside the package, and directories such as
    `.github`.

    ```wheel bad
    files = { "demo/__init__.py" = "", "tests/__init__.py" = "", "tests/test_demo.py" = "" }
    ```

    ```wheel bad
    files = { "demo.py" = "", "test_demo.py" = "" }
    ```

    ```wheel good
    files = { "demo/__init__.py" = "", "demo/tests/test_demo.py" = "" }
    ```

    ```wheel good
    name = "build"
    files = { "build/__init__.py" = "" }
    ```
    """
    names = wheel.library
    own = wheel.filename.name.replace("-", "_")
    for top in sorted({path.partition("/")[0] for path in names if "/" in path}):
        if top in GENERIC and top != own:
            yield Finding(f"`{top}` is installed directly into `site-packages`", wheel.at(f"{top}/"))
    modules = [
        path for path in names if ("/" not in path and path.endswith(".py")) or path.endswith("/__init__.py")
    ]
    for path in sorted(modules):
        # Alone, it is what the distribution is for.
        if _TEST.fullmatch(path) and path != f"{own}.py" and len(modules) > 1:
            yield Finding(f"`{path}` is installed directly into `site-packages`", wheel.at(names[path]))
