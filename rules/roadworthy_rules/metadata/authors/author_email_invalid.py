import re
from collections.abc import Iterator

from roadworthy import Finding, Pyproject, Severity, has_placeholder, rule
from roadworthy_rules.metadata._shared import people

_ADDRESS = re.compile(r"""[^\s@<>(),:;"\[\]]+@[^\s@<>(),:;"\[\]]+\.[^\s@<>(),:;"\[\].]+""")


@rule(Severity.ERROR, since="0.1", pypi=True)
def author_email_invalid(pyproject: Pyproject) -> Iterator[Finding]:
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
    for _, person, _ in people(pyproject):
        email = pyproject.get(str, *person.route, "email")
        if email is None or has_placeholder(email):
            continue
        # Longer ones are no addresses (RFC 5321), and are not searched.
        if not email or (len(email) <= 320 and _ADDRESS.fullmatch(email) and ".." not in email):
            continue
        yield Finding(f"`{email[:80]}` is not an email address", person / "email")
