from collections.abc import Iterator

from roadworthy import Finding, Severity, Wheel, rule


@rule(Severity.ERROR, since="0.1")
def wheel_case_collision(wheel: Wheel) -> Iterator[Finding]:
    """Two files of a wheel differ only in upper and lower case.

    On Windows and macOS they are the same file, so one overwrites the other, and the installed file fails its
    hash check. Rename one of them.

    ```wheel bad
    files = { "demo/__init__.py" = "", "demo/Model.py" = "", "demo/model.py" = "" }
    ```

    ```wheel good
    files = { "demo/__init__.py" = "", "demo/model.py" = "" }
    ```
    """
    seen: dict[str, str] = {}
    for name in dict.fromkeys(member.name for member in wheel.contents.members if not member.directory):
        first = seen.setdefault(name.casefold(), name)
        if first != name:
            yield Finding(f"`{name}` is the same file as `{first}` on some systems", wheel.at(name))
