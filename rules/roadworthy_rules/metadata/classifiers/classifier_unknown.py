from collections.abc import Iterator

from roadworthy import Finding, Fix, Pyproject, Set, Severity, TreeDate, classifiers_date, rule
from roadworthy_rules.metadata.classifiers._classifiers import nearest_classifier, unknown_classifiers


@rule(Severity.ERROR, since="0.1", pypi=True)
def classifier_unknown(pyproject: Pyproject, tree_date: TreeDate) -> Iterator[Finding]:
    """A classifier is not one that PyPI knows.

    PyPI refuses the upload. Take the classifier from PyPI's own list, letter for letter. One that starts with
    `Private ::` is refused on purpose and keeps a project from being published by accident, so it is fine
    here. Where the project's lock files are more than a year newer than the list that is installed, a
    classifier may simply be newer, and `classifier-unknown-to-old-data` reports it as a note.

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
    unknown = list(unknown_classifiers(pyproject))
    if not unknown or tree_date.outlives(classifiers_date()):
        return  # `classifier-unknown-to-old-data` says it more softly.
    for number, (here, name) in enumerate(unknown):
        # The search takes time, and a hostile file may have thousands.
        nearest = nearest_classifier(name) if number < 100 else None
        fix = Fix(f"Use `{nearest}`", Set(here, nearest), safe=False) if nearest else None
        yield Finding(f"PyPI knows no classifier `{name[:100]}`", here, fix)
