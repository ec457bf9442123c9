import re
from collections.abc import Iterator

from roadworthy import Finding, Severity, Wheel, rule

_PYTHON = re.compile(r"#!\s*\S*\bpython[\d.]*w?\b|#!\s*/usr/bin/env(\s+-\S+)*\s+python")


@rule(Severity.WARNING, since="0.1")
def wheel_script_shebang(wheel: Wheel) -> Iterator[Finding]:
    """A Python script in a wheel names the Python of another machine.

    Installers put the environment's own Python in place of `#!python`, and of nothing else (binary
    distribution format): `#!/usr/bin/env python` may start a Python that lacks the package. Build the wheel
    from the script's source, or better, declare `[project.scripts]`.

    ```wheel bad
    [files]
    "demo/__init__.py" = ""
    "demo-1.0.data/scripts/demo" = "#!/usr/bin/env python3\\nimport demo\\n"
    ```

    ```wheel good
    [files]
    "demo/__init__.py" = ""
    "demo-1.0.data/scripts/demo" = "#!python\\nimport demo\\n"
    "demo-1.0.data/scripts/demo-run" = "#!/bin/sh\\nexec python -m demo\\n"
    ```
    """
    for member, line in wheel.scripts.items():
        if _PYTHON.match(line) and not re.match(r"#!pythonw?\b(?![.\d])", line):
            yield Finding(f"begins with `{line.strip()}`, not with `#!python`", wheel.at(member))
