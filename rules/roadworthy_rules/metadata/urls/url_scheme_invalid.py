import re
from collections.abc import Iterator

from roadworthy import DeclaredMetadata, Finding, Fix, Pyproject, Set, Severity, rule
from roadworthy_rules.metadata._shared import editable
from roadworthy_rules.metadata.urls._urls import urls

_BARE = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}(?:[/?#]\S*)?", re.IGNORECASE)


@rule(Severity.ERROR, since="0.1", pypi=True)
def url_scheme_invalid(metadata: DeclaredMetadata, pyproject: Pyproject | None) -> Iterator[Finding]:
    """A project URL is not an `http` or `https` URL.

    PyPI rejects the upload. Write the complete URL, such as `https://example.com/`. Move other kinds, such as
    `mailto:`, to the README.

    ```toml bad
    [project.urls]
    Homepage = "example.com/demo"
    Source = "git@github.com:example/demo.git"
    Chat = "irc://irc.example.com/demo"
    ```

    ```toml bad
    [project.urls]
    Homepage = "www.example.com"
    ```
    ```toml fixed
    [project.urls]
    Homepage = "https://www.example.com"
    ```
    ```toml good
    [project.urls]
    Homepage = "https://example.com/demo"
    Source = "http://git.example.com/demo"
    ```

    ```toml good
    [project.urls]
    Homepage = "{{ cookiecutter.url }}"
    ```
    """
    for here, _, url in urls(pyproject, metadata):
        if not url.strip() or _is_web(url):
            continue
        fix = None
        if len(url) < 500 and _BARE.fullmatch(url):
            fix = Fix("Put `https://` before it", Set(here, f"https://{url}"), safe=False)
        yield Finding(f"`{url[:100]}` is not an `http` or `https` URL", here, fix if editable(here) else None)


def _is_web(url: str) -> bool:
    from urllib.parse import urlsplit

    try:
        parts = urlsplit(url)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and not re.search(r"\s", url)
    except ValueError:
        return False
