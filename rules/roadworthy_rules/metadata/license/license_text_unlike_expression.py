import re
from collections.abc import Iterator

from roadworthy import Finding, Location, Pyproject, Severity, Tree, rule

#: What a licence text says that no other says, in its first lines.
_TITLES = {
    "Apache": re.compile(r"\AApache License\s+Version 2\.0, January 2004"),
    "GPL": re.compile(r"\AGNU GENERAL PUBLIC LICENSE\s+Version [23]"),
    "AGPL": re.compile(r"\AGNU AFFERO GENERAL PUBLIC LICENSE\s+Version 3"),
    "LGPL": re.compile(r"\AGNU LESSER GENERAL PUBLIC LICENSE\s+Version [23]"),
    "MPL": re.compile(r"\AMozilla Public License,? Version 2\.0", re.IGNORECASE),
    "MIT": re.compile(r"\A(The )?MIT License\b", re.IGNORECASE),
}
_FILES = ("LICENSE", "LICENSE.txt", "LICENSE.md", "LICENCE", "COPYING")


@rule(Severity.WARNING, since="0.1")
def license_text_unlike_expression(pyproject: Pyproject, tree: Tree) -> Iterator[Finding]:
    """The text of the licence file does not match the declared licence.

    Users cannot tell which of the two applies. Correct `license`, or replace the text.

    The rule compares only a single licence file at the root that starts with the title of a licence, with a
    `license` that is a single identifier.

    ```toml bad
    [project]
    name = "demo"
    license = "Apache-2.0"
    ```
    ```text LICENSE bad
    MIT License

    Copyright (c) 2026 The demo developers
    ```
    ```toml good
    [project]
    name = "demo"
    license = "MIT"
    ```
    ```text LICENSE good
    MIT License

    Copyright (c) 2026 The demo developers
    ```

    ```toml good
    [project]
    name = "demo"
    license = "MIT OR Apache-2.0"
    ```
    ```text LICENSE good
    Apache License
    Version 2.0, January 2004
    ```
    """
    license = pyproject.get(str, "project", "license")
    roots = [path for path in tree.files if "/" not in path and re.match(r"(?i)licen[cs]e|copying", path)]
    if license is None or len(roots) != 1 or roots[0] not in _FILES or not re.fullmatch(r"[\w.+-]+", license):
        return
    text = tree.text(roots[0], strict=False).lstrip("# \t\r\n")
    family = next((name for name, title in _TITLES.items() if title.match(text)), None)
    known = next(
        (
            name
            for name in _TITLES
            if license.upper().startswith(name.upper() + "-") or license.upper() == name.upper()
        ),
        None,
    )
    if family and known and family != known:
        yield Finding(
            f"`{license}` is declared, but `{roots[0]}` is the text of {family}",
            pyproject.at("project", "license"),
            related=(Location(roots[0]),),
        )
