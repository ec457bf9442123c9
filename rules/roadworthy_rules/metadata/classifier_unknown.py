import re
from collections.abc import Iterator

from roadworthy import Finding, Fix, Pyproject, Set, Severity, rule
from roadworthy_rules.metadata._shared import classifiers

_NUMBERED = re.compile(r"(.* :: )(\d{1,4}(?:\.\d{1,4})*)")


@rule(Severity.ERROR, since="0.1", pypi=True)
def classifier_unknown(pyproject: Pyproject) -> Iterator[Finding]:
    """A classifier is not one that PyPI knows.

    PyPI refuses the upload. Take the classifier from PyPI's own list, letter for letter. One that starts with
    `Private ::` is refused on purpose and keeps a project from being published by accident, so it is fine
    here.

    ```toml bad
    [project]
    classifiers = ["Intended Audience :: Developer", "Typing :: Typed"]
    ```
    ```toml fixed
    [project]
    classifiers = ["Intended Audience :: Developers", "Typing :: Typed"]
    ```
    ```toml bad
    [tool.poetry]
    classifiers = ["Made with love"]
    ```
    ```toml good
    [project]
    classifiers = ["Programming Language :: Python :: 3", "Private :: Do Not Upload"]
    ```

    ```toml good
    [project]
    classifiers = ["Programming Language :: Python :: 3.99"]
    ```
    """
    from difflib import get_close_matches

    from trove_classifiers import classifiers as known
    from trove_classifiers import deprecated_classifiers as deprecated

    for here, name in classifiers(pyproject):
        if name in known or name in deprecated or name.startswith("Private ::") or _is_newer(name, known):
            continue
        nearest = get_close_matches(name[:200], known, 1, 0.8)
        fix = Fix(f"Use `{nearest[0]}`", Set(here, nearest[0]), safe=False) if nearest else None
        yield Finding(f"PyPI knows no classifier `{name}`", here, fix)


def _is_newer(name: str, known: set[str]) -> bool:
    """Tell whether this is the next number of a series, newer than the list that is installed."""
    found = _NUMBERED.fullmatch(name)
    if found is None:
        return False
    others = [other for text in known if (other := _NUMBERED.fullmatch(text)) and other[1] == found[1]]
    return bool(others) and _key(found) > max(map(_key, others))


def _key(found: re.Match[str]) -> list[int]:
    return [int(part) for part in found[2].split(".")]
