from collections.abc import Iterator

from roadworthy import Finding, Severity, Wheel, rule
from roadworthy_rules.artifacts._shared import subject


@rule(Severity.ERROR, since="0.1")
def record_hash_mismatch(wheel: Wheel) -> Iterator[Finding]:
    """A file in a wheel does not match its hash or size in `RECORD`.

    The file was changed after the wheel was built. Installers that verify hashes refuse the wheel, and users
    cannot tell damage from an attack. Rebuild the wheel, or change it with `wheel unpack` and `wheel pack`.

    ```wheel bad
    files = { "demo/__init__.py" = "VERSION = 1" }
    record = { "demo/__init__.py" = "sha256=47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU,11" }
    ```

    ```wheel bad
    record = { "demo/__init__.py" = "sha256=47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU,11" }
    ```

    ```wheel good
    record = { "demo/__init__.py" = "sha256=47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU=,0" }
    ```

    ```wheel bad
    [record]
    "demo/__init__.py" = "blake2s=aSF6MHmQgJThESHQQjVKfB9VtkgsoaUeGyUN_R7Q7AA,0"
    ```

    ```wheel good
    [record]
    "demo/__init__.py" = "blake2s=aSF6MHmQgJThESHQQjVKfB9VtkgsoaUeGyUN_R7Q7vk,0"
    ```
    """
    members = {member.name: member for member in wheel.contents.members if member.digest is not None}
    listing = f"{wheel.dist_info.directory}/RECORD"
    hashes, sizes = [], []
    for row in wheel.dist_info.record:
        member = members.get(row.path.replace("\\", "/"))
        if member is None or member.name.startswith(listing):
            continue
        algorithm, _, digest = row.hash.partition("=")
        digest = digest.rstrip("=")
        real = (
            member.digest if algorithm == "sha256" else wheel.dist_info.digests.get((member.name, algorithm))
        )
        # One of another length is no digest of this kind, which is another finding.
        if real and digest != real and (algorithm == "sha256" or len(digest) == len(real)):
            hashes.append(member.name)
        elif row.size.isascii() and row.size.isdigit() and row.size != str(member.size):
            sizes.append(member.name)
    if hashes:
        yield Finding(f"{subject(hashes, 'does', 'do')} not match the hash in `RECORD`", wheel.at(hashes[0]))
    if sizes:
        yield Finding(f"{subject(sizes, 'does', 'do')} not match the size in `RECORD`", wheel.at(sizes[0]))
