import re
from collections.abc import Iterator

from roadworthy import DeclaredMetadata, Finding, Fix, Pyproject, Set, Severity, Tree, rule
from roadworthy_rules.metadata._backends import takes_expressions
from roadworthy_rules.metadata._shared import described_at
from roadworthy_rules.metadata.license._licenses import USUAL, matches

_TEXT = re.compile(r"(?!.*\.(pyi?|toml|json|ya?ml|in|tmpl)$)[^/]*(licen[cs]e|copying)[^/]*", re.IGNORECASE)
#: What each backend takes for a licence file unasked, tried with its current release.
_TAKEN = {
    "setuptools": USUAL,
    "hatchling": USUAL,
    "flit": USUAL,
    "poetry": (*USUAL, "LICENSES/**"),
    "pdm": USUAL,
    "uv_build": (),
}


@rule(Severity.WARNING, since="0.1")
def license_file_undeclared(
    declared: DeclaredMetadata, pyproject: Pyproject | None, tree: Tree
) -> Iterator[Finding]:
    """The licence file is not included in the distributions.

    Most licences require that every copy includes their text. Most build backends include files named
    `LICENSE*`, `LICENCE*` or `COPYING*`, in capital letters, at the project's root; `uv_build` includes none.
    List the file in `license-files` (PEP 639), or rename it.

    ```toml bad
    [build-system]
    requires = ["uv_build>=0.9,<0.10"]
    build-backend = "uv_build"

    [project]
    name = "demo"
    license = "MIT"
    ```
    ```text LICENSE bad
    Permission is granted.
    ```
    ```toml fixed
    [build-system]
    requires = ["uv_build>=0.9,<0.10"]
    build-backend = "uv_build"

    [project]
    name = "demo"
    license = "MIT"
    license-files = ["LICENSE"]
    ```
    ```text LICENSE fixed
    Permission is granted.
    ```
    ```toml bad
    [project]
    name = "demo"
    ```
    ```text license.txt bad
    Permission is granted.
    ```
    ```toml good
    [project]
    name = "demo"
    ```
    ```text LICENSE.txt good
    Permission is granted.
    ```
    ```text vendor/licenses.md good
    The licences of what is vendored.
    ```

    ```toml good
    [build-system]
    requires = ["uv_build>=0.9,<0.10"]
    build-backend = "uv_build"

    [project]
    name = "demo"
    license = { file = "LICENSE" }
    ```
    ```text LICENSE good
    Permission is granted.
    ```
    """
    patterns = _TAKEN.get(declared.backend)
    place = described_at(declared, pyproject)
    if patterns is None or place is None or not declared.lacks("license-files"):
        return
    if any("file" in table for _, table in declared.each(dict, "license")):
        return
    # Further texts beside one that is shipped are the project's choice.
    texts = [path for path in tree.files if _TEXT.fullmatch(path)]
    if not texts or any(matches(pattern, tree.files) for pattern in patterns):
        return
    fix = None
    if pyproject is not None and takes_expressions(pyproject) and not declared.get(dict, "license"):
        at = pyproject.at("project", "license-files")
        fix = Fix("List it in `license-files`", Set(at, sorted(texts)))
    yield Finding(f"`{min(texts)}` is not included: `license-files` does not list it", place, fix)
