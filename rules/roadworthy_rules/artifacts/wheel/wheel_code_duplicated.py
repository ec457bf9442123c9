import re
from collections.abc import Iterator

from roadworthy import Finding, Severity, Wheel, rule

#: Bytes below which two modules are equal by chance or habit, and two pieces of native code cost nothing.
_MODULE, _NATIVE = 1024, 16 * 1024
#: Vendored code repeats itself, and so do tests, examples, and what a generator writes.
_ASIDE = re.compile(
    r"(^|/)(_?vendor\w*|third_?party|extern\w*|tests?|testing|examples?|templates?|[^/]+\.dist-info)/|_pb2"
)


@rule(Severity.NOTE, since="0.1")
def wheel_code_duplicated(wheel: Wheel) -> Iterator[Finding]:
    """A wheel contains the same code twice.

    Python treats a module under two names as two modules, with two sets of classes and settings. Symbolic
    links to a library become full copies in a zip archive. A stale build directory or a second `packages`
    entry is the usual cause. Delete `build/` and rebuild, or remove the copy from the packages.

    The rule ignores modules under 1 KiB, vendored code and tests.

    ```wheel bad
    files = { "demo/__init__.py" = "", "demo/a.py" = "", "demo/b.py" = "" }
    padding = { "demo/a.py" = 1, "demo/b.py" = 1 }
    ```

    ```wheel good
    files = { "demo/__init__.py" = "", "demo/a.py" = "", "demo/tests/b.py" = "" }
    padding = { "demo/a.py" = 1, "demo/tests/b.py" = 1 }
    ```

    ```wheel good
    files = { "demo/__init__.py" = "", "demo/sub/__init__.py" = "" }
    ```
    """
    binaries = set(wheel.contents.binaries)
    same: dict[str, list[str]] = {}
    for member in wheel.contents.members:
        limit = _NATIVE if member.name in binaries else _MODULE
        code = member.name.endswith(".py") or member.name in binaries
        if code and member.digest and member.size >= limit and not _ASIDE.search(member.name):
            same.setdefault(member.digest, []).append(member.name)
    twice = [names for names in same.values() if len(names) > 1]
    if twice:
        more = f", and {len(twice) - 1} more such" if len(twice) > 1 else ""
        first, second, *_ = twice[0]
        yield Finding(f"`{first}` and `{second}` are identical{more}", wheel.at(first))
