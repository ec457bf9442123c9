from collections.abc import Iterator

from roadworthy import Finding, Pyproject, Severity, has_placeholder, rule

_TYPES = ("text/plain", "text/x-rst", "text/markdown")
_VARIANTS = ("GFM", "CommonMark")


@rule(Severity.ERROR, since="0.1")
def readme_content_type_invalid(pyproject: Pyproject) -> Iterator[Finding]:
    """The content type of the readme is not one that PyPI accepts.

    Build backends and PyPI reject it. Use `text/plain`, `text/x-rst` or `text/markdown`, with the charset
    UTF-8, and for Markdown optionally the variant `GFM` or `CommonMark`. Spelling and case must match.

    ```toml bad
    [project]
    name = "demo"
    readme = { text = "Demo", content-type = "text/rst" }
    ```

    ```toml bad
    [project]
    name = "demo"
    readme = { text = "Demo", content-type = "text/markdown; charset=latin-1" }
    ```

    ```toml bad
    [project]
    name = "demo"
    readme = { text = "Demo", content-type = "text/markdown; variant=gfm" }
    ```

    ```toml bad
    [project]
    name = "demo"
    readme = { text = "Demo", content-type = "text/plain; charset" }
    ```
    ```toml good
    [project]
    name = "demo"
    readme = { text = "Demo", content-type = "text/markdown; charset=UTF-8; variant=GFM" }
    ```
    """
    route = ("project", "readme", "content-type")
    text = pyproject.get(str, *route)
    if text is None or has_placeholder(text):
        return
    kind, *parameters = (part.strip() for part in text.split(";"))
    given = dict(_parameter(parameter) for parameter in parameters if parameter)
    at = pyproject.at(*route)
    if kind.lower() not in _TYPES:
        yield Finding(f"`{kind}` is none of {', '.join(f'`{name}`' for name in _TYPES)}", at)
    elif broken := next((part for part in parameters if part and "=" not in part), ""):
        yield Finding(f"`{broken}` is not a parameter of the form `name=value`", at)
    elif given.get("charset", "utf-8").lower() != "utf-8":
        yield Finding(f"the charset is `{given['charset']}`, not `UTF-8`", at)
    elif kind.lower() == "text/markdown" and given.get("variant", "GFM") not in _VARIANTS:
        yield Finding(f"the variant `{given['variant']}` is neither `GFM` nor `CommonMark`", at)


def _parameter(text: str) -> tuple[str, str]:
    name, _, value = text.partition("=")
    return name.strip().lower(), value.strip().strip('"')
