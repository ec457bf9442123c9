import ast
from collections.abc import Iterator

from roadworthy import Finding, Notebook, Severity, rule
from roadworthy_rules._grouped_rows import dividing, grouped_data, keeps_together, may_divide
from roadworthy_rules.notebooks.training._cells import training_cells


@rule(Severity.NOTE, since="0.2")
def notebook_groups_split_apart(notebook: Notebook) -> Iterator[Finding]:
    """A notebook splits rows apart that belong together.

    Recordings of one actor or slices of one patient look alike. Split row by row, they lie on both sides, and
    the score tells how well the model remembers them. Use `GroupShuffleSplit` or `GroupKFold`.

    The rule reads cells as `groups-split-apart` reads modules.

    ```notebook bad
    [[cells]]
    source = "files = glob.glob('data/ravdess/*/*.wav')"

    [[cells]]
    source = "train, test = train_test_split(files, random_state=7)"
    ```
    ```notebook good
    [[cells]]
    source = "files = glob.glob('data/ravdess/*/*.wav')"

    [[cells]]
    source = '''
    splitter = GroupShuffleSplit(n_splits=1, random_state=7)
    train, test = next(splitter.split(files, groups=actors))
    '''
    ```
    """
    if (cells := training_cells(notebook, may_divide)) is None or keeps_together(cells.text):
        return
    name, shared = grouped_data(cells.text)
    if not name:
        return
    call = dividing(node for node in cells.nodes if isinstance(node, ast.Call))
    if call is not None:
        message = f"`{ast.unparse(call.func)}` divides {name} row by row, and its rows share {shared}"
        yield Finding(message, cells.at(call))
