from collections.abc import Iterator

from roadworthy import Finding, Notebook, Severity, rule
from roadworthy_rules.notebooks._shared import is_work, mounts_drive


@rule(Severity.NOTE, since="0.2")
def notebook_hosted_only(notebook: Notebook) -> Iterator[Finding]:
    """A notebook runs on Colab only.

    It mounts a drive, reads one or asks for files in any case, so it fails on every other machine, in CI and
    for everyone without a copy of that drive. Use one variable for all paths, and set it in a block that runs
    on Colab only: `if "google.colab" in sys.modules:`.

    The rule ignores notebooks of documentation, examples and tutorials.

    ```notebook bad
    [[cells]]
    source = '''
    from google.colab import drive
    drive.mount("/content/drive")
    '''
    ```
    ```notebook bad
    metadata = { colab = { provenance = [] } }

    [[cells]]
    source = 'rows = read("/content/drive/MyDrive/rows.csv")'
    ```
    ```notebook good
    [[cells]]
    source = 'rows = read("/content/drive/MyDrive/rows.csv")'
    ```
    ```notebook good
    [[cells]]
    source = '''
    import sys
    if "google.colab" in sys.modules:
        from google.colab import drive
        drive.mount("/content/drive")
    '''
    ```
    """
    place = mounts_drive(notebook) if is_work(notebook) else None
    if place is not None:
        yield Finding("the notebook uses what only Colab has", place)
