from collections.abc import Iterator

from roadworthy import Finding, Layout, Location, ModuleSummary, Severity, rule
from roadworthy_rules._names import named


@rule(Severity.NOTE, since="0.1")
def docstring_missing(
    modules: tuple[ModuleSummary, ...], layout: Layout, *, share: float = 0.5, functions: int = 3
) -> Iterator[Finding]:
    """None of a module's public functions says what it does.

    Who calls them has to read their code, and cannot tell what they promise from what they happen to do.
    Write one line for each: what it returns, and what it raises.

    Reported are modules with at least `functions` public functions and a docstring on none, in projects that
    leave more than `share` of all public functions without. Functions behind a decorator do not count: a
    framework calls them.

    ```python src/demo/metrics.py bad
    def accuracy(truth, guess):
        return sum(map(eq, truth, guess)) / len(truth)

    def recall(truth, guess):
        return hits(truth, guess) / sum(truth)

    def precision(truth, guess):
        return hits(truth, guess) / sum(guess)
    ```
    ```python src/demo/metrics.py good
    def accuracy(truth, guess):
        \"\"\"Return the share of guesses that are right.\"\"\"
        return sum(map(eq, truth, guess)) / len(truth)

    def recall(truth, guess):
        return hits(truth, guess) / sum(truth)

    def precision(truth, guess):
        return hits(truth, guess) / sum(guess)
    ```
    """
    loose = not layout.packages and not layout.modules
    public: dict[str, dict[str, bool]] = {}
    for module in modules:
        if module.role == "source" and not module.generated and (loose or layout.owns(module.path)):
            public[module.path] = dict(_public(module))
    documented = [said for found in public.values() for said in found.values()]
    if documented.count(False) <= share * len(documented):
        return
    for path, found in public.items():
        if len(found) >= functions and not any(found.values()):
            names = named(found)
            yield Finding(f"none of {len(found)} public functions has a docstring: {names}", Location(path))


def _public(module: ModuleSummary) -> Iterator[tuple[str, bool]]:
    """Yield name of a public function, and whether it is documented; migrations have none."""
    parts = module.path.removesuffix(".py").split("/")
    if any(part.startswith("_") and part != "__init__" for part in parts) or "migrations" in parts:
        return
    if not parts[-1].isidentifier():
        return
    for item in module.definitions:
        hidden = item.name.startswith("_") or (module.exports is not None and item.name not in module.exports)
        if item.kind == "function" and not hidden and not item.trivial and not item.decorators:
            yield item.name, item.documented
