from collections.abc import Iterator

from roadworthy import Finding, Sdist, Severity, rule


@rule(Severity.ERROR, since="0.1", pypi=True)
def sdist_member_sparse(sdist: Sdist) -> Iterator[Finding]:
    """An sdist holds a sparse file.

    PyPI refuses sparse members of tar archives, for two readers may unpack them differently. Build the sdist
    again, with a build backend instead of `tar --sparse`.

    ```sdist bad
    sparse = ["data/zeros.bin"]
    ```

    ```sdist good
    ```
    """
    for member in sdist.contents.members:
        if member.kind == "sparse":
            yield Finding(f"`{member.name}` is sparse", sdist.at(member.name))
