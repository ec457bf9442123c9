from collections.abc import Iterator

from roadworthy import Finding, Sdist, Severity, rule


@rule(Severity.ERROR, since="0.1", pypi=True)
def sdist_member_sparse(sdist: Sdist) -> Iterator[Finding]:
    """An sdist contains a sparse file.

    PyPI rejects sparse members of tar archives, because tools may unpack them differently. Rebuild the sdist
    with a build backend instead of `tar --sparse`.

    ```sdist bad
    sparse = ["data/zeros.bin"]
    ```

    ```sdist good
    ```
    """
    for member in sdist.contents.members:
        if member.kind == "sparse":
            yield Finding(f"`{member.name}` is sparse", sdist.at(member.name))
