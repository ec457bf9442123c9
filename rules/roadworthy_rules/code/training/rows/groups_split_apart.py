import ast
from collections.abc import Iterator
from dataclasses import dataclass

from roadworthy import Finding, Location, Module, ModuleSummary, Severity, fact, is_run, nodes_of, rule
from roadworthy_rules._grouped_rows import dividing, grouped_data, keeps_together, may_divide

#: What divides rows imports one of these.
_LIBRARIES = ("keras", "numpy", "pandas", "scipy", "sklearn", "tensorflow", "torch")


@dataclass(frozen=True, slots=True)
class GroupedData:
    """A published data set that a module names, and what its rows share; "" where it keeps rows together."""

    name: str
    shared: str
    file: str


@dataclass(frozen=True, slots=True)
class RowByRowSplit:
    """The first call of a module that divides rows one by one."""

    text: str
    at: Location


@rule(Severity.NOTE, since="0.2", handwritten=True)
def groups_split_apart(
    splits: tuple[RowByRowSplit, ...],
    data: tuple[GroupedData, ...],
    modules: tuple[ModuleSummary, ...],
) -> Iterator[Finding]:
    """Rows that belong together are split apart.

    Recordings of one actor, slices of one patient, photographs of one lesion or frames of one traffic
    sign look alike. Split row by row, they lie on both sides, and the score tells how well the model
    remembers them and not how well it does for anyone new. Split by group: use `GroupShuffleSplit` or
    `GroupKFold`, or divide the list of actors or patients.

    The rule knows some published data sets, such as RAVDESS, HAM10000, MIT-BIH and GTSRB, by their
    names in the code. It reports a project once, where `train_test_split`, `random_split` or a shuffled
    `KFold` divides rows, and nothing mentions groups or the numbers of people.

    ```python train.py bad
    from pathlib import Path

    from sklearn.model_selection import train_test_split

    files = sorted(Path("data/RAVDESS").rglob("*.wav"))
    train, test = train_test_split(files, random_state=7)
    ```
    ```python train.py bad
    from pathlib import Path

    from sklearn.model_selection import train_test_split

    files = sorted(Path("data/GTSRB/Final_Training").rglob("*.ppm"))
    train, test = train_test_split(files, random_state=7)
    ```
    ```python train.py good
    from pathlib import Path

    from sklearn.model_selection import train_test_split

    files = sorted(Path("data/GTSRB/Final_Training").rglob("*.ppm"))
    track_ids = sorted({(file.parent.name, file.name.partition("_")[0]) for file in files})
    train, test = train_test_split(track_ids, random_state=7)
    ```
    ```python train.py good
    from pathlib import Path

    from sklearn.model_selection import GroupShuffleSplit

    files = sorted(Path("data/RAVDESS").rglob("*.wav"))
    actors = [file.stem[-2:] for file in files]
    splitter = GroupShuffleSplit(n_splits=1, random_state=7)
    train, test = next(splitter.split(files, groups=actors))
    ```
    ```python train.py good
    from sklearn.datasets import load_iris
    from sklearn.model_selection import train_test_split

    train, test = train_test_split(load_iris(as_frame=True).frame, random_state=7)
    ```
    """
    sources = {module.path for module in modules if is_run(module.path, module.role)}
    named = [item for item in data if item.file in sources]
    found = [item for item in splits if item.at.file in sources]
    if not found or not named or not all(item.name for item in named):
        return
    # A module that names the data is the surer place.
    naming = {item.file for item in named}
    found.sort(key=lambda item: item.at.file not in naming)
    first, at = named[0], found[0]
    message = f"`{at.text}` divides {first.name} row by row, and its rows share {first.shared}"
    yield Finding(message, at.at, related=tuple(item.at for item in found[1:10]))


@fact
def grouped_data_sets(module: Module) -> tuple[GroupedData, ...]:
    """Look for published data sets whose rows belong together, and for what keeps them together."""
    if not is_run(module.path, module.role):
        return ()
    text = module.text.lower()
    learns = any(library in text for library in _LIBRARIES)
    if learns and ("split" in text or "fold" in text) and keeps_together(module.text):
        return (GroupedData("", "", module.path),)
    name, shared = grouped_data(module.text)
    return (GroupedData(name, shared, module.path),) if name else ()


@fact
def row_by_row_splits(module: Module) -> tuple[RowByRowSplit, ...]:
    """Look for the first call that divides rows one by one."""
    if not may_divide(module.text) or not is_run(module.path, module.role):
        return ()
    call = dividing(nodes_of(module, ast.Call))
    return () if call is None else (RowByRowSplit(ast.unparse(call.func), module.at(call)),)
