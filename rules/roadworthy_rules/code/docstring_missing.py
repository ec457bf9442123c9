from collections.abc import Iterator

from roadworthy import Finding, Layout, ModuleSummary, Severity, rule
from roadworthy_rules.code._shared import bare_modules, own_modules, public_functions


@rule(
    Severity.NOTE,
    since="0.1",
    codes=(
        "D100",
        "D101",
        "D102",
        "D103",
        "pylint:missing-function-docstring",
        "pylint:missing-docstring",
        "pylint:C0116",
    ),
    handwritten=True,
)
def docstring_missing(
    modules: tuple[ModuleSummary, ...], layout: Layout, *, share: float = 0.5, functions: int = 3
) -> Iterator[Finding]:
    """None of a module's public functions has a docstring.

    Callers have to read the code, and cannot tell guaranteed behaviour from accidents of the implementation.
    Write one line for each function: what it returns, and what it raises.

    The rule reports modules with at least `functions` public functions and no docstring on any of them, if
    more than `share` of all public functions of the project have none. It ignores decorated functions,
    because a framework calls them.

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
    found = {
        module.path: {item.name: item.documented for item in public_functions(module) if not item.trivial}
        for module in own_modules(modules, layout)
    }
    yield from bare_modules(found, "has a docstring", share, functions)
