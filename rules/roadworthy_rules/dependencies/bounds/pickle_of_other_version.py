from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from roadworthy import (
    Dependency,
    Finding,
    Location,
    ModuleSummary,
    Severity,
    Tree,
    rule,
)

if TYPE_CHECKING:
    from packaging.specifiers import SpecifierSet

_PICKLES = (".joblib", ".pickle", ".pkl", ".sav")
#: The name under which an estimator keeps the version of scikit-learn, and that version, by protocol: a text
#: of a length in four bytes or in one, or a line.
_STATE = re.compile(
    rb"_sklearn_version(?:\x94|q.|r.{4}|\np\d+\n)?(?:X(.)\0\0\0|\x8c(.)|V(\d[\w.]+)\n)", re.DOTALL
)
_NUMBER = re.compile(r"(\d{1,3})\.(\d{1,3})\b[\w.]{0,12}")
#: Larger files, and more of them than these, take longer than they are worth.
_SIZE = 16 * 1024 * 1024
_MANY = 20


@rule(Severity.WARNING, since="0.3", handwritten=True)
def pickle_of_other_version(
    dependencies: tuple[Dependency, ...], modules: tuple[ModuleSummary, ...], tree: Tree
) -> Iterator[Finding]:
    """A model was pickled by another release of scikit-learn than the requirements allow.

    scikit-learn does not support this: loading warns (`InconsistentVersionWarning`), and either fails or
    gives a model that may predict otherwise. Require the release that made the file, or train again with the
    one that you require.

    The rule reads the release from the bytes of pickles and files of joblib that the code names, without
    loading them. It compares the first two numbers, since 1.6.1 reads what 1.6.0 wrote. It stays silent if
    any of several requirements allows the release.

    ```requirements bad
    scikit-learn==1.3.2
    ```
    ```text model.pkl bad
    V_sklearn_version
    p7
    V1.6.0
    p8
    ```
    ```python serve.py bad
    import joblib

    model = joblib.load("model.pkl")
    ```
    ```requirements good
    scikit-learn~=1.6.1
    ```
    ```text model.pkl good
    V_sklearn_version
    p7
    V1.6.0
    p8
    ```
    ```python serve.py good
    import joblib

    model = joblib.load("model.pkl")
    ```
    """
    wanted = [
        requirement
        for dependency in dependencies
        if dependency.name == "scikit-learn" and (requirement := dependency.requirement) is not None
    ]
    if not wanted or any(not requirement.specifier for requirement in wanted):
        return
    pickles = [path for path in tree.files if path.endswith(_PICKLES) and not tree.exceeds(path, _SIZE)]
    for path in pickles[:_MANY]:
        for version in sorted(_versions(tree.read(path, _SIZE))):
            if any(_allows(requirement.specifier, version) for requirement in wanted):
                continue
            if _is_named(path.rpartition("/")[2], modules, tree):
                message = f"the file was made by scikit-learn {version}, and `{wanted[0]}` is required"
                yield Finding(message, Location(path))
            break


def _versions(data: bytes) -> set[str]:
    """Return the releases of scikit-learn that estimators in a pickle keep."""
    found: set[str] = set()
    for match in _STATE.finditer(data):
        length = (match[1] or match[2] or b"\0")[0]
        text = (match[3] or data[match.end() : match.end() + length]).decode("ascii", "replace")
        if _NUMBER.fullmatch(text):
            found.add(text)
    return found


def _allows(specifier: SpecifierSet, text: str) -> bool:
    """Tell whether a specifier allows a release, or one with the same first two numbers."""
    first, second = text.split(".")[:2]
    return any(specifier.contains(f"{first}.{second}.{number}", prereleases=True) for number in range(10))


def _is_named(name: str, modules: tuple[ModuleSummary, ...], tree: Tree) -> bool:
    """Tell whether the code of a project names a file."""
    return any(module.role == "source" and name in tree.text(module.path, strict=False) for module in modules)
