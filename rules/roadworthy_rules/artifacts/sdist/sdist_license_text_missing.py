import re
from collections.abc import Iterator

from roadworthy import Finding, Sdist, Severity, rule

_TEXT = re.compile(r"(UN)?LICEN[CS]E|COPYING|NOTICE|COPYRIGHT", re.IGNORECASE)


@rule(Severity.WARNING, since="0.1")
def sdist_license_text_missing(sdist: Sdist) -> Iterator[Finding]:
    """An sdist declares a licence but does not contain its text.

    Most licences require that each copy includes their text, and distributors who build from the sdist need
    it. Add a `LICENSE` file beside `pyproject.toml`, and list it in `license-files`.

    ```sdist bad
    metadata = { License-Expression = "MIT" }
    ```

    ```sdist good
    files = { LICENSE = "MIT License" }
    metadata = { License-Expression = "MIT" }
    ```

    ```sdist good
    metadata = { License-Expression = "MIT", License-File = "LICENSE" }
    files = { LICENSE = "MIT License" }
    ```
    """
    expressions = sdist.metadata.headers.get("license-expression", ())
    if not expressions or sdist.metadata.headers.get("license-file"):
        return
    names = (member.name.rpartition("/")[2] for member in sdist.contents.members)
    if not any(_TEXT.search(name) for name in names):
        yield Finding(f"the sdist has no file with the text of `{expressions[0].strip()}`", sdist.at())
