from collections.abc import Iterator

from roadworthy import DeclaredMetadata, Finding, Severity, rule


@rule(Severity.ERROR, since="0.1")
def summary_multiline(declared: DeclaredMetadata) -> Iterator[Finding]:
    """The summary has more than one line.

    The core metadata allows one line for it, and most build backends refuse more. Keep the first sentence
    in `description`, and put the rest into the readme.

    ```toml bad
    [project]
    name = "demo"
    description = "Predicts churn\\nand more"
    ```
    ```toml good
    [project]
    name = "demo"
    description = "Predicts churn and more"
    ```
    """
    for place, text in declared.each(str, "description"):
        if "\n" in text.strip() and place.file == "pyproject.toml":
            lines = len(text.strip().splitlines())
            yield Finding(f"`description` has {lines} lines", place)
