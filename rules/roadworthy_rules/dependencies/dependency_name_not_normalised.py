import re
from collections.abc import Iterator

from packaging.utils import canonicalize_name

from roadworthy import Dependency, Finding, Fix, Set, Severity, rule

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


@rule(Severity.NOTE, since="0.1", default=False)
def dependency_name_not_normalised(dependency: Dependency) -> Iterator[Finding]:
    """The name of a dependency is not normalized.

    Tools compare names in lower case with single hyphens (PyPA specification of names), and one spelling
    makes a dependency easy to search for. Write the normalized name.

    The rule is off by default because it is a matter of taste.

    ```toml bad
    [project]
    dependencies = ["Scikit_Learn[Alldeps]>=1.5"]
    ```
    ```toml fixed
    [project]
    dependencies = ["scikit-learn[Alldeps]>=1.5"]
    ```
    ```toml good
    [project]
    dependencies = ["scikit-learn>=1.5"]
    ```
    """
    if dependency.manager != "pyproject" or dependency.requirement is None:
        return
    written = dependency.requirement.name
    name = canonicalize_name(written)
    if written != name:
        text = _NAME.sub(name, dependency.text, count=1)
        fix = Fix(f"Write `{name}`", Set(dependency.at, text))
        yield Finding(f"`{written}` is `{name}` when normalized", dependency.at, fix)
