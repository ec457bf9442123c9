import re
from collections.abc import Iterator
from email.utils import parseaddr

from roadworthy import (
    DeclaredMetadata,
    Finding,
    Location,
    Pyproject,
    SetupFiles,
    Severity,
    has_placeholder,
    rule,
)
from roadworthy_rules.metadata._shared import people

_ADDRESS = re.compile(r"""[^\s@<>(),:;"\[\]]+@[^\s@<>(),:;"\[\]]+\.[^\s@<>(),:;"\[\].]+""")


@rule(Severity.ERROR, since="0.1", pypi=True)
def author_email_invalid(
    metadata: DeclaredMetadata, pyproject: Pyproject | None, setup_files: SetupFiles
) -> Iterator[Finding]:
    """The email address of an author or maintainer is invalid.

    PyPI rejects the upload. Write an address such as `name@example.com`: put the person's name in the `name`
    key, and do not spell out `@` or `.`. If you do not want to publish an address, delete the key.

    ```toml bad
    [project]
    authors = [
        { name = "Ada Lovelace", email = "ada at example.com" },
        { email = "Charles Babbage <charles@example.com>" },
    ]
    ```
    ```toml good
    [project]
    authors = [{ name = "Ada Lovelace", email = "ada.lovelace+python@example.com" }]
    maintainers = [{ name = "Charles Babbage" }]
    ```

    ```toml good
    [project]
    authors = [{ name = "{{ cookiecutter.author }}", email = "{{ cookiecutter.email }}" }]
    ```
    """
    for at, email in _emails(pyproject, setup_files):
        if has_placeholder(email):
            continue
        # Longer ones are no addresses (RFC 5321), and are not searched.
        if not email or (len(email) <= 320 and _ADDRESS.fullmatch(email) and ".." not in email):
            continue
        yield Finding(f"`{email[:80]}` is not an email address", at)


def _emails(pyproject: Pyproject | None, setup_files: SetupFiles) -> Iterator[tuple[Location, str]]:
    """Yield the addresses of `[project]`, or of setup files where these describe the distribution."""
    if pyproject is not None:
        for _, person, _ in people(pyproject):
            email = pyproject.get(str, *person.route, "email")
            if email is not None:
                yield person / "email", email
    if pyproject is None or not pyproject.has("project"):
        for option in setup_files.options:
            if option.name in ("author_email", "maintainer_email") and isinstance(option.value, str):
                # PyPI looks at the first address, without its name.
                address = parseaddr(option.value)[1]
                yield option.at, address if "@" in address else option.value
