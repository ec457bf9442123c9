import re
from collections.abc import Iterator

from roadworthy import Finding, Severity, Wheel, rule
from roadworthy_rules.artifacts._shared import privilege_fault


@rule(Severity.ERROR, since="0.1", security=8.0, cwe=22)
def wheel_member_unsafe(wheel: Wheel) -> Iterator[Finding]:
    """A wheel contains a member that is not safe to install.

    Installers refuse a path that points outside the wheel, a backslash creates a directory only on Windows,
    and a link is installed as a file that contains the path of its target. No file in a wheel needs setuid
    rights. Rebuild the wheel with a current backend, and replace links with files.

    ```wheel bad
    files = { "demo/__init__.py" = "", "../outside.py" = "" }
    ```

    ```wheel bad
    files = { "demo/__init__.py" = "", "demo\\\\model.py" = "" }
    ```

    ```wheel bad
    files = { "demo/__init__.py" = "", "demo/run.sh" = "" }
    modes = { "demo/run.sh" = 0o4755 }
    ```

    ```wheel good
    files = { "demo/__init__.py" = "", "demo/..odd.py" = "", "demo/run.sh" = "" }
    modes = { "demo/run.sh" = 0o777 }
    ```
    """
    for member in wheel.contents.members:
        if re.match(r"/|\\|[A-Za-z]:", member.name) or ".." in re.split(r"[/\\]", member.name):
            fault = "points outside the wheel"
        elif "\\" in member.name:
            fault = "has a backslash in its name"
        elif member.kind == "symlink":
            fault = f"is a link to `{member.link}`"
        else:
            fault = privilege_fault(member.kind, member.mode)
        if fault:
            yield Finding(f"`{member.name}` {fault}", wheel.at(member.name))
