from collections.abc import Iterator

from roadworthy import Finding, Severity, Wheel, rule
from roadworthy_rules.artifacts._shared import plain_path


@rule(Severity.ERROR, since="0.1")
def record_path_invalid(wheel: Wheel) -> Iterator[Finding]:
    """A path in `RECORD` is not a relative path inside the wheel.

    Paths are relative to the installation directory and use `/` as separator. Other paths are not found, or
    uninstalling deletes files outside the installation. Rebuild the wheel.

    ```wheel bad
    record = { "/demo/__init__.py" = "sha256=47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU,0" }
    ```

    ```wheel bad
    record = { "../demo.py" = "sha256=47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU,0" }
    ```

    ```wheel bad
    [record]
    "demo/__init__.py" = ""
    "./demo/__init__.py" = "sha256=47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU,0"
    ```

    ```wheel good
    ```

    ```wheel good
    [record]
    "demo/__init__.py" = ""
    "demo\\\\__init__.py" = "sha256=47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU,0"
    ```
    """
    here = wheel.at(f"{wheel.dist_info.directory}/RECORD")
    for row in wheel.dist_info.record:
        path = row.path.replace("\\", "/")
        if path and path.rstrip("/") != plain_path(path):
            yield Finding(f"line {row.line}: `{row.path}` is not a relative path inside the wheel", here)
