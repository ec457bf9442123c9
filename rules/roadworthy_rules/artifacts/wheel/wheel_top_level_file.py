from collections.abc import Iterator

from roadworthy import Finding, Severity, Wheel, rule
from roadworthy_rules.artifacts._shared import SETUP_FILES, subject

#: What Python looks for in the directory that packages are installed in.
_READ = (".py", ".pyi", ".pyc", ".pyo", ".pth", ".so", ".pyd", ".dll", ".dylib")


@rule(Severity.WARNING, since="0.1")
def wheel_top_level_file(wheel: Wheel) -> Iterator[Finding]:
    """A wheel installs a file that is not a module directly into `site-packages`.

    A `README.md` or `LICENSE` there overwrites that of another wheel, and uninstalling either wheel removes
    it. A `py.typed` there has no effect. Move the file into the package, list licences in `license-files`,
    and check the `include` settings of the build backend.

    ```wheel bad
    files = { "demo/__init__.py" = "", "README.md" = "" }
    ```

    ```wheel bad
    files = { "demo.py" = "", "py.typed" = "" }
    ```

    ```wheel good
    files = { "demo/README.md" = "", "demo.py" = "", "demo.pth" = "", "demo.pyi" = "" }
    ```
    """
    binaries = set(wheel.contents.binaries)
    found = [
        member
        for path, member in wheel.library.items()
        if "/" not in path and not path.endswith(_READ) and path not in SETUP_FILES and member not in binaries
    ]
    if found:
        yield Finding(
            f"{subject(found, 'is', 'are')} installed directly into `site-packages`", wheel.at(found[0])
        )
