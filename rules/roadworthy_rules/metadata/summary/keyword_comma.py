from collections.abc import Iterator

from roadworthy import Append, Finding, Fix, Pyproject, Set, Severity, has_placeholder, rule


@rule(Severity.WARNING, since="0.1")
def keyword_comma(pyproject: Pyproject) -> Iterator[Finding]:
    """A keyword contains a comma.

    The metadata joins keywords with commas, so this keyword becomes several. Split it into separate keywords.

    ```toml bad
    [project]
    keywords = ["churn, forecast", "sales"]
    ```
    ```toml fixed
    [project]
    keywords = ["churn", "sales", "forecast"]
    ```
    ```toml good
    [project]
    keywords = ["churn", "sales forecast"]
    ```
    """
    seen = {text for _, text in pyproject.each(str, "project", "keywords")}
    for here, text in pyproject.each(str, "project", "keywords"):
        if "," not in text or has_placeholder(text):
            continue
        parts = list(dict.fromkeys(part.strip() for part in text.split(",") if part.strip()))
        new = [part for part in parts if part not in seen]
        seen.update(new)
        fix = None
        if new:
            whole = pyproject.at("project", "keywords")
            fix = Fix("Split it", Set(here, new[0]), *(Append(whole, part) for part in new[1:]))
        yield Finding(f"`{text[:80]}` contains a comma", here, fix)
