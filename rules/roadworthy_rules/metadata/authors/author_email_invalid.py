import re
from collections.abc import Iterator

from roadworthy import Finding, Pyproject, Severity, has_placeholder, rule
from roadworthy_rules.metadata._shared import people

_ADDRESS = re.compile(r"""[^\s@<>(),:;"\[\]]+@[^\s@<>(),:;"\[\]]+\.[^\s@<>(),:;"\[\].]+""")


@rule(Severity.ERROR, since="0.1", pypi=True)
def author_email_invalid(pyproject: Pyproject) -> Iterator[Finding]:
    """The e-mail address of an author or maintainer is not one.

    PyPI refuses the upload. An address is `name@example.com`, without the name of the person, which has a key
    of its own, and without words in place of `@` and `.`. Whoever wants to give none leaves the key out.

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
        yield Finding(f"`{email[:80]}` is not an e-mail address", person / "email")
