from collections.abc import Iterator

from roadworthy import Finding, Pyproject, Sdist, Severity, Wheel, rule
from roadworthy_rules.artifacts._shared import knows_license_files


@rule(Severity.WARNING, since="0.1")
def wheel_sdist_mismatch(
    wheel: Wheel, sdists: tuple[Sdist, ...], pyproject: Pyproject | None
) -> Iterator[Finding]:
    """A wheel and the sdist of its version do not say the same.

    What an sdist does not mark as dynamic is the same in each wheel that is built from it (PEP 643);
    installers and indexes read one of the two. Build both from one checkout.

    ```wheel bad
    metadata = { Requires-Python = ">=3.10" }
    ```
    ```sdist bad
    metadata = { Requires-Python = ">=3.8" }
    ```

    ```wheel good
    metadata = { Requires-Python = ">=3.10" }
    ```
    ```sdist good
    metadata = { Dynamic = "Requires-Python" }
    ```
    """
    if pyproject is not None and pyproject.has("project", "requires-python"):
        return
    for sdist in sdists:
        if (sdist.name, sdist.version) != (wheel.name, wheel.version):
            continue
        dynamic = {value.strip().lower() for value in sdist.metadata.get("dynamic", ())}
        if not knows_license_files(sdist.metadata) or "requires-python" in dynamic:
            continue
        ours, theirs = (_pythons(one) for one in (wheel, sdist))
        if ours != theirs:
            message = f"`Requires-Python` is `{ours}`, and `{theirs}` in `{sdist.filename}`"
            yield Finding(message, wheel.at(f"{wheel.dist_info}/METADATA"))


def _pythons(artifact: Wheel | Sdist) -> str:
    from packaging.specifiers import InvalidSpecifier, SpecifierSet

    text = "".join(artifact.metadata.get("requires-python", ())[:1])
    try:
        return str(SpecifierSet(text))
    except InvalidSpecifier:
        return text
