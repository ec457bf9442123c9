from collections.abc import Iterator

from roadworthy import Finding, Severity, Wheel, rule


@rule(Severity.NOTE, since="0.1")
def record_signature_deprecated(wheel: Wheel) -> Iterator[Finding]:
    """A wheel has a signature that installers do not verify.

    `RECORD.jws` and `RECORD.p7s` are deprecated (binary distribution format), and no installer has ever
    checked them. Remove the file and publish with attestations (PEP 740).

    ```wheel bad
    files = { "demo/__init__.py" = "", "demo-1.0.dist-info/RECORD.jws" = "{}" }
    record = { "demo-1.0.dist-info/RECORD.jws" = "" }
    ```

    ```wheel good
    ```
    """
    for member in wheel.contents.members:
        if member.name in (
            f"{wheel.dist_info.directory}/RECORD.jws",
            f"{wheel.dist_info.directory}/RECORD.p7s",
        ):
            yield Finding(f"`{member.name}` is deprecated", wheel.at(member.name))
