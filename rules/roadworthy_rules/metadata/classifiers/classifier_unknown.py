from collections.abc import Iterator

from roadworthy import (
    DeclaredMetadata,
    Finding,
    Fix,
    Pyproject,
    Set,
    Severity,
    TreeDate,
    classifiers_date,
    rule,
)
from roadworthy_rules.metadata._shared import editable
from roadworthy_rules.metadata.classifiers._classifiers import nearest_classifier, unknown_classifiers


@rule(Severity.ERROR, since="0.1", pypi=True)
def classifier_unknown(
    metadata: DeclaredMetadata, pyproject: Pyproject | None, tree_date: TreeDate
) -> Iterator[Finding]:
    """PyPI does not know a classifier.

    PyPI rejects the upload. Copy the classifier exactly from PyPI's list.

    The rule ignores classifiers that start with `Private ::`, which prevent publication by mistake. If the
    project's lock files are more than a year newer than the installed list, `classifier-unknown-to-old-data`
    reports the classifier as a note instead.

    ```toml bad
    [project]
    classifiers = ["Intended Audience :: Developer", "Typing :: Typed"]
    ```
    ```toml fixed
    [project]
    classifiers = ["Intended Audience :: Developers", "Typing :: Typed"]
    ```
    ```toml bad
    [tool.poetry]
    classifiers = ["Made with love"]
    ```
    ```toml good
    [project]
    classifiers = ["Programming Language :: Python :: 3", "Private :: Do Not Upload"]
    ```

    ```toml good
    [project]
    classifiers = ["Programming Language :: Python :: 3.99", "{{ cookiecutter.classifier }}"]
    ```
    """
    unknown = list(unknown_classifiers(pyproject, metadata))
    if not unknown or tree_date.outlives(classifiers_date()):
        return  # `classifier-unknown-to-old-data` says it more softly.
    for number, (here, name) in enumerate(unknown):
        # The search takes time, and a hostile file may have thousands.
        nearest = nearest_classifier(name) if number < 100 and editable(here) else None
        fix = Fix(f"Use `{nearest}`", Set(here, nearest), safe=False) if nearest else None
        yield Finding(f"PyPI does not know the classifier `{name[:100]}`", here, fix)
