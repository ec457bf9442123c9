import re
from collections.abc import Iterator

from roadworthy import (
    Dependency,
    Finding,
    Fix,
    Pyproject,
    PythonVersions,
    Remove,
    Severity,
    Tree,
    parse_specifiers,
    rule,
)

#: Modules that every Python 3 has.
_ALWAYS = frozenset(
    "argparse asyncio collections csv datetime functools hashlib io itertools json logging math os pathlib"
    " pickle random re shutil"
    " socket sqlite3 subprocess sys tempfile threading time typing unittest"
    " urllib uuid".split()
)
#: The releases of the backport of `dataclasses` that only Python 3.6 installs, and the one that others do.
_REFUSED = ("0.7", "0.8")
_INSTALLED = "0.6"
_README = re.compile(r"(?i)readme(?:\.(?:md|rst|txt))?")
_NAMED = re.compile(r"(?i)\bpython(?: version)?[ *`:]{1,3}(?:>=? ?)?3\.(\d{1,2})")
_SIZE = 256 * 1024


@rule(Severity.ERROR, since="0.1")
def dependency_is_stdlib(
    dependency: Dependency, pyproject: Pyproject | None, versions: PythonVersions, tree: Tree
) -> Iterator[Finding]:
    """A dependency has the name of a standard library module.

    Python already includes the module. The package on PyPI with this name is an outdated copy that may shadow
    it, or an unrelated project. Remove the dependency. Exports of conda environments list backports that pip
    refuses to install.

    The rule reports `dataclasses==0.7` and `dataclasses==0.8`, which install only on Python 3.6, where the
    project says that it uses a newer one.

    ```toml bad
    [project]
    dependencies = ["numpy", "argparse"]
    ```
    ```toml fixed
    [project]
    dependencies = ["numpy"]
    ```
    ```toml good
    [project]
    dependencies = ["importlib-metadata", "typing-extensions"]
    ```
    ```text requirements.txt bad
    dataclasses==0.8
    ```
    ```text README.md bad
    Install Python 3.8, and then `pip install -r requirements.txt`.
    ```
    ```text requirements.txt good
    dataclasses==0.8; python_version < "3.7"
    ```
    ```text README.md good
    Install Python 3.8, and then `pip install -r requirements.txt`.
    ```
    ```text requirements.txt good
    dataclasses==0.8
    ```
    ```dockerfile good
    FROM python:3.6-slim
    ```
    """
    if dependency.manager in ("conda", "pixi") or dependency.source:
        return
    requirement = dependency.requirement
    if requirement is None or requirement.url or requirement.marker:
        return
    if dependency.name in _ALWAYS:
        plain = dependency.manager == "pyproject" and dependency.at.span is None
        fix = Fix(f"Remove `{dependency.name}`", Remove(dependency.at)) if plain else None
        yield Finding(f"`{dependency.name}` is part of the standard library", dependency.at, fix)
    elif dependency.name == "dataclasses":
        wanted = requirement.specifier
        refused = any(wanted.contains(version) for version in _REFUSED) and not wanted.contains(_INSTALLED)
        if refused and _is_newer(pyproject, versions, tree):
            what = f"`{dependency.text}` installs only on Python 3.6"
            yield Finding(f"{what}, and is part of the standard library since 3.7", dependency.at)


def _is_newer(pyproject: Pyproject | None, versions: PythonVersions, tree: Tree) -> bool:
    """Tell whether a project says which Python it is for, and all that it names are newer than 3.6."""
    declared = pyproject.get(str, "project", "requires-python") if pyproject else None
    if declared is not None:
        try:
            return not parse_specifiers(declared).contains("3.6.99")
        except ValueError:
            return False
    minors = [item.minor for item in versions.each]
    for path in tree.files:
        if _README.fullmatch(path) and not tree.exceeds(path, _SIZE):
            minors += [int(found[1]) for found in _NAMED.finditer(tree.text(path, strict=False))]
    return bool(minors) and min(minors) > 6
