import re
from collections.abc import Iterator

from roadworthy import Finding, Fix, Pyproject, Set, Severity, rule

#: Spellings in use that can only mean one licence.
_MEANT = {
    "apache": "Apache-2.0",
    "apache 2": "Apache-2.0",
    "apache 2.0": "Apache-2.0",
    "apache2": "Apache-2.0",
    "apache2.0": "Apache-2.0",
    "apache version 2.0": "Apache-2.0",
    "apache software 2.0": "Apache-2.0",
    "bsd 2 clause": "BSD-2-Clause",
    "bsd 3 clause": "BSD-3-Clause",
    "3 clause bsd": "BSD-3-Clause",
    "new bsd": "BSD-3-Clause",
    "mit": "MIT",
    "mpl 2": "MPL-2.0",
    "mpl 2.0": "MPL-2.0",
    "mozilla public 2.0": "MPL-2.0",
    "the mit": "MIT",
}


@rule(Severity.ERROR, since="0.1", pypi=True)
def license_expression_invalid(pyproject: Pyproject) -> Iterator[Finding]:
    """The licence is not an SPDX licence expression.

    A `license` that is a string is an expression since PEP 639; build backends and PyPI refuse free text. Use
    identifiers of the SPDX list with `AND`, `OR` and `WITH`, or `LicenseRef-` and a name of your own for a
    licence that is not on it.

    ```toml bad
    [project]
    license = "Apache License, Version 2.0"
    ```
    ```toml fixed
    [project]
    license = "Apache-2.0"
    ```
    ```toml bad
    [project]
    license = "see the file LICENSE"
    ```
    ```toml good
    [project]
    license = "MIT AND (Apache-2.0 OR BSD-3-Clause)"
    ```

    ```toml good
    [project]
    license = "LicenseRef-Proprietary"
    ```

    ```toml good
    [project]
    license = { text = "Apache License 2.0" }
    ```

    ```toml good
    [tool.poetry]
    license = "Apache License 2.0"
    ```
    """
    from packaging.licenses import InvalidLicenseExpression, canonicalize_license_expression

    text = pyproject.get(str, "project", "license")
    if text is None or "{{" in text:
        return
    try:
        canonicalize_license_expression(text)
    except InvalidLicenseExpression:
        here = pyproject.at("project", "license")
        words = re.sub(r"[\s,_-]+|\blicen[cs]e\b", " ", text.lower()).replace("version 2", "2").split()
        meant = _MEANT.get(" ".join(words))
        fix = Fix(f"Write `{meant}`", Set(here, meant), safe=False) if meant else None
        yield Finding(f"`{' '.join(text.split())[:80]}` is not an SPDX licence expression", here, fix)
