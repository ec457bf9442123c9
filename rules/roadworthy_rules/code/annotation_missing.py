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
    """None of a module's public functions is fully annotated.

    Callers have to guess the types, and neither editors nor type checkers can catch a swapped argument.
    Annotate them: `def recall(truth: list[int], guess: list[int]) -> float`.

    The rule reports modules with at least `functions` public functions, none of which is fully annotated, in
    projects where more than `share` of all public functions are not fully annotated. It ignores functions
    without parameters, decorated functions, and modules with a stub file (`.pyi`).

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
