import ast
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from roadworthy import Finding, Location, Module, ModuleSummary, Severity, and_more, fact, rule

#: How scripts call the settings of a training that they do not write in capitals.
_COMMON = frozenset(
    "batch_size batchsize bs dropout epochs hidden_dim hidden_size image_size img_size input_size"
    " learning_rate lr max_len max_length momentum n_epochs nb_epoch nb_epochs num_classes num_epochs"
    " num_workers patience random_state seed test_size threshold weight_decay window_size".split()
)
_CAPITALS = re.compile(r"[A-Z][A-Z0-9]*+(?:_[A-Z0-9]++)*+")
#: So many settings of one name in two scripts were copied.
_SHARED = 4
#: More scripts than these are experiments of their own.
_MANY = 40
#: What a count, a best value or a text starts from.
_STARTS = (0, "", None)
#: Longer texts are no settings.
_LONG = 60
#: Names of files that hold settings, for one way to run each.
_HOLDS = re.compile(r"(?i)conf|const|default|environ|param|setting")


@dataclass(frozen=True, slots=True)
class ScriptSettings:
    """The settings that a module writes out at its top, or first in `main`: name, value, and place."""

    path: str
    values: tuple[tuple[str, str, Location], ...]


@rule(Severity.NOTE, since="0.2", handwritten=True)
def settings_copied(
    settings: tuple[ScriptSettings, ...], modules: tuple[ModuleSummary, ...]
) -> Iterator[Finding]:
    """Two scripts write out the same settings, and some have other values.

    A change in one script does not reach the other, so their results cannot be compared, and nothing says
    whether the difference is intended. Put the settings into one module or file that both read, and pass what
    differs as an argument.

    The rule compares constants at the top of scripts: names in capitals, and names such as `batch_size`; and
    the constants with which a function `main` begins. It reports a project once, if scripts share at least
    four of them, most with the same value, and a number differs. It ignores files of settings, such as
    `config.py`.

    ```python train.py bad
    SIZE = 224
    CLASSES = 8
    BATCH_SIZE = 16
    EPOCHS = 10

    print(SIZE, CLASSES, BATCH_SIZE, EPOCHS)
    ```
    ```python ablation.py bad
    SIZE = 224
    CLASSES = 8
    BATCH_SIZE = 4
    EPOCHS = 6

    print(SIZE, CLASSES, BATCH_SIZE, EPOCHS)
    ```
    ```python train.py good
    from settings import BATCH_SIZE, CLASSES, EPOCHS, SIZE

    print(SIZE, CLASSES, BATCH_SIZE, EPOCHS)
    ```
    ```python ablation.py good
    from settings import CLASSES, SIZE

    print(SIZE, CLASSES)
    ```
    ```python settings.py good
    SIZE = 224
    CLASSES = 8
    BATCH_SIZE = 16
    EPOCHS = 10
    ```

    ```python train.py bad
    def main():
        epochs, name = 10, "small"
        batchSize = 16
        share = 0.7
        rate = 0.001
        folder = "rows"
        print(epochs, name, batchSize, share, rate, folder)

    main()
    ```
    ```python ablation.py bad
    def main():
        batchSize = 4
        share = 0.7
        rate = 0.001
        folder = "rows"
        print(batchSize, share, rate, folder)

    main()
    ```
    ```python train.py good
    def main():
        total = 0
        number = 0
        best = None
        found = []
        width = 3
        print(total, number, best, found, width)

    main()
    ```
    ```python ablation.py good
    def main():
        total = 0
        number = 0
        best = None
        found = []
        width = 4
        print(total, number, best, found, width)

    main()
    ```
    """
    scripts = {
        module.path
        for module in modules
        if module.role == "source"
        and not module.generated
        and (module.main_uses or module.called)
        and not _HOLDS.search(module.path)
    }
    own = sorted((item for item in settings if item.path in scripts), key=lambda item: item.path)[:_MANY]
    groups = [
        (first, [other for other in own[number + 1 :] if _unlike(first, other)])
        for number, first in enumerate(own)
    ]
    first, others = max(groups, key=lambda group: len(group[1]), default=(None, []))
    if first is None or not others:
        return
    name, (value, at) = min(_unlike(first, others[0]).items())
    mine = next(text for other_name, text, _ in first.values if other_name == name)
    shown = and_more([item.path for item in (first, *others)], 2)
    yield Finding(
        f"{shown} write out the same settings, but `{name}` is {mine} in one and {value} in another",
        at,
        related=tuple(item.values[0][2] for item in (first, *others[1:])),
    )


def _unlike(first: ScriptSettings, second: ScriptSettings) -> dict[str, tuple[str, Location]]:
    """Return the numbers that a second script has with other values; none if it does not repeat the rest."""
    values = {name: value for name, value, _ in first.values}
    shared = [item for item in second.values if item[0] in values]
    unlike = {name: (value, at) for name, value, at in shared if value != values[name]}
    # A name or a path of its own is what a script is for; where most differ, so do the experiments.
    numbers = {name: item for name, item in unlike.items() if item[0][:1] not in "'\"bB"}
    return numbers if len(shared) >= _SHARED and 2 * len(unlike) <= len(shared) else {}


@fact
def script_settings(module: Module) -> tuple[ScriptSettings, ...]:
    """Look for constants at the top of a module, or at the top of its function `main`."""
    if module.role != "source":
        return ()
    found = dict(
        _constants(module, module.tree.body, lambda name: name in _COMMON or _CAPITALS.fullmatch(name))
    )
    if len(found) < _SHARED:
        mains = (
            item for item in module.tree.body if isinstance(item, ast.FunctionDef) and item.name == "main"
        )
        for main in mains:
            found = {**dict(_constants(module, _first(main.body), lambda name: True)), **found}
    values = tuple((name, *item) for name, item in found.items())
    return (ScriptSettings(module.path, values),) if len(values) >= _SHARED else ()


def _first(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    """Yield the assignments before a function does anything, but for those of values to start from."""
    for statement in body:
        match statement:
            case ast.Expr(value=ast.Constant()) | ast.Import() | ast.ImportFrom():
                continue
            case ast.Assign(value=ast.Constant(value=value)):
                if value not in _STARTS:
                    yield statement
            case ast.Assign(value=ast.List() | ast.Tuple() | ast.Dict()):
                continue
            case _:
                return


def _constants(
    module: Module, body: Iterable[ast.stmt], counts: Callable[[str], object]
) -> Iterator[tuple[str, tuple[str, Location]]]:
    """Yield the constants that are bound to names that count: name, value as it is written, and place."""
    for statement in body:
        match statement:
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.Constant(value=value)) if (
                value is not None and counts(name)
            ):
                text = repr(value)
                if len(text) <= _LONG:
                    yield name, (text, module.at(statement))
