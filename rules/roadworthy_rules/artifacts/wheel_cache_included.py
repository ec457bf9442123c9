from collections.abc import Iterator

from roadworthy import Finding, Severity, Wheel, rule
from roadworthy_rules.artifacts._shared import below, shown

_CACHES = frozenset(
    (".pytest_cache", ".mypy_cache", ".ruff_cache", ".hypothesis", ".ipynb_checkpoints", ".idea", "__MACOSX")
)
_FILES = (".DS_Store", "Thumbs.db", "desktop.ini", ".coverage")


@rule(Severity.WARNING, since="0.1")
def wheel_cache_included(wheel: Wheel) -> Iterator[Finding]:
    """A wheel holds what tools left behind in the checkout.

    Caches, settings of an editor and files of the desktop are of use on one machine only, and say things
    about it. Exclude them, or build from a clean checkout.

    ```wheel bad
    files = { "demo/__init__.py" = "", "demo/.mypy_cache/3.12/demo.json" = "{}" }
    ```

    ```wheel bad
    files = { "demo/__init__.py" = "", "demo/.DS_Store" = "" }
    ```

    ```wheel good
    files = { "demo/__init__.py" = "", "demo/cache/__init__.py" = "" }
    ```
    """
    names = [member.name for member in wheel.members]
    found = sorted({*below(names, _CACHES), *(n for n in names if n.rpartition("/")[2] in _FILES)})
    if found:
        yield Finding(f"{shown(found)} was left behind by a tool", wheel.at(found[0]))
