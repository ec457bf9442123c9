from collections.abc import Iterator

from roadworthy import Finding, Pyproject, Sdist, Severity, canonical_version, rule
from roadworthy_rules.artifacts._shared import has_version


@rule(Severity.WARNING, since="0.1")
def sdist_pyproject_mismatch(sdist: Sdist, pyproject: Pyproject | None) -> Iterator[Finding]:
    """An sdist's `pyproject.toml` contradicts its `PKG-INFO`, or the project's own.

    A build from the sdist uses its `pyproject.toml`, and the result differs from the metadata on the index.
    The file was changed after the sdist was built, or the sdist was assembled by hand. Rebuild the sdist.

    ```sdist bad
    [files]
    "pyproject.toml" = "[project]\\nname = 'other'\\nversion = '1.0'\\n"
    ```

    ```toml bad
    [project]
    name = "demo"
    version = "1.0"
    dependencies = ["requests"]
    ```
    ```sdist bad
    metadata = { Requires-Dist = "requests" }
    ```

    ```toml good
    [project]
    name = "demo"
    version = "1.0"
    ```
    ```sdist good
    ```

    ```sdist good
    [files]
    "pyproject.toml" = "[project]\\nname = 'Demo'\\ndynamic = ['version']\\n"
    ```
    """
    from packaging.utils import canonicalize_name

    inner = sdist.pyproject
    if inner is None:
        return
    here = sdist.at(f"{sdist.top}/pyproject.toml")
    for field in ("name", "version"):
        stated, built = inner.get(str, "project", field), "".join(sdist.metadata.headers.get(field, ())[:1])
        normal = canonicalize_name if field == "name" else canonical_version
        if normal(built) != normal(getattr(sdist.filename, field)):
            return  # PKG-INFO is what is wrong, and has a rule of its own.
        if stated and normal(stated) != normal(built):
            yield Finding(f"its `{field}` is `{stated}`, and `{built}` in `PKG-INFO`", here)
            return
    if pyproject is None or not has_version(sdist.filename.version, pyproject):
        return
    theirs, ours = (one.get(dict, "project") for one in (inner, pyproject))
    if theirs is None or ours is None:
        return
    # Where files are moved in an sdist, these name them anew.
    moved = ("readme", "license", "license-files")
    differing = [
        str(key)
        for key in sorted(theirs.keys() | ours.keys())
        if key not in moved and theirs.get(key) != ours.get(key)
    ]
    if differing:
        names = ", ".join(f"`{key}`" for key in differing)
        yield Finding(f"its `[project]` differs from the project's own in {names}", here)
