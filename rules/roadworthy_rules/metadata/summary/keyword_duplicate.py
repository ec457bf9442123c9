from collections.abc import Iterator

from roadworthy import Finding, Fix, Location, Pyproject, Remove, Severity, rule


@rule(Severity.NOTE, since="0.1")
def keyword_duplicate(pyproject: Pyproject) -> Iterator[Finding]:
    """A keyword is listed twice.

    Search ignores case, so the second keyword adds nothing. Remove it.

    ```toml bad
    [project]
    keywords = ["churn", "sales", "Churn"]
    ```
    ```toml fixed
    [project]
    keywords = ["churn", "sales"]
    ```
    ```toml good
    [project]
    keywords = ["churn", "churn rate"]
    ```
    """
    first: dict[str, Location] = {}
    for here, text in pyproject.each(str, "project", "keywords"):
        before = first.setdefault(" ".join(text.split()).casefold(), here)
        if before != here:
            yield Finding(
                f"`{text[:80]}` is listed twice", here, Fix("Remove the keyword", Remove(here)), (before,)
            )
