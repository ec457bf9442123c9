from collections.abc import Iterator

from roadworthy import (
    Dependency,
    Finding,
    Location,
    Module,
    ModuleSummary,
    Severity,
    Uses,
    counted,
    fact,
    rule,
)
from roadworthy_rules.code.calls._own import Own
from roadworthy_rules.code.calls._seen import ModuleCalls, seen_in
from roadworthy_rules.code.calls._signatures import misfit


@rule(
    Severity.WARNING,
    since="0.2",
    codes=(
        "mypy:call-arg",
        "pylint:no-value-for-parameter",
        "pylint:E1120",
        "pylint:too-many-function-args",
        "pylint:E1121",
        "pylint:unexpected-keyword-arg",
        "pylint:E1123",
        "pylint:redundant-keyword-arg",
        "pylint:E1124",
    ),
    handwritten=True,
)
def call_arguments_wrong(
    seen: tuple[ModuleCalls, ...],
    modules: tuple[ModuleSummary, ...],
    uses: Uses,
    dependencies: tuple[Dependency, ...],
) -> Iterator[Finding]:
    """A call of the project's own code does not fit what it calls.

    The call fails with `TypeError` when it runs: it gives an argument that the function does not take, or
    leaves out one that it needs. Tests that never reach the line do not notice. Correct the call, or the
    function whose parameters were changed.

    The rule checks calls of functions, classes and methods of the project whose definition is certain: they
    are defined once, no decorator changes their parameters, nothing replaces them, and all overrides agree.
    It ignores calls with `*args` or `**kwargs`, calls in a `try` that catches `TypeError`, and calls that a
    test expects to fail. It reports the calls that lack the same once.

    ```python tools.py bad
    def scaled(rows, factor, *, offset=0):
        return [row * factor + offset for row in rows]
    ```
    ```python train.py bad
    from tools import scaled

    class Trainer:
        def __init__(self, rate):
            self.rate = rate

        def fit(self, rows, epochs=1):
            return scaled(rows)

        def run(self, rows):
            return self.fit(rows, steps=3)

    trainer = Trainer()
    print(trainer.fit([1], 2, 3))
    print(scaled([1], 2, offest=1))
    ```
    ```python tools.py good
    def scaled(rows, factor, *, offset=0):
        return [row * factor + offset for row in rows]
    ```
    ```python train.py good
    from tools import scaled

    class Trainer:
        def __init__(self, rate):
            self.rate = rate

        def fit(self, rows, epochs=1):
            return scaled(rows, self.rate)

        def run(self, rows, **options):
            return self.fit(rows, **options)

    trainer = Trainer(0.1)
    print(trainer.fit([1], 2))
    print(scaled([1], factor=2, offset=1))
    ```
    """
    own = Own(seen, modules, uses, dependencies)
    found: dict[tuple[str, int], list[Location]] = {}
    for one in seen:
        for call in one.calls:
            if call.given is None:
                continue
            meant = own.candidates(one.path, call)
            faults = [misfit(what, taken, call.given) for what, _, taken in meant]
            if faults and all(faults):
                found.setdefault((faults[0], meant[0][1].line), []).append(Location(one.path, span=call.at))
    for (fault, _), (first, *others) in found.items():
        more = f" ({counted(len(others) + 1, 'call')})" if others else ""
        yield Finding(fault + more, first, related=tuple(others[:10]))


@fact
def seen(module: Module) -> ModuleCalls | None:
    """Keep what a module defines and calls of the project's own code."""
    if module.role not in ("source", "example", "test", "notebook") or module.generated:
        return None
    return seen_in(module)
