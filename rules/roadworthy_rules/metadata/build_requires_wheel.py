from collections.abc import Iterator

from packaging.requirements import InvalidRequirement, Requirement

from roadworthy import Finding, Fix, Pyproject, Remove, Severity, rule


@rule(Severity.NOTE, since="0.1")
def build_requires_wheel(pyproject: Pyproject) -> Iterator[Finding]:
    """The build needs `wheel` beside setuptools, for nothing.

    Setuptools asks for it itself where it needs it, and since 70.1 it needs it no more; its own
    documentation advises against naming it. Remove it, unless `setup.py` imports it.

    ```toml bad
    [build-system]
    requires = ["setuptools", "wheel"]
    build-backend = "setuptools.build_meta"
    ```
    ```toml fixed
    [build-system]
    requires = ["setuptools"]
    build-backend = "setuptools.build_meta"
    ```
    ```toml good
    [build-system]
    requires = ["setuptools"]
    build-backend = "setuptools.build_meta"
    ```
    """
    if pyproject.get(str, "build-system", "build-backend") != "setuptools.build_meta":
        return
    for place, text in pyproject.each(str, "build-system", "requires"):
        try:
            name = Requirement(text).name.lower()
        except InvalidRequirement:
            continue
        if name == "wheel":
            fix = Fix("Remove it", Remove(place), safe=False)
            yield Finding(f"`{text}` is not needed to build with setuptools", place, fix=fix)
