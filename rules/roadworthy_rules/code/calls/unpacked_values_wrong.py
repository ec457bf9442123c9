from collections.abc import Iterator

from roadworthy import Finding, Location, Severity, counted, rule
from roadworthy_rules.code.calls._own import Own
from roadworthy_rules.code.calls._signatures import Function


@rule(
    Severity.WARNING,
    since="0.2",
    codes=("mypy:misc", "pylint:unbalanced-tuple-unpacking", "pylint:W0632"),
    handwritten=True,
)
def unpacked_values_wrong(own: Own) -> Iterator[Finding]:
    """The result of a function is unpacked to another number of names than it has values.

    `train, test = split(rows)` fails with `ValueError` if `split` returns three values. Correct the names, or
    what the function returns.

    The rule checks calls of the project's own functions and methods that are certain, and whose every
    `return` gives a tuple that is written out.

    ```python train.py bad
    def split(rows):
        half = len(rows) // 2
        return rows[:half], rows[half:], half

    train, test = split([1, 2, 3])
    ```
    ```python train.py good
    def split(rows):
        half = len(rows) // 2
        return rows[:half], rows[half:], half

    def pair(rows, both):
        if both:
            return rows, rows
        return rows

    train, test, half = split([1, 2, 3])
    first, *rest = split([1, 2, 3])
    a, b, c = pair([1, 2, 3], False)
    ```
    """
    for one in own.running():
        for call in one.calls:
            if not call.unpacked:
                continue
            meant = own.candidates(one.path, call)
            given = [(what, item) for what, item, _ in meant if isinstance(item, Function)]
            wrong = [
                item.lengths
                for _, item in given
                if item.lengths and call.unpacked not in item.lengths and item.waits == call.waited
            ]
            if given and len(wrong) == len(given) == len(meant):
                values = " or ".join(map(str, wrong[0]))
                text = f"`{given[0][0]}` returns {values} values, which are unpacked to"
                yield Finding(f"{text} {counted(call.unpacked, 'name')}", Location(one.path, span=call.at))
