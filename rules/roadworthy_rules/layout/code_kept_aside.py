from collections.abc import Iterator

from roadworthy import Finding, KeptCode, Location, Severity, counted, rule


@rule(Severity.NOTE, since="0.2")
def code_kept_aside(kept: tuple[KeptCode, ...]) -> Iterator[Finding]:
    """Old or scratch code is kept beside the code that is in use.

    Readers cannot tell which version runs, searches find both, and fixes go into the wrong one. Delete it:
    the Git history keeps every version, and `git tag` gives one a name.

    The rule looks for modules and notebooks in directories with names such as `old`, `archive`, `backup` or
    `train_unused`, and for files such as `train_old.py` beside `train.py`. It also looks for what was only
    tried, in directories such as `scratchpads`. It ignores packages with such a name, files that the wheel
    contains, tests and documentation. Other rules leave code alone that this rule reports.

    ```python train.py bad
    def train(rows):
        return sum(rows) / len(rows)
    ```
    ```python train_old.py bad
    def train(rows):
        return max(rows)
    ```
    ```python code/old_files/evaluate.py bad
    def evaluate(rows):
        return min(rows)
    ```
    ```python scratchpads/rows.py bad
    import train

    print([1, 2][::-1])
    ```
    ```python train.py good
    def train(rows):
        return sum(rows) / len(rows)
    ```
    ```python household_old.py good
    def households(rows):
        return [row for row in rows if row.age > 64]
    ```
    ```python archive/__init__.py good
    def pack(paths):
        return sorted(paths)
    ```
    ```python tests/legacy/test_train.py good
    from train import train

    def test_train():
        assert train([1]) == 1
    ```
    """
    for item in kept:
        if item.is_directory:
            number = counted(len(item.files), "file")
            what = "scratch" if item.is_scratch else "old"
            message = f"`{item.path}` keeps {what} code: {number} of Python"
        else:
            message = f"`{item.path}` is an old version of a file beside it"
        yield Finding(message, Location(item.files[0]), related=tuple(map(Location, item.files[1:])))
