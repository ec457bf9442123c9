import re
from collections.abc import Iterator

from roadworthy import Finding, Severity, Wheel, rule

_BASE64 = re.compile(r"[\w-]+={0,2}", re.ASCII)
#: The bytes of each digest that every Python knows, and that is no weaker than SHA-256.
_SIZES = {"sha256": 32, "sha384": 48, "sha512": 64, "blake2b": 64, "blake2s": 32}
_SIZES |= {"sha3_256": 32, "sha3_384": 48, "sha3_512": 64}


@rule(Severity.ERROR, since="0.1")
def record_hash_invalid(wheel: Wheel) -> Iterator[Finding]:
    """A hash in `RECORD` cannot be verified.

    Installers that verify hashes refuse the wheel, and others cannot detect that the file was changed. A hash
    is the name of an algorithm, `=`, and the digest in URL-safe base64 without padding. The algorithm must be
    SHA-256 or stronger, never MD5 or SHA-1 (binary distribution format). Rebuild the wheel with a newer build
    backend.

    ```wheel bad
    record = { "demo/__init__.py" = "md5=1B2M2Y8AsgTpgAmY7PhCfg,0" }
    ```

    ```wheel bad
    record = { "demo/__init__.py" = "crc32=AAAAAA,0" }
    ```

    ```wheel bad
    record = { "demo/__init__.py" = "47DEQpj8HBSa,0" }
    ```

    ```wheel bad
    record = { "demo/__init__.py" = "sha384=tooshort,0" }
    ```

    ```wheel good
    ```
    """
    for row in wheel.dist_info.record:
        algorithm, equals, digest = row.hash.partition("=")
        fault = ""
        if row.hash and digest.endswith("=") and _BASE64.fullmatch(digest) and algorithm in _SIZES:
            fault = "has a hash with padding (`=`), but installers compare it without padding"
        elif row.hash and (not equals or not _BASE64.fullmatch(digest)):
            fault = f"has the malformed hash `{row.hash}`"
        elif algorithm in ("md5", "sha1", "sha224", "sha3_224"):
            fault = f"has a `{algorithm}` hash, which is weaker than SHA-256"
        elif row.hash and algorithm not in _SIZES:
            fault = f"has a `{algorithm}` hash, which installers may not support"
        elif row.hash and len(digest.rstrip("=")) != -(-_SIZES[algorithm] * 4 // 3):
            fault = f"has a hash that is not valid {algorithm}"
        if fault:
            yield Finding(f"`{row.path}` {fault}", wheel.at(f"{wheel.dist_info.directory}/RECORD"))
