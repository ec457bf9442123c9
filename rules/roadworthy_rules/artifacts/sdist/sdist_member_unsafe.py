import posixpath
import re
from collections.abc import Iterator

from roadworthy import Finding, Sdist, Severity, rule
from roadworthy_rules.artifacts._shared import privilege_fault


@rule(Severity.ERROR, since="0.1", security=8.0, cwe=22)
def sdist_member_unsafe(sdist: Sdist) -> Iterator[Finding]:
    """An sdist contains a member that is not safe to unpack.

    Paths and links that point outside the archive, devices and pipes can overwrite files on the machine that
    unpacks it, so installers refuse the whole sdist (PEP 721). Remove the member, and replace a link with a
    copy of its target.

    ```sdist bad
    files = { "/../outside.py" = "" }
    ```

    ```sdist bad
    links = { "data/current.csv" = "/home/example/data.csv" }
    ```

    ```sdist bad
    links = { "LICENSE" = "../../LICENSE" }
    ```

    ```sdist bad
    files = { "run.sh" = "" }
    modes = { "run.sh" = 0o4755 }
    ```

    ```sdist good
    files = { "docs/readme.md" = "" }
    links = { "README.md" = "docs/readme.md", "docs/pyproject.toml" = "../pyproject.toml" }
    ```
    """
    for member in sdist.contents.members:
        base = posixpath.dirname(member.name) if member.kind == "symlink" else ""
        if _leads_out(member.name) or ".." in re.split(r"[/\\]", member.name):
            fault = "points outside its directory"
        elif member.kind in ("symlink", "hardlink") and _leads_out(member.link, base):
            fault = f"links to `{member.link}`, outside the archive"
        elif member.kind in ("device", "fifo"):
            fault = "is a device" if member.kind == "device" else "is a pipe"
        else:
            fault = privilege_fault(member.kind, member.mode)
        if fault:
            yield Finding(f"`{member.name}` {fault}", sdist.at(member.name))


def _leads_out(path: str, base: str = "") -> bool:
    plain = path.replace("\\", "/")
    reached = posixpath.normpath(posixpath.join(base, plain))
    return reached == ".." or reached.startswith(("/", "../")) or re.match(r"[A-Za-z]:/", plain) is not None
