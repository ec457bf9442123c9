from collections.abc import Iterator

from roadworthy import DeclaredMetadata, Finding, Severity, rule

_LIMIT = 512


@rule(Severity.ERROR, since="0.1", pypi=True)
def summary_too_long(declared: DeclaredMetadata) -> Iterator[Finding]:
    '''The summary is too long for PyPI.

    PyPI rejects an upload whose summary has more than 512 characters. Describe the project in one line, and
    move the rest to the readme.

    ```toml bad
    [project]
    name = "demo"
    description = """\\
    Predicts which of the customers will leave soon, Predicts which of the customers will leave soon, \\
    Predicts which of the customers will leave soon, Predicts which of the customers will leave soon, \\
    Predicts which of the customers will leave soon, Predicts which of the customers will leave soon, \\
    Predicts which of the customers will leave soon, Predicts which of the customers will leave soon, \\
    Predicts which of the customers will leave soon, Predicts which of the customers will leave soon, \\
    Predicts which of the customers will leave soon, Predicts which of the customers will leave soon, \\
    """
    ```
    ```toml good
    [project]
    name = "demo"
    description = "Predicts which customers will leave"
    ```
    '''
    for place, text in declared.each(str, "description"):
        if len(text) > _LIMIT:
            yield Finding(f"`description` has {len(text)} characters, more than {_LIMIT}", place)
