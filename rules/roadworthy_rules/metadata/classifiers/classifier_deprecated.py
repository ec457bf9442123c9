from collections.abc import Iterator

from roadworthy import DeclaredMetadata, Finding, Fix, Pyproject, Remove, Set, Severity, rule
from roadworthy_rules.metadata._shared import classifiers, editable


@rule(Severity.ERROR, since="0.1", pypi=True)
def classifier_deprecated(metadata: DeclaredMetadata, pyproject: Pyproject | None) -> Iterator[Finding]:
    """A classifier is deprecated.

    PyPI rejects new uploads with a deprecated classifier. Use the replacement that PyPI lists, or delete the
    classifier if there is none.

    ```toml bad
    [project]
    classifiers = ["Natural Language :: Ukranian", "Typing :: Typed"]
    ```
    ```toml fixed
    [project]
    classifiers = ["Natural Language :: Ukrainian", "Typing :: Typed"]
    ```
    ```toml bad
    [project]
    classifiers = ["Natural Language :: Ukranian", "Natural Language :: Ukrainian"]
    ```
    ```toml fixed
    [project]
    classifiers = ["Natural Language :: Ukrainian"]
    ```
    ```toml bad
    [tool.poetry]
    classifiers = ["Topic :: Communications :: Chat :: AOL Instant Messenger"]
    ```
    ```toml good
    [project]
    classifiers = ["Natural Language :: Ukrainian"]
    ```
    """
    from trove_classifiers import deprecated_classifiers as deprecated

    given = {text for _, text in classifiers(pyproject, metadata)}
    for here, name in classifiers(pyproject, metadata):
        if name not in deprecated:
            continue
        instead = deprecated[name]
        hint = f" in favour of {', '.join(f'`{other}`' for other in instead)}" if instead else ""
        fix = None
        if instead and given.issuperset(instead):
            fix = Fix("Remove the classifier", Remove(here))
        elif len(instead) == 1:
            fix = Fix(f"Use `{instead[0]}`", Set(here, instead[0]))
        yield Finding(
            f"`{name}` is deprecated{hint}", here, fix if editable(here) else None, arguments=(name,)
        )
