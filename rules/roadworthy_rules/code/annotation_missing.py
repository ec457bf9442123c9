from collections.abc import Iterator
from dataclasses import replace

from roadworthy import Finding, Layout, ModuleSummary, Severity, Tree, counted, rule
from roadworthy_rules._names import named
from roadworthy_rules.code._shared import bare_modules, own_modules, public_functions


@rule(Severity.NOTE, since="0.1", codes=("ANN001", "ANN201", "mypy:no-untyped-def"), handwritten=True)
def annotation_missing(
    modules: tuple[ModuleSummary, ...],
    layout: Layout,
    tree: Tree,
    *,
    share: float = 0.5,
    functions: int = 3,
) -> Iterator[Finding]:
    """None of a module's public functions says of what type its parameters and its result are.

    Who calls them has to try, and neither an editor nor a type checker can tell that a column's name is given
    where the column is wanted. Annotate them: `def recall(truth: list[int], guess: list[int]) -> float`.

    Reported are modules with at least `functions` public functions, none of them annotated in full, in
    projects that leave more than `share` of all public functions so. Functions without parameters do not
    count, nor do those behind a decorator, or with a stub (`.pyi`) beside them.

    ```python src/demo/metrics.py bad
    def accuracy(truth, guess):
        return sum(map(eq, truth, guess)) / len(truth)

    def recall(truth, guess):
        return hits(truth, guess) / sum(truth)

    def precision(truth, guess) -> float:
        return hits(truth, guess) / sum(guess)
    ```
    ```python src/demo/metrics.py good
    def accuracy(truth: list[int], guess: list[int]) -> float:
        return sum(map(eq, truth, guess)) / len(truth)

    def recall(truth, guess):
        return hits(truth, guess) / sum(truth)

    def precision(truth, guess):
        return hits(truth, guess) / sum(guess)
    ```
    """
    found: dict[str, dict[str, bool]] = {}
    only_returns: set[str] = set()
    for module in own_modules(modules, layout):
        if f"{module.path}i" in tree.files:
            continue
        public = [item for item in public_functions(module) if item.arguments]
        found[module.path] = {item.name: item.annotated for item in public}
        if all(item.parameters_annotated for item in public):
            only_returns.add(module.path)
    for finding in bare_modules(found, "is annotated", share, functions):
        if finding.at.file in only_returns:
            number = counted(len(found[finding.at.file]), "public function")
            message = f"none of {number} says what it returns: {named(found[finding.at.file])}"
            finding = replace(finding, message=message)
        yield finding
