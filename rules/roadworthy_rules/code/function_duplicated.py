import re
from collections.abc import Iterator

from roadworthy import Finding, Layout, Location, ModuleSummary, Severity, rule
from roadworthy_rules.code._shared import own_modules

#: A directory of a version that is frozen: each has its own copy.
_VERSION = re.compile(r"v\d+")
_MIGRATIONS = frozenset(("migrations", "versions"))


@rule(Severity.WARNING, since="0.1", codes=("pylint:duplicate-code", "pylint:R0801"), handwritten=True)
def function_duplicated(modules: tuple[ModuleSummary, ...], layout: Layout) -> Iterator[Finding]:
    """A function is there twice, word for word, in different modules.

    The next fault is mended in one of them. Keep one, and import it. Compared are bodies of at least five
    lines, without docstrings, comments and blank lines; methods do not count, since they belong to a class.

    ```python src/demo/train.py bad
    def clean(rows):
        kept = []
        for row in rows:
            if row.age is not None:
                kept.append(row)
        return sorted(kept)
    ```
    ```python src/demo/predict.py bad
    def clean_rows(rows):
        # The same as in training.
        kept = []
        for row in rows:
            if row.age is not None:
                kept.append(row)
        return sorted(kept)
    ```
    ```python src/demo/train.py good
    def clean(rows):
        kept = []
        for row in rows:
            if row.age is not None:
                kept.append(row)
        return sorted(kept)
    ```
    ```python src/demo/predict.py good
    from demo.train import clean
    ```
    """
    first: dict[tuple[object, ...], tuple[str, str, Location]] = {}
    for module in own_modules(modules, layout):
        parts = module.path.split("/")
        if not _MIGRATIONS.isdisjoint(parts):
            continue
        for item in module.definitions:
            if not item.digest or item.kind != "function":
                continue
            at = Location(module.path, item.route, item.span)
            key = (item.digest, item.decorators, *filter(_VERSION.fullmatch, parts))
            path, name, there = first.setdefault(key, (module.path, item.name, at))
            if path != module.path:
                yield Finding(f"`{item.name}` repeats `{name}` of `{path}`", at, related=(there,))
