from collections.abc import Iterator

from roadworthy import Finding, Pyproject, Sdist, Severity, Wheel, rule
from roadworthy_rules.artifacts._shared import knows_license_files
from roadworthy_rules.artifacts.core_metadata._fields import FIELDS, meanings

#: Where pyproject.toml says these, wheels and sdists are compared with that.
_STATED = {"requires-python": "requires-python", "requires-dist": "dependencies"}


@rule(Severity.WARNING, since="0.1")
def wheel_sdist_mismatch(
    wheel: Wheel, sdists: tuple[Sdist, ...], pyproject: Pyproject | None
) -> Iterator[Finding]:
    """The metadata of a wheel and of the sdist of its version differ.

    Fields that an sdist does not mark as dynamic must be the same in every wheel built from it (PEP 643),
    because installers and indexes read only one of the two. Build both from the same checkout.

    ```wheel bad
    metadata = { Requires-Python = ">=3.10" }
    ```
    ```sdist bad
    metadata = { Requires-Python = ">=3.8" }
    ```

    ```wheel bad
    metadata = { Requires-Dist = "requests>=2", Summary = "A demo" }
    ```
    ```sdist bad
    metadata = { Requires-Dist = "requests>=2.1", Summary = "A new demo" }
    ```

    ```wheel good
    metadata = { Requires-Python = ">=3.10", Requires-Dist = "b\\na[x] >=1,<2; extra == 'y'" }
    ```
    ```sdist good
    metadata = { Dynamic = "Requires-Python", Requires-Dist = "A[x]<2,>=1 ; extra == \\"y\\"\\nb" }
    ```
    """
    for sdist in sdists:
        if (sdist.filename.name, sdist.filename.version) != (wheel.filename.name, wheel.filename.version):
            continue
        if not (knows_license_files(sdist.metadata.headers) and knows_license_files(wheel.metadata.headers)):
            continue
        dynamic = {value.strip().lower() for value in sdist.metadata.headers.get("dynamic", ())}
        for field in FIELDS:
            stated = pyproject is not None and pyproject.has("project", _STATED.get(field, "-"))
            if stated or field in dynamic:
                continue
            ours, theirs = (meanings(one, field) for one in (wheel, sdist))
            if ours != theirs:
                less, more = (", ".join(sorted(one)) for one in (theirs - ours, ours - theirs))
                words = [f"has `{more}`"] * bool(more) + [f"lacks `{less}`"] * bool(less)
                message = f"`{field.title()}` {' and '.join(words)}, unlike `{sdist.filename.text}`"
                yield Finding(message, wheel.at(f"{wheel.dist_info.directory}/METADATA"))
