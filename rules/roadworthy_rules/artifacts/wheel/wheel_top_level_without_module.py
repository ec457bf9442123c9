from collections.abc import Iterator

from roadworthy import Finding, Severity, Wheel, rule
from roadworthy_rules.artifacts._shared import GENERIC

_CODE = (".py", ".pyi", ".pyc", ".so", ".pyd", ".dll", ".dylib", ".pyx", ".pxd")


@rule(Severity.WARNING, since="0.1")
def wheel_top_level_without_module(wheel: Wheel) -> Iterator[Finding]:
    """A wheel installs a top-level directory that contains no code.

    Nothing imports it, and every wheel with a directory such as `assets` or `share` writes to the same place
    in `site-packages`. Move the files into the package, or into the wheel's `.data` directory.

    The rule ignores a data directory with the name of the distribution.

    ```wheel bad
    files = { "demo/__init__.py" = "", "assets/logo.svg" = "" }
    ```

    ```wheel good
    files = { "demo/__init__.py" = "", "demo/assets/logo.svg" = "", "demo.libs/licence.txt" = "" }
    ```

    ```wheel good
    name = "demo-data"
    files = { "demo_data/table.csv" = "", "demo-stubs/py.typed" = "" }
    ```
    """
    binaries = set(wheel.contents.binaries)
    holding: dict[str, bool] = {}
    for path, member in wheel.library.items():
        top, slash, _ = path.partition("/")
        if slash:
            holding[top] = holding.get(top, False) or path.endswith(_CODE) or member in binaries
    named = wheel.filename.name.replace("-", "_")
    for top, code in holding.items():
        if code or top in GENERIC or named.startswith(top.lower()):
            continue
        # `.git`, `demo.libs`, `demo-stubs` and `__MACOSX` are other rules' business, or none's.
        if top.isidentifier() and not top.startswith("__"):
            yield Finding(f"`{top}` contains no module", wheel.at(f"{top}/"))
