from collections.abc import Iterator

from roadworthy import Finding, Layout, Location, ModuleSummary, Severity, Tree, rule
from roadworthy_rules._names import named


@rule(Severity.NOTE, since="0.1")
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
    loose = not layout.packages and not layout.modules
    found: dict[str, dict[str, bool]] = {}
    for module in modules:
        own = module.role == "source" and not module.generated and (loose or layout.owns(module.path))
        if own and f"{module.path}i" not in tree.files:
            found[module.path] = dict(_public(module))
    annotated = [said for public in found.values() for said in public.values()]
    if annotated.count(False) <= share * len(annotated):
        return
    for path, public in found.items():
        if len(public) >= functions and not any(public.values()):
            names = named(public)
            yield Finding(f"none of {len(public)} public functions is annotated: {names}", Location(path))


def _public(module: ModuleSummary) -> Iterator[tuple[str, bool]]:
    """Yield name of a public function, and whether it is annotated."""
    parts = module.path.removesuffix(".py").split("/")
    if any(part.startswith("_") and part != "__init__" for part in parts) or "migrations" in parts:
        return
    if not parts[-1].isidentifier():
        return
    for item in module.definitions:
        hidden = item.name.startswith("_") or (module.exports is not None and item.name not in module.exports)
        if item.kind == "function" and item.arguments and not hidden and not item.decorators:
            yield item.name, item.annotated
