from collections.abc import Iterator

from roadworthy import Finding, Location, Module, Severity, Span, rule


@rule(
    Severity.NOTE,
    since="0.2",
    codes=("pylint:too-many-lines", "pylint:C0302"),
    handwritten=True,
)
def module_too_long(module: Module, *, lines: int = 1000) -> Iterator[Finding]:
    """A module is too long.

    You cannot read it as a whole, its parts depend on each other in ways that no import shows, and every
    change meets others in the same file. Split it by subject: data, models, training, plots.

    The rule reports modules of source code with more than `lines` lines. It ignores generated files.

    ```toml bad
    [tool.roadworthy.rules.module-too-long]
    lines = 5
    ```
    ```python train.py bad
    def read(path):
        return open(path).readlines()

    def train(rows):
        return len(rows)

    def plot(rows):
        return rows
    ```
    ```toml good
    [tool.roadworthy.rules.module-too-long]
    lines = 5
    ```
    ```python train.py good
    from rows import read

    def train(path):
        return len(read(path))
    ```
    """
    number = len(module.text.splitlines())
    if module.role == "source" and number > lines:
        at = Location(module.path, span=Span(1, 1, 1, 1))
        yield Finding(f"the module has {number} lines, more than {lines}", at)
