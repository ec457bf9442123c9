from collections.abc import Iterator

from roadworthy import DeclaredMetadata, Finding, Pyproject, Severity, TreeDate, classifiers_date, rule
from roadworthy_rules.metadata.classifiers._classifiers import unknown_classifiers


@rule(Severity.NOTE, since="0.1")
def classifier_unknown_to_old_data(
    metadata: DeclaredMetadata, pyproject: Pyproject | None, tree_date: TreeDate
) -> Iterator[Finding]:
    """A classifier is not in the installed list, which is much older than the project.

    A date in the project's lock files is more than a year newer than the list of classifiers installed with
    Roadworthy, so PyPI may have added the classifier since. Update the distribution `trove-classifiers`. If
    the classifier is still unknown, `classifier-unknown` reports it.

    ```toml bad
    [project]
    classifiers = ["Framework :: Not Yet Heard Of"]
    ```
    ```toml uv.lock bad
    [options]
    exclude-newer = "2199-01-01T00:00:00Z"
    ```
    ```toml good
    [project]
    classifiers = ["Framework :: Pytest"]
    ```
    ```toml uv.lock good
    [options]
    exclude-newer = "2199-01-01T00:00:00Z"
    ```

    ```toml good
    [project]
    classifiers = ["Framework :: Not Yet Heard Of"]
    ```
    ```toml uv.lock good
    [options]
    exclude-newer = "2024-01-01T00:00:00Z"
    ```
    """
    unknown = list(unknown_classifiers(pyproject, metadata))
    listed = classifiers_date() if unknown else None
    if tree_date.outlives(listed):
        for here, name in unknown:
            yield Finding(f"the list of classifiers of {listed} does not have `{name}`", here)
