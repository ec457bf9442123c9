import re
from collections.abc import Iterator

from roadworthy import CoreMetadata, Finding, Severity, rule

_ATOM = r"[^\s@()<>\[\]:;,\\\".]+"
_LOCAL = re.compile(rf"{_ATOM}(\.{_ATOM})*")
_LABEL = re.compile(r"[^\W_]([\w-]*[^\W_])?")
#: Domains that no mail reaches (RFC 6761).
_SPECIAL = ("invalid", "local", "localhost", "onion", "test")
#: Brackets that one header may hold.
_COMMENTS = 50


@rule(Severity.ERROR, since="0.1", pypi=True)
def artifact_email_refused(metadata: CoreMetadata) -> Iterator[Finding]:
    """A wheel or sdist has an email address that PyPI rejects.

    PyPI validates the first address of `Author-email` and `Maintainer-email`, and rejects the upload if it is
    invalid. Correct it in `pyproject.toml`, or delete it.

    ```wheel bad
    metadata = { Author-email = "Ada <ada at example.com>" }
    ```

    ```wheel bad
    metadata = { Maintainer-email = "ada@localhost" }
    ```

    ```sdist bad
    metadata = { Author-email = "ada@example..com" }
    ```

    ```wheel good
    metadata = { Author-email = "Ada Example <ada@example.com>, team@example.com" }
    ```
    """
    from email.utils import parseaddr

    for field in ("author-email", "maintainer-email"):
        text = metadata.first(field)
        # Comments in brackets are read recursively.
        _, address = parseaddr(text) if text.count("(") < _COMMENTS else ("", text[:60])
        if address not in ("", "UNKNOWN") and not _is_address(address):
            yield Finding(f"`{field.capitalize()}`: `{address}` is not an email address", metadata.at())


def _is_address(address: str) -> bool:
    """Tell whether this may be an address; what is beyond ASCII may."""
    local, at, domain = address.rpartition("@")
    if not at or not _LOCAL.fullmatch(local) or len(local) > 64:
        return False
    labels = domain.split(".")
    return len(labels) > 1 and labels[-1].lower() not in _SPECIAL and all(map(_LABEL.fullmatch, labels))
