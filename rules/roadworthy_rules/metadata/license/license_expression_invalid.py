import re
from collections.abc import Iterator

from roadworthy import Finding, Fix, Pyproject, Set, Severity, has_placeholder, rule, suggestion

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

#: Licences of which the version alone does not say whether later ones may be taken.
_FAMILIES = tuple(
    f"{name}-{version}.0-{which}"
    for name, version in (("GPL", 2), ("GPL", 3), ("LGPL", 3), ("AGPL", 3))
    for which in ("only", "or-later")
)
_FAMILY = re.compile(r"(?:gnu)?(l?gpl|agpl)v?([23])(?:\.0)?")


@rule(Severity.ERROR, since="0.1", pypi=True)
def license_expression_invalid(pyproject: Pyproject) -> Iterator[Finding]:
    """The licence is not a valid SPDX licence expression.

    A `license` string is an SPDX expression (PEP 639), and build backends and PyPI reject free text. Use SPDX
    identifiers with `AND`, `OR` and `WITH`. For a licence that is not in the SPDX list, use `LicenseRef-` and
    a name of your own.

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

    ```toml bad
    [project]
    license = "GPLv3"
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
    if text is None or has_placeholder(text):
        return
    try:
        canonicalize_license_expression(text)
    except InvalidLicenseExpression:
        here = pyproject.at("project", "license")
        words = re.sub(r"[\s,_-]+|\blicen[cs]e\b", " ", text.lower()).replace("version 2", "2").split()
        intended = _MEANT.get(" ".join(words))
        fix = Fix(f"Write `{intended}`", Set(here, intended), safe=False) if intended else None
        hint = "" if fix else _hint(text)
        quoted = " ".join(text.split())[:80]
        message = f"`{quoted}` is not an SPDX licence expression{hint}"
        yield Finding(message, here, fix, arguments=(quoted,))


def _hint(text: str) -> str:
    """Return a question after what is near an identifier, or may mean one of several."""
    known = dict.fromkeys(_MEANT.values()) | dict.fromkeys(_FAMILIES)
    spelt = " ".join(text.split())[:80]
    family = _FAMILY.fullmatch(re.sub(r"[\s,_-]+|licen[cs]e|public|version", "", spelt.casefold()))
    if family:
        near = [name for name in _FAMILIES if name.casefold().startswith(f"{family[1]}-{family[2]}.0")]
    else:
        return suggestion(spelt, known, 0.85)
    return f"; did you mean {' or '.join(f'`{name}`' for name in near)}?" if near else ""
