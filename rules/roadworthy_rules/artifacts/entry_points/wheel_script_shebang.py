import re
from collections.abc import Iterator

from roadworthy import Finding, Severity, Wheel, rule

_PYTHON = re.compile(r"#!\s*\S*\bpython[\d.]*w?\b|#!\s*/usr/bin/env(\s+-\S+)*\s+python")


@rule(Severity.WARNING, since="0.1")
def wheel_script_shebang(wheel: Wheel) -> Iterator[Finding]:
    """A script in a wheel has a shebang that installers do not rewrite.

    Installers replace `#!python` with the Python of the environment, and nothing else (binary distribution
    format). `#!/usr/bin/env python` may start a Python that lacks the package. Declare the script in
    `[project.scripts]`, or start its source file with `#!python`.

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
            yield Finding(f"starts with `{line.strip()}`, not with `#!python`", wheel.at(member))
